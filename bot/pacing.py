"""How fast messages go to one tenant's platform: each waits for its turn in rolling windows."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from time import monotonic

from bot.ports.outside import Limit, Pace

# What leaves evenly arrives unevenly: a little more room keeps us under a limit that is counted
# at the other end.
MARGIN = 1.04
_CONVERSATIONS_KEPT = 1000


class _Window:
    """The last moments at which something went."""

    def __init__(self, limit: Limit) -> None:
        self._seconds = limit.seconds * MARGIN
        self._taken: deque[float] = deque(maxlen=limit.count)

    def free_at(self) -> float:
        """Return from which moment on one more may go."""
        is_full = len(self._taken) == self._taken.maxlen
        return self._taken[0] + self._seconds if is_full else 0.0

    def room(self, now: float) -> int:
        """Return how many may go at this moment."""
        counting = sum(1 for at in self._taken if at + self._seconds > now)
        return (self._taken.maxlen or 0) - counting

    def recent(self, now: float) -> bool:
        """Tell whether what went still counts."""
        return bool(self._taken) and self._taken[-1] + self._seconds > now

    def take(self, at: float) -> None:
        """Note that one goes at this moment."""
        self._taken.append(at)


class Pacer:
    """Keeps the pace of one platform for one tenant, in this process.

    Whoever waits for a turn gets one in the order of asking, within a conversation and in all. What
    other processes send is not counted: the right to send bulk belongs to one of them.
    """

    def __init__(
        self,
        pace: Pace,
        now: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._pace = pace
        self._now, self._sleep = now, sleep
        self._tenant = [_Window(limit) for limit in pace.per_tenant]
        self._queue = asyncio.Lock()
        self._conversations: dict[str, list[_Window]] = {}

    def room(self) -> int | None:
        """Return how many messages of the tenant may go now; None when there is no limit."""
        now = self._now()
        return min((window.room(now) for window in self._tenant), default=None)

    async def wait_for_room(self) -> None:
        """Wait until at least one more message of the tenant may go."""
        if self._tenant:
            async with self._queue:
                await self._sleep_until_free()

    async def turn(self, conversation: str) -> None:
        """Wait until one more message may go to this conversation."""
        # First the conversation, and only then the tenant: who waits for the first holds up nobody.
        if self._pace.per_conversation:
            await self._wait(self._windows_of(conversation))
        if self._tenant:
            # One after the other, each counted when it really goes: a process that was busy and
            # wakes late would else let go all at once who waited meanwhile.
            async with self._queue:
                await self._sleep_until_free()
                now = self._now()
                for window in self._tenant:
                    window.take(now)

    async def _sleep_until_free(self) -> None:
        while (wait := max(window.free_at() for window in self._tenant) - self._now()) > 0:
            await self._sleep(wait)

    async def _wait(self, windows: list[_Window]) -> None:
        now = self._now()
        at = max(now, *(window.free_at() for window in windows))
        for window in windows:
            window.take(at)
        if at > now:
            await self._sleep(at - now)

    def _windows_of(self, conversation: str) -> list[_Window]:
        windows = self._conversations.pop(conversation, None)
        if windows is None:
            windows = [_Window(limit) for limit in self._pace.per_conversation]
        # The last one used stays longest.
        self._conversations[conversation] = windows
        if len(self._conversations) > _CONVERSATIONS_KEPT:
            self._forget_the_idle()
        return windows

    def _forget_the_idle(self) -> None:
        now = self._now()
        self._conversations = {
            name: windows
            for name, windows in self._conversations.items()
            if any(window.recent(now) for window in windows)
        }
