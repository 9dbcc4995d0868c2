"""Notes that a job ended, and that its worker lives, also where the database does not take that at once.

The worker is alive: as long as the end is not noted the job counts as being done, and nobody drains there
any more. And who seems dead has its jobs taken away.
"""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta

import structlog
from procrastinate.connector import BaseConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager
from psycopg.errors import RaiseException

log = structlog.get_logger()

_AGAIN_AFTER = timedelta(seconds=2)


class PatientJobs(JobManager):
    """Tries again until an end is noted, in a worker; that has a `stop`, and gives up once that is set.

    The jobs of a worker that is gone are ended by the sweep.
    """

    stop: asyncio.Event | None = None

    def __init__(self, connector: BaseConnector) -> None:
        super().__init__(connector)
        # Set once a job could not be taken: that ends a worker, as soon as all that it does has ended.
        self.is_broken = asyncio.Event()

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Job | None:
        """Take the next job."""
        try:
            return await super().fetch_job(queues, worker_id)
        except ConnectorException as error:
            log.warning("no drain could be taken", error=_kind(error))
            self.is_broken.set()
            raise

    async def update_heartbeat(self, worker_id: int) -> None:
        """Note that it lives; when that fails once, it is noted the next time."""
        try:
            await super().update_heartbeat(worker_id)
        except ConnectorException as error:
            # Raised, it would end what notes this, and nobody would look at that.
            log.warning("not noted that this worker lives", error=_kind(error))

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        """Note that it ended."""
        is_told = False
        while self.stop is not None and not self.stop.is_set():
            try:
                return await super().finish_job(job, status, delete_job)
            except ConnectorException as error:
                # So it says that it ended already: an answer was lost, or the worker seemed dead.
                if isinstance(error.__cause__, RaiseException):
                    return None
                if not is_told:
                    log.warning("not noted yet that a drain ended", error=_kind(error))
                is_told = True
            with suppress(TimeoutError):
                await asyncio.wait_for(self.stop.wait(), _AGAIN_AFTER.total_seconds())
        return await super().finish_job(job, status, delete_job)


def _kind(error: ConnectorException) -> str:
    return type(error.__cause__ or error).__name__
