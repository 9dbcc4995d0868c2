"""Instants as a calendar file (RFC 5545) that any calendar program opens."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""})
_MOST_BYTES = 75


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a calendar, at an instant. `uid` stays the same from one file to the next."""

    uid: str
    at: datetime
    summary: str
    description: str = ""


def written(entries: Iterable[Entry], name: str, made_at: datetime) -> Iterator[str]:
    """Yield the lines of a calendar file, each with its ending."""
    yield from map(
        _folded,
        (
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Zetje//Zetje//NL",
            "CALSCALE:GREGORIAN",
            f"X-WR-CALNAME:{_escaped(name)}",
        ),
    )
    for entry in entries:
        yield from map(_folded, _event(entry, made_at))
    yield _folded("END:VCALENDAR")


def _event(entry: Entry, made_at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.uid}@zetje"
    yield f"DTSTAMP:{_instant(made_at)}"
    yield f"DTSTART:{_instant(entry.at)}"
    yield f"SUMMARY:{_escaped(entry.summary)}"
    if entry.description:
        yield f"DESCRIPTION:{_escaped(entry.description)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    return text.translate(_ESCAPED)


def _folded(line: str) -> str:
    """Return the line in pieces of at most 75 bytes, never cut within a character."""
    pieces, piece, size = [], "", 0
    for character in line:
        width = len(character.encode())
        if size + width > _MOST_BYTES:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + character, size + width
    return "\r\n".join([*pieces, piece]) + "\r\n"
