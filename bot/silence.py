"""When the bot keeps silent: evening, weekend, holiday, recess, absence and pause.

An ordinary moment is an instant at which an unasked message may arrive.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from bot.local_time import WEEK, at_wall_time, day_in, monday_of, sunday_of
from bot.model.calendar import Calendar, Silence
from bot.model.messages import Reason
from bot.model.people import Period, Person, Tenant

LIBERATION_DAY = "Bevrijdingsdag"
GOOD_FRIDAY = "Goede vrijdag"
# When somebody has not chosen a time of their own.
USUAL_WALL_TIME = time(12, 15)
# How long after a person's own early or late time a message still counts as being on time.
OWN_TIME_LASTS = timedelta(minutes=30)
_FRIDAY = 4
_SATURDAY = 5
_SEARCHED_DAYS = 400
# A week and the weekends on both sides of it.
_LONG_REST = 9

T = TypeVar("T")


class RestDays:
    """The days on which everybody in a tenant rests. Make it once, then ask about many days."""

    def __init__(self, tenant: Tenant, calendar: Calendar) -> None:
        self._calendar = calendar
        kept = {LIBERATION_DAY: tenant.keeps_liberation_day, GOOD_FRIDAY: tenant.keeps_good_friday}
        dropped = {name.casefold() for name, is_kept in kept.items() if not is_kept}
        self._silences = tuple(_instants_of(silence, tenant) for silence in calendar.silences)
        self.moments: dict[tuple[date, time, time | None, str], datetime | None] = {}
        self.ordinary: dict[tuple[datetime, time | None, str], bool] = {}
        self._rests: dict[Hashable, Rest] = {}
        self._tenant = tenant
        self._returned: dict[date, date | None] = {}
        self._states: dict[date, frozenset[str]] = {}
        self._public = _days(
            named.period for named in calendar.holidays if named.name.casefold() not in dropped
        )

    @cached_property
    def _recesses(self) -> frozenset[date]:
        return _days(recess.period for recess in self._calendar.recesses)

    @cached_property
    def _all(self) -> frozenset[date]:
        school = _days(named.period for named in self._calendar.school_holidays)
        return self._public | self._recesses | school

    def rest_of(self, person: Person) -> "Rest":
        """Return when this person rests: one and the same for all whose rests are alike.

        Its `person` is any one of those.
        """
        own = (person.zone, person.weekday, person.wall_time)
        habits = (*own, person.paused_until_on, person.absences, person.days_off)
        rest = self._rests.get(habits)
        if rest is None:
            rest = self._rests[habits] = Rest(self._tenant, self, person)
        return rest

    def is_silenced_at(self, at: datetime) -> bool:
        """Tell whether an admin had silenced everything at this instant: what was due then still came."""
        return any(since < at < until for since, until in self._silences)

    def states_on(self, day: date) -> frozenset[str]:
        """Return the states and recesses of the tenant on this day, by name, such as `formatie`."""
        if day not in self._states:
            states = {one.name.casefold() for one in self._calendar.states if day in one}
            recesses = (one for one in self._calendar.recesses if day in one.period)
            self._states[day] = frozenset(states | {one.name.casefold() for one in recesses})
        return self._states[day]

    def rests_on(self, day: date) -> bool:
        """Tell whether it is a weekend, public holiday, school holiday or recess of the tenant."""
        return day.weekday() >= _SATURDAY or day in self._all

    def returned_on(self, day: date) -> date | None:
        """Return the first day after a long rest of everybody that is less than a week ago, or None."""
        if day not in self._returned:
            self._returned[day] = _returned_on(day, self.rests_on)
        return self._returned[day]

    def is_workday(self, day: date) -> bool:
        """Tell whether people work: not in the weekend, not on a public holiday that is kept."""
        return day.weekday() < _SATURDAY and day not in self._public

    def is_meeting_day(self, day: date) -> bool:
        """Tell whether meetings go on: on working days outside the tenant's own recesses."""
        return self.is_workday(day) and day not in self._recesses


