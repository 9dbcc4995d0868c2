"""Dates of meetings, closings and working days."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.meetings import add_workdays, count_workdays, dates_of, next_date, next_open
from bot.silence import RestDays
from tests.factories import a_meeting
from tests.planner.town import CALENDAR, TENANT, at, local

COLLEGE = a_meeting()
DAYS = RestDays(TENANT, CALENDAR)


def test_the_college_meets_every_tuesday_and_its_agenda_closes_on_thursday() -> None:
    found = dates_of(COLLEGE, date(2027, 1, 13), date(2027, 1, 26))
    assert [(local(each.starts_at), local(each.closes_at)) for each in found] == [
        ("Tue 2027-01-19 09:00", "Thu 2027-01-14 12:00"),
        ("Tue 2027-01-26 09:00", "Thu 2027-01-21 12:00"),
    ]


@pytest.mark.parametrize(
    ("closes_weekday", "closes"),
    [
        (0, "Mon 2027-01-18 12:00"),  # the day before
        (1, "Tue 2027-01-12 12:00"),  # the same weekday is a week before
        (2, "Wed 2027-01-13 12:00"),
        (4, "Fri 2027-01-15 12:00"),
    ],
)
def test_the_closing_is_the_last_such_day_before_the_meeting(
    closes_weekday: int, closes: str
) -> None:
    meeting = a_meeting(closes_weekday=closes_weekday)
    found = dates_of(meeting, date(2027, 1, 19), date(2027, 1, 19))
    assert [local(each.closes_at) for each in found] == [closes]


def test_every_other_week_counts_from_the_first_meeting() -> None:
    meeting = a_meeting(starts_on=date(2027, 1, 6), every_weeks=2)
    found = dates_of(meeting, date(2027, 1, 1), date(2027, 2, 28))
    assert [each.on.isoformat() for each in found] == [
        "2027-01-12",
        "2027-01-26",
        "2027-02-09",
        "2027-02-23",
    ]


def test_cancelled_dates_and_days_without_meetings_are_left_out() -> None:
    meeting = a_meeting(weekday=3, closes_weekday=1, cancelled_on=(date(2027, 5, 13),))
    found = dates_of(meeting, date(2027, 5, 1), date(2027, 5, 31), DAYS.is_meeting_day)
    # 6 May is Ascension Day.
    assert [each.on.day for each in found] == [20, 27]


@pytest.mark.parametrize(
    ("now", "meets"),
    [
        ("2027-01-14 11:59", "2027-01-19"),
        ("2027-01-14 12:00", "2027-01-26"),  # closed at this very instant
        ("2027-01-18 09:00", "2027-01-26"),
    ],
)
def test_the_first_agenda_that_is_still_open(now: str, meets: str) -> None:
    found = next_open(COLLEGE, at(now))
    assert found is not None
    assert found.on == date.fromisoformat(meets)


def test_the_next_date_starts_later() -> None:
    found = next_date(COLLEGE, at("2027-01-19 09:00"))
    assert found is not None
    assert found.on == date(2027, 1, 26)


def test_a_meeting_that_is_far_away_is_still_found() -> None:
    meeting = a_meeting(starts_on=date(2027, 9, 1))
    found = next_open(meeting, at("2027-01-14 11:00"))
    assert found is not None
    assert found.on == date(2027, 9, 7)


def test_a_meeting_that_is_over_has_no_next_date() -> None:
    never = a_meeting(starts_on=date(2029, 1, 1))
    assert next_date(never, at("2027-01-14 11:00")) is None
    assert next_open(never, at("2027-01-14 11:00")) is None


@pytest.mark.parametrize(
    ("day", "number", "result"),
    [
        ("2027-03-12", -15, "2027-02-19"),
        ("2027-01-14", -1, "2027-01-13"),
        ("2027-01-18", -1, "2027-01-15"),
        ("2027-05-04", 1, "2027-05-07"),  # Liberation Day and Ascension Day lie between
        ("2027-03-30", -1, "2027-03-26"),  # Easter Monday
        ("2027-01-16", 1, "2027-01-18"),
        ("2027-01-16", -1, "2027-01-15"),
        ("2027-01-16", 0, "2027-01-16"),
    ],
)
def test_counting_working_days(day: str, number: int, result: str) -> None:
    found = add_workdays(date.fromisoformat(day), number, DAYS.is_workday)
    assert found == date.fromisoformat(result)


@given(day=st.dates(date(2027, 1, 1), date(2027, 10, 1)), number=st.integers(0, 40))
def test_counting_on_and_counting_up_agree(day: date, number: int) -> None:
    reached = add_workdays(day, number, DAYS.is_workday)
    assert count_workdays(day, reached, DAYS.is_workday) == number


def test_a_meeting_keeps_its_local_time_over_the_year() -> None:
    found = dates_of(a_meeting(wall_time=time(9)), date(2027, 3, 23), date(2027, 3, 30))
    assert [local(each.starts_at)[-5:] for each in found] == ["09:00", "09:00"]
