"""The drains of all tenants as jobs. The table of messages, not the job, is the truth."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

import structlog
from procrastinate import App, PsycopgConnector, connector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import DeleteJobCondition, Job, Status
from psycopg_pool import PoolTimeout

from adapters.hanging_up import AnsweredConnection
from adapters.queue.address import connection_string
from adapters.queue.ending import PatientJobs
from adapters.room import REMEDY
from adapters.tracing import traced
from bot.model.ids import TenantId
from bot.model.people import Platform

log = structlog.get_logger()

Place = tuple[Platform, TenantId]
Drain = Callable[[Platform, TenantId], Awaitable[object]]

_QUEUE, _TASK = "drains", "drain"
# A worker that says nothing for this long is dead, or frozen: its jobs are given to others.
HEARTBEAT_SECONDS, STALLED_AFTER = 5.0, 20.0
_POLL_SECONDS = 5.0
# How long to wait before working again after the database went away.
_PAUSE = timedelta(seconds=2)
# Until then new jobs are found by looking for them.
_LISTENS_AGAIN = timedelta(seconds=10)
# What nobody used for a while is free for other processes.
_KEPT = timedelta(seconds=10)
# Clocks that look at the same instant each add the same; one statement for all fails for who comes second.
_LOOKS = 3
# It tries ever more seldom; after this, whoever needs a connection begins anew.
_TRIES_AGAIN = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Depth:
    """How many drains wait for a worker, and how many are being done."""

    waiting: int
    running: int


class BrokenWorkerError(Exception):
    """A worker takes nothing more; another one is to go on."""


class DrainQueue:
    """A queue of drains, at most one waiting and one running for each (platform, tenant)."""

    def __init__(self, app: App) -> None:
        """Use this app; `open_drains` makes one."""
        self._app = app
        app.job_manager = self._jobs_there = PatientJobs(app.connector)
        # Those that take nothing more, and finish what they began.
        self._finishing: set[asyncio.Task[None]] = set()

    async def ask_for(self, places: Iterable[Place]) -> int:
        """Have these drained, except where that waits or runs already; return how many were added."""
        jobs = [_job(place) for place in places]
        for _ in range(_LOOKS):
            known = {job.queueing_lock for job in await self._jobs()}
            jobs = [job for job in jobs if job.queueing_lock not in known]
            if not jobs:
                return 0
            # Another clock may have been a moment earlier with some of them: what it added is known by now.
            with suppress(AlreadyEnqueued):
                return len(await self._app.job_manager.batch_defer_jobs_async(jobs=jobs))
        return sum([await self._ask_for_one(job) for job in jobs])

    async def _ask_for_one(self, job: Job) -> bool:
        try:
            await self._app.job_manager.defer_job_async(job=job)
        except AlreadyEnqueued:
            return False
        return True

    async def end_stalled(self) -> int:
        """End the jobs of workers that died or froze, so that others may do them; return how many."""
        manager = self._app.job_manager
        stalled = await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER)
        ended = 0
        for job in stalled:
            # It may have ended in the meantime.
            with suppress(ConnectorException):
                await manager.finish_job(job, Status.FAILED, delete_job=True)
                ended += 1
        await manager.prune_stalled_workers(STALLED_AFTER)
        return ended

    async def depth(self) -> Depth:
        """Return how much there is to do."""
        running = [job.status == Status.DOING.value for job in await self._jobs()]
        return Depth(running.count(False), running.count(True))

    async def work(self, drain: Drain, concurrency: int, stop: asyncio.Event) -> None:
        """Drain what is asked for until `stop` is set, and then finish what was begun.

        A database that went away is tried again until it is back. `drain` must end soon after
        `stop` by itself.
        """

        @self._app.task(name=_TASK, queue=_QUEUE)
        async def task(platform: str, tenant: str) -> None:
            with traced():
                await drain(Platform(platform), TenantId(tenant))

        self._jobs_there.stop = stop
        while not stop.is_set():
            try:
                await self._work_until(concurrency, stop)
            except Exception as error:
                log.error("the queue cannot be read", error=type(error).__name__)
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), _PAUSE.total_seconds())
        if self._finishing:
            await asyncio.wait(self._finishing)

    async def _work_until(self, concurrency: int, stop: asyncio.Event) -> None:
        working = asyncio.create_task(
            self._app.run_worker_async(
                queues=[_QUEUE],
                concurrency=concurrency,
                fetch_job_polling_interval=_POLL_SECONDS,
                delete_jobs=DeleteJobCondition.ALWAYS,
                install_signal_handlers=False,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=STALLED_AFTER,
            )
        )
        is_broken = self._jobs_there.is_broken
        is_broken.clear()
        ends = [asyncio.create_task(one.wait()) for one in (stop, is_broken)]
        await asyncio.wait((working, *ends), return_when=asyncio.FIRST_COMPLETED)
        for one in ends:
            one.cancel()
        if is_broken.is_set() and not working.done():
            # What it does may take very long: others wait for none of that.
            self._finishing.add(working)
            working.add_done_callback(self._finished)
            raise BrokenWorkerError
        # Cancelling is how its worker is told to finish what it does and to begin nothing more.
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working

    def _finished(self, working: asyncio.Task[None]) -> None:
        self._finishing.discard(working)
        if not working.cancelled():
            # It was told already.
            working.exception()

    async def _jobs(self) -> Sequence[Job]:
        return list(await self._app.job_manager.list_jobs_async(queue=_QUEUE))


class PatientConnector(PsycopgConnector):
    """Goes on without being told of new jobs while there is no connection for that: they are looked for too."""

    async def listen_notify(
        self, on_notification: connector.Notify, channels: Iterable[str]
    ) -> None:
        """Tell of new jobs, for as long as it takes."""
        while True:
            try:
                await super().listen_notify(on_notification, channels)
            except ConnectorException as error:
                log.warning("not told of new jobs", error=type(error).__name__)
                await asyncio.sleep(_LISTENS_AGAIN.total_seconds())


@asynccontextmanager
async def open_drains(database: str, connections: int = 3) -> AsyncIterator[DrainQueue]:
    """Open the queue in this PostgreSQL database, as soon as it has a connection left; close it at the end."""
    app = await _opened(lambda: App(connector=_connector(database, connections)))
    try:
        yield DrainQueue(app)
    finally:
        await app.close_async()


async def _opened(made: Callable[[], App]) -> App:
    while True:
        app = made()
        try:
            await app.open_async()
        except (PoolTimeout, ConnectorException) as error:
            log.warning("the queue cannot be opened yet", error=type(error).__name__, remedy=REMEDY)
        else:
            return app


def _connector(database: str, connections: int) -> PatientConnector:
    return PatientConnector(
        conninfo=connection_string(database),
        min_size=1,
        max_size=connections,
        max_idle=_KEPT.total_seconds(),
        reconnect_timeout=_TRIES_AGAIN.total_seconds(),
        connection_class=AnsweredConnection,
    )


def _job(place: Place) -> Job:
    platform, tenant = place
    name = f"{platform}:{tenant}"
    return Job(
        id=None,
        queue=_QUEUE,
        lock=name,
        queueing_lock=name,
        task_name=_TASK,
        task_kwargs={"platform": str(platform), "tenant": tenant},
    )