@dataclass(frozen=True, slots=True)
class Rest:
    """When one person rests, or without a person: when a conversation of the tenant does.

    Days and wall times are local to the person, else to the tenant.
    """

    tenant: Tenant
    days: RestDays
    person: Person | None = None
    zone: str = field(init=False)
    _known: dict[Hashable, Any] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Note the IANA zone that days and wall times are in."""
        object.__setattr__(self, "zone", self.person.zone if self.person else self.tenant.zone)

    @property
    def wall_time(self) -> time:
        """The person's own time, else the usual one, else the opening hour."""
        if self.person and self.person.wall_time:
            return self.person.wall_time
        usual = self.tenant.opens_at <= USUAL_WALL_TIME < self.tenant.closes_at
        return USUAL_WALL_TIME if usual else self.tenant.opens_at

    def once(self, what: Hashable, work_out: Callable[[], T]) -> T:
        """Return what follows from this rest and from `what` alone: worked out the first time only.

        `what` begins with a name of its own for each thing that is worked out.
        """
        known = self._known
        if what not in known:
            known[what] = work_out()
        found: T = known[what]
        return found

    def why_silent(self, day: date) -> Reason | None:
        """Return why nothing unasked comes on this day at all, or None when it is ordinary."""
        person = self.person
        if person and person.paused_until_on and day < person.paused_until_on:
            return Reason.PAUSED
        if person and person.absences and any(day in absence for absence in person.absences):
            return Reason.ABSENT
        if person and day.weekday() in person.days_off:
            return Reason.ABSENT
        return Reason.NO_ORDINARY_MOMENT if self.days.rests_on(day) else None

    def is_silent(self, day: date) -> bool:
        """Tell whether nothing unasked comes on this day."""
        return self.why_silent(day) is not None

    def returned_on(self, day: date) -> date | None:
        """Return the first day after a long silence when that is less than a week ago, else None.

        Long is a week with the weekends around it: a holiday, a recess, an absence or a pause.
        """
        person = self.person
        if person and (person.absences or person.paused_until_on or person.days_off):
            return _returned_on(day, self.is_silent)
        return self.days.returned_on(day)

    def ordinary_moment(self, day: date, wall_time: time | None = None) -> datetime | None:
        """Return the instant (UTC) of `wall_time` on this day, or None when that is silent.

        A time that the person chose may lie outside opening hours; Friday afternoon stays silent.
        """
        person, wall_time = self.person, wall_time or self.wall_time
        if person and (person.absences or person.paused_until_on or person.days_off):
            return self._worked_out(day, wall_time)
        # Whoever has no rest of their own shares this with others.
        key = (day, wall_time, person.wall_time if person else None, self.zone)
        if key not in self.days.moments:
            self.days.moments[key] = self._worked_out(day, wall_time)
        return self.days.moments[key]

    def _worked_out(self, day: date, wall_time: time) -> datetime | None:
        if self.is_silent(day) or not self._is_open(day, wall_time):
            return None
        moment = at_wall_time(day, wall_time, self.zone)
        return None if self.days.is_silenced_at(moment) else moment

    def first_moment(
        self, at: datetime, wall_time: time | None = None, last_on: date | None = None
    ) -> datetime | None:
        """Return the first ordinary moment at or after `at`, on `last_on` at the latest, or None."""
        day = day_in(at, self.zone)
        last = min(last_on or date.max, day + timedelta(days=_SEARCHED_DAYS))
        while day <= last:
            moment = self.ordinary_moment(day, wall_time)
            if moment and moment >= at:
                return moment
            day += timedelta(days=1)
        return None

    def last_moment(self, at: datetime, wall_time: time | None = None) -> datetime | None:
        """Return the last ordinary moment at or before `at`, or None when a year holds none."""
        day = day_in(at, self.zone)
        for _ in range(_SEARCHED_DAYS):
            moment = self.ordinary_moment(day, wall_time)
            if moment and moment <= at:
                return moment
            day -= timedelta(days=1)
        return None

    def is_ordinary(self, at: datetime) -> bool:
        """Tell whether something unasked may arrive at this very instant."""
        person = self.person
        if person and (person.absences or person.paused_until_on or person.days_off):
            return self._is_ordinary(at)
        key, known = (at, person.wall_time if person else None, self.zone), self.days.ordinary
        if key not in known:
            known[key] = self._is_ordinary(at)
        return known[key]

    def _is_ordinary(self, at: datetime) -> bool:
        local = at.astimezone(ZoneInfo(self.zone))
        if self.is_silent(local.date()) or self.days.is_silenced_at(at):
            return False
        if self._is_open(local.date(), local.time()):
            return True
        own = self.ordinary_moment(local.date())
        return own is not None and own <= at < own + OWN_TIME_LASTS

    def week_moment(self, week_of: date, after: datetime) -> datetime | None:
        """Return the person's own moment in an ISO week if it is after `after`, or None.

        When their own day is silent it is the next ordinary moment in that week. Somebody without
        a day of their own has any ordinary day.
        """
        own_day = self.person.weekday if self.person else None
        first_on = monday_of(week_of) + timedelta(days=own_day or 0)
        start = max(at_wall_time(first_on, time.min, self.zone), after + timedelta(microseconds=1))
        if own_day is None:
            return self.first_moment(start, last_on=sunday_of(week_of))
        moment = self.first_moment(
            at_wall_time(first_on, time.min, self.zone), last_on=sunday_of(week_of)
        )
        return moment if moment and moment > after else None

    def next_own_moment(self, after: datetime, last_on: date | None = None) -> datetime | None:
        """Return the first `week_moment` after `after`, on `last_on` at the latest, or None."""
        start = day_in(after, self.zone)
        last_on = min(last_on or date.max, start + timedelta(days=_SEARCHED_DAYS))
        week = monday_of(start)
        while week <= last_on:
            moment = self.week_moment(week, after)
            if moment:
                return moment if day_in(moment, self.zone) <= last_on else None
            week += WEEK
        return None

    def _is_open(self, day: date, wall_time: time) -> bool:
        if day.weekday() == _FRIDAY and wall_time >= self.tenant.friday_closes_at:
            return False
        if self.person and wall_time == self.person.wall_time:
            return True
        return self.tenant.opens_at <= wall_time < self.tenant.closes_at


