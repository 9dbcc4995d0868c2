"""APScheduler calls the tick; it stores nothing and tells no time."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from adapters.clock.clocks import SystemClock
from adapters.tracing import traced

Beat = Callable[[], Awaitable[None]]
NextDue = Callable[[], Awaitable[datetime | None]]
_ONCE: dict[str, Any] = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}

# What keeps each from ticking twice at once.
_BUSY: WeakKeyDictionary[AsyncIOScheduler, asyncio.Lock] = WeakKeyDictionary()

# Where something changed, planning follows no sooner than this after the last time.
REST = timedelta(seconds=30)


def start_ticking(
    beat: Beat, seconds: float, next_due_at: NextDue | None = None
) -> AsyncIOScheduler:
    """Call `beat` on the running loop, at once and then every so many seconds.

    Also at the instant that `next_due_at` gives after a beat: nothing that is due waits for the
    clock. One at a time; a tick that comes late is done once, however many were missed. Stop it
    with `stop_ticking`.
    """
    # It tells of each tick at `info`, and warns of each that comes while a long one goes on: as it should be.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    scheduler = AsyncIOScheduler(timezone="UTC")
    one_at_a_time = _BUSY[scheduler] = asyncio.Lock()

    async def ticking() -> None:
        async with one_at_a_time:
            with traced():
                await beat()
            due_at = await next_due_at() if next_due_at else None
        if due_at is not None and scheduler.running:
            # Else it asks for the zone of this machine, which may be set to one that is none.
            at = DateTrigger(due_at, timezone="UTC")
            scheduler.add_job(ticking, at, id="due", replace_existing=True, **_ONCE)

    every = IntervalTrigger(seconds=seconds, timezone="UTC")
    scheduler.add_job(ticking, every, next_run_time=SystemClock().now(), **_ONCE)
    scheduler.start()
    return scheduler


async def stop_ticking(schedulers: Sequence[AsyncIOScheduler], within: timedelta) -> None:
    """Begin no more ticks, and let those that go on end by themselves; break off what takes longer."""
    for scheduler in schedulers:
        scheduler.pause()
    with suppress(TimeoutError):
        async with asyncio.timeout(within.total_seconds()):
            for scheduler in schedulers:
                async with _BUSY[scheduler]:
                    pass
    for scheduler in schedulers:
        scheduler.shutdown(wait=False)
