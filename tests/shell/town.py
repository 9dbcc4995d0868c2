"""A small town on given stores: people with a chat of their own, a platform that can fail, two clocks."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from adapters.clock.clocks import DemoClock
from adapters.demo.mover import Mover
from adapters.wiring import Bot
from bot.content import Button, Content, Press
from bot.events import Event, Incoming, Pressed, Submitted, Wrote
from bot.inbox import Inbox
from bot.model.ids import MessageId, PersonId
from bot.model.messages import Message, Priority, Purpose, State, message_id
from bot.model.people import Platform
from bot.model.records import Records
from bot.model.situation import Answer
from bot.ports.outside import Arrived
from bot.ports.stores import Stores
from bot.sender import Sender
from bot.situations import Knowledge
from bot.ticker import Ticker
from tests.factories import a_content
from tests.fakes.clock import SetClock
from tests.fakes.platform import RecordingPlatform
from tests.stages.town import TENANT, build, instant

# Hanneke gets a small step on Thursday at 12.15; Yusuf takes part without a series of his own.
HEAD = {
    "start": "2027-01-14 12:00",
    "people": {
        "Hanneke": {"roles": ["secretary"], "own": ["thursday", "12.15"]},
        "Yusuf": {"roles": ["director"]},
    },
    "series": [
        {
            "steps": ["zetje:sw-009"],
            "weekly": "2027-01-14 12:15",
            "for": ["Hanneke"],
            "until": instant("2027-01-14 12:15").date(),
        }
    ],
}
COMMITMENT = {
    "what": "Meelopen bij de balie",
    "with_whom": "team publiekszaken",
    "when": "morgen 11.00",
    "if_then": "",
    "short_name": "Balie",
}

A_SECOND = timedelta(seconds=1)
LONGEST_SECONDS = 20


class Town:
    """One process of the bot. Several on the same stores, each with its own `owner`, share one database.

    `clock` is the bot's time, `wall` that of leases and pace; both stand still until they are moved.
    """

    def __init__(
        self,
        stores: Stores,
        knowledge: Knowledge,
        platform: RecordingPlatform,
        *,
        clock: DemoClock | None = None,
        wall: SetClock | None = None,
        owner: str = "this process",
    ) -> None:
        self.stores = stores
        self.platform = platform
        self.clock = clock or DemoClock(instant(HEAD["start"]))
        self.wall = wall or SetClock(datetime(2027, 3, 1, tzinfo=UTC))
        self.sender = Sender(
            stores, knowledge, {platform.platform: platform}, (self.clock, self.wall), owner
        )
        self.inbox = Inbox(stores, knowledge, self.sender, self.clock)
        self.ticker = Ticker(stores, knowledge, self.sender, self.clock)
        self.mover = Mover(self.ticker, self.clock, "Europe/Amsterdam")
        self.knowledge = knowledge
        self.bot = Bot(stores, knowledge, self.inbox, self.sender, self.ticker, self.clock)

    async def settle(self, head: dict[str, Any] | None = None) -> None:
        """Let the people of `head` (Hanneke and Yusuf) live here."""
        await build(self.stores, head or HEAD)

    def beside(self, owner: str) -> "Town":
        """Return another process on the same database, platform and clocks."""
        return Town(
            self.stores,
            self.knowledge,
            self.platform,
            clock=self.clock,
            wall=self.wall,
            owner=owner,
        )

    async def move_to(self, local: str) -> None:
        """Let time pass up to this local time, as the demo does."""
        await self.mover.move_to(instant(local))

    def sleep_until(self, local: str) -> None:
        """Let time pass without a single tick."""
        self.clock.move_to(instant(local))

    async def happens(
        self,
        person: str,
        event: Event,
        event_id: str = "event-1",
        *,
        conversation: str | None = None,
        shared: bool = False,
    ) -> Answer:
        """Hand an event of this person to the inbox."""
        return await self.inbox.handle(
            Incoming(
                tenant=TENANT,
                platform=Platform.BROWSER,
                person=PersonId(person),
                conversation=conversation or f"dm-{person}",
                event_id=event_id,
                at=self.clock.now(),
                event=event,
                shared=shared,
            )
        )

    async def types(self, person: str, text: str, event_id: str) -> Answer:
        """Let this person type."""
        return await self.happens(person, Wrote(text, f"typed-{event_id}"), event_id)

    async def press(self, person: str, label: str, event_id: str = "press-1") -> Answer:
        """Press the newest button with this label in this person's chat."""
        ref, button = self.button(person, label)
        return await self.happens(person, Pressed(button.press, ref), event_id)

    def button(self, person: str, label: str) -> tuple[str, Button]:
        """Return the newest button with this label, and the platform's id of its message."""
        for sent in reversed(self.platform.in_conversation(f"dm-{person}")):
            for button in sent.content.buttons():
                if button.label == label:
                    return sent.ref, button
        raise AssertionError(f"{person} sees no button [{label}]")

    async def commits(self, person: str = "hanneke", event_id: str = "submit-1") -> Answer:
        """Fill in the window for a commitment from the newest prompt."""
        _, button = self.button(person, "Leg vast")
        return await self.happens(person, Submitted(button.press, COMMITMENT), event_id)

    async def plan(self, *messages: Message) -> None:
        """Store these messages."""
        async with self.stores.of(TENANT).write() as unit:
            for message in messages:
                assert await unit.messages.add(message)

    def said(self, subject: str, person: str = "hanneke", **changes: Any) -> Message:
        """Return an answer to this person that waits to be sent."""
        fields: dict[str, Any] = {
            "id": message_id(TENANT, Purpose.ANSWER, subject, person),
            "tenant": TENANT,
            "purpose": Purpose.ANSWER,
            "subject": subject,
            "recipient": person,
            "person": PersonId(person),
            "platform": Platform.BROWSER,
            "conversation": f"dm-{person}",
            "priority": Priority.ANSWER,
            "due_at": self.clock.now(),
            "content": a_content(subject),
            "asked": True,
        }
        return Message(**(fields | changes))

    async def drain(self) -> int:
        """Send what is due."""
        return await self.sender.drain(Platform.BROWSER, TENANT)

    async def try_again_after(self, wait: timedelta) -> int:
        """Let both clocks go on by `wait`, and tick."""
        self.wall.move(wait)
        self.clock.move_to(self.clock.now() + wait)
        return await self.ticker.tick()

    async def message(self, message: MessageId) -> Message:
        """Return this message as it is stored."""
        async with self.stores.of(TENANT).read() as unit:
            found = await unit.messages.get(message)
        assert found is not None, f"there is no message {message}"
        return found

    async def states(self, *messages: Message) -> list[State]:
        """Return the states that these messages are in now."""
        return [(await self.message(message.id)).state for message in messages]

    async def messages_of(self, person: str) -> Sequence[Message]:
        """Return the messages to this person except answers and updates, longest due first."""
        async with self.stores.of(TENANT).read() as unit:
            return list(reversed(await unit.messages.of_person(PersonId(person))))

    async def records_of(self, person: str) -> Records:
        """Return what this person has put down."""
        async with self.stores.of(TENANT).read() as unit:
            return await unit.records.of(PersonId(person))

    async def expected(self, person: str) -> str:
        """Return the words that wait in this person's chat."""
        async with self.stores.of(TENANT).read() as unit:
            found = await unit.inbox.expected(PersonId(person), f"dm-{person}")
        return found.words if found else ""

    async def unanswered(self, person: str) -> int:
        """Return how many prompts in a row this person let pass."""
        async with self.stores.of(TENANT).read() as unit:
            found = await unit.people.get(PersonId(person))
        assert found is not None
        return found.unanswered

    def heard(self, person: str) -> list[str]:
        """Return what was said to this person, changes of earlier messages left out."""
        sent = self.platform.in_conversation(f"dm-{person}")
        return [one.content.as_text() for one in sent if not one.changed]


