"""Notes that a job ended, also where the database does not take that at once.

The worker that did it is alive: as long as this is not noted the job counts as being done, and nobody
drains there any more.
"""

import asyncio
from contextlib import suppress
from datetime import timedelta

import structlog
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager
from psycopg.errors import RaiseException

log = structlog.get_logger()

_AGAIN_AFTER = timedelta(seconds=2)


class PatientJobs(JobManager):
    """Tries again until it is noted, in a worker; that has a `stop`, and gives up once that is set.

    The jobs of a worker that is gone are ended by the sweep.
    """

    stop: asyncio.Event | None = None

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        """Note it."""
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
