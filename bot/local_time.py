"""Local days and wall times as instants, and the weeks that local days are in."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

WEEK = timedelta(days=7)
_THURSDAY = 3


# Many people share a day and a time of day.
@lru_cache(maxsize=1 << 15)
def at_wall_time(day: date, wall_time: time, zone: str) -> datetime:
    """Return the instant, in UTC, at which clocks in `zone` show `wall_time` on `day`.

    A time in a gap keeps the offset before it (02:30 becomes 03:30); in an overlap the first counts.
    """
    local = datetime.combine(day, wall_time.replace(fold=0), ZoneInfo(zone))
    return local.astimezone(UTC)


@lru_cache(maxsize=1 << 15)
def day_in(at: datetime, zone: str) -> date:
    """Return the local day of an instant in `zone`."""
    return at.astimezone(ZoneInfo(zone)).date()


def monday_of(day: date) -> date:
    """Return the first day of the ISO week that `day` is in."""
    return day - timedelta(days=day.weekday())


def sunday_of(day: date) -> date:
    """Return the last day of the ISO week that `day` is in."""
    return monday_of(day) + timedelta(days=6)


@lru_cache(maxsize=1024)
def first_thursday_of(day: date) -> date:
    """Return the first Thursday of the month that `day` is in."""
    first = day.replace(day=1)
    return first + timedelta(days=(_THURSDAY - first.weekday()) % 7)


@lru_cache(maxsize=1024)
def month_after(day: date) -> date:
    """Return the first day of the month after the one that `day` is in."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


@lru_cache(maxsize=1024)
def month_before(day: date) -> date:
    """Return the first day of the month before the one that `day` is in."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)
