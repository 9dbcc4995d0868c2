"""Who comes into the channel of a group and who leaves it: the admins hear it as one message."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.ids import PersonId
from bot.model.installations import Installation
from bot.model.messages import Message, State
from bot.model.people import Platform
from bot.ports.stores import Stores
from bot.roster import Roster
from bot.sender import AHEAD
from bot.signals import Member, MembersChanged
from bot.situations import Knowledge
from tests.fakes.platform import RecordingPlatform
from tests.shell.town import LONGEST_SECONDS, Town, until
from tests.stages.town import TENANT, instant

HEAD = {
    "start": "2027-01-14 12:00",
    "people": {"Hanneke": {"roles": ["secretary"]}, "Joke": {"roles": ["admin"]}},
    "groups": {"MT Sociaal": ["Hanneke"]},
}
WORKSPACE, APP, CHANNEL = "T1", "own", "mt-sociaal"
# Joke is in Tokyo: her day begins when the next day begins in the municipality.
TOLD_AT = instant("2027-01-15 00:00")
NOOR, BRAM = Member("U-noor", "Noor"), Member("U-bram", "Bram")


@pytest.fixture
async def town(stores: Stores, knowledge: Knowledge) -> Town:
    made = Town(stores, knowledge, RecordingPlatform())
    await made.settle(HEAD)
    async with stores.of(TENANT).write() as unit:
        joke = await unit.people.get(PersonId("joke"))
        assert joke is not None
        await unit.people.save(replace(joke, zone="Asia/Tokyo"))
    linked = Installation(
        platform=Platform.BROWSER,
        workspace=WORKSPACE,
        app=APP,
        tenant=TENANT,
        installed_at=made.clock.now(),
    )
    await stores.installations.save(linked)
    return made


async def comes(town: Town, who: Member) -> None:
    change = MembersChanged(
        platform=Platform.BROWSER,
        app=APP,
        workspace=WORKSPACE,
        places=frozenset({CHANNEL}),
        at=town.clock.now(),
        joined=(who,),
    )
    await Roster(town.stores, town.knowledge, town.clock).changed(change)


async def the_notice(town: Town) -> Message:
    (notice,) = [one for one in await town.messages_of("joke") if one.state is not State.SKIPPED]
    return notice


async def test_what_comes_while_the_first_stands_ready_is_told_with_it(town: Town) -> None:
    await comes(town, NOOR)
    town.clock.move_to(TOLD_AT - AHEAD)
    assert await town.ticker.tick() == 0
    drain = asyncio.create_task(town.sender.drain_patiently(Platform.BROWSER, TENANT, AHEAD))

    async def is_ready() -> bool:
        notice = await the_notice(town)
        return notice.state is State.CLAIMED and notice.content is not None

    await until(is_ready)
    await comes(town, BRAM)
    await comes(town, BRAM)
    town.clock.move_to(TOLD_AT)
    async with asyncio.timeout(LONGEST_SECONDS):
        await drain
    await town.ticker.tick()

    assert town.heard("joke") == [
        "Noor kwam in het kanaal van MT Sociaal en zit nog niet in de groep.\n"
        "Bram kwam in het kanaal van MT Sociaal en zit nog niet in de groep."
    ]
    assert (await the_notice(town)).state is State.SENT


async def test_what_comes_after_that_is_told_the_next_morning(town: Town) -> None:
    await comes(town, NOOR)
    town.clock.move_to(TOLD_AT)
    assert await town.ticker.tick() == 1
    await comes(town, BRAM)
    town.clock.move_to(TOLD_AT + timedelta(days=3))
    assert await town.ticker.tick() == 1

    first, second = town.heard("joke")
    assert ("Noor" in first, "Bram" in second) == (True, True)
    assert ("Bram" in first, "Noor" in second) == (False, False)


async def test_a_name_that_is_halved_is_told_whole(town: Town) -> None:
    await comes(town, Member("U-noor", "Noor\ud800"))
    town.clock.move_to(TOLD_AT)
    await town.ticker.tick()

    assert town.heard("joke")[0].startswith("Noor\ufffd kwam")
