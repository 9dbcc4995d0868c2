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
# Base32 two letters at a time: 26 of them are the first 130 of the 136 bits of 17 bytes.
_PAIRS = tuple(first + second for first in _LETTERS for second in _LETTERS)
_BYTES, _SPARE_BITS = 17, 6
_SHIFTS = range(120, -1, -10)


def derive_id(*parts: object) -> str:
    """Return the id of the thing that `parts` identify: the same parts, the same id, always.

    26 characters of a-z and 2-7, safe in URLs, button values and SQL. Parts are kept apart, so
    ("a", "bc") and ("ab", "c") differ.
    """
    text = "\x1f".join(map(str, parts))
    number = int.from_bytes(sha256(text.encode()).digest()[:_BYTES]) >> _SPARE_BITS
    return "".join([_PAIRS[number >> shift & 1023] for shift in _SHIFTS])
