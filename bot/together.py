"""What is to be stored of messages of one tenant: by all together who come while others are being stored."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.model.ids import MessageId
from bot.model.messages import Message
from bot.outcomes import Outcome

OnTheWay = Mapping[MessageId, Message]
# Stores in one transaction how these ended and that those are handed over; returns the latter, as they go.
Store = Callable[[Sequence[Outcome], Sequence[Message]], Awaitable[OnTheWay]]


class Together:
    """Stores at once when nothing is being stored, and else what all want that wait in one go."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._ended: list[Outcome] = []
        self._coming: list[Message] = []
        self._now: asyncio.Task[OnTheWay] | None = None
        self._next: asyncio.Task[OnTheWay] | None = None

    async def store(
        self, ended: Sequence[Outcome] = (), coming: Sequence[Message] = ()
    ) -> Sequence[Message]:
        """Return which of those that come next go, once all is stored.

        Raises what storing raises, for all that went in one go.
        """
        self._ended.extend(ended)
        self._coming.extend(coming)
        if self._next is None:
            self._next = asyncio.create_task(self._store_next(self._now))
        # Who stops waiting does not stop the others.
        going = await asyncio.shield(self._next)
        return [going[message.id] for message in coming if message.id in going]

    async def _store_next(self, before: asyncio.Task[OnTheWay] | None) -> OnTheWay:
        if before is not None:
            await asyncio.wait({before})
        ended, self._ended = self._ended, []
        coming, self._coming = self._coming, []
        self._now, self._next = self._next, None
        return await self._store(ended, coming)
