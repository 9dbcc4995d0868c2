"""The dates of regular meetings, when their agendas close, and working days."""

from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from functools import lru_cache

from bot.cadence import occurrences
from bot.local_time import at_wall_time, day_in
from bot.model.calendar import Meeting, MeetingDate
from bot.model.series import Cadence
from bot.silence import RestDays

_DAY = timedelta(days=1)


def dates_of(meeting: Meeting, first_on: date, last_on: date, days: RestDays) -> list[MeetingDate]:
    """Return the dates of `meeting` from `first_on` up to and including `last_on`, in order.

    Without its cancelled dates. A rule gives no date on a day without meetings (weekend, holiday,
    recess); what was moved on purpose, or stands in a calendar file, is taken as it is.
    """
    found: dict[date, MeetingDate] = {}
    for on, wall_time in _held(meeting, first_on, last_on, days):
        found.setdefault(on, _date_on(meeting, on, wall_time, days))
    return sorted(found.values())


def fallen_away(meeting: Meeting, first_on: date, last_on: date, days: RestDays) -> list[date]:
    """Return the days on which the rule would have it meet and it does not: cancelled, a recess.

    A date that was moved is not one of them. A calendar file does not tell what it left out.
    """
    if meeting.source:
        return []
    away = {moved.from_on for moved in meeting.moved}
    return [
        on
        for on in _ruled(meeting, first_on, last_on)
        if on in meeting.cancelled_on or (on not in away and not days.is_meeting_day(on))
    ]


def _held(
    meeting: Meeting, first_on: date, last_on: date, days: RestDays
) -> Iterator[tuple[date, time]]:
    if meeting.source:
        for held in meeting.held:
            if first_on <= held.on <= last_on and held.on not in meeting.cancelled_on:
                yield held.on, held.wall_time
        return
    away = {moved.from_on for moved in meeting.moved}
    for on in _ruled(meeting, first_on, last_on):
        if on not in meeting.cancelled_on and on not in away and days.is_meeting_day(on):
            yield on, meeting.wall_time
    for moved in meeting.moved:
        if first_on <= moved.to_on <= last_on and moved.from_on not in meeting.cancelled_on:
            yield moved.to_on, moved.wall_time or meeting.wall_time


# Many nudges count back from the same dates.
@lru_cache(maxsize=512)
def _ruled(meeting: Meeting, first_on: date, last_on: date) -> tuple[date, ...]:
    last_on = min(last_on, meeting.ends_on or last_on)
    if last_on < first_on:
        return ()
    if not meeting.rule:
        return tuple(_weekly(meeting, first_on, last_on))
    cadence = Cadence(
        rule=meeting.rule,
        starts_on=meeting.starts_on,
        wall_time=meeting.wall_time,
        zone=meeting.zone,
    )
    after = at_wall_time(first_on, time.min, meeting.zone) - timedelta(microseconds=1)
    until = at_wall_time(last_on + _DAY, time.min, meeting.zone) - timedelta(microseconds=1)
    return tuple(day_in(at, meeting.zone) for at in occurrences(cadence, after, until))


def _weekly(meeting: Meeting, first_on: date, last_on: date) -> Iterator[date]:
    step = timedelta(weeks=max(meeting.every_weeks, 1))
    day = meeting.starts_on + timedelta(days=(meeting.weekday - meeting.starts_on.weekday()) % 7)
    if first_on > day:
        day += -(-(first_on - day) // step) * step
    while day <= last_on:
        yield day
        day += step


def _date_on(meeting: Meeting, day: date, wall_time: time, days: RestDays) -> MeetingDate:
    starts_at = at_wall_time(day, wall_time, meeting.zone)
    closes_on = closing_day(meeting, day, days)
    closes_at = at_wall_time(closes_on, meeting.closes_wall_time, meeting.zone)
    return MeetingDate(
        starts_at=starts_at, on=day, closes_at=min(closes_at, starts_at), meeting=meeting.id
    )


def closing_day(meeting: Meeting, day: date, days: RestDays) -> date:
    """Return the day on which the agenda of the meeting on `day` closes.

    Working days skip weekends, the holidays that the tenant keeps, and its recesses and bridge days.
    """
    if meeting.closes_workdays_before is not None:
        return add_workdays(day, -meeting.closes_workdays_before, days.is_meeting_day)
    return day - timedelta(days=(day.weekday() - meeting.closes_weekday) % 7 or 7)


def add_workdays(day: date, number: int, is_workday: Callable[[date], bool]) -> date:
    """Return the day that lies `number` working days after `day`, or before it when negative.

    Only the days that are passed or reached count: from a Saturday, one working day on is Monday.
    Zero working days is the day itself. Pass `RestDays.is_workday`.
    """
    step = _DAY if number > 0 else -_DAY
    for _ in range(abs(number)):
        day += step
        while not is_workday(day):
            day += step
    return day


def count_workdays(first_on: date, last_on: date, is_workday: Callable[[date], bool]) -> int:
    """Return how many working days lie after `first_on`, up to and including `last_on`."""
    days = (last_on - first_on).days
    return sum(is_workday(first_on + timedelta(days=number)) for number in range(1, days + 1))
