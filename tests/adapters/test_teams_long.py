"""A message that is too long for one card of Teams: several activities, and what becomes of a half one."""

from json import loads

import pytest

from adapters.apps_file import TeamsApp
from adapters.before_sending import Deadline
from adapters.teams.connector import Connector, Place
from adapters.teams.languages import Languages
from adapters.teams.outbound import TeamsPlatform
from adapters.teams.places import Places
from bot.content import Content, Paragraph, plain
from bot.errors import FateUnknown, NotSent
from bot.model.installations import Installation
from bot.model.people import Platform
from tests.factories import NOW, WATERSTAD, a_message, a_tenant
from tests.fakes.memory import MemoryStores

LONG = Content(tuple(Paragraph(plain(f"{n} " + "x" * 5000)) for n in range(3)), "Lang")
CHANNEL, CHAT = "19:kanaal@thread.tacv2", "a:hanneke"


class Heard(Connector):
    """Notes what it is asked to post; `breaks` says at which one it fails."""

    def __init__(self, breaks: int = 0) -> None:
        self.breaks = breaks
        self.posted: list[tuple[str, int]] = []

    def within(self, deadline: Deadline) -> "Heard":
        return self

    async def begin_thread(self, place: Place, channel: str, activity: str) -> str:
        return await self.send(place, channel, activity)

    async def send(self, place: Place, conversation: str, activity: str) -> str:
        self.posted.append((conversation, len(loads(activity)["attachments"])))
        if len(self.posted) == self.breaks:
            raise NotSent("teams: 429")
        return f"ref{len(self.posted)}"


async def a_platform(connector: Connector) -> TeamsPlatform:
    stores = MemoryStores()
    await stores.directory.save_tenant(a_tenant())
    await stores.installations.save(
        Installation(
            platform=Platform.TEAMS,
            workspace="entra",
            app="eigen",
            tenant=WATERSTAD,
            installed_at=NOW,
        )
    )
    apps = {"eigen": TeamsApp(app_id="", development=True)}
    return TeamsPlatform(apps, Places(apps, stores), connector, Languages(stores))


@pytest.mark.parametrize(
    ("conversation", "posted", "ref"),
    [
        (CHAT, [(CHAT, 1), (CHAT, 1)], "ref2"),
        (CHANNEL, [(CHANNEL, 1), (f"{CHANNEL};messageid=ref1", 1)], "ref1"),
    ],
)
async def test_it_goes_in_parts_that_each_have_a_name(
    conversation: str, posted: list[tuple[str, int]], ref: str
) -> None:
    heard = Heard()
    arrived = await (await a_platform(heard)).send(a_message(), conversation, LONG)
    assert heard.posted == posted
    assert (arrived.ref, arrived.conversation) == (ref, conversation)


async def test_nothing_of_it_went_out_when_the_first_part_did_not() -> None:
    with pytest.raises(NotSent):
        await (await a_platform(Heard(breaks=1))).send(a_message(), CHAT, LONG)


async def test_half_of_it_is_not_sent_again_by_itself() -> None:
    with pytest.raises(FateUnknown, match="after a first part"):
        await (await a_platform(Heard(breaks=2))).send(a_message(), CHAT, LONG)


async def test_a_card_cannot_become_what_takes_several() -> None:
    heard = Heard()
    with pytest.raises(NotSent, match="too large"):
        await (await a_platform(heard)).send(a_message(platform_ref="ref1"), CHAT, LONG)
    assert heard.posted == []
