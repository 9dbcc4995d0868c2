"""A process of the bot as it is in earnest, with its clock set: `SECONDS serve|clock|work`.

`python -m benchmarks.scale_process SECONDS WHAT`: the bot's time is so many seconds ahead of the real
one. Settings come from the environment, as always. ZETJE_BENCH_PROFILE names a folder in which each
process leaves what cProfile saw; with ZETJE_BENCH_NOTHING_AHEAD nothing is made ready before it is due.
"""

import asyncio
import os
import sys
from cProfile import Profile
from datetime import datetime, timedelta
from pathlib import Path

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from adapters import distributed, serving
from adapters.clock import ticking
from adapters.clock.clocks import SystemClock
from adapters.settings import read_settings
from adapters.sql.connect import is_postgres

CONCURRENCY = 400


class SetAhead(SystemClock):
    """The real time, so much ahead."""

    by = timedelta(0)

    def now(self) -> datetime:
        """Return the bot's instant."""
        return super().now() + self.by


def start_ticking(
    beat: ticking.Beat, period: float, next_due_at: ticking.NextDue | None = None
) -> AsyncIOScheduler:
    """Do as the real one, which is told the real instant at which something is due."""

    async def really_due_at() -> datetime | None:
        due_at = await next_due_at() if next_due_at else None
        return due_at - SetAhead.by if due_at else None

    return ticking.start_ticking(beat, period, really_due_at)


def main(seconds: str, what: str) -> None:
    """Be that process until it is told to stop."""
    SetAhead.by = timedelta(seconds=float(seconds))
    for module in (distributed, serving):
        vars(module).update(SystemClock=SetAhead, start_ticking=start_ticking)
        if os.environ.get("ZETJE_BENCH_NOTHING_AHEAD"):
            vars(module).update(AHEAD=timedelta(0))
    settings = read_settings()
    match what:
        case "serve" if is_postgres(settings.database):
            asyncio.run(distributed.serve_web(settings))
        case "serve":
            asyncio.run(serving.serve_embedded(settings))
        case "clock":
            asyncio.run(distributed.run_clock(settings))
        case "work":
            asyncio.run(distributed.run_worker(settings, CONCURRENCY))
        case _:
            sys.exit(__doc__)


def profiled(folder: Path, seconds: str, what: str) -> None:
    """Do as `main`, and leave a profile."""
    profile = Profile()
    try:
        profile.runcall(main, seconds, what)
    finally:
        profile.dump_stats(folder / f"{what}-{os.getpid()}.profile")


if __name__ == "__main__":
    if place := os.environ.get("ZETJE_BENCH_PROFILE"):
        profiled(Path(place), *sys.argv[1:])
    else:
        main(*sys.argv[1:])
