"""Storing a series that somebody changed, such that what was not handed over is planned anew."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.model.series import Series
from bot.planner.nudges import USUAL_GRACE
from bot.ports.stores import Unit

_INSTANT = timedelta(microseconds=1)


async def plan_anew(unit: Unit, series: Series, now: datetime) -> None:
    """Store the series, and have all of it that was not handed over planned as the series is now.

    What was due already then still comes, within its grace: planning looks at it again.
    """
    first_due_at = await unit.messages.unplan(series.id)
    await unit.series.save(looked_at_again(series, first_due_at, now))


def looked_at_again(series: Series, first_due_at: datetime | None, now: datetime) -> Series:
    """Return the series such that planning looks again at what was removed of it.

    `first_due_at` is about when the first of that was due; None when there was nothing.
    """
    through = series.planned_through_at
    if first_due_at is None and through is None:
        return series
    since = now
    if first_due_at is not None and first_due_at <= now:
        # Some were still on their way: which did not get it, only the grace tells.
        grace = series.cadence.grace if series.cadence else USUAL_GRACE
        since = min(now - grace, first_due_at - _INSTANT)
    return replace(series, planned_through_at=min(through or since, since))
