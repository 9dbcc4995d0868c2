"""Who comes into the channel of a group and who leaves it: the admin hears it, and decides."""

from collections.abc import AsyncIterator, Sequence

import pytest

from bot.model.people import Group, Standing
from bot.situations import Knowledge
from tests.fakes.memory import MemoryStores
from tests.stages.teams import TeamsStage, teams_stage
from tests.stages.town import TENANT, instant
from tests.standins.teams.client import TeamsClient
from tests.standins.teams.world import Json

HEAD: Json = {
    "start": "2027-01-12 10:00",
    "people": {
        "Joke": {"roles": ["admin"], "own": ["thursday", "12.15"]},
        "Hanneke": {"roles": ["secretary"], "own": ["thursday", "12.15"]},
    },
    "groups": {"MT Sociaal": ["Hanneke"]},
}
TOWN = "Gemeente Lindewaard"


@pytest.fixture(params=[False, True], ids=["in a channel", "in a chat"])
async def stage(
    teams: TeamsClient, knowledge: Knowledge, request: pytest.FixtureRequest
) -> AsyncIterator[TeamsStage]:
    stores = MemoryStores()
    async with teams_stage(teams, stores, knowledge, HEAD, in_chats=request.param) as made:
        for name, tenant in (("Noor", TOWN), ("Bram", TOWN), ("Piet", "Waterschap Elders")):
            await teams("user", name=name, tenant=tenant)
        yield made


async def group(stage: TeamsStage) -> Group:
    async with stage.bot.stores.of(TENANT).read() as unit:
        (found,) = await unit.people.groups()
    return found


async def known(stage: TeamsStage) -> Sequence[str]:
    async with stage.bot.stores.of(TENANT).read() as unit:
        return sorted(person.name for person in await unit.people.all())


async def comes(stage: TeamsStage, *names: str) -> None:
    for name in names:
        told = await stage.teams("joins", who=name, where="MT Sociaal")
        assert [one["status"] for one in told["answers"]] == [200]
    await stage.settled()


async def morning(stage: TeamsStage, day: str) -> Sequence[str]:
    """Return what Joke hears by this morning."""
    await stage.bot.ticker.tick()
    await stage.move_to(instant(f"{day} 08:01"))
    shown = await stage.unread("Joke")
    return shown.lines if shown is not None else ()


async def test_the_admin_hears_once_of_all_who_came_that_day_and_adds_one(
    stage: TeamsStage,
) -> None:
    await comes(stage, "Noor", "Bram", "Piet")
    assert await known(stage) == ["Hanneke", "Joke"]
    assert await stage.unread("Joke") is None
    assert await morning(stage, "2027-01-13") == (
        "**Noor** kwam in het kanaal van **MT Sociaal** en zit nog niet in de groep.",
        "**Bram** kwam in het kanaal van **MT Sociaal** en zit nog niet in de groep.",
    )
    await stage.press("Joke", "Zet in de groep")
    assert await known(stage) == ["Hanneke", "Joke", "Noor"]
    assert len((await group(stage)).members) == 2
    answer = await stage.unread("Joke")
    assert answer is not None
    assert (
        answer.lines[0] == "Goed, **Noor** zit in **MT Sociaal**. Eerst komt er een kennismaking."
    )
    async with stage.bot.stores.of(TENANT).read() as unit:
        noor = next(one for one in await unit.people.all() if one.name == "Noor")
    assert (noor.standing, noor.roles) == (Standing.NOT_STARTED, frozenset())


async def test_who_leaves_stays_in_the_group_until_the_admin_says_otherwise(
    stage: TeamsStage,
) -> None:
    await stage.teams("leaves", who="Hanneke", where="MT Sociaal")
    await stage.settled()
    assert len((await group(stage)).members) == 1
    assert await morning(stage, "2027-01-13") == (
        "**Hanneke** ging uit het kanaal van **MT Sociaal** en zit nog in de groep.",
    )
    await stage.press("Joke", "Haal uit de groep")
    assert (await group(stage)).members == frozenset()
    assert await known(stage) == ["Hanneke", "Joke"]


async def test_who_is_in_the_group_already_is_no_news(stage: TeamsStage) -> None:
    await stage.teams("leaves", who="Joke", where="MT Sociaal")
    await stage.settled()
    assert await morning(stage, "2027-01-13") == ()


async def test_in_a_place_of_no_group_nothing_is_kept(stage: TeamsStage) -> None:
    await stage.teams("chat", name="Borrel", members=["Joke", "Hanneke"])
    await stage.teams("installs", who="Joke", where="Borrel")
    await stage.teams("joins", who="Noor", where="Borrel")
    await stage.settled()
    assert await morning(stage, "2027-01-13") == ()
    assert await known(stage) == ["Hanneke", "Joke"]
