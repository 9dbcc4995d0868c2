"""How fast messages go to one tenant's platform: each waits for its turn in rolling windows."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic

from bot.ports.outside import Limit, Pace

# What is on its way may arrive later than it left; once it ended we know.
MARGIN = 1.01
_CONVERSATIONS_KEPT = 1000


class Turn:
    """One message that may go: it counts from the moment at which it went, and once that is known, ended.

    Whoever counts at the other end counts no later than that.
    """

    __slots__ = ("_now", "at")

    def __init__(self, at: float, now: Callable[[], float]) -> None:
        self.at = at
        self._now = now

    def end(self) -> None:
        """Note that it arrived, or did not."""
        self.at = self._now()


class _Window:
    """The last that went."""

    def __init__(self, limit: Limit) -> None:
        self._seconds = limit.seconds * MARGIN
        self._count = limit.count
        self._turns: list[Turn] = []

    def free_at(self) -> float:
        """Return from which moment on one more may go."""
        is_full = len(self._turns) >= self._count
        return min(turn.at for turn in self._turns) + self._seconds if is_full else 0.0

    def room(self, now: float) -> int:
        """Return how many may go at this moment."""
        return self._count - sum(turn.at + self._seconds > now for turn in self._turns)

    def recent(self, now: float) -> bool:
        """Tell whether what went still counts."""
        return any(turn.at + self._seconds > now for turn in self._turns)

    def take(self, turn: Turn) -> None:
        """Note that this one goes."""
        if len(self._turns) >= self._count:
            self._turns.remove(min(self._turns, key=lambda one: one.at))
        self._turns.append(turn)


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
        self._most_kept = _CONVERSATIONS_KEPT

    def room(self, within: float = 0.0) -> int | None:
        """Return how many messages of the tenant may go in so many seconds; None when there is no limit."""
        now = self._now() + within
        return min((window.room(now) for window in self._tenant), default=None)

    async def wait_for_room(self, within: float = 0.0) -> None:
        """Wait until at least one more message of the tenant may go in so many seconds."""
        if self._tenant:
            async with self._queue:
                await self._sleep_until_free(within)

    async def turn(self, conversation: str) -> Turn:
        """Wait until one more message may go to this conversation; its `end` is to be told."""
        turn = Turn(self._now(), self._now)
        # First the conversation, and only then the tenant: who waits for the first holds up nobody.
        if self._pace.per_conversation:
            await self._wait(turn, self._windows_of(conversation))
        if self._tenant:
            # One after the other, each counted when it really goes: a process that was busy and
            # wakes late would else let go all at once who waited meanwhile.
            async with self._queue:
                await self._sleep_until_free()
                turn.at = self._now()
                for window in self._tenant:
                    window.take(turn)
        return turn

    async def _sleep_until_free(self, within: float = 0.0) -> None:
        while (wait := self._free_at() - within - self._now()) > 0:
            await self._sleep(wait)

    def _free_at(self) -> float:
        return max(window.free_at() for window in self._tenant)

    async def _wait(self, turn: Turn, windows: list[_Window]) -> None:
        now = self._now()
        turn.at = max(now, *(window.free_at() for window in windows))
        for window in windows:
            window.take(turn)
        if turn.at > now:
            await self._sleep(turn.at - now)

    def _windows_of(self, conversation: str) -> list[_Window]:
        windows = self._conversations.pop(conversation, None)
        if windows is None:
            windows = [_Window(limit) for limit in self._pace.per_conversation]
        # The last one used stays longest.
        self._conversations[conversation] = windows
        if len(self._conversations) > self._most_kept:
            self._forget_the_idle()
            # Where most are not idle, looking through all of them each time would be the most of the work.
            self._most_kept = max(_CONVERSATIONS_KEPT, 2 * len(self._conversations))
        return windows

    def _forget_the_idle(self) -> None:
        now = self._now()
        self._conversations = {
            name: windows
            for name, windows in self._conversations.items()
            if any(window.recent(now) for window in windows)
        }
