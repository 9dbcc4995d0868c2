"""The sweep: what died is ended, and what is due is handed out. A job that got lost costs one sweep."""

from datetime import datetime

from adapters.queue.drains import DrainQueue
from bot.fates import ASKED_WITHIN
from bot.ports.directory import Directory


async def sweep(directory: Directory, queue: DrainQueue, now: datetime) -> int:
    """Have every place drained where something is due or left behind; return how many were asked for."""
    await queue.end_stalled()
    places = {*await directory.due(now), *await directory.unsettled(now - ASKED_WITHIN)}
    return await queue.ask_for(sorted(places))
