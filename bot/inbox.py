"""What comes in: each event once, and all that follows from it in one transaction."""

from dataclasses import dataclass, replace
from datetime import UTC, timedelta

import structlog

from bot.dialogue.decide import decide
from bot.errors import UnknownThing
from bot.events import Deleted, Edited, Incoming, Pressed, Submitted, Wrote
from bot.model.ids import MessageId, RecordId, TenantId, derive_id
from bot.model.messages import Message, Priority, Purpose, State, message_id
from bot.model.people import Person
from bot.model.records import AuditEntry, AuditKind
from bot.model.situation import Answer, Decision, Say, Situation, Update
from bot.ports.outside import Clock
from bot.ports.stores import Stores, Unit
from bot.sender import Sender
from bot.situations import Knowledge, Setting, situation_of

log = structlog.get_logger()


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
    """What an event came to: the answer for the platform, and the messages that go out now."""

    answer: Answer
    tenant: TenantId
    said: tuple[Message, ...] = ()


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
        key = event_key(incoming)
        now = self._clock.now()
        async with self._stores.of(incoming.tenant).write() as unit:
            stored = await unit.inbox.stored(key)
            if stored is not None:
                return Handled(stored, incoming.tenant)
            person = await unit.people.locked(incoming.person)
            if person is None:
                raise UnknownThing(f"tenant {incoming.tenant} has no person {incoming.person}")
            message = await _own_message(unit, incoming)
            incoming = await _in_private(unit, incoming)
            setting = Setting(
                now,
                incoming.conversation,
                key,
                shared=incoming.shared,
                with_colleagues=isinstance(incoming.event, Pressed | Submitted),
            )
            situation = await situation_of(unit, self._knowledge, person, setting, message)
            decision = decide(situation, incoming.event)
            said = await _apply(unit, incoming, situation, decision)
            answer = Answer(decision.dialog, decision.errors, tuple(m.id for m in said))
            await unit.inbox.remember(key, person.id, answer, now)
        return Handled(answer, incoming.tenant, said)

    async def send(self, handled: Handled) -> None:
        """Send what was said. Never raises: what cannot go out now goes out later."""
        try:
            await self._sender.send_now(handled.tenant, handled.said)
        except Exception as error:
            log.error("said later", tenant=handled.tenant, error=type(error).__name__)


async def _in_private(unit: Unit, incoming: Incoming) -> Incoming:
    """Return a press or a dialog in a channel as if it happened in the person's own conversation.

    What follows from it is between them and the bot.
    """
    if not incoming.shared or not isinstance(incoming.event, Pressed | Submitted):
        return incoming
    for address in await unit.people.addresses(incoming.person):
        if address.platform is incoming.platform:
            place = address.conversation or address.external_id
            return replace(incoming, conversation=place, shared=False)
    return incoming


async def _own_message(unit: Unit, incoming: Incoming) -> Message | None:
    """Return the message that the event belongs to, if it is this person's to act on."""
    message = await _message_of(unit, incoming)
    return message if message and await _may_act_on(unit, incoming, message) else None


async def _may_act_on(unit: Unit, incoming: Incoming, message: Message) -> bool:
    """Tell whether it was sent to this person, to a group of theirs, or to this conversation."""
    if message.person is not None:
        return message.person == incoming.person
    if message.conversation is not None and message.conversation == incoming.conversation:
        return True
    groups = await unit.people.groups()
    return any(g.id == message.group and incoming.person in g.members for g in groups)


async def _message_of(unit: Unit, incoming: Incoming) -> Message | None:
    """Return the message that a press, a dialog or an edit belongs to."""
    match incoming.event:
        case Pressed(press, ref):
            named = await unit.messages.get(MessageId(press.subject))
            if named is not None or ref is None:
                return named
            return await unit.messages.at_ref(incoming.conversation, ref)
        case Submitted(press, _):
            return await unit.messages.get(MessageId(press.subject))
        case Wrote(_, ref) | Edited(_, ref) | Deleted(ref):
            return await unit.messages.at_ref(incoming.conversation, ref)
        case _:
            return None


