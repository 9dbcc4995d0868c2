"""What the store is told of messages that are handed to a platform, and of how that ended."""

from collections.abc import Collection, Sequence
from datetime import datetime

import structlog

from bot.aftermath import note_on_people, note_place, save_settled, stop_person
from bot.errors import Gone
from bot.model.ids import MessageId
from bot.model.messages import Message, State, changed
from bot.model.tries import has_own_trouble
from bot.outcomes import Outcome
from bot.ports.stores import Unit

log = structlog.get_logger()


async def still_ours(unit: Unit, messages: Sequence[Message]) -> list[Message]:
    """Return those of these that were neither erased nor taken back by who has the right to send now."""
    found = await unit.messages.get_all([message.id for message in messages])
    return [
        message
        for message in messages
        if (stored := found.get(message.id)) is not None
        and (stored.state, stored.lease) == (State.CLAIMED, message.lease)
    ]


async def begin(
    unit: Unit, messages: Sequence[Message], now: datetime, said: Collection[MessageId]
) -> list[Message]:
    """Note that these are handed over now, and return those that are: what is still claimed by us.

    The content of those in `said` is stored already.
    """
    if not messages:
        return []
    coming = [changed(message, state=State.SENDING, sent_at=now) for message in messages]
    going = await unit.messages.hand_over(coming, said=said)
    return [message for message in coming if message.id in going]


async def record(unit: Unit, outcomes: Sequence[Outcome], now: datetime) -> list[Message]:
    """Store how these ended, and what follows for people; return the messages as they are now."""
    if not outcomes:
        return []
    arrived = await _note_arrived(unit, [one for one in outcomes if one.error is None], now)
    is_noted = {message.id for message in arrived}
    others = [outcome for outcome in outcomes if outcome.message.id not in is_noted]
    settled = await _settle(unit, others, now) if others else []
    everything = [*arrived, *settled]
    await note_on_people(unit, [one for one in everything if one.state is State.SENT])
    return everything


def tell_of_failures(messages: Sequence[Message]) -> None:
    """Write in the log which of these, whose end is stored, failed for good."""
    for message in messages:
        if message.state is State.FAILED:
            # An organisation that removed its app refuses everything: that is no error of ours.
            tell = log.error if has_own_trouble(message) else log.warning
            tell("failed for good", message=message.id, why=message.detail)


def is_as_planned(messages: Sequence[Message]) -> bool:
    """Tell whether these went as the plan says, so that it stands."""
    return {message.state for message in messages} <= {State.SENT, State.UNKNOWN}


async def _note_arrived(unit: Unit, outcomes: Sequence[Outcome], now: datetime) -> list[Message]:
    """Store of those of these that were on their way until now that they arrived, and return them."""
    if not outcomes:
        return []
    settled = [outcome.settles(outcome.message, now) for outcome in outcomes]
    noted = await unit.messages.note_arrived(settled)
    arrived = []
    for outcome, message in zip(outcomes, settled, strict=True):
        if message.id not in noted:
            continue
        # It may have been answered before we knew that it arrived.
        answered_at = noted[message.id]
        arrived.append(changed(message, answered_at=answered_at) if answered_at else message)
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
    await save_settled(unit, [message for _, message in settled])
    for outcome, message in settled:
        if message.state is State.SENT:
            await note_place(unit, message, found[message.id].conversation)
        elif isinstance(outcome.error, Gone):
            await stop_person(unit, message, now)
    return [message for _, message in settled]
