"""A process of the bot as it is in earnest, except that its clock is off."""

import asyncio
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import ClassVar

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from adapters import distributed, serving
from adapters.clock import ticking
from adapters.clock.clocks import SystemClock
from adapters.settings import read_settings


class OffClock(SystemClock):
    """The real time, and by how much the clock is off at that moment."""

    off: ClassVar[Callable[[], timedelta]]

    def now(self) -> datetime:
        """Return the instant that the bot believes it is."""
        return super().now() + OffClock.off()


def start_ticking(
    beat: ticking.Beat, period: float, next_due_at: ticking.NextDue | None = None
) -> AsyncIOScheduler:
    """Do as the real one, which is told the real instant at which something is due."""

    async def really_due_at() -> datetime | None:
        due_at = await next_due_at() if next_due_at else None
        return due_at - OffClock.off() if due_at else None

    return ticking.start_ticking(beat, period, really_due_at)


def let_clock_be_off(off: Callable[[], timedelta]) -> None:
    """Let the bot's time be off; by how much is asked again at each look.

    Rights to send and the pace keep the real time, unless `wiring.SystemClock` is replaced too.
    """
    OffClock.off = staticmethod(off)
    for module in (distributed, serving):
        vars(module).update(SystemClock=OffClock, start_ticking=start_ticking)


def run(what: str, concurrency: int) -> None:
    """Be that process (`embedded`, `serve`, `clock` or `work`) until it is told to stop.

    Settings come from the environment, as always.
    """
    settings = read_settings()
    match what:
        case "embedded":
            asyncio.run(serving.serve_embedded(settings))
        case "serve":
            asyncio.run(distributed.serve_web(settings))
        case "clock":
            asyncio.run(distributed.run_clock(settings))
        case "work":
            asyncio.run(distributed.run_worker(settings, concurrency))
        case _:
            sys.exit(f"there is no process {what!r}: embedded, serve, clock or work")
