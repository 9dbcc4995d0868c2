"""Slack as a stage: the stand-in on one side, the bot's own web app on a port of loopback on the other."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import adapters.slack
from adapters.apps_file import Apps
from adapters.clock.clocks import DemoClock
from adapters.demo.mover import Mover
from adapters.slack.manifest import Options, manifest
from adapters.web import web_app
from adapters.wiring import Connected, connect_platforms
from bot.model.people import Language, Platform
from bot.ports.stores import Stores
from bot.situations import Knowledge
from tests.stages.slack_shown import filled, shown, shown_dialog
from tests.stages.stage import Shown, ShownDialog
from tests.stages.town import TENANT, Head, build, instant
from tests.standins.serving import Served, serving
from tests.standins.slack.client import Json, Person, SlackStandin

KEY = "zetje"
COMMAND = "/zetje"
PUBLIC = "https://zetje.example"
_LONGEST_WORK = 10.0
_ADAPTER = Path(adapters.slack.__file__).parent


@dataclass
class _Seat:
    """What somebody remembers between two looks. `typed` are their messages: text, ts, place."""

    read: set[str] = field(default_factory=set)
    newest: Json = field(default_factory=dict)
    pressed: tuple[str, str] = ("", "")
    typed: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class SlackTown:
    """The workspace of a town, with the app in it: ids by name, the app's settings and its token."""

    people: Mapping[str, str]
    channels: Mapping[str, str]
    app: Json
    token: str
    platform = Platform.SLACK

    def of_person(self, name: str) -> tuple[str, str]:
        """Nobody talked to the bot yet, so nobody has a conversation with it."""
        return self.people[name], ""

    def of_group(self, name: str) -> str:
        return self.channels[name]

    def apps(self, slack: SlackStandin, per_second: int = 0) -> Apps:
        """Return the apps file of a bot that has Slack's side on loopback; it keeps no pace by itself."""
        is_inside = self.app["socket_mode"]
        about = {
            "tenant": TENANT,
            "signing_secret": self.app["signing_secret"],
            "bot_token": self.token,
            "app_token": self.app["app_token"] if is_inside else None,
            "command": COMMAND,
            "per_second": per_second,
            "api_url": slack.api_url,
        }
        return Apps.model_validate({"slack": {KEY: about}})


class SlackStage:
    """People in a workspace that has the app; a group meets in a channel, where its bot is too."""

    def __init__(
        self,
        slack: SlackStandin,
        connected: Connected,
        web: Served,
        clock: DemoClock,
        town: SlackTown,
    ) -> None:
        self.slack = slack
        self.bot = connected.bot
        self.clock = clock
        self._web = web
        self._places = town.channels
        self._somebody = next(iter(town.people))
        self._shortcuts = town.app["shortcuts"]
        self._seats: dict[str, _Seat] = {}
        self._mover = Mover(self.bot.ticker, clock, "Europe/Amsterdam")

    async def type(self, who: str, text: str, place: str = "") -> None:
        await self._now()
        told = await self._person(who).types(text, _channel(place))
        self._seat(who).typed.append((text, told["ts"], place))
        await self._passed(told)

    async def edit(self, who: str, text: str) -> None:
        seat = self._seat(who)
        assert seat.typed, f"{who} typed nothing yet"
        _, ts, place = seat.typed.pop()
        seat.typed.append((text, ts, place))
        await self._now()
        await self._passed(await self._person(who).edits(text, _channel(place), ts))

    async def take_away(self, who: str, text: str) -> None:
        found = [one for one in self._seat(who).typed if one[0] == text]
        assert found, f"{who} typed no message {text!r}"
        self._seat(who).typed.remove(found[-1])
        _, ts, place = found[-1]
        await self._now()
        await self._passed(await self._person(who).takes_away(where=_channel(place), ts=ts))

    async def press(self, who: str, label: str, place: str = "") -> None:
        await self._now()
        told = await self._person(who).presses(label, _channel(place))
        self._seat(who).pressed = (place, told["ts"])
        await self._passed(told)

    async def shortcut(self, who: str, label: str, of: str, place: str = "") -> None:
        found = [ts for seat in self._seats.values() for text, ts, _ in seat.typed if text == of]
        assert found, f"nobody typed {of!r}"
        await self._now()
        person = self._person(who)
        callback = next(one["callback_id"] for one in self._shortcuts if one["name"] == label)
        told = await person.uses_message_shortcut(callback, found[-1], _channel(place))
        await self._passed(told)

    async def submit(self, who: str, values: Mapping[str, str]) -> None:
        await self._now()
        window = await self._person(who).window()
        assert window is not None, "no window is open"
        told = await self._person(who).submits(filled(window, values))
        assert not told.get("trouble"), told
        await self._passed(told)

    async def close(self, who: str) -> None:
        await self._passed(await self._person(who).closes())

    async def dialog(self, who: str) -> ShownDialog | None:
        window = await self._person(who).window()
        return shown_dialog(window) if window is not None else None

    async def unread(self, who: str) -> Shown | None:
        seat = self._seat(who)
        for message in await self._said(who):
            if message["ts"] not in seat.read:
                seat.read.add(message["ts"])
                seat.newest = message
                return shown(message)
        return None

    async def notification(self, who: str) -> str:
        # A lock screen has room for how the text begins.
        notices = await self.slack.do("notifications", user=who)
        newest = self._seat(who).newest["ts"]
        texts = [one["text"] for one in notices["notifications"] if one["ts"] == newest]
        return str(texts[0]).split("\n")[0]

    async def pressed_card(self, who: str) -> Shown:
        place, ts = self._seat(who).pressed
        found = await self._person(who).messages(_channel(place))
        return shown(next(one for one in found if one["ts"] == ts))

    async def move_to(self, instant: datetime) -> None:
        await self.slack.do("clock", now=instant.timestamp())
        await self._mover.move_to(instant)

    async def _now(self) -> None:
        """Let it be the bot's own time in Slack too."""
        await self.slack.do("clock", now=self.clock.now().timestamp())

    async def _passed(self, told: Json) -> None:
        """Wait for all that follows from what somebody did."""
        for sent in told["sent"]:
            assert sent["attempts"][0]["status"] == 200, sent
        await self.settled()

    async def settled(self) -> None:
        """Wait for all that the bot does, also after its answer, and let it send what is due."""
        await all_is_done(self.slack, self._web)
        await self.bot.ticker.tick()

    async def connected_again(self) -> None:
        """Wait until the bot has a socket."""
        await _socket_is_open(self.slack)

    async def _said(self, who: str) -> list[Json]:
        """Return what the bot said, to a person or in the channel of a group."""
        if who not in self._places:
            return await self._person(who).from_bot()
        somebody = self._person(self._somebody)
        return [one for one in await somebody.from_bot(_channel(who)) if not one["ephemeral"]]

    def _person(self, who: str) -> Person:
        return self.slack.person(who)

    def _seat(self, who: str) -> _Seat:
        return self._seats.setdefault(who, _Seat())


