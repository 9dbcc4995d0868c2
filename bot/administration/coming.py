"""The next dates of a series, for each group: what comes when, and what falls away or on a special day."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.local_time import at_wall_time, day_in, sunday_of
from bot.model.calendar import Calendar
from bot.model.ids import GroupId, PromptId
from bot.model.people import Group, Tenant
from bot.model.series import FallsAway, Series
from bot.planner.dues import Due, dues_before, dues_of, meetings_by_group
from bot.silence import Rest, RestDays, rest_of

MOST = 12
_SEARCHED = timedelta(days=560)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComingDate:
    """One date of a series, on the local day `on`, at the instant `at`.

    `number` is that of its step, or 0 when nothing comes that day; `special` names the holiday,
    recess or election that it falls on. Silence of one person is not looked at.
    """

    on: date
    at: datetime
    number: int = 0
    step: PromptId | None = None
    special: str = ""


@dataclass(frozen=True, slots=True)
class Coming:
    """The dates for one group, or (None) for everybody, in the cadence's zone; in order of date."""

    group: Group | None
    dates: tuple[ComingDate, ...]
    zone: ZoneInfo

    @property
    def sent(self) -> tuple[ComingDate, ...]:
        """The dates on which something comes."""
        return tuple(one for one in self.dates if one.number)


@dataclass(frozen=True, slots=True)
class Town:
    """What looking ahead needs of a tenant."""

    tenant: Tenant
    calendar: Calendar
    groups: tuple[Group, ...] = ()


def coming(series: Series, town: Town, now: datetime, most: int = MOST) -> tuple[Coming, ...]:
    """Return the dates after `now`, `most` at most for each group; none without a cadence.

    A series that counts back from the meetings of its groups has dates for each of them, any other
    one list for everybody.
    """
    lists = _dues(series, town, day_in(now + _SEARCHED, town.tenant.zone))
    groups = {group.id: group for group in town.groups}
    zone = ZoneInfo(series.cadence.zone if series.cadence else town.tenant.zone)
    return tuple(
        Coming(groups.get(group) if group else None, _dates(series, dues, town, now, most), zone)
        for group, dues in lists.items()
    )


def asked_so_far(series: Series, town: Town, now: datetime) -> int:
    """Return how many steps were asked up to `now`, in the group that is the least far."""
    numbers = _numbers(series, town, now)
    return min((*numbers, len(series.steps))) if numbers else series.steps_before


def beginning(series: Series, town: Town, now: datetime, was: Series | None = None) -> Series:
    """Return the series such that its next step is still to come, in every group.

    It begins today at the earliest, and tomorrow when something would have come today before `now`:
    that would count as asked. So it does when something came today of the series as it `was`: nobody
    is asked again on the day that they were.
    """
    today = day_in(now, town.tenant.zone)
    begins_on = max(series.begins_on or today, today)
    begun = replace(series, begins_on=begins_on)
    would_count = max(_numbers(begun, town, now), default=0) > series.steps_before
    if would_count or (was is not None and _asked_today(was, town, now)):
        return replace(series, begins_on=max(begins_on, today + timedelta(days=1)))
    return begun


def _asked_today(series: Series, town: Town, now: datetime) -> bool:
    """Tell whether a step, or a question, of today counts as asked in any group."""
    zone = town.tenant.zone
    midnight = at_wall_time(day_in(now, zone), time.min, zone)
    return _numbers(series, town, now) != _numbers(series, town, midnight)


def specials(dates: Sequence[Coming]) -> tuple[ComingDate, ...]:
    """Return the dates on which something comes although it is a special day: an election."""
    return tuple(one for each in dates for one in each.sent if one.special)


def special_name(day: date, calendar: Calendar) -> str:
    """Return the name of what makes this day special: an election, a holiday or a recess; else nothing."""
    election = calendar.election_on(day)
    if election:
        return election
    named = ((one.name, one.period) for one in (*calendar.holidays, *calendar.school_holidays))
    own = ((one.name, one.period) for one in calendar.recesses)
    return next((name for name, period in (*own, *named) if day in period), "")


def _dues(series: Series, town: Town, last_on: date) -> Mapping[GroupId | None, Iterable[Due]]:
    cadence = series.cadence
    if cadence is None:
        return {}
    if cadence.workdays_before_meeting is None:
        return {None: dues_of(series, cadence, last_on)}
    days = RestDays(town.tenant, town.calendar)
    meetings = meetings_by_group(series, town.groups, town.calendar.meetings)
    return {
        group: dues_before(series, cadence, own, days, last_on) for group, own in meetings.items()
    }


def _numbers(series: Series, town: Town, now: datetime) -> list[int]:
    lists = _dues(series, town, day_in(now, town.tenant.zone))
    return [_last_number(series, dues, town, now) for dues in lists.values()]


def _last_number(series: Series, dues: Iterable[Due], town: Town, now: datetime) -> int:
    passed = (number for number, due, _ in _numbered(series, dues, town) if due.at <= now)
    return max(passed, default=series.steps_before)


def _dates(
    series: Series, dues: Iterable[Due], town: Town, now: datetime, most: int
) -> tuple[ComingDate, ...]:
    found: list[ComingDate] = []
    sent = 0
    for number, due, moment in _numbered(series, dues, town):
        at = moment or due.at
        if at <= now:
            continue
        if sent == most or (series.steps and number > len(series.steps)):
            break
        found.append(_date(series, number if moment else 0, at, town))
        sent += moment is not None
    while found and not found[-1].number:
        # What falls away after the last date is nobody's concern.
        found.pop()
    return tuple(found)


def _date(series: Series, number: int, at: datetime, town: Town) -> ComingDate:
    zone = series.cadence.zone if series.cadence else town.tenant.zone
    step = series.steps[number - 1] if 0 < number <= len(series.steps) else None
    on = day_in(at, zone)
    return ComingDate(
        on=on, at=at, number=number, step=step, special=special_name(on, town.calendar)
    )


def _numbered(
    series: Series, dues: Iterable[Due], town: Town
) -> Iterator[tuple[int, Due, datetime | None]]:
    """Yield each due instant with the number of its step, and when it is sent, if it is."""
    rest, number = rest_of(town.tenant, town.calendar), series.steps_before
    for due in dues:
        if series.is_paused_at(due.at):
            continue
        moment = _moment(series, due, rest)
        if moment is not None or series.falls_away is FallsAway.LAPSES:
            number += 1
        yield number, due, moment


def _moment(series: Series, due: Due, rest: Rest) -> datetime | None:
    if due.has_lapsed or series.cadence is None:
        return None
    last_on = sunday_of(day_in(due.at, series.cadence.zone))
    moment = rest.first_moment(due.at, series.cadence.wall_time, last_on)
    is_too_late = moment is not None and due.meets_at is not None and moment >= due.meets_at
    return None if is_too_late else moment
