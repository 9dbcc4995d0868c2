"""What is ready and due goes first; what can wait a moment lets it pass."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from math import inf

# Nobody waits for the others longer than this.
LONGEST_SECONDS = 0.5


class Rush:
    """Shared by all who send in one process: at a common instant they need the processor for that alone."""

    def __init__(self) -> None:
        self._going = 0
        self._is_over = asyncio.Event()
        self._is_over.set()

    @contextmanager
    def goes(self) -> Iterator[None]:
        """Let what others can do later wait while this lasts."""
        self._going += 1
        self._is_over.clear()
        try:
            yield
        finally:
            self._going -= 1
            if not self._going:
                self._is_over.set()

    async def over(self, longest: float = inf) -> None:
        """Wait until nothing goes that others wait for, or for so many seconds; half a second at most."""
        if not longest:
            return
        # Who was woken together with this one comes first.
        await asyncio.sleep(0)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._is_over.wait(), min(longest, LONGEST_SECONDS))
