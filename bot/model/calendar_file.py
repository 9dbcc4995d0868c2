"""What stands in a calendar file that somebody sent to the bot."""

from dataclasses import dataclass
from datetime import date, time

from bot.model.calendar import HeldDate

# The time of what lasts all day in the file: when it begins is for the meeting to say.
ALL_DAY = time(0)


@dataclass(frozen=True, slots=True)
class FiledSeries:
    """The dates in the file with this summary, in order, and up to which day the file knows them."""

    summary: str
    held: tuple[HeldDate, ...]
    known_until_on: date


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """A file by its name, with what has most dates first.

    `wrong_line` says that it could not be read, and on which line (0: as a whole).
    """

    name: str
    series: tuple[FiledSeries, ...] = ()
    wrong_line: int | None = None
