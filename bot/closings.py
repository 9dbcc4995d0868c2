"""When an agenda closes, as people write it: `-3 werkdagen 12:00`, or `donderdag 12:00`."""

import re
from dataclasses import dataclass
from datetime import time

from bot.dates.weekdays import DUTCH, ENGLISH
from bot.errors import ZetjeError
from bot.model.calendar import Meeting

_TIME = r"(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)"
_WORKDAYS = re.compile(
    rf"-?(?P<number>\d{{1,2}}) (?:werkdag|werkdagen|workday|workdays|working days?) {_TIME}",
    re.ASCII,
)
_WEEKDAY = re.compile(rf"(?P<day>{'|'.join((*DUTCH, *ENGLISH))}) {_TIME}", re.ASCII)
_MOST = 20


class ClosingError(ZetjeError):
    """A closing that cannot be read; the message says what to write."""


@dataclass(frozen=True, slots=True)
class Closing:
    """When an agenda closes: so many working days before the meeting, or on the weekday before it."""

    wall_time: time
    workdays_before: int | None = None
    weekday: int = 0


def read_closing(text: str) -> Closing:
    """Read a closing, in Dutch or English. Raises ClosingError."""
    line = " ".join(text.casefold().split())
    counted = _WORKDAYS.fullmatch(line)
    if counted and int(counted["number"]) <= _MOST:
        return Closing(_time(counted), workdays_before=int(counted["number"]))
    named = _WEEKDAY.fullmatch(line)
    if named:
        names = DUTCH if named["day"] in DUTCH else ENGLISH
        return Closing(_time(named), weekday=names.index(named["day"]))
    raise ClosingError(
        f"{text!r} is no closing of an agenda: write '-3 werkdagen 12:00' (0 up to {_MOST}), "
        "or the weekday before the meeting as 'donderdag 12:00'"
    )


def closing_of(meeting: Meeting) -> str:
    """Return the closing of a meeting as it is written."""
    at = f"{meeting.closes_wall_time:%H:%M}"
    if meeting.closes_workdays_before is None:
        return f"{DUTCH[meeting.closes_weekday]} {at}"
    unit = "werkdag" if meeting.closes_workdays_before == 1 else "werkdagen"
    return f"-{meeting.closes_workdays_before} {unit} {at}"


def _time(found: re.Match[str]) -> time:
    return time(int(found["hour"]), int(found["minute"]))
