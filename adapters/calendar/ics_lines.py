"""The lines of a calendar file: what is no calendar is found here, with its line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.errors import ZetjeError

_CONTENT = re.compile(r"([A-Za-z0-9-]+)[;:]")


class CalendarFileError(ZetjeError):
    """A calendar file that cannot be used; `line` counts from 1, or is 0 for the file as a whole."""

    def __init__(self, line: int, wrong: str) -> None:
        super().__init__(f"line {line}: {wrong}" if line else wrong)
        self.line = line
        self.wrong = wrong


@dataclass(slots=True)
class EventLines:
    """Where an event of the file begins, and the first line of each of its properties."""

    begins: int
    properties: dict[str, int] = field(default_factory=dict)

    def of(self, name: str) -> int:
        """Return the line of this property, or where the event begins."""
        return self.properties.get(name, self.begins)


def events_of(text: str) -> list[EventLines]:
    """Return where the events stand, in order. Raises CalendarFileError for what is no iCalendar."""
    events: list[EventLines] = []
    open_at: list[tuple[str, int]] = []
    calendars = 0
    for number, line in _unfolded(text):
        found = _CONTENT.match(line)
        if not found:
            raise CalendarFileError(number, f"{_shown(line)} is no line of a calendar (NAME:value)")
        name, value = found[1].upper(), line[found.end() :].strip().upper()
        if name == "BEGIN":
            open_at.append((value, number))
            calendars += value == "VCALENDAR"
            events += [EventLines(number)] if value == "VEVENT" else []
        elif name == "END":
            _close(open_at, value, number)
        elif open_at and open_at[-1][0] == "VEVENT":
            events[-1].properties.setdefault(name, number)
    if open_at:
        what, number = open_at[-1]
        raise CalendarFileError(number, f"BEGIN:{what} has no END: the file was cut off")
    if calendars != 1:
        raise CalendarFileError(0, "it must hold one calendar, from BEGIN:VCALENDAR to its END")
    return events


def _close(open_at: list[tuple[str, int]], what: str, number: int) -> None:
    if not open_at or open_at[-1][0] != what:
        raise CalendarFileError(number, f"END:{_shown(what)} closes nothing that is open")
    open_at.pop()


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Yield the content lines with the number of their first line; folded lines are one."""
    number, whole = 0, ""
    for place, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        if line[:1] in (" ", "\t"):
            whole += line[1:]
            continue
        if whole.strip():
            yield number, whole
        number, whole = place, line
    if whole.strip():
        yield number, whole


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:40]}…")
