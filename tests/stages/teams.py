"""Teams as a stage: a stand-in for Microsoft's side, and the bot's own web app on a port of loopback."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from adapters.apps_file import Apps
from adapters.clock.clocks import DemoClock
from adapters.demo.mover import Mover
from adapters.teams.adapter import open_teams
from adapters.web import web_app
from adapters.wiring import Connected, assemble, connect_platforms
from bot.model.installations import Installation
from bot.model.people import Platform
from bot.ports.outside import Clock
from bot.ports.stores import Stores
from bot.reception import Reception
from bot.situations import Knowledge
from tests.stages.stage import Shown, ShownDialog
from tests.stages.teams_shown import shown, window_shown
from tests.stages.town import TENANT, Head, build, instant
from tests.standins.serving import serving
from tests.standins.teams.client import TeamsClient
from tests.standins.teams.posting import SENT_A_CARD
from tests.standins.teams.world import Json

APP = "22222222-2222-4222-8222-222222222222"
KEY = "zetje"
NAME = "Zetje"
SECRET = "a client secret of the tests"
VENDOR = "Leverancier"
TOWN = "Gemeente Lindewaard"
SHORTCUTS = {"Bewaar als dilemma": "bewaar-als-dilemma", "Maak er een actie van": "maak-actie"}


@dataclass
class _Seat:
    """What somebody remembers between two looks.

    `typed` are their messages: text, id and place; `pressed` is where and on what.
    """

    read: int = 0
    newest: Json = field(default_factory=dict)
    pressed: tuple[str, str] = ("", "")
    typed: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass
class TeamsHomes:
    """Where everybody is in Teams. The bot knows people by their Entra object id."""

    platform = Platform.TEAMS
    people: dict[str, tuple[str, str]] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    workspace: str = ""

    def of_person(self, name: str) -> tuple[str, str]:
        return self.people[name]

    def of_group(self, name: str) -> str:
        return self.groups[name]


class TeamsStage:
    """People with Teams, who have the app; a group meets in a channel or in a group chat."""

    def __init__(
        self,
        teams: TeamsClient,
        connected: Connected,
        clock: DemoClock,
        homes: TeamsHomes,
    ) -> None:
        self.teams = teams
        self.bot = connected.bot
        self.clock = clock
        self._lasting = asyncio.all_tasks()
        self._places = frozenset(homes.groups)
        self._seats: dict[str, _Seat] = {}
        self._mover = Mover(self.bot.ticker, clock, "Europe/Amsterdam")

    async def type(self, who: str, text: str, place: str = "") -> None:
        said = await self._does("types", who=who, text=text, where=place)
        self._seat(who).typed.append((text, said["id"], place))

    async def edit(self, who: str, text: str) -> None:
        seat = self._seat(who)
        assert seat.typed, f"{who} typed nothing yet"
        _, ref, place = seat.typed.pop()
        seat.typed.append((text, ref, place))
        await self._does("edits", who=who, text=text, ref=ref, where=place)

    async def take_away(self, who: str, text: str) -> None:
        found = [one for one in self._seat(who).typed if one[0] == text]
        assert found, f"{who} typed no message {text!r}"
        self._seat(who).typed.remove(found[-1])
        await self._does("deletes", who=who, ref=found[-1][1], where=found[-1][2])

    async def press(self, who: str, label: str, place: str = "") -> None:
        # Nobody reads an answer and presses again sooner; what comes sooner is one press, sent twice.
        await asyncio.sleep(0.03)
        said = await self._does("presses", who=who, title=label, where=place)
        assert "failed" not in said, said
        self._seat(who).pressed = (place, said["pressed"])

    async def shortcut(self, who: str, label: str, of: str, place: str = "") -> None:
        refs = [ref for seat in self._seats.values() for text, ref, _ in seat.typed if text == of]
        assert refs, f"nobody typed {of!r}"
        await self._does("acts", who=who, command=SHORTCUTS[label], ref=refs[-1], where=place)

    async def submit(self, who: str, values: Mapping[str, str]) -> None:
        said = await self._does("submits", who=who, fills=dict(values))
        assert "failed" not in said, said

    async def close(self, who: str) -> None:
        await self._does("closes", who=who)

    async def dialog(self, who: str) -> ShownDialog | None:
        window = (await self.teams("window", who=who))["window"]
        return window_shown(window) if window is not None else None

    async def unread(self, who: str) -> Shown | None:
        seat, said = self._seat(who), await self._said(who)
        if seat.read >= len(said):
            return None
        seat.newest = said[seat.read]
        assert seat.newest["notification"] != SENT_A_CARD, f"no summary: {seat.newest['lines']}"
        seat.read += 1
        return shown(seat.newest)

    async def notification(self, who: str) -> str:
        newest: str = self._seat(who).newest["notification"]
        return newest

    async def pressed_card(self, who: str) -> Shown:
        place, ref = self._seat(who).pressed
        seen = await self.teams("sees", who=who, where=place)
        return shown(next(one for one in seen["messages"] if one["id"] == ref))

    async def move_to(self, instant: datetime) -> None:
        await self._mover.move_to(instant)

    async def passes(self, seconds: float) -> None:
        """Let this much time pass, with a tick every five seconds at most."""
        until = self.clock.now() + timedelta(seconds=seconds)
        while self.clock.now() < until:
            self.clock.move_to(min(until, self.clock.now() + timedelta(seconds=5)))
            await self.teams("time", at=self.clock.now().isoformat())
            await self.bot.ticker.tick()

    async def _does(self, command: str, /, **arguments: object) -> Json:
        """Let somebody do something at the bot's own time, and wait for all that follows from it."""
        await self.teams("time", at=self.clock.now().isoformat())
        said = await self.teams(command, **arguments)
        await self.settled()
        for answer in said.get("answers", ()):
            assert answer["status"] in (200, 201, 202), answer
        await self.bot.ticker.tick()
        return said

    async def settled(self) -> None:
        """Wait for what the bot does after its answer."""
        while going := asyncio.all_tasks() - self._lasting - {asyncio.current_task()}:
            await asyncio.wait(going)

    async def _said(self, who: str) -> Sequence[Json]:
        """Return what the bot said, to a person or in the conversation of a group."""
        is_place = who in self._places
        where = {"where": who} if is_place else {"who": who}
        seen = await self.teams("sees", **where)
        return [one for one in seen["messages"] if one["author"] == f"28:{APP}"]

    def _seat(self, who: str) -> _Seat:
        return self._seats.setdefault(who, _Seat())


