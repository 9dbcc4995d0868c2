"""Codes that people type, and how often somebody may type one that is no good.

Guessing leads nowhere, and so it costs the others nothing.
"""

import re
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.events import Wrote
from bot.signals import Signal

MOST_WRONG = 5
WITHIN = timedelta(hours=1)
_MOST_PEOPLE = 10_000
_CODE = re.compile(r"\s*(?:beheer|admin)\s+(\S[\w\s-]{5,40})\s*\Z", re.IGNORECASE)


def code_in(signal: Signal) -> str | None:
    """Return the code that was typed, if one was; a code is for the bot alone, so not in a channel."""
    if signal.shared or not isinstance(signal.event, Wrote):
        return None
    found = _CODE.match(signal.event.text)
    return found[1] if found else None


@dataclass(slots=True)
class _Tries:
    wrong_at: deque[datetime] = field(default_factory=lambda: deque(maxlen=MOST_WRONG))
    is_told: bool = False


class CodeTries:
    """Counts, in this process, the wrong codes of each person over the last hour."""

    def __init__(self) -> None:
        self._tries: OrderedDict[tuple[str, str, str], _Tries] = OrderedDict()

    def is_over(self, signal: Signal, now: datetime) -> bool:
        """Tell whether this person typed so many wrong codes that another is not looked at."""
        wrong_at = self._of(signal).wrong_at
        return len(wrong_at) == MOST_WRONG and wrong_at[0] > now - WITHIN

    def may_be_told(self, signal: Signal) -> bool:
        """Tell whether they have not heard yet that they must wait; from now on they have."""
        tries = self._of(signal)
        was_told, tries.is_told = tries.is_told, True
        return not was_told

    def note_wrong(self, signal: Signal, now: datetime) -> None:
        """Count one more."""
        tries = self._of(signal)
        tries.wrong_at.append(now)
        tries.is_told = False

    def _of(self, signal: Signal) -> _Tries:
        who = (signal.platform, signal.workspace, signal.who)
        tries = self._tries.setdefault(who, _Tries())
        self._tries.move_to_end(who)
        if len(self._tries) > _MOST_PEOPLE:
            self._tries.popitem(last=False)
        return tries
