"""Rules for a day of every year: *second tuesday of march*, or *12-31*."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.dates.weekdays import ENGLISH


class Month(StrEnum):
    """A month, as it is written in a calendar file."""

    JANUARY = "january"
    FEBRUARY = "february"
    MARCH = "march"
    APRIL = "april"
    MAY = "may"
    JUNE = "june"
    JULY = "july"
    AUGUST = "august"
    SEPTEMBER = "september"
    OCTOBER = "october"
    NOVEMBER = "november"
    DECEMBER = "december"

    @property
    def number(self) -> int:
        """The number of the month; January is 1."""
        return list(Month).index(self) + 1


_WHICH = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1}
_NTH = re.compile(rf"({'|'.join(_WHICH)}) ({'|'.join(ENGLISH)}) of ({'|'.join(Month)})", re.ASCII)
_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", re.ASCII)
_SATURDAY = 5
_LEAP_YEAR = 2028


@dataclass(frozen=True, slots=True)
class YearRule:
    """A day that every year has. `which` counts weekdays of the month from 0, or is -1 for the last.

    Without `weekday` it is the day `which` of the month; in a weekend it becomes the Friday before.
    """

    month: int
    which: int
    weekday: int | None = None

    def in_year(self, year: int) -> date:
        """Return the day that the rule gives in this year. Public holidays are not looked at."""
        if self.weekday is None:
            day = date(year, self.month, self.which)
            return day - timedelta(days=max(0, day.weekday() - _SATURDAY + 1))
        first = date(year, self.month, 1)
        day = first + timedelta(days=(self.weekday - first.weekday()) % 7)
        days = [day + timedelta(weeks=week) for week in range(5)]
        return [one for one in days if one.month == self.month][self.which]


def parse_rule(text: str) -> YearRule:
    """Read a rule. Raises ValueError when it is none, or a day that not every year has."""
    named = _NTH.fullmatch(text)
    if named:
        which, weekday, month = named.groups()
        return YearRule(Month(month).number, _WHICH[which], ENGLISH.index(weekday))
    numbers = _DAY.fullmatch(text)
    if numbers:
        month_number, day = int(numbers[1]), int(numbers[2])
        if (month_number, day) != (2, 29):
            date(_LEAP_YEAR, month_number, day)
            return YearRule(month_number, day)
    raise ValueError(f"'{text}' is no day of every year")
