"""Text that can be written down anywhere: JSON lets half of a pair of surrogates through, nothing else does."""

import re
from dataclasses import replace

from bot.events import Edited, Event, SentFile, Submitted, Wrote

LONGEST_NAME = 200
_HALF = re.compile("[\ud800-\udfff]")
_INSTEAD = "\N{REPLACEMENT CHARACTER}"


def whole(text: str) -> str:
    """Return the text with U+FFFD for each half of a pair of surrogates."""
    return text if text.isascii() else _HALF.sub(_INSTEAD, text)


def whole_name(name: str) -> str:
    """Return a name that a platform tells, whole and no longer than any name needs to be."""
    return whole(name)[:LONGEST_NAME].rstrip()


def whole_event(event: Event) -> Event:
    """Return the event with all words in it whole."""
    match event:
        case Wrote(text) | Edited(text):
            return event if text.isascii() else replace(event, text=whole(text))
        case Submitted(_, values):
            return replace(event, values={name: whole(value) for name, value in values.items()})
        case SentFile(_, file) if file is not None:
            return replace(event, file=replace(file, name=whole(file.name)))
        case _:
            return event
