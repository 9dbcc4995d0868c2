"""Moves the demo's time on, visiting every due instant in order through the same code as real time."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from adapters.clock.clocks import DemoClock
from bot.ticker import Ticker

LONGEST_WAIT = timedelta(days=120)


class Mover:
    """Moves a clock on and ticks at each instant at which something can happen."""

    def __init__(self, ticker: Ticker, clock: DemoClock, zone: str) -> None:
        self._ticker = ticker
        self._clock = clock
        self._zone = ZoneInfo(zone)
        self._must_plan = True

    async def move_to(self, target: datetime) -> int:
        """Move on to `target`, doing on the way all that is due; return how many messages arrived."""
        arrived = await self._begin()
        while self._clock.now() < target:
            arrived += await self._visit_next(target)
        return arrived

    async def move_to_next_message(self, limit: datetime | None = None) -> int:
        """Move on until a message arrives, or to `limit` (else 120 days); return how many arrived."""
        last = limit or self._clock.now() + LONGEST_WAIT
        arrived = await self._begin()
        while not arrived and self._clock.now() < last:
            arrived = await self._visit_next(last)
        return arrived

    def something_happened(self) -> None:
        """Plan anew before the time moves on: what somebody did may make messages."""
        self._must_plan = True

    async def _begin(self) -> int:
        """Do what is due already."""
        tick = self._ticker.tick if self._must_plan else self._ticker.send
        self._must_plan = False
        return await tick()

    async def _visit_next(self, target: datetime) -> int:
        """Visit the next due message, or the start of the next day; return how many messages arrived.

        Planning runs a day ahead, so once a day is enough while nobody does anything.
        """
        midnight = self._next_midnight()
        due_at = await self._ticker.next_due_at(self._clock.now())
        instant = min(target, midnight, due_at or midnight)
        self._clock.move_to(instant)
        return await (self._ticker.tick() if instant == midnight else self._ticker.send())

    def _next_midnight(self) -> datetime:
        today = self._clock.now().astimezone(self._zone).date()
        return datetime.combine(today + timedelta(days=1), time(), self._zone).astimezone(UTC)
