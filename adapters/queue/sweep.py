"""The sweep: what died is ended, and what is due is handed out. A job that got lost costs one sweep."""

from datetime import datetime, timedelta

from adapters.queue.drains import DrainQueue
from bot.ports.directory import Directory
from bot.unsettled import Unsettled

_NO_TIME = timedelta(0)


class Sweep:
    """What a clock does again and again."""

    def __init__(self, directory: Directory, queue: DrainQueue) -> None:
        self._directory, self._queue = directory, queue
        self._unsettled = Unsettled(directory)

    async def go(self, now: datetime, ahead: timedelta = _NO_TIME) -> int:
        """Have every place drained where something is due or left behind; return how many were asked for.

        What is due within `ahead` counts as due: it is to be made ready.
        """
        await self._queue.end_stalled()
        due = await self._directory.due(now + ahead)
        return await self._queue.ask_for(sorted({*due, *await self._unsettled.places(now)}))
