"""Work that goes on after Slack has its answer, and that nobody forgets when the process ends."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

log = structlog.get_logger()

_LONGEST_GOODBYE = 10.0


class Tasks:
    """What is still being done."""

    def __init__(self) -> None:
        self._under_way: set[asyncio.Task[Any]] = set()

    def begin(self, what: str, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Do it in the background. A failure is logged as `what`, without its words."""
        task = asyncio.get_running_loop().create_task(work)
        self._under_way.add(task)
        task.add_done_callback(lambda done: self._ended(what, done))
        return task

    async def finish(self) -> None:
        """Wait until all of it is done, for ten seconds; what then goes on is cancelled."""
        deadline = asyncio.get_running_loop().time() + _LONGEST_GOODBYE
        while self._under_way:
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                break
            await asyncio.wait(set(self._under_way), timeout=left)
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    def _ended(self, what: str, task: asyncio.Task[Any]) -> None:
        self._under_way.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.warning("slack: not done", what=what, error=told(error))


def told(error: BaseException) -> str:
    """Return what may stand in a log of an error: Slack's own code, or else only what kind it is."""
    why = str(error)
    return why if why.startswith("slack: ") and len(why) < 120 else type(error).__name__
