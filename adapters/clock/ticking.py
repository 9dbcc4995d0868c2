"""APScheduler calls the tick; it stores nothing and tells no time."""

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.ticker import Ticker


def start_ticking(ticker: Ticker, seconds: float) -> AsyncIOScheduler:
    """Tick every so many seconds on the running loop, for the first time after that, one at a time.

    A tick that comes late is done once, however many were missed. Stop it with `shutdown()`.
    """
    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_job(
        ticker.beat,
        IntervalTrigger(seconds=seconds, timezone="UTC"),
        misfire_grace_time=None,
        coalesce=True,
        max_instances=1,
    )
    scheduler.start()
    return scheduler
