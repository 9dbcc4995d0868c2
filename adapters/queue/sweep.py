"""The sweep: what died is ended, and what is due is handed out. A job that got lost costs one sweep."""

from datetime import datetime, timedelta

from adapters.queue.drains import DrainQueue
from bot.fates import ASKED_WITHIN
from bot.ports.directory import Directory

_NO_TIME = timedelta(0)


async def sweep(
    directory: Directory, queue: DrainQueue, now: datetime, ahead: timedelta = _NO_TIME
) -> int:
    """Have every place drained where something is due or left behind; return how many were asked for.

    What is due within `ahead` counts as due: it is to be made ready.
    """
    await queue.end_stalled()
    places = {*await directory.due(now + ahead), *await directory.unsettled(now - ASKED_WITHIN)}
    return await queue.ask_for(sorted(places))
