"""What the store is told of messages that are handed to a platform, and of how that ended."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from bot.aftermath import note_on_people, note_place, stop_person
from bot.batch import Outcome, holds_back, pace_after
from bot.errors import Gone
from bot.model.ids import MessageId, TenantId
from bot.model.messages import Message, State, changed, forgets
from bot.model.people import Platform
from bot.ports.directory import Directory
from bot.ports.messages import Progress
from bot.ports.stores import Unit

Found = Mapping[MessageId, Progress]


async def look(unit: Unit, outcomes: Sequence[Outcome], claimed: Sequence[Message] = ()) -> Found:
    """Return how far these are in the store: what was sent, and what we claimed before."""
    messages = [*(outcome.message for outcome in outcomes), *claimed]
    return await unit.messages.progress([one.id for one in messages]) if messages else {}


def still_ours(messages: Sequence[Message], found: Found) -> list[Message]:
    """Return those of these that were neither erased nor taken back by who has the right to send now."""
    return [message for message in messages if _is(State.CLAIMED, message, found)]


async def begin(
    unit: Unit, messages: Sequence[Message], now: datetime, said: Collection[MessageId]
) -> list[Message]:
    """Note of these, which are claimed by us, that they are handed over now, and return them so.

    The content of those in `said` is stored already.
    """
    going = [changed(message, state=State.SENDING, sent_at=now) for message in messages]
    await unit.messages.hand_over(going, said=said)
    return going


async def record(
    unit: Unit, outcomes: Sequence[Outcome], found: Found, now: datetime
) -> list[Message]:
    """Store how these ended, and what follows for people; return the messages as they are now."""
    if not outcomes:
        return []
    as_planned: list[Outcome] = []
    others: list[Outcome] = []
    for outcome in outcomes:
        is_so = _is(State.SENDING, outcome.message, found)
        (as_planned if is_so and outcome.error is None else others).append(outcome)
    arrived = await _note_arrived(unit, as_planned, found, now) if as_planned else []
    settled = await _settle(unit, others, now) if others else []
    everything = [*arrived, *settled]
    await note_on_people(unit, [one for one in everything if one.state is State.SENT])
    return everything


def is_as_planned(messages: Sequence[Message]) -> bool:
    """Tell whether these went as the plan says, so that it stands."""
    return {message.state for message in messages} <= {State.SENT, State.UNKNOWN}


async def keep_pace(
    directory: Directory,
    place: tuple[Platform, TenantId],
    outcomes: Sequence[Outcome],
    failures: int,
    now: datetime,
) -> tuple[datetime | None, int]:
    """Store how the platform is doing, when that changed since it had so many failures in a row.

    Return from when on it may be tried again (None: at once), and the failures in a row.
    """
    until, after = pace_after(outcomes, failures, now)
    if until is None and not failures:
        return None, 0
    allowed_at = await directory.next_allowed_at(*place)
    if allowed_at is not None and holds_back(allowed_at, now):
        # Somebody else was asked to wait meanwhile.
        until = max(until or allowed_at, allowed_at)
    await directory.allow_from(*place, until, after)
    return until, after


async def _note_arrived(
    unit: Unit,
    outcomes: Sequence[Outcome],
    found: Found,
    now: datetime,
) -> list[Message]:
    arrived = []
    for outcome in outcomes:
        message = outcome.settles(outcome.message, now)
        # It may have been answered before we knew that it arrived.
        answered_at = found[message.id].answered_at
        arrived.append(changed(message, answered_at=answered_at) if answered_at else message)
    await unit.messages.note_arrived(arrived)
    for outcome, message in zip(outcomes, arrived, strict=True):
        await note_place(unit, message, outcome.message.conversation)
    return arrived


async def _settle(unit: Unit, outcomes: Sequence[Outcome], now: datetime) -> list[Message]:
    # Some may have been answered, erased or taken back while they were on their way.
    found = await unit.messages.get_all([one.message.id for one in outcomes])
    settled = [
        (outcome, outcome.settles(stored, now))
        for outcome in outcomes
        if (stored := found.get(outcome.message.id)) and outcome.counts_for(stored)
    ]
    emptied = {m.id: m for _, m in settled if m.state is State.SENT and forgets(m)}
    await unit.messages.save_all([*emptied.values()])
    await unit.messages.save_states([m for _, m in settled if m.id not in emptied])
    for outcome, message in settled:
        if message.state is State.SENT:
            await note_place(unit, message, found[message.id].conversation)
        elif isinstance(outcome.error, Gone):
            await stop_person(unit, message, now)
    return [message for _, message in settled]


def _is(state: State, message: Message, found: Found) -> bool:
    """Tell whether it is in this state, under the right to send that we have it by."""
    stored = found.get(message.id)
    return stored is not None and (stored.state, stored.lease) == (state, message.lease)
