"""When the bot keeps silent."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.local_time import day_in
from bot.model.messages import Reason
from bot.model.people import Period, Person
from bot.silence import Rest, next_own_moment, rest_of
from tests.factories import YUSUF, a_recess, a_tenant
from tests.planner.town import CALENDAR, TENANT, at, local, someone


def rest(person: Person | None = None, **tenant: object) -> Rest:
    return rest_of(a_tenant(**tenant), CALENDAR, person)


@pytest.mark.parametrize(
    ("day", "silent"),
    [
        ("2027-01-14", False),
        ("2027-01-16", True),  # a Saturday
        ("2027-01-17", True),  # a Sunday
        ("2027-01-01", True),  # New Year, and still the Christmas holiday
        ("2027-01-04", False),
        ("2027-02-19", False),
        ("2027-02-22", True),  # the spring holiday of Middle
        ("2027-03-01", False),
        ("2027-03-26", False),  # Good Friday, which a municipality does not keep by itself
        ("2027-03-29", True),
        ("2027-05-05", True),
        ("2027-05-06", True),
        ("2027-05-07", False),
    ],
)
def test_days_of_rest_of_everybody(day: str, silent: bool) -> None:
    resting = rest_of(TENANT, CALENDAR, someone())
    assert resting.is_silent(date.fromisoformat(day)) is silent


def test_a_tenant_says_whether_it_keeps_good_friday_and_liberation_day() -> None:
    good_friday, liberation_day = date(2027, 3, 26), date(2027, 5, 5)
    assert rest(keeps_good_friday=True).is_silent(good_friday)
    assert not rest(keeps_liberation_day=False).is_silent(liberation_day)
    assert rest(keeps_liberation_day=False).days.is_workday(liberation_day)
    assert not rest().days.is_workday(liberation_day)


def test_a_recess_of_the_tenant_is_silent_but_people_do_work() -> None:
    recess = a_recess(name="brugdag", period=Period(date(2027, 5, 7), date(2027, 5, 7)))
    calendar = type(CALENDAR)(holidays=CALENDAR.holidays, recesses=(recess,))
    resting = rest_of(TENANT, calendar)
    assert resting.is_silent(date(2027, 5, 7))
    assert resting.days.is_workday(date(2027, 5, 7))
    assert not resting.days.is_meeting_day(date(2027, 5, 7))


def test_absence_and_pause_are_silent_and_say_so() -> None:
    away = someone(
        absences=(Period(date(2027, 1, 11), date(2027, 1, 15)),),
        paused_until_on=date(2027, 2, 1),
    )
    assert rest(away).why_silent(date(2027, 1, 31)) is Reason.PAUSED
    assert rest(away).why_silent(date(2027, 2, 1)) is None
    back = someone(absences=(Period(date(2027, 1, 11), date(2027, 1, 15)),))
    assert rest(back).why_silent(date(2027, 1, 15)) is Reason.ABSENT
    assert rest(back).why_silent(date(2027, 1, 16)) is Reason.NO_ORDINARY_MOMENT


@pytest.mark.parametrize(
    ("day", "wall_time", "moment"),
    [
        ("2027-01-14", "08:00", "Thu 2027-01-14 08:00"),
        ("2027-01-14", "07:59", None),
        ("2027-01-14", "17:59", "Thu 2027-01-14 17:59"),
        ("2027-01-14", "18:00", None),
        ("2027-01-15", "11:59", "Fri 2027-01-15 11:59"),
        ("2027-01-15", "12:00", None),
        ("2027-01-16", "11:00", None),
    ],
)
def test_opening_hours(day: str, wall_time: str, moment: str | None) -> None:
    found = rest().ordinary_moment(date.fromisoformat(day), time.fromisoformat(wall_time))
    assert (local(found) if found else None) == moment


def test_an_own_early_time_holds_but_friday_afternoon_is_silent_for_everybody() -> None:
    early = rest(someone(YUSUF, wall_time=time(7, 30)))
    assert early.ordinary_moment(date(2027, 1, 14)) == at("2027-01-14 07:30")
    assert early.ordinary_moment(date(2027, 1, 15)) == at("2027-01-15 07:30")
    assert early.ordinary_moment(date(2027, 1, 14), time(7, 0)) is None
    late = rest(someone(YUSUF, wall_time=time(20, 0)))
    assert late.first_moment(at("2027-01-15 00:00")) == at("2027-01-18 20:00")


def test_a_commitment_for_friday_eleven_is_asked_about_on_monday() -> None:
    assert rest(someone()).first_moment(at("2027-01-15 11:00")) == at("2027-01-18 12:15")


def test_a_choice_by_the_end_of_february_is_asked_about_before_the_spring_holiday() -> None:
    a_week_before = at("2027-02-21 23:59")
    assert rest(someone()).last_moment(a_week_before) == at("2027-02-18 12:15")
    morning = rest(someone(YUSUF, wall_time=time(9, 0)))
    assert morning.last_moment(a_week_before) == at("2027-02-19 09:00")


def test_paused_until_the_first_of_may_starts_again_after_ascension_day() -> None:
    paused = someone(paused_until_on=date(2027, 5, 1))
    found = next_own_moment(paused, TENANT, CALENDAR, at("2027-04-06 10:00"))
    assert found == at("2027-05-13 12:15")


def test_the_first_own_moment_after_consent_is_the_same_week() -> None:
    found = next_own_moment(someone(), TENANT, CALENDAR, at("2027-01-11 10:00"))
    assert found == at("2027-01-14 12:15")
    found = next_own_moment(someone(), TENANT, CALENDAR, at("2027-01-14 12:15"))
    assert found == at("2027-01-21 12:15")


def test_without_an_own_day_any_ordinary_day_will_do() -> None:
    found = next_own_moment(someone(YUSUF), TENANT, CALENDAR, at("2027-01-15 13:00"))
    assert found == at("2027-01-18 12:15")


def test_endless_rest_has_no_moment() -> None:
    forever = rest(someone(absences=(Period(date(2026, 1, 1), date(2029, 1, 1)),)))
    assert forever.first_moment(at("2027-01-11 10:00")) is None
    assert forever.last_moment(at("2027-03-11 10:00")) is None
    assert forever.next_own_moment(at("2027-01-11 10:00")) is None


@pytest.mark.parametrize(
    ("instant", "ordinary"),
    [
        ("2027-01-14 14:00", True),
        ("2027-01-14 19:00", False),
        ("2027-01-15 13:00", False),
        ("2027-01-16 10:00", False),
        ("2027-01-14 07:45", True),  # within half an hour after the own time
        ("2027-01-14 07:20", False),
    ],
)
def test_whether_a_message_may_arrive_now(instant: str, ordinary: bool) -> None:
    early = rest(someone(YUSUF, wall_time=time(7, 30)))
    assert early.is_ordinary(at(instant)) is ordinary


def test_a_tenant_that_opens_late_asks_when_it_opens() -> None:
    late = rest(opens_at=time(13, 0))
    assert late.wall_time == time(13, 0)


@given(
    number=st.integers(0, 800),
    hour=st.integers(0, 23),
    zone=st.sampled_from(["Europe/Amsterdam", "America/New_York", "Asia/Kathmandu"]),
    own=st.booleans(),
)
def test_moments_that_are_found_are_ordinary_and_on_the_right_side(
    number: int, hour: int, zone: str, own: bool
) -> None:
    person = someone(zone=zone, wall_time=time(hour, 30) if own else None)
    start = at("2026-12-01 00:00") + timedelta(hours=number * 11)
    resting = rest(person)
    after, before = resting.first_moment(start), resting.last_moment(start)
    for found in (after, before):
        if found is not None:
            assert not resting.is_silent(day_in(found, zone))
            assert resting.is_ordinary(found)
    assert after is None or after >= start
    assert before is None or before <= start
