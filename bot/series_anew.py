"""Storing a series that somebody changed, such that what was not handed over is planned anew."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.model.series import Audience, Occurrence, Series, SeriesState
from bot.planner.former import is_taken_back
from bot.planner.nudges import USUAL_GRACE
from bot.ports.stores import Unit

_INSTANT = timedelta(microseconds=1)
# Nobody still waits for what was due longer ago.
_LOOKED_BACK = timedelta(weeks=2)


async def plan_anew(unit: Unit, series: Series, now: datetime) -> None:
    """Store the series, and have all of it that was not handed over planned as the series is now.

    What was due already then still comes: as it was planned where it stays (see `what_stays`), else
    within its grace, when planning looks at it again.
    """
    before = await unit.series.get(series.id)
    known = await unit.series.occurrences(now - _LOOKED_BACK)
    stays = what_stays(before, series, known, now)
    first_due_at = await unit.messages.unplan(series.id, stays)
    await unit.series.save(looked_at_again(series, first_due_at, now))


def what_stays(
    before: Series | None, after: Series, known: Iterable[Occurrence], now: datetime
) -> frozenset[str]:
    """Return the ids of the occurrences of which everybody gets, or got, what was planned.

    They were due, so the series goes on after them whatever its dates are now, and planning would not
    find them again: who waits is served by and by, has a moment of their own later that week, or was
    moved to a later day. Nothing stays where the series now asks somebody less or something else, or
    does not run, nor what an admin took back by its day. `known` are stored occurrences, of any series.
    """
    cadence = after.cadence
    if before is None or cadence is None or not _still_asks_the_same(before, after):
        return frozenset()
    return frozenset(
        one.id
        for one in known
        # An agenda nudge has no number: it finds a later day by itself.
        if one.series == after.id and one.number and one.due_at <= now
        if not is_taken_back(one, after, cadence)
    )


def _still_asks_the_same(before: Series, after: Series) -> bool:
    asks = before.steps, before.draws_from, before.place
    return (
        after.state is SeriesState.RUNNING
        and asks == (after.steps, after.draws_from, after.place)
        and _is_within(before.audience, after.audience)
    )


def _is_within(some: Audience, more: Audience) -> bool:
    return some.roles <= more.roles and some.groups <= more.groups and some.people <= more.people


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