async def _apply(
    unit: Unit, incoming: Incoming, situation: Situation, decision: Decision
) -> tuple[Message, ...]:
    """Store what was decided; return the messages to send at once."""
    await _store(unit, situation, decision)
    if not decision.keeps_expected:
        await unit.inbox.expect(situation.person.id, incoming.conversation, decision.expected)
    says = [_said(incoming, situation, say, turn) for turn, say in enumerate(decision.says)]
    updates = [await _update(unit, incoming, situation, update) for update in decision.updates]
    to_send = [message for message in (*updates, *says) if message is not None]
    # What cannot go out at once is claimed again by its instant: that keeps it in order.
    now = situation.now.astimezone(UTC)
    in_order = [
        replace(message, due_at=now - timedelta(microseconds=len(to_send) - place))
        for place, message in enumerate(to_send)
    ]
    return tuple([message for message in in_order if await unit.messages.add(message)])


def _is_for_all(message: Message) -> bool:
    """Tell whether it is a group's prompt: what one of them does with it changes nothing for the rest."""
    return message.person is None and message.purpose is Purpose.PROMPT


async def _store(unit: Unit, situation: Situation, decision: Decision) -> None:
    if decision.erases:
        await erase(unit, situation.person, _erased(situation))
    if decision.person is not None:
        await unit.people.save(decision.person)
    for record in decision.saves:
        await unit.records.save(record)
    for gone in decision.deletes:
        await unit.records.delete(gone)
    for message in (one for one in decision.messages if not _is_for_all(one)):
        if not await unit.messages.add(message):
            await unit.messages.save(message)
    for entry in decision.audit:
        await unit.audit.add(entry)
    await _store_of_everybody(unit, decision)


async def _store_of_everybody(unit: Unit, decision: Decision) -> None:
    """Store what an admin changed for everybody; what was planned of a series is planned anew."""
    for prompt in decision.prompts:
        await unit.series.save_own_prompt(prompt)
    for series in decision.series:
        await unit.series.save(series)
        await unit.messages.unplan(series.id)
    for silence in decision.silences:
        await unit.series.save_silence(silence)


def _said(incoming: Incoming, situation: Situation, say: Say, turn: int) -> Message:
    person = situation.person
    purpose = Purpose.PROMPT if say.prompt else Purpose.ANSWER
    prompt = situation.library.find(say.prompt) if say.prompt else None
    now = situation.now.astimezone(UTC)
    return Message(
        id=message_id(person.tenant, purpose, situation.key, person.id, turn),
        tenant=person.tenant,
        purpose=purpose,
        subject=situation.key,
        recipient=person.id,
        turn=turn,
        person=person.id,
        platform=incoming.platform,
        conversation=incoming.conversation,
        priority=Priority.ANSWER,
        due_at=now,
        created_at=now,
        state=State.CLAIMED,
        content=say.content,
        prompt=say.prompt,
        prompt_version=prompt.version if prompt else None,
        asked=True,
    )


async def _update(
    unit: Unit, incoming: Incoming, situation: Situation, update: Update
) -> Message | None:
    """Return the message that changes an earlier one, or None when that one never went out."""
    target = await unit.messages.get(update.message)
    if target is None or target.platform_ref is None or target.conversation is None:
        return None
    if _is_for_all(target) or not await _may_act_on(unit, incoming, target):
        return None
    now = situation.now.astimezone(UTC)
    return replace(
        target,
        id=message_id(
            target.tenant, Purpose.UPDATE, f"{target.id}:{situation.key}", target.recipient
        ),
        purpose=Purpose.UPDATE,
        subject=f"{target.id}:{situation.key}",
        turn=0,
        priority=Priority.UPDATE,
        due_at=now,
        created_at=now,
        expires_at=None,
        local_on=None,
        state=State.CLAIMED,
        reason=None,
        content=update.content,
        replaces=target.id,
        sent_at=None,
        answered_at=None,
        attempts=0,
        asked=True,
    )


async def erase(unit: Unit, person: Person, entry: AuditEntry) -> int:
    """Remove all words of this person and add `entry`; return how many records are gone.

    What the entry says is all that stays: that something was erased, not what.
    """
    count = await unit.records.erase(person.id)
    await unit.messages.erase(person.id)
    await unit.inbox.erase(person.id)
    await unit.audit.add(entry)
    return count


def _erased(situation: Situation) -> AuditEntry:
    person = situation.person
    return AuditEntry(
        id=RecordId(derive_id(person.tenant, person.id, "erased", situation.key)),
        tenant=person.tenant,
        person=person.id,
        kind=AuditKind.ERASED,
        by=person.id,
        what="everything",
        reason="",
        at=situation.now.astimezone(UTC),
    )