async def at_home(teams: TeamsClient, head: Head, *, in_chats: bool) -> TeamsHomes:
    """Put the people and groups of a transcript in Teams, and say where they are."""
    homes = TeamsHomes()
    for name in head.get("people", {"Hanneke": {}}):
        made = await teams("user", name=name, tenant=TOWN)
        homes.workspace = made["tenant"]
        homes.people[name] = (made["object_id"], made["chats"][APP])
    # An admin is there too, who belongs to no group of ours.
    everybody = list(homes.people)
    for name in head.get("groups", {}):
        if in_chats:
            homes.groups[name] = (await teams("chat", name=name, members=everybody))["id"]
        else:
            made = await teams("team", name=name, tenant=TOWN, members=everybody)
            homes.groups[name] = made["id"]
    return homes


async def link(stores: Stores, teams: TeamsClient, homes: TeamsHomes, at: datetime) -> None:
    """Let the organisation in Teams be our tenant, as if an admin typed the code there."""
    await stores.installations.save(
        Installation(
            platform=Platform.TEAMS,
            workspace=homes.workspace,
            app=KEY,
            tenant=TENANT,
            bot=f"28:{APP}",
            service_url=f"{teams.connector}/emea/{homes.workspace}/",
            installed_at=at,
        )
    )


def teams_apps(teams: TeamsClient, home: str, per_second: int) -> Apps:
    """Return the apps file of a bot that has Microsoft's side on loopback."""
    about = {
        "app_id": APP,
        "client_secret": SECRET,
        "home_tenant": home,
        "hosts": ["127.0.0.1"],
        "login_url": f"{teams.login}/",
        "openid_url": teams.metadata,
        "per_second": per_second,
    }
    return Apps.model_validate({"teams": {KEY: about}})


@asynccontextmanager
async def _in_own_time(
    apps: Apps, stores: Stores, knowledge: Knowledge, clock: Clock
) -> AsyncIterator[Connected]:
    """Connect to Teams as the bot does, but let the time in which it waits be its own too."""
    async with open_teams(apps.teams, stores, knowledge, "") as adapter:
        bot = assemble(stores, knowledge, [adapter.platform], clock, clock)
        reception = Reception(stores, knowledge, bot.inbox, clock)
        async with adapter.running(reception):
            yield Connected(bot, reception, adapter.routes(reception))


@asynccontextmanager
async def teams_stage(
    teams: TeamsClient,
    stores: Stores,
    knowledge: Knowledge,
    head: Head,
    *,
    in_chats: bool = False,
    own_time: bool = False,
    arrivals: bool = True,
    per_second: int = 0,
) -> AsyncIterator[TeamsStage]:
    """Open the stage of a transcript: everybody has the app, groups meet in channels or in chats.

    With `own_time` all that the bot waits for passes in its own time too, not in ours. Without
    `arrivals` the bot was not told that people got the app.
    """
    clock = DemoClock(instant(head["start"]))
    await teams("time", at=clock.now().isoformat())
    made = await teams("app", id=APP, name=NAME, secret=SECRET, home=VENDOR)
    homes = await at_home(teams, head, in_chats=in_chats)
    await build(stores, head, homes)
    await link(stores, teams, homes, clock.now())
    apps = teams_apps(teams, made["home_tenant"], per_second)
    connect = _in_own_time if own_time else connect_platforms
    async with connect(apps, stores, knowledge, clock) as connected:
        web = web_app(stores.directory.last_tick_at, clock.now, connected.routes)
        async with serving(web) as at:
            endpoint = f"{at.url}/api/messages"
            await teams("app", id=APP, name=NAME, secret=SECRET, home=VENDOR, endpoint=endpoint)
            for name in homes.people:
                await teams("installs", who=name, silently=not arrivals)
            for name, members in head.get("groups", {}).items():
                await teams("installs", who=members[0], where=name)
            await at.settled()
            yield TeamsStage(teams, connected, clock, homes)
