"""Dates are written with their weekday, in Dutch and English."""

from datetime import date, time

import pytest

from bot.dates.when import When
from bot.dates.write import write_day, write_moment, write_month, write_time, write_weekday

FRIDAY = date(2027, 1, 15)
APRIL = date(2027, 4, 30)


@pytest.mark.parametrize(
    ("when", "dutch", "english"),
    [
        (When(FRIDAY), "vrijdag 15 januari", "Friday 15 January"),
        (
            When(FRIDAY, time(11)),
            "vrijdag 15 januari om 11.00 uur",
            "Friday 15 January at 11:00",
        ),
        (When(APRIL, is_deadline=True), "uiterlijk vrijdag 30 april", "by Friday 30 April"),
        (
            When(APRIL, time(9, 5), is_deadline=True),
            "uiterlijk vrijdag 30 april om 9.05 uur",
            "by Friday 30 April at 09:05",
        ),
    ],
)
def test_a_moment_is_written_out(when: When, dutch: str, english: str) -> None:
    assert write_moment(when, "nl") == dutch
    assert write_moment(when, "nl@formal") == dutch
    assert write_moment(when, "en") == english


@pytest.mark.parametrize(
    ("wall_time", "dutch", "english"),
    [
        (time(12, 15), "12.15 uur", "12:15"),
        (time(9), "9.00 uur", "09:00"),
        (time(16, 30), "16.30 uur", "16:30"),
        (time(3), "03.00 uur", "03:00"),
        (time(0, 15), "0.15 uur", "00:15"),
    ],
)
def test_a_time_is_written_out(wall_time: time, dutch: str, english: str) -> None:
    assert write_time(wall_time, "nl") == dutch
    assert write_time(wall_time, "en") == english


@pytest.mark.parametrize(
    ("on", "today", "written"),
    [
        (date(2027, 12, 31), date(2027, 1, 14), "vrijdag 31 december"),
        (date(2027, 1, 4), date(2027, 1, 14), "maandag 4 januari"),
        (date(2027, 1, 8), date(2026, 12, 30), "vrijdag 8 januari"),
        (date(2028, 5, 1), date(2027, 11, 1), "maandag 1 mei"),
        (date(2028, 5, 3), date(2027, 11, 1), "woensdag 3 mei 2028"),
        (date(2026, 12, 31), date(2027, 1, 14), "donderdag 31 december 2026"),
    ],
)
def test_the_year_is_said_when_it_is_not_plain(on: date, today: date, written: str) -> None:
    assert write_day(on, "nl", today=today) == written


def test_without_today_there_is_no_year() -> None:
    assert write_day(date(2031, 5, 1), "en") == "Thursday 1 May"


def test_names_of_months_and_weekdays() -> None:
    march = date(2027, 3, 1)
    assert (write_month(march, "nl"), write_month(march, "en")) == ("maart", "March")
    assert (write_weekday(march, "nl"), write_weekday(march, "en")) == ("maandag", "Monday")


def test_an_unknown_language_is_named_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="'fr'; use one of: nl, en"):
        write_day(FRIDAY, "fr")
