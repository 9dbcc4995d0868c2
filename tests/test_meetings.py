"""Dates of meetings, closings and working days."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.meetings import (
    add_workdays,
    count_workdays,
    dates_of,
    fallen_away,
)
from bot.model.calendar import Calendar, HeldDate, Meeting, MovedDate
from bot.model.people import Period
from bot.silence import RestDays
from tests.factories import a_meeting, a_recess
from tests.planner.town import CALENDAR, TENANT, local

COLLEGE = a_meeting()
DAYS = RestDays(TENANT, CALENDAR)


def test_the_college_meets_every_tuesday_and_its_agenda_closes_on_thursday() -> None:
    found = dates_of(COLLEGE, date(2027, 1, 13), date(2027, 1, 26), DAYS)
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
    found = dates_of(meeting, date(2027, 1, 19), date(2027, 1, 19), DAYS)
    assert [local(each.closes_at) for each in found] == [closes]


def test_every_other_week_counts_from_the_first_meeting() -> None:
    meeting = a_meeting(starts_on=date(2027, 1, 6), every_weeks=2)
    found = dates_of(meeting, date(2027, 1, 1), date(2027, 2, 28), DAYS)
    assert [each.on.isoformat() for each in found] == [
        "2027-01-12",
        "2027-01-26",
        "2027-02-09",
        "2027-02-23",
    ]


def test_cancelled_dates_and_days_without_meetings_are_left_out() -> None:
    meeting = a_meeting(weekday=3, closes_weekday=1, cancelled_on=(date(2027, 5, 13),))
    found = dates_of(meeting, date(2027, 5, 1), date(2027, 5, 31), DAYS)
    # 6 May is Ascension Day.
    assert [each.on.day for each in found] == [20, 27]


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
    found = dates_of(a_meeting(wall_time=time(9)), date(2027, 3, 23), date(2027, 3, 30), DAYS)
    assert [local(each.starts_at)[-5:] for each in found] == ["09:00", "09:00"]


def days_of(meeting: Meeting, first: str, last: str, calendar: Calendar = CALENDAR) -> list[str]:
    days = RestDays(TENANT, calendar)
    found = dates_of(meeting, date.fromisoformat(first), date.fromisoformat(last), days)
    return [f"{local(each.starts_at)} < {local(each.closes_at)}" for each in found]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=WEEKLY;INTERVAL=3;BYDAY=TU", ["02-02", "02-23", "03-16"]),
        ("FREQ=MONTHLY;BYDAY=1TH", ["02-04", "03-04"]),
        ("FREQ=MONTHLY;BYDAY=-1TH", ["02-25", "03-25"]),
        ("FREQ=MONTHLY;BYDAY=2TU,4TU", ["02-09", "02-23", "03-09", "03-23"]),
        ("FREQ=MONTHLY;BYDAY=-1MO", ["02-22"]),  # 29 March is Easter Monday
        ("FREQ=WEEKLY;BYDAY=SA", []),  # a rule gives no meeting on a Saturday
    ],
)
def test_meetings_by_a_rule(rule: str, days: list[str]) -> None:
    meeting = a_meeting(rule=rule, starts_on=date(2027, 1, 12))
    found = dates_of(meeting, date(2027, 2, 1), date(2027, 3, 31), DAYS)
    assert [f"{each.on:%m-%d}" for each in found] == days


def test_closings_in_working_days_skip_what_the_tenant_keeps() -> None:
    bridge = a_recess(name="brugdag", period=Period(date(2027, 5, 7), date(2027, 5, 7)))
    calendar = replace(CALENDAR, recesses=(bridge,))
    college = a_meeting(closes_workdays_before=3)
    assert days_of(college, "2027-05-01", "2027-05-12", calendar) == [
        # Tuesday 4 May: three working days before is Thursday 29 April.
        "Tue 2027-05-04 09:00 < Thu 2027-04-29 12:00",
        # Tuesday 11 May: Monday, then past the bridge day, Ascension and Liberation Day.
        "Tue 2027-05-11 09:00 < Mon 2027-05-03 12:00",
    ]


def test_an_agenda_never_closes_after_its_meeting_begins() -> None:
    meeting = a_meeting(closes_workdays_before=0, closes_wall_time=time(17))
    assert days_of(meeting, "2027-01-19", "2027-01-19") == [
        "Tue 2027-01-19 09:00 < Tue 2027-01-19 09:00"
    ]


def test_dates_that_moved_and_dates_that_were_cancelled() -> None:
    meeting = a_meeting(
        rule="FREQ=WEEKLY;BYDAY=TU",
        ends_on=date(2027, 2, 9),
        closes_workdays_before=1,
        cancelled_on=(date(2027, 1, 26),),
        moved=(
            MovedDate(date(2027, 2, 2), date(2027, 2, 6), time(10)),  # on purpose on a Saturday
            MovedDate(date(2027, 1, 26), date(2027, 1, 28)),  # cancelled after all
        ),
    )
    assert days_of(meeting, "2027-01-18", "2027-03-01") == [
        "Tue 2027-01-19 09:00 < Mon 2027-01-18 12:00",
        "Sat 2027-02-06 10:00 < Fri 2027-02-05 12:00",
        "Tue 2027-02-09 09:00 < Mon 2027-02-08 12:00",
    ]
    assert fallen_away(meeting, date(2027, 1, 18), date(2027, 3, 1), DAYS) == [date(2027, 1, 26)]


def test_a_calendar_file_is_followed_to_the_letter() -> None:
    held = (
        HeldDate(date(2027, 2, 24), time(13)),  # in the spring holiday
        HeldDate(date(2027, 3, 29), time(9, 30)),  # Easter Monday, if the file says so
    )
    meeting = a_meeting(source="mt.ics", held=held, closes_workdays_before=1, zone="Europe/London")
    assert days_of(meeting, "2027-02-01", "2027-04-30") == [
        "Wed 2027-02-24 14:00 < Tue 2027-02-23 13:00",
        "Mon 2027-03-29 10:30 < Fri 2027-03-26 13:00",
    ]


@given(
    weekday=st.integers(0, 4),
    every=st.integers(1, 6),
    start=st.dates(date(2025, 1, 1), date(2026, 6, 1)),
    first=st.dates(date(2025, 1, 1), date(2030, 6, 1)),
)
def test_the_weekday_form_and_its_rule_agree(
    weekday: int, every: int, start: date, first: date
) -> None:
    names = ("MO", "TU", "WE", "TH", "FR")
    start += timedelta(days=(weekday - start.weekday()) % 7)
    by_day = a_meeting(weekday=weekday, every_weeks=every, starts_on=start)
    rule = f"FREQ=WEEKLY;INTERVAL={every};BYDAY={names[weekday]}"
    by_rule = a_meeting(rule=rule, starts_on=start)
    last = first + timedelta(days=120)
    assert [each.on for each in dates_of(by_day, first, last, DAYS)] == [
        each.on for each in dates_of(by_rule, first, last, DAYS)
    ]
