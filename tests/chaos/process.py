"""A process of the bot as it is in earnest, except for its clock and, when asked, its patience.

    python -m tests.chaos.process embedded|serve|clock|work

Settings come from the environment, as always. CHAOS_CLOCK names a file with the seconds by which the
clock of this machine is off; it is read again at each look. With CHAOS_IMPATIENT everything that takes
its time (rights to send, requests, silence) takes a fifth of it.
"""

import asyncio
import os
import sys
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from adapters import distributed, hanging_up, serving, wiring
from adapters.clock import ticking
from adapters.clock.clocks import SystemClock
from adapters.queue import drains
from adapters.settings import read_settings
from adapters.slack import calls
from adapters.sql import postgres
from adapters.teams import connector, tokens
from bot import answering, batch, fates, leases, sender

CLOCK, IMPATIENT = "CHAOS_CLOCK", "CHAOS_IMPATIENT"
CONCURRENCY = 20
# A platform answers within this; then the sender may still record it while it has the right to send.
_REQUEST = 2.5
# So long a database may say nothing while it is asked something.
_SILENCE = 8.0


class OffClock(SystemClock):
    """The real time, and what the clock of this machine is off."""

    @staticmethod
    def off() -> timedelta:
        """Return by how much, as the file says now."""
        return timedelta(seconds=float(Path(os.environ[CLOCK]).read_text(encoding="utf-8")))

    def now(self) -> datetime:
        """Return the instant that this machine believes it is."""
        return super().now() + self.off()


def start_ticking(
    beat: ticking.Beat, period: float, next_due_at: ticking.NextDue | None = None
) -> AsyncIOScheduler:
    """Do as the real one, which is told the real instant at which something is due."""

    async def really_due_at() -> datetime | None:
        due_at = await next_due_at() if next_due_at else None
        return due_at - OffClock.off() if due_at else None

    return ticking.start_ticking(beat, period, really_due_at)


def be_impatient() -> None:
    """Let rights to send, requests and silence last a fifth of what they last in earnest."""
    leases.LEASE_SECONDS, leases._RENEWED_EVERY = 8.0, 2.0
    sender.REQUEST_TIME, answering.ANSWER_TIME = timedelta(seconds=3), timedelta(seconds=6)
    fates.ASK_AFTER, fates._ANSWERED_WITHIN = timedelta(seconds=6), timedelta(seconds=10)
    batch.PAUSE, batch.LONGEST_PAUSE = timedelta(seconds=3), timedelta(seconds=24)
    drains.HEARTBEAT_SECONDS, drains.STALLED_AFTER = 1.0, 4.0
    hanging_up.SPARE_SECONDS = _SILENCE - postgres.STATEMENT_SECONDS
    hanging_up.AnsweredConnection.longest_seconds = _SILENCE
    calls._TIMEOUT = aiohttp.ClientTimeout(total=_REQUEST, connect=1.0)
    connector.PATIENCE = aiohttp.ClientTimeout(total=_REQUEST, sock_connect=1.0)
    tokens._PATIENCE = connector.PATIENCE


def main(what: str) -> None:
    """Be that process until it is told to stop."""
    if os.environ.get(IMPATIENT):
        be_impatient()
    if os.environ.get(CLOCK):
        vars(distributed).update(SystemClock=OffClock, start_ticking=start_ticking)
        vars(serving).update(SystemClock=OffClock, start_ticking=start_ticking)
        vars(wiring).update(SystemClock=OffClock)
    settings = read_settings()
    match what:
        case "embedded":
            asyncio.run(serving.serve_embedded(settings))
        case "serve":
            asyncio.run(distributed.serve_web(settings))
        case "clock":
            asyncio.run(distributed.run_clock(settings))
        case "work":
            asyncio.run(distributed.run_worker(settings, CONCURRENCY))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:])
