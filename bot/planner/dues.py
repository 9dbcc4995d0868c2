"""When a series is due: the dates of its rule, or the working day before each meeting of a group."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.cadence import occurrences
from bot.local_time import at_wall_time, day_in
from bot.meetings import add_workdays, dates_of, fallen_away
from bot.model.calendar import Meeting
from bot.model.ids import GroupId
from bot.model.people import Group
from bot.model.series import Cadence, Series
from bot.silence import RestDays

_INSTANT = timedelta(microseconds=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """One due instant. `meets_at` is the meeting that it comes before.

    `has_lapsed` marks the date of a meeting that does not take place: nothing comes then.
    """

    at: datetime
    meets_at: datetime | None = None
    has_lapsed: bool = False


def dues_of(series: Series, cadence: Cadence, last_on: date) -> Iterator[Due]:
    """Yield the instants of the rule up to and including `last_on`, in order."""
    span = _span(series, cadence, last_on)
    if span is not None:
        after = at_wall_time(span[0], time.min, cadence.zone) - _INSTANT
        until = at_wall_time(span[1] + _DAY, time.min, cadence.zone) - _INSTANT
        yield from map(Due, occurrences(cadence, after, until))


def dues_before(
    series: Series, cadence: Cadence, meetings: Sequence[Meeting], days: RestDays, last_on: date
) -> list[Due]:
    """Return the instants before each of these meetings up to and including `last_on`, in order."""
    span = _span(series, cadence, last_on)
    if span is None:
        return []
    found: dict[datetime, Due] = {}
    # The day before may lie some days back: a recess, a weekend.
    reach = timedelta(days=28)
    for meeting in meetings:
        for held in dates_of(meeting, span[0], span[1] + reach, days):
            due = _before(held.on, cadence, days, held.starts_at)
            found.setdefault(due.at, due)
        for on in fallen_away(meeting, span[0], span[1] + reach, days):
            due = _before(on, cadence, days, None)
            found.setdefault(due.at, due)
    inside = (due for due in found.values() if span[0] <= day_in(due.at, cadence.zone) <= span[1])
    return sorted(
        (due for due in inside if day_in(due.at, cadence.zone) not in cadence.except_on),
        key=lambda due: due.at,
    )


def meetings_by_group(
    series: Series, groups: Sequence[Group], meetings: Sequence[Meeting]
) -> Mapping[GroupId, tuple[Meeting, ...]]:
    """Return for each group of the series the meetings that it has, in order of the groups' ids.

    Those are the groups of the audience, or without any all of them.
    """
    named = series.audience.groups
    found: dict[GroupId, tuple[Meeting, ...]] = {}
    for group in sorted(groups, key=lambda one: one.id):
        own = tuple(meeting for meeting in meetings if meeting.group == group.id)
        if own and (not named or group.id in named):
            found[group.id] = own
    return found


def _before(on: date, cadence: Cadence, days: RestDays, meets_at: datetime | None) -> Due:
    number = cadence.workdays_before_meeting or 0
    day = add_workdays(on, -number, days.is_meeting_day)
    at = at_wall_time(day, cadence.wall_time, cadence.zone)
    return Due(at, meets_at, has_lapsed=meets_at is None)


def _span(series: Series, cadence: Cadence, last_on: date) -> tuple[date, date] | None:
    first_on = max(series.begins_on or cadence.starts_on, cadence.starts_on)
    last_on = min(series.ends_on or last_on, last_on)
    return (first_on, last_on) if first_on <= last_on else None
