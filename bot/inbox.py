"""What comes in: each event once, and all that follows from it in one transaction."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from bot.answering import Going
from bot.dialogue.decide import channel_named, decide, is_for_desk, shows_how_it_goes
from bot.dialogue.overtaken import as_it_became, last_of, place_of
from bot.effects import applied
from bot.errors import UnknownThing
from bot.events import Deleted, Edited, Event, Incoming, Pressed, SentFile, Submitted, Wrote
from bot.fates import arrived_after_all
from bot.model.ids import MessageId, TenantId, derive_id
from bot.model.messages import Message
from bot.model.people import Language, Person, Platform
from bot.model.situation import Answer, Decision, ExpectedAnswer, Situation
from bot.model.unread import NotReadError
from bot.ports.outside import Clock
from bot.ports.stores import Stores, Unit
from bot.sender import Sender
from bot.situations import Knowledge, Reading, Setting
from bot.whole import whole_event
from bot.whose import may_act_on, own_place

log = structlog.get_logger()

# Finds out, in the unit in which the event is handled, whose it is and what it is to the bot.
Find = Callable[[Unit], Awaitable[tuple[Person, Incoming] | None]]


def event_key(incoming: Incoming) -> str:
    """Return what makes this event one: the same event delivered again has the same key.

    An edit carries the id of the message that it changes, so its words are part of the key.
    """
    event = incoming.event
    edited = event.text if isinstance(event, Edited) else ""
    return derive_id(
        incoming.platform,
        incoming.conversation,
        incoming.person,
        type(event).__name__,
        incoming.event_id,
        edited,
    )


@dataclass(frozen=True, slots=True)
class Handled:
    """What an event came to: the answer for the platform, and the messages that go out now.

    `language` is that of the person, now; `going` how the messages go.
    """

    answer: Answer
    tenant: TenantId
    language: Language
    said: tuple[Message, ...] = ()
    going: Going | None = None


class Inbox:
    """Handles events. When `handle` returns, what follows from the event is stored for good."""

    def __init__(self, stores: Stores, knowledge: Knowledge, sender: Sender, clock: Clock) -> None:
        self._stores = stores
        self._knowledge = knowledge
        self._sender = sender
        self._clock = clock

    async def handle(self, incoming: Incoming) -> Answer:
        """Decide what follows from an event, and send it: `decide` and then `send`."""
        handled = await self.decide(incoming)
        await self.send(handled)
        return handled.answer

    async def decide(self, incoming: Incoming) -> Handled:
        """Store what follows from an event, once; an event that comes again gets its first answer.

        What was said is stored as claimed by this process: pass the result on to `send`. Raises
        UnknownThing when the tenant or the person does not exist. Any other exception means that
        nothing was stored.
        """
        async with self._stores.of(incoming.tenant).write() as unit:
            person = await unit.people.locked(incoming.person)
            if person is None:
                raise UnknownThing(f"tenant {incoming.tenant} has no person {incoming.person}")
            return await self._decide(unit, person, incoming)

    async def decide_for(self, tenant: TenantId, find: Find) -> Handled | None:
        """Do as `decide` with what `find` finds in the same transaction; None when that is nothing."""
        async with self._stores.of(tenant).write() as unit:
            found = await find(unit)
            return None if found is None else await self._decide(unit, *found)

    async def _decide(self, unit: Unit, person: Person, incoming: Incoming) -> Handled:
        incoming = replace(incoming, event=whole_event(incoming.event))
        key, now = event_key(incoming), self._clock.now()
        incoming_alone = await _in_private(unit, incoming)
        places = (incoming_alone.conversation, _place_of_message(incoming))
        platform = incoming.platform
        stored, waiting, right = await unit.inbox.at_hand(key, person.id, places, platform)
        if stored is not None:
            return Handled(stored, incoming.tenant, person.language)
        expected, became = waiting
        if became is not None:
            await unit.inbox.expect(person.id, places[1], None)
        event = as_it_became(incoming.event, became, now)
        if event is None:
            await unit.inbox.remember(key, person.id, Answer(), now)
            return Handled(Answer(), incoming.tenant, person.language)
        incoming_alone = replace(incoming_alone, event=event)
        message = await _own_message(unit, incoming)
        setting = _setting(incoming_alone, person, key, now)
        reading = Reading(unit, self._knowledge, person, setting, message)
        situation = await reading.begun(expected)
        situation, decision = await _decided(reading, situation, event)
        going = self._sender.going(platform, right)
        said = await applied(unit, incoming_alone, situation, decision)
        if decision.overtook is not None:
            await _wait_for_message(unit, incoming, decision.overtook)
        answer = Answer(decision.dialog, decision.errors, tuple(m.id for m in said))
        await unit.inbox.remember(key, person.id, answer, now)
        language = (decision.person or person).language
        return Handled(answer, incoming.tenant, language, said, going)

    async def send(self, handled: Handled) -> None:
        """Send what was said. Never raises: what cannot go out now goes out later."""
        try:
            await self._sender.send_now(handled.tenant, handled.said, handled.going)
        except Exception as error:
            log.error("said later", tenant=handled.tenant, error=type(error).__name__)


def _place_of_message(incoming: Incoming) -> str:
    """Return where a change waits for this message when it came before; "" for what is no message."""
    match incoming.event:
        case Wrote(_, ref) | SentFile(ref):
            return place_of(incoming.conversation, ref)
        case _:
            return ""


async def _wait_for_message(unit: Unit, incoming: Incoming, became: ExpectedAnswer) -> None:
    """Keep what became of a message until that comes; nothing, when it came."""
    ref = became.ref or ""
    if incoming.platform is Platform.BROWSER or await _has_come(unit, incoming, ref):
        # On the page nothing can be changed before it is stored.
        return
    place = place_of(incoming.conversation, ref)
    earlier = await unit.inbox.expected(incoming.person, place)
    await unit.inbox.expect(incoming.person, place, last_of(earlier, became))


async def _has_come(unit: Unit, incoming: Incoming, ref: str) -> bool:
    """Tell whether the message with this id was handled: it is an event of the same id."""
    for message in (Wrote("", ref), SentFile(ref)):
        came = replace(incoming, event=message, event_id=ref)
        if await unit.inbox.stored(event_key(came)) is not None:
            return True
    return False


def _setting(incoming: Incoming, person: Person, key: str, now: datetime) -> Setting:
    return Setting(
        now,
        incoming.conversation,
        key,
        shared=incoming.shared,
        with_colleagues=isinstance(incoming.event, Pressed | Submitted),
        with_desk=is_for_desk(person, incoming.event),
        with_outcomes=shows_how_it_goes(incoming.event),
        platform=incoming.platform,
        names_channel=channel_named(incoming.event),
    )


async def _decided(
    reading: Reading, situation: Situation, event: Event
) -> tuple[Situation, Decision]:
    """Return what follows from the event, and the situation with all that this was decided by."""
    while True:
        try:
            return situation, decide(situation, event)
        except NotReadError as missing:
            # Each part is missing once.
            situation = await reading.with_part(situation, missing.part)


async def _in_private(unit: Unit, incoming: Incoming) -> Incoming:
    """Return a press or a dialog in a channel as if it happened in the person's own conversation.

    What follows from it is between them and the bot.
    """
    if not incoming.shared or not isinstance(incoming.event, Pressed | Submitted):
        return incoming
    place = await own_place(unit, incoming.person, incoming.platform)
    alone = replace(incoming, shared=False, thread=None)
    return replace(alone, conversation=place) if place else incoming


async def _own_message(unit: Unit, incoming: Incoming) -> Message | None:
    """Return the message that the event belongs to, if it is this person's to act on."""
    message = await _message_of(unit, incoming)
    return message if message and await may_act_on(unit, incoming, message) else None


async def _message_of(unit: Unit, incoming: Incoming) -> Message | None:
    """Return the message that a press, a dialog or an edit belongs to."""
    match incoming.event:
        case Pressed(press, ref):
            found = await unit.messages.get(MessageId(press.subject)) if press.subject else None
            if ref is None or (found is not None and found.platform_ref is not None):
                return found
            found = found or await unit.messages.at_ref(incoming.conversation, ref)
            return await arrived_after_all(unit, incoming, ref, press) or found
        case Submitted(press, _):
            return await unit.messages.get(MessageId(press.subject))
        case Edited(_, ref) | Deleted(ref):
            return await unit.messages.at_ref(incoming.conversation, ref)
        case _:
            return None
