"""A month of someone's own calendar: it begins and ends at midnight in their zone."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.errors import UnknownThing

_SHAPE = re.compile(r"([1-9][0-9]{3})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of a year; `str()` writes it as 2027-01."""

    year: int
    number: int

    @classmethod
    def read(cls, text: str) -> "Month":
        """Read 2027-01. Raises UnknownThing for anything else."""
        found = _SHAPE.fullmatch(text)
        if found is None:
            raise UnknownThing(f"{text!r} is not a month; write it as year-month, such as 2027-01")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> "Month":
        """Return the month that a day is in."""
        return cls(day.year, day.month)

    def __str__(self) -> str:
        """Return it as 2027-01."""
        return f"{self.year:04}-{self.number:02}"

    @property
    def place(self) -> int:
        """Its place in the row of all months; the next month has the next number."""
        return self.year * 12 + self.number - 1

    @property
    def previous(self) -> "Month":
        """The month before."""
        return Month.of(self.first_on - timedelta(days=1))

    @property
    def first_on(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def begins_at(self) -> datetime:
        """An instant (UTC) before it begins anywhere, and less than two days before."""
        return datetime.combine(self.first_on, time.min, UTC) - timedelta(days=1)

    @property
    def last_on(self) -> date:
        """Its last day."""
        return self.first_on.replace(day=monthrange(self.year, self.number)[1])

    def __contains__(self, day: date) -> bool:
        """Tell whether a day is in it."""
        return day.month == self.number and day.year == self.year
