"""What messages look like on a platform, made before they go."""

from typing import Generic, TypeVar

from bot.content import Content
from bot.model.ids import MessageId
from bot.model.messages import Message

T = TypeVar("T")

_MOST_KEPT = 4_000


class MadeAhead(Generic[T]):
    """Keeps what was made for messages that go soon; of very many, for the latest."""

    def __init__(self) -> None:
        self._kept: dict[MessageId, tuple[Content, T]] = {}

    def keep(self, message: Message, content: Content, made: T) -> None:
        """Keep what was made of this content."""
        self._kept[message.id] = (content, made)
        if len(self._kept) > _MOST_KEPT:
            del self._kept[next(iter(self._kept))]

    def take(self, message: Message, content: Content) -> T | None:
        """Return what was made for it, once; None when nothing was, or it says something else by now."""
        kept = self._kept.pop(message.id, None)
        return kept[1] if kept is not None and kept[0] is content else None