def rest_of(tenant: Tenant, calendar: Calendar, person: Person | None = None) -> Rest:
    """Return when this person (or a conversation of the tenant) rests."""
    return Rest(tenant, RestDays(tenant, calendar), person)


def next_own_moment(
    person: Person, tenant: Tenant, calendar: Calendar, after: datetime
) -> datetime | None:
    """Return when the first weekly prompt after `after` can come, or None within about a year.

    Their own day and time; on a silent day the next ordinary moment of that week, else a week on.
    """
    return rest_of(tenant, calendar, person).next_own_moment(after)


def _returned_on(day: date, is_silent: Callable[[date], bool]) -> date | None:
    for back in range(1, WEEK.days):
        last = day - timedelta(days=back)
        rested = (last - timedelta(days=number) for number in range(_LONG_REST))
        if all(map(is_silent, rested)):
            return last + timedelta(days=1)
    return None


def _instants_of(silence: Silence, tenant: Tenant) -> tuple[datetime, datetime]:
    ends = [datetime.max.replace(tzinfo=UTC)]
    if silence.until_on is not None:
        ends.append(at_wall_time(silence.until_on, time.min, tenant.zone))
    if silence.lifted_at is not None:
        ends.append(silence.lifted_at)
    return silence.since_at, min(ends)


def _days(periods: Iterable[Period]) -> frozenset[date]:
    return frozenset(
        period.first_on + timedelta(days=number)
        for period in periods
        for number in range((period.last_on - period.first_on).days + 1)
    )
