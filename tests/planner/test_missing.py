"""What a series wanted and did not come: for each such date there is a reason that is written down.

What was wanted is worked out here anew, with the rules as they stand in RFC 5545 and nothing of the
planner: so that a date that the planner itself overlooks is found too.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.local_time import at_wall_time, day_in
from bot.meetings import add_workdays
from bot.model.messages import Message, Reason, State
from bot.model.people import Person
from bot.model.series import Series, occurrence_id
from bot.silence import Rest, RestDays, rest_of
from tests.factories import a_moment
from tests.planner.test_years import DAY, EVERYBODY, WEEKS, ZONES, towns
from tests.planner.town import Town


def wanted(series: Series, first_on: date, last_on: date) -> Iterator[datetime]:
    """Yield the instants that the rule of a series names on these days."""
    cadence = series.cadence
    assert cadence is not None
    start = datetime.combine(cadence.starts_on, cadence.wall_time)
    after = datetime.combine(first_on, time.min)
    for local in rrulestr(cadence.rule, dtstart=start).between(after, after + 400 * DAY, inc=True):
        if local.date() > last_on:
            return
        if local.date() not in cadence.except_on:
            yield local.replace(tzinfo=ZoneInfo(cadence.zone))


def has_no_moment(town: Town, series: Series, at: datetime) -> bool:
    """Tell whether its wall time is closed or silent for all on each day left of the week of `at`."""
    cadence, tenant = series.cadence, town.tenant
    assert cadence is not None
    rest = Rest(tenant, RestDays(tenant, town.calendar), None)
    on = at.astimezone(ZoneInfo(cadence.zone)).date()

    def is_open(day: date) -> bool:
        closes_at = tenant.friday_closes_at if day.weekday() == 4 else tenant.closes_at
        return tenant.opens_at <= cadence.wall_time < closes_at and not rest.is_silent(day)

    return not any(is_open(on + days * DAY) for days in range(7 - on.weekday()))


def outcome(town: Town, person: Person, subject: str) -> list[Message]:
    return [m for m in town.messages.values() if (m.person, m.subject) == (person.id, subject)]


def assert_reasoned(town: Town, begin: date, until: date) -> None:
    for series in town.series:
        if series.cadence is None or series.cadence.workdays_before_meeting is not None:
            continue
        for at in wanted(series, begin + 7 * DAY, until - 8 * DAY):
            if series.steps and has_no_moment(town, series, at):
                continue
            for person in town.people:
                if person.id not in EVERYBODY.people:
                    continue
                subject = occurrence_id(series.id, at.astimezone(ZoneInfo("UTC")))
                found = outcome(town, person, subject)
                if not found and series.steps and _is_over(town, series, at):
                    continue
                assert found, f"{series.id} wanted {at} for {person.id}, and nobody says why not"
                assert all((m.state is State.PLANNED) != (m.reason is not None) for m in found)


def _is_over(town: Town, series: Series, at: datetime) -> bool:
    """Tell whether so many steps were given before this instant that none is left."""
    cadence = series.cadence
    assert cadence is not None
    dates = wanted(series, cadence.starts_on, at.astimezone(ZoneInfo(cadence.zone)).date())
    given_before = [one for one in dates if not has_no_moment(town, series, one)]
    return len(given_before) > len(series.steps)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    begin=st.dates(date(2025, 1, 1), date(2030, 11, 15)),
    zone=st.sampled_from(ZONES),
    data=st.data(),
)
def test_every_date_that_a_series_wanted_came_or_says_why_not(
    begin: date, zone: str, data: st.DataObject
) -> None:
    town = data.draw(towns(begin, zone))
    now = at_wall_time(begin, time(6), zone)
    until = now + timedelta(weeks=WEEKS)
    town.plan(now, until)
    assert_reasoned(town, begin, day_in(until, zone))


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    begin=st.dates(date(2025, 1, 1), date(2030, 11, 15)),
    zone=st.sampled_from(ZONES),
    sleeps=st.integers(1, 6),
    data=st.data(),
)
def test_also_when_the_server_slept_for_days(
    begin: date, zone: str, sleeps: int, data: st.DataObject
) -> None:
    town = data.draw(towns(begin, zone))
    now = start = at_wall_time(begin, time(6), zone)
    until = start + timedelta(weeks=WEEKS)
    asleep = start + timedelta(weeks=2)
    while now < until:
        town.plan(now, now + DAY)
        now += DAY
        if now == asleep:
            now += sleeps * DAY
    assert_reasoned(town, begin, day_in(until, zone))
    late = [m for m in town.messages.values() if m.reason is Reason.LATE]
    assert all(m.state is State.SKIPPED for m in late)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    begin=st.dates(date(2025, 1, 1), date(2030, 11, 15)),
    zone=st.sampled_from(ZONES),
    data=st.data(),
)
def test_every_nudge_before_a_date_of_the_cycle_came_or_says_why_not(
    begin: date, zone: str, data: st.DataObject
) -> None:
    town = data.draw(towns(begin, zone))
    # Ten working days, with a recess of ten days and holidays between, fit in five weeks.
    moment = a_moment(on=begin + data.draw(st.integers(35, WEEKS * 7 - 3)) * DAY)
    town.calendar = replace(town.calendar, moments=(moment,))
    now = at_wall_time(begin, time(6), zone)
    town.plan(now, now + timedelta(weeks=WEEKS))
    days = RestDays(town.tenant, town.calendar)
    wanted_on = add_workdays(moment.on, -10, days.is_workday)
    for person in town.people:
        # Where silence or a closed Friday leaves no moment it comes before: before the bot was there at all.
        rest = rest_of(town.tenant, town.calendar, person)
        wall_time = person.wall_time or rest.wall_time
        coming = [begin + n * DAY for n in range((wanted_on - begin).days + 1)]
        moments = (at_wall_time(day, wall_time, person.zone) for day in coming)
        if not any(one >= now and rest.is_ordinary(one) for one in moments):
            continue
        found = [m for m in town.messages.values() if (m.person, m.prompt) == (person.id, "kader")]
        assert found, f"nobody says why {person.id} was not nudged before {moment.on}"
        assert all((m.state is State.PLANNED) != (m.reason is not None) for m in found)