@asynccontextmanager
async def slack_stage(
    slack: SlackStandin, stores: Stores, knowledge: Knowledge, head: Head, *, socket_mode: bool
) -> AsyncIterator[SlackStage]:
    """Let the town of this head have Slack, with the app in it, until the block ends."""
    town = await slack_town(slack, head, socket_mode=socket_mode)
    await build(stores, head, town)
    clock = DemoClock(instant(head["start"]))
    async with (
        connect_platforms(town.apps(slack), stores, knowledge, clock, PUBLIC) as connected,
        serving(web_app(stores.directory.last_tick_at, clock.now, connected.routes)) as web,
    ):
        await is_reached(slack, web, socket_mode=socket_mode)
        await all_is_done(slack, web)
        yield SlackStage(slack, connected, web, clock, town)
        await slack.settle()


async def slack_town(slack: SlackStandin, head: Head, *, socket_mode: bool = False) -> SlackTown:
    """Make the workspace, with the app as its manifest says; the bot is in every channel."""
    groups, people = head.get("groups", {}), head.get("people", {"Hanneke": {}})
    made = await slack.do(
        "workspace",
        users={name: {} for name in people},
        # Also who is no member of the group, such as an admin, can be in its channel.
        channels={_channel(name): list(people) for name in groups},
    )
    options = Options(command=COMMAND, mentions=True)
    written = manifest(KEY, Language.NL, PUBLIC, socket_mode, options)
    app = await slack.do("app", manifest=written, settings={"retry_after": [0.0, 0.05, 0.05]})
    installed = await slack.do("install", channels=list(made["channels"]))
    channels = {name: made["channels"][_channel(name)] for name in groups}
    return SlackTown(made["users"], channels, app, installed["token"])


async def is_reached(slack: SlackStandin, web: Served, *, socket_mode: bool) -> None:
    """Let what happens in Slack come to the bot: at its address on loopback, or on its socket."""
    if socket_mode:
        await _socket_is_open(slack)
        return
    where = f"{web.url}/slack/{KEY}/events"
    urls = {"events_url": where, "interactivity_url": where, "commands": {COMMAND: where}}
    await slack.do("app", settings=urls)


async def all_is_done(slack: SlackStandin, web: Served) -> None:
    """Wait for all that is under way between Slack and the bot, and for what the bot does after it."""
    await slack.settle()
    await web.settled()
    async with asyncio.timeout(_LONGEST_WORK):
        while busy := [task for task in asyncio.all_tasks() if _is_of_the_adapter(task)]:
            await asyncio.wait(busy)


async def _socket_is_open(slack: SlackStandin) -> None:
    for _ in range(500):
        if (await slack.do("connections"))["connections"]:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the bot opened no socket")


def _is_of_the_adapter(task: asyncio.Task[object]) -> bool:
    code = getattr(task.get_coro(), "cr_code", None)
    return code is not None and _ADAPTER in Path(code.co_filename).parents


def _channel(place: str) -> str:
    return place.lower().replace(" ", "-")
