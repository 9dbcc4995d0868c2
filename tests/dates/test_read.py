"""What people type is read as the day they mean, from three moments."""

from datetime import date, datetime, time, timedelta

import pytest

from bot.dates.read import read_until, read_when
from bot.dates.when import When
from tests.dates.tables import AMSTERDAM, MOMENTS, THURSDAY, day_in, rows_of, when_in

PHRASES = rows_of("phrases.tsv")
NOT_DATES = [row[0] for row in rows_of("not_dates.txt")]


@pytest.mark.parametrize("row", PHRASES, ids=lambda row: row[0])
def test_a_phrase_is_read_from_three_moments(row: list[str]) -> None:
    phrase, *expected = row
    assert [read_when(phrase, now=now) for now in MOMENTS] == [when_in(cell) for cell in expected]


@pytest.mark.parametrize("text", NOT_DATES)
def test_what_is_no_date_is_not_read_as_one(text: str) -> None:
    for now in MOMENTS:
        assert read_when(text, now=now) is None


@pytest.mark.parametrize("row", rows_of("pauses.tsv"), ids=lambda row: row[0])
def test_the_end_of_a_pause(row: list[str]) -> None:
    phrase, *expected = row
    assert [read_until(phrase, now=now) for now in MOMENTS] == [day_in(cell) for cell in expected]


def test_the_tables_are_large_enough() -> None:
    dated = [row for row in PHRASES if set(row[1:]) != {"-"}]
    assert len({row[0] for row in dated}) >= 300
    assert all(len(row) == 4 for row in PHRASES)
    assert len(set(NOT_DATES)) >= 50


def test_a_friday_said_on_friday() -> None:
    friday = datetime(2027, 1, 15, 10, 0, tzinfo=AMSTERDAM)
    today, next_week = date(2027, 1, 15), date(2027, 1, 22)
    assert read_when("vrijdag", now=friday) == When(next_week)
    assert read_when("vrijdag 11.00", now=friday) == When(today, time(11))
    assert read_when("vrijdag 9.00", now=friday) == When(next_week, time(9))
    assert read_when("vrijdag om 10 uur", now=friday) == When(next_week, time(10))
    assert read_when("deze vrijdag", now=friday) == When(today)
    assert read_when("komende vrijdag", now=friday) == When(next_week)
    assert read_when("volgende vrijdag", now=friday) == When(next_week)
    assert read_when("vrijdag over een week", now=friday) == When(next_week)
    assert read_when("voor het weekend", now=friday) == When(today, is_deadline=True)


def test_next_friday_said_on_monday_is_not_this_weeks() -> None:
    monday = datetime(2027, 1, 11, 9, 0, tzinfo=AMSTERDAM)
    assert read_when("vrijdag", now=monday) == When(date(2027, 1, 15))
    assert read_when("volgende vrijdag", now=monday) == When(date(2027, 1, 22))


def test_the_week_ends_on_sunday_once_its_friday_is_past() -> None:
    saturday = datetime(2027, 1, 16, 9, 0, tzinfo=AMSTERDAM)
    assert read_when("eind van de week", now=saturday) == When(date(2027, 1, 17))
    assert read_when("volgende week", now=saturday) == When(date(2027, 1, 22), is_deadline=True)
    assert read_when("voor het weekend", now=saturday) is None


def test_kings_day_gives_way_to_a_sunday() -> None:
    early_in_2031 = datetime(2031, 1, 6, 9, 0, tzinfo=AMSTERDAM)
    assert read_when("Koningsdag", now=early_in_2031) == When(date(2031, 4, 26))


def test_an_hour_from_now_is_an_hour_on_the_night_the_clock_changes() -> None:
    before_the_gap = datetime(2027, 3, 28, 1, 30, tzinfo=AMSTERDAM)
    assert read_when("over een uur", now=before_the_gap) == When(date(2027, 3, 28), time(3, 30))


def test_minutes_are_counted_up_to_a_whole_minute() -> None:
    a_little_later = THURSDAY + timedelta(seconds=20)
    assert read_when("over 10 minuten", now=a_little_later) == When(date(2027, 1, 14), time(12, 26))


def test_a_long_text_is_no_date_phrase() -> None:
    assert read_when("graag " * 12 + "morgen", now=THURSDAY) == When(date(2027, 1, 15))
    assert read_when("graag " * 13 + "morgen", now=THURSDAY) is None
