"""Dutch holidays, as the calendar adapter gives them."""

import subprocess
import sys
from datetime import date
from itertools import pairwise

import pytest

from adapters.calendar.dutch_holidays import DutchHolidays
from bot.model.people import Period, Region
from bot.ports.outside import HolidaySource
from bot.silence import GOOD_FRIDAY, LIBERATION_DAY

HOLIDAYS: HolidaySource = DutchHolidays()


def test_the_public_holidays_of_2027() -> None:
    found = [(each.period.first_on.isoformat(), each.name) for each in HOLIDAYS.public(2027)]
    assert found == [
        ("2027-01-01", "Nieuwjaarsdag"),
        ("2027-03-26", GOOD_FRIDAY),
        ("2027-03-28", "Eerste paasdag"),
        ("2027-03-29", "Tweede paasdag"),
        ("2027-04-27", "Koningsdag"),
        ("2027-05-05", LIBERATION_DAY),
        ("2027-05-06", "Hemelvaartsdag"),
        ("2027-05-16", "Eerste pinksterdag"),
        ("2027-05-17", "Tweede pinksterdag"),
        ("2027-12-25", "Eerste kerstdag"),
        ("2027-12-26", "Tweede kerstdag"),
    ]


@pytest.mark.parametrize("year", range(2020, 2041))
def test_liberation_day_and_good_friday_are_there_every_year(year: int) -> None:
    names = [each.name for each in HOLIDAYS.public(year)]
    assert names.count(LIBERATION_DAY) == 1
    assert names.count(GOOD_FRIDAY) == 1


def test_two_holidays_on_one_day_keep_their_own_names() -> None:
    names = [
        each.name
        for each in HOLIDAYS.public(2016)
        if each.period == Period(date(2016, 5, 5), date(2016, 5, 5))
    ]
    assert sorted(names) == [LIBERATION_DAY, "Hemelvaartsdag"]


@pytest.mark.parametrize(
    ("region", "spring", "summer"),
    [
        (Region.NORTH, ("2027-02-20", "2027-02-28"), ("2027-07-10", "2027-08-22")),
        (Region.MIDDLE, ("2027-02-20", "2027-02-28"), ("2027-07-17", "2027-08-29")),
        (Region.SOUTH, ("2027-02-13", "2027-02-21"), ("2027-07-24", "2027-09-05")),
    ],
)
def test_school_holidays_by_region(
    region: Region, spring: tuple[str, str], summer: tuple[str, str]
) -> None:
    found = {each.name: each.period for each in HOLIDAYS.school(2027, region)}
    for name, (first, last) in (("Voorjaarsvakantie", spring), ("Zomervakantie", summer)):
        assert found[name] == Period(date.fromisoformat(first), date.fromisoformat(last))


def test_a_christmas_holiday_is_one_period_and_belongs_to_the_year_it_starts_in() -> None:
    christmas = [e for e in HOLIDAYS.school(2026, Region.MIDDLE) if e.name == "Kerstvakantie"]
    assert [each.period for each in christmas] == [Period(date(2026, 12, 19), date(2027, 1, 3))]
    starts = [each.period.first_on for each in HOLIDAYS.school(2027, Region.MIDDLE)]
    assert min(starts) == date(2027, 2, 20)


@pytest.mark.parametrize("region", Region)
def test_periods_are_in_order_and_apart(region: Region) -> None:
    for year in range(2021, 2030):
        periods = [each.period for each in HOLIDAYS.school(year, region)]
        assert len(periods) == 5
        assert all(before.last_on < after.first_on for before, after in pairwise(periods))


def test_unknown_years_have_no_school_holidays() -> None:
    assert HOLIDAYS.school(2045, Region.MIDDLE) == ()


def test_importing_the_adapter_does_not_import_the_package() -> None:
    check = "import sys, adapters.calendar.dutch_holidays; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