async def until(is_so: Callable[[], Awaitable[bool]]) -> None:
    """Wait until this is so, as the stores say."""
    async with asyncio.timeout(LONGEST_SECONDS):
        while not await is_so():  # noqa: ASYNC110 - a store has no event
            await asyncio.sleep(0.01)


def press_of(verb: str, subject: str, arg: str = "") -> Pressed:
    """Return the press of a button that stands for this, as if somebody made it up."""
    return Pressed(Press(verb, subject, arg))


async def said_to(town: Town, count: int, person: str = "hanneke") -> list[Message]:
    """Store this many answers, each due a second after the other, all of them by now."""
    now = town.clock.now()
    messages = [
        town.said(f"{person} {number}", person, due_at=now - A_SECOND * (count - number))
        for number in range(count)
    ]
    await town.plan(*messages)
    return messages


async def to_many(town: Town, count: int) -> list[Message]:
    """Store one message to each of this many conversations."""
    messages = [
        town.said(f"post {number}", conversation=f"dm-{number:03}") for number in range(count)
    ]
    await town.plan(*messages)
    return messages


def arrives_unheard(
    town: Town, on_its_way: asyncio.Event
) -> Callable[[Message, str, Content], Awaitable[Arrived]]:
    """Return how the platform sends when what it is sent arrives, and nobody hears of it for ever."""
    send = town.platform.send

    async def unheard(message: Message, conversation: str, content: Content) -> Arrived:
        await send(message, conversation, content)
        on_its_way.set()
        await asyncio.Event().wait()
        raise AssertionError

    return unheard
