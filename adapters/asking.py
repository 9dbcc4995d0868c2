"""Asks what may be slow to answer, such as the database or a platform, and lets nobody wait for long."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
About = TypeVar("About")

# Whoever looks whether all is well does not wait for longer.
LONGEST_LOOK_SECONDS = 3.0


class Question(Generic[T]):
    """Asks once at a time: who asks meanwhile waits for the same answer.

    Breaking a question off could take as long as the answer does, so nobody does that.
    """

    def __init__(
        self, ask: Callable[[], Awaitable[T]], longest_seconds: float = LONGEST_LOOK_SECONDS
    ) -> None:
        self._ask = ask
        self._longest_seconds = longest_seconds
        self._asking: asyncio.Task[T] | None = None

    async def answer(self) -> T:
        """Return it. Raises TimeoutError when there is none yet, and whatever asking raises."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.ensure_future(self._asked())
            self._asking.add_done_callback(_is_seen)
        done, _ = await asyncio.wait([self._asking], timeout=self._longest_seconds)
        if not done:
            raise TimeoutError
        return self._asking.result()

    async def _asked(self) -> T:
        return await self._ask()


def _is_seen(asking: asyncio.Task[T]) -> None:
    """Know of a failure for which nobody waits any more; who asks next finds out anew."""
    if not asking.cancelled():
        asking.exception()


async def a_few_at_a_time(
    ask: Callable[[About], Awaitable[T]], about: Iterable[About], most: int
) -> Sequence[T]:
    """Ask about each of these, up to `most` at once; return the answers in the order of these.

    One that is slow holds up no other. What asking raises ends it all.
    """
    room = asyncio.Semaphore(most)

    async def asked(one: About) -> T:
        async with room:
            return await ask(one)

    asking = [asyncio.ensure_future(asked(one)) for one in about]
    try:
        return await asyncio.gather(*asking)
    finally:
        for task in asking:
            task.cancel()
