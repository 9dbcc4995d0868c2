"""Drains as jobs: one waiting and one running for each place, however many clocks and workers."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import LiteralString, cast

import psycopg
import pytest
import structlog
from procrastinate.jobs import Job

from adapters.queue.address import connection_string
from adapters.queue.drains import Depth, DrainQueue, Place, open_drains
from adapters.queue.sweep import Sweep
from adapters.sql.stores import SqlStores
from bot.model.ids import TenantId
from bot.model.messages import State
from bot.model.people import Platform
from tests.databases import a_queue_database
from tests.factories import NOW, WATERSTAD, a_message, a_tenant
from tests.fakes.vault import a_vault

SLACK: Place = (Platform.SLACK, WATERSTAD)
TEAMS: Place = (Platform.TEAMS, WATERSTAD)
SOON = 20


@pytest.fixture
def url() -> Iterator[str]:
    """Return the address of a migrated database with a queue."""
    with a_queue_database() as address:
        yield address


@pytest.fixture
async def queue(url: str) -> AsyncIterator[DrainQueue]:
    """Return the queue of a clock."""
    async with open_drains(url) as opened:
        yield opened


class Worker:
    """What a worker did. It holds on to each drain until it is told to go on."""

    def __init__(self) -> None:
        self.begun: list[Place] = []
        self.ended: list[Place] = []
        self.may_end = asyncio.Event()
        self.stop = asyncio.Event()

    async def drain(self, platform: Platform, tenant: TenantId) -> None:
        self.begun.append((platform, tenant))
        await self.may_end.wait()
        self.ended.append((platform, tenant))


@asynccontextmanager
async def working(url: str, worker: Worker) -> AsyncIterator[None]:
    """Let this worker work meanwhile, and stop it in peace."""
    async with open_drains(url) as queue:
        task = asyncio.create_task(queue.work(worker.drain, 10, worker.stop))
        try:
            yield
        finally:
            worker.may_end.set()
            worker.stop.set()
            async with asyncio.timeout(SOON):
                await task


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(SOON):
        while not is_so():  # noqa: ASYNC110 - what is waited for happens in a database
            await asyncio.sleep(0.01)


async def somebody_does(url: str, statement: LiteralString) -> None:
    """Do this in the database, and let the workers here go on: it may wait for what they hold."""
    async with (
        asyncio.timeout(SOON),
        await psycopg.AsyncConnection.connect(url, autocommit=True) as connection,
    ):
        await connection.execute(statement)


async def test_a_place_waits_once(queue: DrainQueue) -> None:
    assert await queue.ask_for([SLACK, TEAMS]) == 2
    assert await queue.ask_for([SLACK, TEAMS]) == 0
    assert await queue.depth() == Depth(waiting=2, running=0)


async def test_two_clocks_at_once_ask_once(url: str, queue: DrainQueue) -> None:
    places = [(Platform.SLACK, TenantId(f"tenant-{number}")) for number in range(20)]
    async with open_drains(url) as other:
        added = await asyncio.gather(queue.ask_for(places), other.ask_for(places))

    assert sum(added) == 20
    assert await queue.depth() == Depth(waiting=20, running=0)


async def test_who_comes_second_looks_again_instead_of_asking_for_each(
    url: str, queue: DrainQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = [(Platform.SLACK, TenantId(f"tenant-{number}")) for number in range(20)]
    more = (Platform.TEAMS, WATERSTAD)
    jobs, looked, each = DrainQueue._jobs, [], []

    async def too_early(self: DrainQueue) -> Sequence[Job]:
        looked.append(self)
        return [] if len(looked) == 1 else await jobs(self)

    async def one_by_one(self: DrainQueue, job: Job) -> bool:
        each.append(job)
        return False

    async with open_drains(url) as other:
        await other.ask_for(places)
    monkeypatch.setattr(DrainQueue, "_jobs", too_early)
    monkeypatch.setattr(DrainQueue, "_ask_for_one", one_by_one)

    assert await queue.ask_for([*places, more]) == 1
    assert each == []
    assert await queue.depth() == Depth(waiting=21, running=0)


async def test_what_is_asked_for_is_done_once(url: str, queue: DrainQueue) -> None:
    one, other = Worker(), Worker()
    async with working(url, one), working(url, other):
        one.may_end.set()
        other.may_end.set()
        await queue.ask_for([SLACK, TEAMS])
        await until(lambda: len(one.ended + other.ended) == 2)

    assert sorted(one.begun + other.begun) == [SLACK, TEAMS]
    assert await queue.depth() == Depth(waiting=0, running=0)


async def test_a_place_is_drained_by_one_worker_at_a_time(url: str, queue: DrainQueue) -> None:
    one, other = Worker(), Worker()
    async with working(url, one):
        await queue.ask_for([SLACK])
        await until(lambda: one.begun == [SLACK])
        async with working(url, other):
            assert await queue.ask_for([SLACK]) == 0
            await queue.ask_for([TEAMS])
            await until(lambda: len(one.begun + other.begun) == 2)

    assert (one.begun + other.begun).count(SLACK) == 1


async def test_a_drain_that_broke_can_be_asked_for_again(url: str, queue: DrainQueue) -> None:
    tries: list[Place] = []

    async def breaks(platform: Platform, tenant: TenantId) -> None:
        tries.append((platform, tenant))
        raise OSError("disk")

    worker = Worker()
    worker.drain = breaks  # type: ignore[method-assign]
    async with working(url, worker):
        await queue.ask_for([SLACK])
        await until(lambda: len(tries) == 1)
        async with asyncio.timeout(SOON):
            while await queue.ask_for([SLACK]) == 0:  # noqa: ASYNC110 - in a database
                await asyncio.sleep(0.01)
        await until(lambda: len(tries) == 2)

    assert tries == [SLACK, SLACK]


async def test_who_is_told_to_stop_finishes_what_it_began(url: str, queue: DrainQueue) -> None:
    worker = Worker()
    async with working(url, worker):
        await queue.ask_for([SLACK])
        await until(lambda: worker.begun == [SLACK])
        worker.stop.set()
        await asyncio.sleep(0.1)
        assert worker.ended == []
        await queue.ask_for([TEAMS])

    assert worker.ended == [SLACK]
    assert await queue.depth() == Depth(waiting=1, running=0)


async def test_a_worker_goes_on_when_the_database_is_back(url: str, queue: DrainQueue) -> None:
    worker = Worker()
    worker.may_end.set()
    async with working(url, worker):
        await queue.ask_for([SLACK])
        await until(lambda: worker.ended == [SLACK])
        await somebody_does(
            url,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        await queue.ask_for([TEAMS])
        await until(lambda: worker.ended == [SLACK, TEAMS])


# So a table answers that somebody else holds, or a server that has no time for it.
REFUSES = """
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE 'not now' USING ERRCODE = 'lock_not_available'; END $$;
    CREATE TRIGGER refuse BEFORE DELETE ON procrastinate.procrastinate_jobs
        FOR EACH ROW EXECUTE FUNCTION refuse()
