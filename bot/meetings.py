"""The dates of regular meetings, when their agendas close, and working days."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from bot.local_time import at_wall_time, day_in, monday_of
from bot.model.calendar import Meeting, MeetingDate

_DAY = timedelta(days=1)
_LOOKED_AHEAD = timedelta(days=400)


def _always(_: date) -> bool:
    return True


def dates_of(
    meeting: Meeting,
    first_on: date,
    last_on: date,
    goes_on: Callable[[date], bool] = _always,
) -> list[MeetingDate]:
    """Return the dates of `meeting` from `first_on` up to and including `last_on`, in order.

    Without its cancelled dates, and without the days that `goes_on` says no to.
    """
    step = timedelta(weeks=max(meeting.every_weeks, 1))
    day = meeting.starts_on + timedelta(days=(meeting.weekday - meeting.starts_on.weekday()) % 7)
    if first_on > day:
        day += -(-(first_on - day) // step) * step
    found = []
    while day <= last_on:
        if day not in meeting.cancelled_on and goes_on(day):
            found.append(date_on(meeting, day))
        day += step
    return found


def date_on(meeting: Meeting, day: date) -> MeetingDate:
    """Return this meeting held on `day`, with the instant its agenda closes."""
    back = (day.weekday() - meeting.closes_weekday) % 7 or 7
    closes_on = day - timedelta(days=back)
    return MeetingDate(
        starts_at=at_wall_time(day, meeting.wall_time, meeting.zone),
        on=day,
        closes_at=at_wall_time(closes_on, meeting.closes_wall_time, meeting.zone),
        meeting=meeting.id,
    )


def next_date(
    meeting: Meeting, after: datetime, goes_on: Callable[[date], bool] = _always
) -> MeetingDate | None:
    """Return the first date that starts after `after`, or None when a year holds none."""
    return _first(meeting, after, goes_on, lambda found: found.starts_at > after)


def next_open(
    meeting: Meeting, now: datetime, goes_on: Callable[[date], bool] = _always
) -> MeetingDate | None:
    """Return the first date whose agenda is not closed yet, or None when a year holds none.

    At the very instant of the closing the agenda is closed.
    """
    return _first(meeting, now, goes_on, lambda found: found.closes_at > now)


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


def _first(
    meeting: Meeting,
    at: datetime,
    goes_on: Callable[[date], bool],
    fits: Callable[[MeetingDate], bool],
) -> MeetingDate | None:
    first_on = monday_of(day_in(at, meeting.zone))
    # Mostly within the month; the rest of the year only for a meeting that is seldom or suspended.
    for reach in (timedelta(days=35), _LOOKED_AHEAD):
        for found in dates_of(meeting, first_on, first_on + reach, goes_on):
            if fits(found):
                return found
    return None
