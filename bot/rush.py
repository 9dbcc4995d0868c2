"""What is ready and due goes first; what can wait a moment lets it pass."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from heapq import heappop, heappush
from itertools import count
from time import monotonic

# Where many are at the store, what was only sent lets others pass for so long, what is claimed for later does
# for less, and who may have much more hardly at all.
SENT_WAITS_SECONDS, READY_WAITS_SECONDS, MANY_WAIT_SECONDS = 3.0, 1.0, 0.1
# What a wave takes besides the second that the pace asks for, when many go.
WAVE_SECONDS = 0.3
# Nobody waits for the others longer than this.
LONGEST_SECONDS = 0.5
# So many drains of one process are at the store at a time: one is done soon after the other.
AT_ONCE = 8
# Who needs the store for longer keeps nobody from it: their tenant may be locked elsewhere.
LONGEST_TURN_SECONDS = 1.0


def spare_of(waiting: int, room: int | None) -> float:
    """Return how many seconds so many that wait, all that there are, can spare where `room` may go at a time.

    Without `room` there may be many more. Who has but a few in the last of its waves has less time for
    them, and for each wave a little less.
    """
    if not room:
        return MANY_WAIT_SECONDS
    further, last = divmod(waiting - 1, room)
    return max(last / room - WAVE_SECONDS * further, 0.0)


class Slot:
    """A place among the few who send at a time, for one of them."""

    def __init__(self, slots: asyncio.Semaphore) -> None:
        self._slots = slots
        self._is_had = False

    async def __aenter__(self) -> "Slot":
        """Wait for it."""
        await self._have()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Let the next one have it."""
        if self._is_had:
            self._let_go()

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[None]:
        """Let somebody else have it for as long as this lasts; who breaks off does not come back for it."""
        self._let_go()
        yield
        await self._have()

    async def _have(self) -> None:
        await self._slots.acquire()
        self._is_had = True

    def _let_go(self) -> None:
        self._is_had = False
        self._slots.release()


class Rush:
    """Shared by all who send in one process: at a common instant they need the processor for that alone."""

    def __init__(self) -> None:
        self._going = 0
        self._is_over = asyncio.Event()
        self._is_over.set()
        self._free = AT_ONCE
        self._numbers = count()
        self._waiting: list[tuple[float, int, asyncio.Future[None]]] = []

    @property
    def is_crowded(self) -> bool:
        """Tell whether who asks for a turn at the store now waits for it."""
        return not self._free

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

    async def over(self) -> None:
        """Wait until nothing goes that others wait for; half a second at most."""
        # Who was woken together with this one comes first.
        await asyncio.sleep(0)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._is_over.wait(), LONGEST_SECONDS)

    @asynccontextmanager
    async def turn(self, spare: float) -> AsyncIterator[None]:
        """Have a turn at the store, in the order of asking: as if `spare` seconds later, for who has those.

        It is had for a second; after that the next one has it as well.
        """
        if self._free:
            self._free -= 1
        else:
            await self._its_turn(monotonic() + spare)
        is_over = False

        def end() -> None:
            nonlocal is_over
            if not is_over:
                is_over = True
                self._next()

        ending = asyncio.get_running_loop().call_later(LONGEST_TURN_SECONDS, end)
        try:
            yield
        finally:
            ending.cancel()
            end()

    async def _its_turn(self, at: float) -> None:
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (at, next(self._numbers), mine))
        try:
            await mine
        except asyncio.CancelledError:
            if not mine.cancelled():
                # It came just as this one stopped waiting.
                self._next()
            raise

    def _next(self) -> None:
        while self._waiting:
            *_, first = heappop(self._waiting)
            if not first.done():
                first.set_result(None)
                return
        self._free += 1
