"""A stretch of days as a phrase names it, before *vóór* or *tot en met* and the time are weighed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)


class Part(StrEnum):
    """A part of the day. It is no time, but it tells *3 uur* in the night from the afternoon."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One day or a period that a phrase names."""

    begins_on: date
    """What comes *before* it ends on the previous day."""
    on: date
    """The last day that still counts."""
    part: Part | None = None
    wall_time: time | None = None
    is_period: bool = False
    is_bare_weekday: bool = False
    """Only a weekday was named, so with a time that is still to come it may be today."""
    has_year: bool = False


def one_day(on: date, part: Part | None = None, *, has_year: bool = False) -> Stretch:
    """Return the stretch of this single day."""
    return Stretch(begins_on=on, on=on, part=part, has_year=has_year)


def period(begins_on: date, on: date) -> Stretch:
    """Return the stretch of these days, the last one included."""
    return Stretch(begins_on=begins_on, on=on, is_period=True)


def end_of(on: date) -> Stretch:
    """Return the end of something whose last day is `on`.

    It lies after that day, so that *voor eind mei* still has 31 May in it.
    """
    return Stretch(begins_on=on + DAY, on=on)


def monday_of(day: date) -> date:
    """Return the Monday of the ISO week that `day` is in."""
    return day - day.weekday() * DAY


def weekday_from(first: date, weekday: int) -> date:
    """Return the first such weekday (Monday is 0) on or after `first`."""
    return first + (weekday - first.weekday()) % 7 * DAY


def this_year_or_next(now: datetime, in_year: Callable[[int], Stretch]) -> Stretch:
    """Return what `in_year` gives for this year, or for the next when that is already past."""
    this_year = in_year(now.year)
    return this_year if this_year.on >= now.date() else in_year(now.year + 1)