"""


async def test_where_the_end_of_a_drain_was_refused_once_there_is_another(
    url: str, queue: DrainQueue
) -> None:
    """Its worker lives on: nobody takes that drain for one that died."""
    worker = Worker()
    worker.may_end.set()
    with structlog.testing.capture_logs() as told:
        async with working(url, worker):
            await somebody_does(url, REFUSES)
            await queue.ask_for([SLACK])
            await until(lambda: bool(told))
            assert await queue.depth() == Depth(waiting=0, running=1)
            await somebody_does(url, "DROP TRIGGER refuse ON procrastinate.procrastinate_jobs")
            async with asyncio.timeout(SOON):
                while await queue.ask_for([SLACK]) == 0:  # noqa: ASYNC110 - in a database
                    await asyncio.sleep(0.1)
            await until(lambda: worker.ended == [SLACK, SLACK])
    (said,) = told
    assert said["event"] == "not noted yet that a drain ended"
    assert said["error"] == "LockNotAvailable"


async def test_the_jobs_of_a_dead_worker_are_given_to_another(url: str, queue: DrainQueue) -> None:
    dead, other = Worker(), Worker()
    other.may_end.set()
    async with working(url, dead):
        await queue.ask_for([SLACK])
        await until(lambda: dead.begun == [SLACK])
        assert await queue.end_stalled() == 0
        await _let_it_be_silent(url)
        assert await queue.end_stalled() == 1
        await queue.ask_for([SLACK])
        dead.stop.set()
        async with working(url, other):
            await until(lambda: other.ended == [SLACK])

    assert await queue.depth() == Depth(waiting=0, running=0)


async def _let_it_be_silent(url: str) -> None:
    """Let the last sign of life of every worker be a minute ago."""
    await somebody_does(
        url,
        "UPDATE procrastinate.procrastinate_workers "
        "SET last_heartbeat = last_heartbeat - interval '1 minute'",
    )


async def test_a_job_is_found_without_looking_at_all_others(url: str, queue: DrainQueue) -> None:
    """Also where thousands of places are due at once, and the database has not counted them yet."""
    await queue.ask_for((Platform.SLACK, TenantId(f"t{number}")) for number in range(3_000))

    with psycopg.connect(connection_string(url), autocommit=True) as worker:
        plan = "\n".join(str(row[0]) for row in worker.execute("EXPLAIN " + _first_job(worker)))

    assert "Index Scan using procrastinate_jobs_priority_idx" in plan
    assert "Sort" not in plan
    assert "Seq Scan" not in plan


def _first_job(connection: psycopg.Connection) -> LiteralString:
    """Return how Procrastinate itself asks for the first job that waits."""
    (body,) = connection.execute(
        "SELECT prosrc FROM pg_proc WHERE proname = 'procrastinate_fetch_job_v2'"
    ).fetchall()[0]
    asked = re.search(r"WITH candidate AS \((.*)\)\s*UPDATE", body, re.DOTALL)
    assert asked is not None
    return cast("LiteralString", asked[1].replace("target_queue_names", "'{drains}'::varchar[]"))


async def test_a_sweep_asks_for_what_is_due_or_left_behind(url: str, queue: DrainQueue) -> None:
    stores = SqlStores(url, a_vault())
    for tenant in ("waterstad", "dorpen", "elders"):
        await stores.directory.save_tenant(a_tenant(id=TenantId(tenant)))
    async with stores.of(WATERSTAD).write() as unit:
        await unit.messages.add(a_message(platform=Platform.SLACK))
    async with stores.of(TenantId("dorpen")).write() as unit:
        left = a_message(tenant=TenantId("dorpen"), platform=Platform.TEAMS, state=State.SENDING)
        await unit.messages.add(left)
    async with stores.of(TenantId("elders")).write() as unit:
        await unit.messages.add(a_message(tenant=TenantId("elders"), state=State.SENT))

    sweep = Sweep(stores.directory, queue)
    assert await sweep.go(NOW) == 2
    assert await sweep.go(NOW) == 0

    worker = Worker()
    worker.may_end.set()
    async with working(url, worker):
        await until(lambda: len(worker.ended) == 2)
    assert sorted(worker.ended) == [SLACK, (Platform.TEAMS, TenantId("dorpen"))]
    await stores.close()


async def test_what_nobody_can_settle_is_asked_for_every_ten_minutes_only(
    url: str, queue: DrainQueue
) -> None:
    stores, worker = SqlStores(url, a_vault()), Worker()
    await stores.directory.save_tenant(a_tenant())
    async with stores.of(WATERSTAD).write() as unit:
        lost_at = NOW - timedelta(minutes=16)
        lost = a_message(platform=Platform.TEAMS, state=State.UNKNOWN, unknown_at=lost_at)
        await unit.messages.add(lost)

    worker.may_end.set()
    sweep, asked = Sweep(stores.directory, queue), []
    async with working(url, worker):
        for minutes in range(0, 21, 5):
            asked.append(await sweep.go(NOW + timedelta(minutes=minutes)))
            async with asyncio.timeout(SOON):
                while await queue.depth() != Depth(waiting=0, running=0):  # noqa: ASYNC110 - in a database
                    await asyncio.sleep(0.01)
    await stores.close()

    assert asked == [1, 0, 1, 0, 1]
