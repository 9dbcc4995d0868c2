"""How fast messages go to one tenant's platform: each waits for its turn in rolling windows."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from time import monotonic
from weakref import WeakValueDictionary

from bot.model.ids import TenantId
from bot.model.people import Platform
from bot.ports.outside import Limit, Pace

# What is on its way may arrive later than it left; once it ended we know.
MARGIN = 1.01
_CONVERSATIONS_KEPT = 1000
_PLACES_KEPT = 1000


class Turn:
    """One message that may go: it counts from the moment at which it went, and once that is known, ended.

    Whoever counts at the other end counts no later than that.
    """

    __slots__ = ("_now", "at", "windows")

    def __init__(self, at: float, now: Callable[[], float]) -> None:
        self.at = at
        self._now = now
        self.windows: Sequence[_Window] = ()

    def end(self) -> None:
        """Note that it arrived, or did not."""
        self.at = self._now()
        for window in self.windows:
            window.keep(self)


class _Window:
    """The last that went; `went` are those that did before."""

    def __init__(self, limit: Limit, went: Iterable[Turn] = ()) -> None:
        self._seconds = limit.seconds * MARGIN
        self._count = limit.count
        self._turns = sorted(went, key=lambda turn: turn.at)[-limit.count :]

    @property
    def turns(self) -> Sequence[Turn]:
        """Return those that count, or did."""
        return self._turns

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

    def keep(self, turn: Turn) -> None:
        """Note that this one ended; where that took long, others may have had its place since."""
        if turn not in self._turns:
            self.take(turn)


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

    def adopt(self, pace: Pace) -> None:
        """Keep this pace from now on; what went under another one counts."""
        if pace == self._pace:
            return
        self._pace = pace
        self._tenant = _following(self._tenant, pace.per_tenant)
        self._conversations = {
            name: _following(windows, pace.per_conversation)
            for name, windows in self._conversations.items()
        }

    def is_idle(self) -> bool:
        """Tell whether nothing counts any more of what went."""
        now = self._now()
        windows = [*self._tenant, *(one for each in self._conversations.values() for one in each)]
        return not any(window.recent(now) for window in windows)

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
                turn.windows = self._tenant
                for window in turn.windows:
                    window.take(turn)
        return turn

    async def _sleep_until_free(self, within: float = 0.0) -> None:
        while (wait := self._free_at() - within - self._now()) > 0:
            await self._sleep(wait)

    def _free_at(self) -> float:
        return max((window.free_at() for window in self._tenant), default=0.0)

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


def _following(windows: Sequence[_Window], limits: Sequence[Limit]) -> list[_Window]:
    """Return windows for these limits, in which what went before counts."""
    longest = max((window.turns for window in windows), key=len, default=())
    return [_Window(limit, longest) for limit in limits]


class Pacers:
    """The pacer of each tenant's platform, at the pace that `pace_of` gives at that moment.

    Whoever has one and goes on with it shares it with who asks later. What nobody has, and of which
    nothing counts any more, is let go.
    """

    def __init__(
        self,
        pace_of: Callable[[Platform, TenantId], Pace],
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._pace_of = pace_of
        self._now = now
        self._there: WeakValueDictionary[tuple[Platform, TenantId], Pacer] = WeakValueDictionary()
        self._kept: dict[tuple[Platform, TenantId], Pacer] = {}
        self._most_kept = _PLACES_KEPT

    def of(self, platform: Platform, tenant: TenantId) -> Pacer:
        """Return it; the pace may have changed since the last time."""
        place, pace = (platform, tenant), self._pace_of(platform, tenant)
        pacer = self._there.get(place)
        if pacer is None:
            pacer = self._there[place] = Pacer(pace, self._now)
        pacer.adopt(pace)
        self._kept[place] = pacer
        if len(self._kept) > self._most_kept:
            self._kept = {at: one for at, one in self._kept.items() if not one.is_idle()}
            # Whoever still has one may go on with it.
            self._kept.update(self._there)
            self._most_kept = max(_PLACES_KEPT, 2 * len(self._kept))
        return pacer
