"""Clocks and workers as processes of their own, on PostgreSQL, with everything ten times as impatient.

    python -m tests.chaos.fleet clock URL
    python -m tests.chaos.fleet worker URL FILE

What arrives is a line in FILE, written before the platform answers.
"""

import asyncio
import os
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import structlog

from adapters.calendar.dutch_holidays import DutchHolidays
from adapters.clock.clocks import SystemClock
from adapters.logging_setup import log_to_stderr
from adapters.queue import drains
from adapters.queue.drains import open_drains
from adapters.queue.sweep import Sweep
from adapters.sql.stores import SqlStores
from adapters.stopping import stop_at_signals
from adapters.wiring import assemble
from bot import fates, leases, sender
from bot.content import Content
from bot.model.ids import TenantId
from bot.model.messages import Message
from bot.model.people import Platform
from bot.model.prompts import Library
from bot.ports.outside import Arrived, Limit, Pace
from bot.situations import Knowledge
from tests.fakes.vault import a_vault

log = structlog.get_logger()

ANSWERS_AFTER = 0.02
# So many a second go to a tenant: whatever happens to the processes happens in the middle of it.
A_SECOND = 8
SWEEP_SECONDS = 0.5


def be_impatient() -> None:
    """Let rights to send, requests and silence last a tenth of what they last in earnest."""
    leases.LEASE_SECONDS, leases._RENEWED_EVERY = 4.0, 1.0
    sender.REQUEST_TIME = timedelta(seconds=1)
    fates.ASK_AFTER = timedelta(seconds=2)
    drains.HEARTBEAT_SECONDS, drains.STALLED_AFTER = 0.5, 2.0


class FilePlatform:
    """A platform that keeps what arrives in a file, answers a moment later, and can be asked."""

    platform = Platform.BROWSER

    def __init__(self, file: Path) -> None:
        self._file = file

    def pace(self, tenant: TenantId) -> Pace:
        """Return a limit that makes it last."""
        return Pace(per_tenant=(Limit(A_SECOND, 1.0),))

    async def get_ready(self, tenant: TenantId, messages: Sequence[Message]) -> None:
        """Need nothing."""

    async def send(self, message: Message, conversation: str, content: Content) -> Arrived:
        """Keep it; one write of one line is whole, whoever else writes."""
        line = f"{message.id} {os.getpid()}\n".encode()
        file = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(file, line)
        os.close(file)
        await asyncio.sleep(ANSWERS_AFTER)
        return Arrived(f"ref-{message.id}", conversation)

    async def find(self, message: Message, conversation: str) -> Arrived | None:
        """Return what it is called when it is there."""
        there = any(line.startswith(message.id) for line in self._file.read_text().splitlines())
        return Arrived(f"ref-{message.id}", conversation) if there else None


async def run_clock(url: str) -> None:
    """Sweep until told to stop."""
    stores, clock = SqlStores(url, a_vault()), SystemClock()
    async with open_drains(url) as queue:
        sweep = Sweep(stores.directory, queue)
        with stop_at_signals() as stop:
            while not stop.is_set():
                try:
                    await sweep.go(clock.now())
                except Exception as error:
                    # The scheduler of a real clock logs this, and ticks on.
                    log.warning("the sweep failed", error=type(error).__name__)
                await asyncio.sleep(SWEEP_SECONDS)
    await stores.close()


async def run_worker(url: str, file: Path) -> None:
    """Send until told to stop."""
    stores = SqlStores(url, a_vault())
    knowledge = Knowledge(Library(), {}, DutchHolidays())
    bot = assemble(stores, knowledge, [FilePlatform(file)], SystemClock())
    async with open_drains(url) as queue:
        with stop_at_signals() as stop:
            working = asyncio.create_task(queue.work(bot.sender.serve, 50, stop))
            await stop.wait()
            bot.sender.stop()
            await working
    await stores.close()


def main(arguments: list[str]) -> None:
    """Be the process that these words name."""
    log_to_stderr("warning")
    be_impatient()
    match arguments:
        case ["clock", url]:
            asyncio.run(run_clock(url))
        case ["worker", url, file]:
            asyncio.run(run_worker(url, Path(file)))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
