"""A morning on which many people get a small win at the same time, through Slack, in the bot's own time."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from adapters.clock.clocks import DemoClock
from adapters.slack.access import Accesses
from adapters.slack.calls import SlackCalls, new_session
from adapters.slack.outbound import SlackPlatform
from adapters.wiring import Bot, assemble
from bot.model.messages import Message, Purpose, State
from bot.ports.outside import Clock
from bot.ports.stores import Stores
from bot.situations import Knowledge
from tests.fakes.memory import MemoryStores
from tests.stages.slack import SlackTown, slack_town
from tests.stages.town import TENANT, build, instant
from tests.standins.slack.client import Json, SlackStandin

DUE = "2027-01-14 12:15"
STEP = timedelta(seconds=5)


@dataclass
class Morning:
    """The bot with its time in our hands, and the people it writes to."""

    slack: SlackStandin
    bot: Bot
    clock: DemoClock
    stores: Stores
    people: Sequence[str]
    town: SlackTown

    async def until_due(self) -> None:
        """Let it become the moment at which all of it is due, and the bot begin to send."""
        await self.bot.ticker.tick()
        await self.move_to(instant(DUE))
        await self.bot.ticker.tick()

    async def pass_(self, time: timedelta) -> None:
        """Let time pass, with a tick every few seconds."""
        until = self.clock.now() + time
        while self.clock.now() < until:
            await self.move_to(min(until, self.clock.now() + STEP))
            await self.bot.ticker.tick()

    async def move_to(self, at: datetime) -> None:
        """Let it be this moment, in Slack too."""
        self.clock.move_to(at)
        await self.slack.do("clock", now=at.timestamp())

    async def prompts(self) -> Sequence[Message]:
        """Return the small wins, one for each of the people."""
        async with self.stores.of(TENANT).read() as unit:
            people = await unit.people.all()
            found = [m for p in people for m in await unit.messages.of_person(p.id)]
        return [message for message in found if message.purpose is Purpose.PROMPT]

    async def count(self, state: State) -> int:
        """Return how many small wins are in this state."""
        return sum(message.state is state for message in await self.prompts())

    async def seen(self) -> list[int]:
        """Return how many messages each of the people has from the bot."""
        return [len(await self.slack.person(name).from_bot()) for name in self.people]


@asynccontextmanager
async def morning(
    slack: SlackStandin,
    knowledge: Knowledge,
    people: Sequence[str],
    wall: Clock | None = None,
    per_second: int = 0,
) -> AsyncIterator[Morning]:
    """Begin a quarter of an hour before; `wall` is the bot's own time when nothing else is given."""
    head: Json = {
        "start": "2027-01-14 12:00",
        "people": {name: {"roles": ["director"]} for name in people},
        "series": [{"steps": ["zetje:sw-009"], "weekly": DUE, "for": list(people)}],
    }
    stores = MemoryStores()
    town = await slack_town(slack, head)
    await slack.do("app", settings={"hears_itself": False})
    await build(stores, head, town)
    clock = DemoClock(instant(head["start"]))
    async with sender(slack, town, stores, per_second) as platform:
        bot = assemble(stores, knowledge, [platform], clock, wall or clock)
        yield Morning(slack, bot, clock, stores, people, town)


@asynccontextmanager
async def sender(
    slack: SlackStandin, town: SlackTown, stores: Stores, per_second: int = 0
) -> AsyncIterator[SlackPlatform]:
    """Open what sends to Slack; without a pace when `per_second` is 0."""
    apps = town.apps(slack, per_second).slack
    async with new_session() as session:
        calls = {key: SlackCalls(session, app.api_url) for key, app in apps.items()}
        yield SlackPlatform(calls, Accesses(apps, stores))


def is_there_once(message: Message) -> bool:
    """Tell whether the bot knows where this message stands."""
    return message.state is State.SENT and bool(message.platform_ref)
