"""Workers that are killed, frozen and told to stop, two clocks, and a database that breaks off."""

import asyncio
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from adapters.clock.clocks import SystemClock
from adapters.sql.stores import SqlStores
from bot.model.ids import MessageId, TenantId
from bot.model.messages import Priority, Purpose, State
from tests.chaos.fleet import A_SECOND
from tests.chaos.grace import GRACE_SECONDS
from tests.databases import a_queue_database
from tests.factories import a_content, a_message, a_tenant
from tests.fakes.vault import a_vault

PROJECT = Path(__file__).parents[2]
# Each tenant has to be sent to for longer than somebody is frozen.
TENANTS, EACH = 4, 10 * A_SECOND
LONGEST = 120
# Longer than a right to send lasts in the fleet.
FROZEN_SECONDS = 6


class Fleet:
    """The processes, and what arrived."""

    def __init__(self, url: str, file: Path) -> None:
        self._url = url
        self._file = file
        self._processes: list[subprocess.Popen[bytes]] = []
        self._unhurt: list[subprocess.Popen[bytes]] = []

    def clock(self) -> subprocess.Popen[bytes]:
        return self._start("clock", self._url)

    def worker(self) -> None:
        self._unhurt.append(self._start("worker", self._url, str(self._file)))

    def _start(self, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.chaos.fleet", *words]
        process = subprocess.Popen(command, cwd=PROJECT, stderr=subprocess.DEVNULL)
        self._processes.append(process)
        return process

    def arrived(self) -> Sequence[str]:
        return [message for message, _ in self._lines()]

    def _lines(self) -> Sequence[Sequence[str]]:
        text = self._file.read_text() if self._file.exists() else ""
        return [line.split() for line in text.splitlines()]

    async def who_sends(self, more: int) -> subprocess.Popen[bytes]:
        """Wait until so many more arrived; return a worker that sent of these last, for somebody to hurt."""
        before = len(self._lines())
        await until(lambda: self._last_of(self._lines()[before + more :]) is not None)
        found = self._last_of(self._lines())
        assert found is not None
        self._unhurt.remove(found)
        return found

    def _last_of(self, lines: Sequence[Sequence[str]]) -> subprocess.Popen[bytes] | None:
        by_id = {str(one.pid): one for one in self._unhurt}
        return next((by_id[who] for _, who in reversed(lines) if who in by_id), None)

    def break_connections(self) -> None:
        with psycopg.connect(self._url, autocommit=True) as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    def end(self) -> None:
        for process in self._processes:
            process.kill()
            process.wait()


@pytest.fixture
def url() -> Iterator[str]:
    """Return the address of a migrated database with a queue."""
    with a_queue_database() as address:
        yield address


@pytest.fixture
async def planned(url: str) -> frozenset[MessageId]:
    """Return what is due: as many messages in each tenant."""
    stores, now = SqlStores(url, a_vault()), SystemClock().now()
    ids: set[MessageId] = set()
    for number in range(TENANTS):
        tenant = TenantId(f"tenant-{number}")
        await stores.directory.save_tenant(a_tenant(id=tenant))
        messages = [
            a_message(
                subject=f"s{one}",
                tenant=tenant,
                recipient=f"dm-{one}",
                person=None,
                conversation=f"dm-{one}",
                purpose=Purpose.ANSWER,
                priority=Priority.ANSWER,
                content=a_content(str(one)),
                asked=True,
                due_at=now,
            )
            for one in range(EACH)
        ]
        async with stores.of(tenant).write() as unit:
            await unit.messages.add_all(messages)
        ids |= {message.id for message in messages}
    await stores.close()
    return frozenset(ids)


@pytest.fixture
async def fleet(url: str, tmp_path: Path) -> AsyncIterator[Fleet]:
    """Return a fleet without processes; those that are started end with the test."""
    made = Fleet(url, tmp_path / "arrived")
    yield made
    made.end()


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(LONGEST):
        while not is_so():  # noqa: ASYNC110 - what is waited for happens in other processes
            await asyncio.sleep(0.05)


async def states(url: str) -> Counter[State]:
    stores = SqlStores(url, a_vault())
    async with stores.begin_read() as connection:
        found = await connection.execute(text("SELECT state, count(*) FROM messages GROUP BY 1"))
        counts = Counter({State(state): int(count) for state, count in found.all()})
    await stores.close()
    return counts


async def until_all_is_sent(url: str, count: int) -> None:
    async with asyncio.timeout(LONGEST):
        while await states(url) != {State.SENT: count}:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.25)


@pytest.mark.chaos
async def test_killed_frozen_and_stopped_workers_lose_and_double_nothing(
    url: str, fleet: Fleet, planned: frozenset[MessageId]
) -> None:
    for start in [fleet.worker] * 4 + [fleet.clock] * 2:
        start()
    (await fleet.who_sends(20)).send_signal(signal.SIGKILL)
    frozen = await fleet.who_sends(20)
    frozen.send_signal(signal.SIGSTOP)
    fleet.worker()
    await asyncio.sleep(FROZEN_SECONDS)
    frozen.send_signal(signal.SIGCONT)
    told = await fleet.who_sends(20)
    told.send_signal(signal.SIGTERM)
    fleet.break_connections()
    # It was still in the middle of it.
    assert len(fleet.arrived()) < len(planned)

    await until_all_is_sent(url, len(planned))

    counts = Counter(map(MessageId, fleet.arrived()))
    assert counts.keys() == planned
    assert set(counts.values()) == {1}
    assert told.wait(timeout=GRACE_SECONDS) == 0
