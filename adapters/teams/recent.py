"""What each person pressed last: Teams may deliver one press again under a new id, also while it is handled."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Generic, TypeVar

Result = TypeVar("Result")
Who = tuple[str, str]

_LASTS = 15.0
# Whoever gets their answer sooner than this has no reason to deliver the press again.
_SLOW = 2.0
# Two deliveries of one press, sent at once, may be read one after the other.
_ON_THE_WIRE = 0.003
_MOST_PEOPLE = 5000


@dataclass(slots=True)
class _Last(Generic[Result]):
    effect: str
    id: str
    task: asyncio.Task[Result]
    began: float
    ended: float | None = field(default=None)


class Recent(Generic[Result]):
    """Knows the last press of each person, and gives it again instead of doing it twice.

    That is so while it is handled, when its answer was slow, and for the very same id. Otherwise the
    person pressed again, and sees what follows from that.
    """

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._last: OrderedDict[Who, _Last[Result]] = OrderedDict()

    def of(
        self, who: Who, effect: str, activity_id: str, begin: Callable[[], Awaitable[Result]]
    ) -> asyncio.Task[Result]:
        """Return the task of this same press, or of a new one that `begin` begins."""
        last = self._last.get(who)
        if last is not None and last.effect == effect and self._is_same(last, activity_id):
            return last.task
        last = _Last(effect, activity_id, asyncio.ensure_future(begin()), self._now())
        last.task.add_done_callback(lambda _: self._note_end(last))
        self._last[who] = last
        self._last.move_to_end(who)
        if len(self._last) > _MOST_PEOPLE:
            self._last.popitem(last=False)
        return last.task

    def something_else(self, who: Who) -> None:
        """Note that this person did something that is no press."""
        self._last.pop(who, None)

    def _note_end(self, last: _Last[Result]) -> None:
        last.ended = self._now()

    def _is_same(self, last: _Last[Result], activity_id: str) -> bool:
        if not last.task.done():
            return True
        if last.task.cancelled() or last.task.exception() is not None:
            return False
        ended = last.ended if last.ended is not None else self._now()
        if self._now() > ended + _LASTS:
            return False
        was_slow = ended - last.began > _SLOW
        return last.id == activity_id or was_slow or self._now() < ended + _ON_THE_WIRE
