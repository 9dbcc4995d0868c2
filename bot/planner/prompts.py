"""The prompts of series with a cadence: when each person wants theirs."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.local_time import at_wall_time
from bot.model.messages import Message, Priority, Purpose, Reason
from bot.model.people import Person
from bot.planner.candidate import Addressee, Candidate
from bot.planner.occasion import Occasion
from bot.planner.passed import was_to_come
from bot.silence import Rest

_TO_SUNDAY = timedelta(days=6)
_INSTANT = timedelta(microseconds=1)
_NEVER = datetime.max.replace(tzinfo=UTC)


def prompt_candidate(occasion: Occasion, who: Addressee, now: datetime) -> Candidate | None:
    """Return the delivery of an occurrence to somebody, or None when it was never theirs.

    It is wanted at their own moment in the ISO week of the occurrence, or when that has passed at
    the series' own instant; a silent moment gives way to the next ordinary one of the week, and it
    never comes after the meeting that it belongs to. What passed before they started, in a pause of
    the series, or before an earlier planning looked at it, never was for them; what passed since
    then still comes within its grace.
    """
    rest, key = who.rest, (occasion.occurrence.id, occasion.week)
    due = rest.once(key, lambda: _own_due(occasion, rest))
    if due.at < now and due.reason is None and not _still_comes(due, occasion, who.person, now):
        own = due
        due = rest.once((*key, now), lambda: _due_after(own, occasion, rest))
    reason = due.reason
    if due.at < now:
        if not _was_theirs(due, occasion, who.person):
            return None
        reason = reason or (Reason.LATE if now > due.expires_at else None)
    return Candidate(
        _message(occasion, who, due),
        last_on=occasion.week + _TO_SUNDAY,
        wall_time=due.wall_time,
        reason=reason,
        occasion=occasion,
    )


@dataclass(frozen=True, slots=True)
class _Due:
    """When an occurrence comes to who has these rests, or for which reason it does not."""

    at: datetime
    wall_time: time
    reason: Reason | None
    expires_at: datetime


def _own_due(occasion: Occasion, rest: Rest) -> _Due:
    day, wall_time = _own_moment(occasion, rest.person, rest)
    wanted = at_wall_time(day, wall_time, rest.zone)
    moment = _in_time(occasion, rest, wanted, wall_time)
    if moment is None:
        reason = rest.why_silent(day) or Reason.NO_ORDINARY_MOMENT
        return _due_at(wanted, wall_time, occasion, rest, reason)
    return _due_at(moment, wall_time, occasion, rest)


def _due_after(own: _Due, occasion: Occasion, rest: Rest) -> _Due:
    """Return when it comes to who did not get it at their own moment."""
    wall_time = _local(occasion.occurrence.due_at, rest)[1]
    again = _in_time(occasion, rest, occasion.occurrence.due_at, wall_time)
    return _due_at(max(own.at, again or own.at), wall_time, occasion, rest)


def _due_at(
    moment: datetime, wall_time: time, occasion: Occasion, rest: Rest, reason: Reason | None = None
) -> _Due:
    if occasion.meets_at is not None:
        wall_time = _local(moment, rest)[1]
    expires_at = min(moment + occasion.grace, occasion.meets_at or _NEVER)
    return _Due(moment, wall_time, reason, expires_at)


def _still_comes(due: _Due, occasion: Occasion, person: Person | None, now: datetime) -> bool:
    return now <= due.expires_at and _was_theirs(due, occasion, person)


def _was_theirs(due: _Due, occasion: Occasion, person: Person | None) -> bool:
    series = occasion.series
    return was_to_come(series, person, due.at) and not series.is_paused_at(due.at)


def _in_time(occasion: Occasion, rest: Rest, wanted: datetime, wall_time: time) -> datetime | None:
    """Return the first ordinary moment of the week from `wanted` on, before the meeting if there is one.

    When it would come after the meeting it is the series' own instant, else the last one before.
    """
    last_on, meets_at = occasion.week + _TO_SUNDAY, occasion.meets_at
    moment = rest.first_moment(wanted, wall_time, last_on)
    if meets_at is None or (moment is not None and moment < meets_at):
        return moment
    due_at = occasion.occurrence.due_at
    own_time = _local(due_at, rest)[1]
    moment = rest.first_moment(due_at, own_time, last_on)
    if moment is not None and moment < meets_at:
        return moment
    ends_at = at_wall_time(last_on, time.max, rest.zone)
    last = rest.last_moment(min(meets_at - _INSTANT, ends_at), own_time)
    begins_at = at_wall_time(occasion.week, time.min, rest.zone)
    return last if last is not None and last >= begins_at else None


def _own_moment(occasion: Occasion, person: Person | None, rest: Rest) -> tuple[date, time]:
    day, wall_time = _local(occasion.occurrence.due_at, rest)
    if person and person.weekday is not None:
        day = occasion.week + timedelta(days=person.weekday)
        wall_time = person.wall_time or occasion.wall_time
    elif person and person.wall_time is not None:
        # Where the zones differ in the day, its week stays that of the occurrence.
        day = min(max(day, occasion.week), occasion.week + _TO_SUNDAY)
        wall_time = person.wall_time
    return day, wall_time


def _local(at: datetime, rest: Rest) -> tuple[date, time]:
    local = at.astimezone(ZoneInfo(rest.zone))
    return local.date(), local.time()


def _message(occasion: Occasion, who: Addressee, due: _Due) -> Message:
    occurrence = occasion.occurrence
    return who.draft(
        Purpose.PROMPT,
        occurrence.id,
        Priority.PROMPT,
        due.at,
        series=occasion.series.id,
        occurrence=occurrence.id,
        prompt=occurrence.prompt,
        expires_at=due.expires_at,
        closes_at=occasion.meets_at,
    )
