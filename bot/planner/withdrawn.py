"""What was planned and has lost its ground: a meeting that moved or does not take place, a new state."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.local_time import day_in
from bot.meetings import dates_of
from bot.model.ids import PersonId, PromptId
from bot.model.messages import Message, Purpose, Reason, State
from bot.model.prompts import Prompt
from bot.planner.choice import is_avoided
from bot.planner.given import PlanInput
from bot.planner.outlook import Outlook

_OF_SERIES = (Purpose.PROMPT, Purpose.REMINDER)


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The outlook without what has lost its ground, and the stored messages that change."""

    outlook: Outlook
    changed: tuple[Message, ...] = ()


def withdraw(outlook: Outlook) -> Withdrawn:
    """Take back what is planned and would come wrongly now, so that it can be planned anew.

    What goes with a closing that moved a little keeps its moment, as long as that lies before it.
    """
    given = outlook.given
    changed = {message.id: message for message in _changed(outlook)}
    if not changed:
        return Withdrawn(outlook)
    kept = tuple(changed.get(message.id, message) for message in given.taken)
    gone = [message for message in given.taken if changed.get(message.id, message) is not message]
    left = replace(
        given,
        taken=[message for message in kept if message.state is not State.SKIPPED],
        seen=_unseen(given, [m for m in gone if changed[m.id].state is State.SKIPPED]),
    )
    return Withdrawn(replace(outlook, given=left), tuple(changed.values()))


def _changed(outlook: Outlook) -> Iterator[Message]:
    occasions = {
        occasion.occurrence.id for running in outlook.running for occasion in running.occasions
    }
    before_meetings = {
        running.series.id
        for running in outlook.running
        if running.series.cadence and running.series.cadence.workdays_before_meeting
    }
    for message in outlook.given.taken:
        if not _is_waiting(message, outlook.given.now):
            continue
        found = _now(message, outlook)
        if message.series in before_meetings and message.occurrence not in occasions:
            found = Reason.CHANGED
        if isinstance(found, Reason):
            yield replace(message, state=State.SKIPPED, reason=found, local_on=None)
        elif found != message:
            yield found


def _is_waiting(message: Message, now: datetime) -> bool:
    waits = message.state is State.PLANNED and message.due_at > now
    return waits and message.purpose in _OF_SERIES and not message.asked


def _now(message: Message, outlook: Outlook) -> Message | Reason:
    """Return the message as it is to be now, or why it goes."""
    given = outlook.given
    prompt = given.library.find(message.prompt) if message.prompt else None
    states = outlook.days.states_on(day_in(message.due_at, given.tenant.zone))
    if prompt is not None and is_avoided(prompt, states):
        return Reason.AVOIDED
    if message.meeting is not None:
        return _towards_meeting(message, outlook)
    if message.meeting_on is not None and not _has_moment(message, prompt, given):
        return Reason.CHANGED
    return message


def _towards_meeting(message: Message, outlook: Outlook) -> Message | Reason:
    on = message.meeting_on
    for meeting in outlook.given.calendar.meetings:
        if meeting.id != message.meeting or on is None:
            continue
        for found in dates_of(meeting, on, on, outlook.days):
            if message.due_at >= found.closes_at:
                return Reason.CHANGED
            if message.closes_at == found.closes_at:
                return message
            expires_at = min(message.expires_at or found.closes_at, found.closes_at)
            return replace(message, closes_at=found.closes_at, expires_at=expires_at)
    return Reason.CHANGED


def _has_moment(message: Message, prompt: Prompt | None, given: PlanInput) -> bool:
    key = prompt.timing.moment if prompt else None
    return any(
        moment.key == key and moment.on == message.meeting_on for moment in given.calendar.moments
    )


def _unseen(
    given: PlanInput, gone: Sequence[Message]
) -> Mapping[PersonId, Sequence[tuple[PromptId, datetime]]]:
    seen = dict(given.seen)
    for message in gone:
        if message.person and message.prompt:
            entry = (message.prompt, message.due_at)
            seen[message.person] = [one for one in seen.get(message.person, ()) if one != entry]
    return seen
