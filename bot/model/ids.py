"""Identifiers. An id is derived from what makes a thing unique, so making it twice gives one thing."""

from hashlib import sha256
from typing import NewType

TenantId = NewType("TenantId", str)
PersonId = NewType("PersonId", str)
GroupId = NewType("GroupId", str)
SeriesId = NewType("SeriesId", str)
MeetingId = NewType("MeetingId", str)
PromptId = NewType("PromptId", str)
MessageId = NewType("MessageId", str)
RecordId = NewType("RecordId", str)

_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
# Base32, two letters at a time: ten bits.
_PAIRS = tuple(first + second for first in _LETTERS for second in _LETTERS)


def derive_id(*parts: object) -> str:
    """Return the id of the thing that `parts` identify: the same parts, the same id, always.

    26 characters of a-z and 2-7, safe in URLs, button values and SQL. Parts are kept apart, so
    ("a", "bc") and ("ab", "c") differ.
    """
    digest = _digest(parts)
    last = _PAIRS[int.from_bytes(digest[15:17]) >> 6]
    return _eight(digest[:5]) + _eight(digest[5:10]) + _eight(digest[10:15]) + last


def derive_number(*parts: object) -> int:
    """Return a number that `parts` decide: that of the first six characters of their id."""
    return int.from_bytes(_eight(_digest(parts)[:5])[:6].encode())


def _digest(parts: tuple[object, ...]) -> bytes:
    try:
        text = "\x1f".join(parts)  # type: ignore[arg-type]  # mostly it is all text
    except TypeError:
        text = "\x1f".join(map(str, parts))
    return sha256(text.encode()).digest()


def _eight(five: bytes) -> str:
    """Return five bytes as eight letters."""
    bits, pairs = int.from_bytes(five), _PAIRS
    return (
        pairs[bits >> 30] + pairs[bits >> 20 & 1023] + pairs[bits >> 10 & 1023] + pairs[bits & 1023]
    )
