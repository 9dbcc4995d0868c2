"""Reads the tables of phrases, and the moments from which they are checked."""

from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.dates.when import When

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
THURSDAY = datetime(2027, 1, 14, 12, 15, tzinfo=AMSTERDAM)
YEARS_END = datetime(2026, 12, 30, 16, 0, tzinfo=AMSTERDAM)
BEFORE_LEAP_DAY = datetime(2028, 2, 28, 9, 0, tzinfo=AMSTERDAM)
MOMENTS = (THURSDAY, YEARS_END, BEFORE_LEAP_DAY)


def rows_of(name: str) -> list[list[str]]:
    """The cells of every line that is no comment."""
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def when_in(cell: str) -> When | None:
    """What a cell such as "<= 2027-01-15 12:00" stands for."""
    if cell == "-":
        return None
    words = cell.split()
    is_deadline = words[0] == "<="
    day, *clock = words[1:] if is_deadline else words
    wall_time = time.fromisoformat(clock[0]) if clock else None
    return When(date.fromisoformat(day), wall_time, is_deadline)


def day_in(cell: str) -> date | None:
    return None if cell == "-" else date.fromisoformat(cell)
