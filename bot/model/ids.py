"""Identifiers. An id is derived from what makes a thing unique, so making it twice gives one thing."""

from base64 import b32encode
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

_LENGTH = 26


def derive_id(*parts: object) -> str:
    """Return the id of the thing that `parts` identify: the same parts, the same id, always.

    26 characters of a-z and 2-7, safe in URLs, button values and SQL. Parts are kept apart, so
    ("a", "bc") and ("ab", "c") differ.
    """
    text = "\x1f".join(str(part) for part in parts)
    # 20 bytes are 32 characters without padding: all that is needed, and no more to encode.
    return b32encode(sha256(text.encode()).digest()[:20]).decode().lower()[:_LENGTH]
