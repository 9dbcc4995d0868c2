"""What messages look like on a platform, made before they go."""

from time import monotonic
from typing import Generic, TypeVar

from bot.content import Content
from bot.model.ids import MessageId
from bot.model.messages import Message

T = TypeVar("T")

_MOST_KEPT = 4_000
# Who was to go long ago did not: nothing that people can read stays here for nothing.
_LONGEST_SECONDS = 60.0


class MadeAhead(Generic[T]):
    """Keeps what was made for messages that go soon; of very many, for the latest."""

    def __init__(self) -> None:
        self._kept: dict[MessageId, tuple[Content, T, float]] = {}

    def keep(self, message: Message, content: Content, made: T) -> None:
        """Keep what was made of this content."""
        self._kept.pop(message.id, None)
        self._kept[message.id] = (content, made, monotonic())
        self._forget_the_oldest()

    def take(self, message: Message, content: Content) -> T | None:
        """Return what was made for it, once; None when nothing was, or it says something else by now."""
        kept = self._kept.pop(message.id, None)
        self._forget_the_oldest()
        return kept[1] if kept is not None and kept[0] is content else None

    def _forget_the_oldest(self) -> None:
        while self._kept:
            oldest = next(iter(self._kept))
            age = monotonic() - self._kept[oldest][2]
            if age < _LONGEST_SECONDS and len(self._kept) <= _MOST_KEPT:
                return
            del self._kept[oldest]
