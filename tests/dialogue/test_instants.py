"""The days that people name, and when they are asked about."""

from datetime import UTC, date, time

import pytest

from bot.dates.read import read_when
from bot.dates.when import When
from bot.dates.write import write_day, write_moment
from bot.dialogue.instants import (
    NoDay,
    after,
    coming_day,
    in_a_month,
    is_past,
    next_week,
    this_week,
)
from bot.model.people import Language
from tests.dialogue.situations import NOW, local


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(
    "when",
    [
        When(date(2027, 1, 15)),
        When(date(2027, 1, 15), time(11)),
        When(date(2027, 1, 14), time(17, 30)),
        When(date(2027, 1, 21), time(8, 5)),
        When(date(2027, 1, 21), time(5, 0)),
        When(date(2027, 1, 21), time(0, 30)),
        When(date(2027, 1, 22), is_deadline=True),
        When(date(2027, 4, 30), is_deadline=True),
        When(date(2027, 2, 28), time(12), is_deadline=True),
        When(date(2028, 2, 29)),
        When(date(2028, 2, 29), time(12), is_deadline=True),
    ],
)
def test_a_moment_that_is_written_into_a_window_is_read_back_the_same(
    when: When, language: Language
) -> None:
    written = write_moment(when, language, today=NOW.date())
    assert read_when(written, now=NOW) == when
    day = write_day(when.on, language, today=NOW.date())
    read = read_when(day, now=NOW)
    assert read is not None
    assert read.on == when.on


@pytest.mark.parametrize(
    ("now", "this", "coming"),
    [
        ("2027-01-11 09:00", 15, 22),
        ("2027-01-15 17:00", 15, 22),
        ("2027-01-16 09:00", 17, 22),
        ("2027-01-17 09:00", 17, 22),
    ],
)
def test_this_week_and_next_week(now: str, this: int, coming: int) -> None:
    assert this_week(local(now)) == When(date(2027, 1, this), is_deadline=True)
    assert next_week(local(now)) == When(date(2027, 1, coming), is_deadline=True)


@pytest.mark.parametrize(
    ("due", "asked_at"),
    [
        (When(date(2027, 3, 28), time(2, 30)), "2027-03-28T01:30"),
        (When(date(2027, 3, 27)), "2027-03-27T23:00"),
        (When(date(2027, 3, 28)), "2027-03-28T22:00"),
        (When(date(2027, 10, 31), time(2, 30)), "2027-10-31T00:30"),
    ],
)
def test_asked_after_the_moment_also_when_the_clock_changes(due: When, asked_at: str) -> None:
    assert after(due, NOW).strftime("%Y-%m-%dT%H:%M") == asked_at
    assert after(due, NOW).tzinfo is UTC


def test_in_a_month_is_the_same_time_on_the_clock() -> None:
    asked = in_a_month(local("2027-03-14 12:15"))
    assert asked == local("2027-04-14 12:15").astimezone(UTC)


@pytest.mark.parametrize(
    ("phrase", "reason"),
    [
        ("als het rustig is", NoDay.NOT_READ),
        ("", NoDay.NOT_READ),
        ("13-1-2027", NoDay.PAST),
        ("vandaag 12.15", NoDay.PAST),
        ("1-1-2033", NoDay.TOO_FAR),
    ],
)
def test_no_day_to_work_with(phrase: str, reason: NoDay) -> None:
    assert coming_day(phrase, NOW) is reason


def test_today_is_not_past() -> None:
    assert not is_past(When(NOW.date()), NOW)
