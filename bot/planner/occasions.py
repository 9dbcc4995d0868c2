"""The occurrences of a series with a cadence, worked out once for everybody."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from bot.cadence import occurrences
from bot.local_time import at_wall_time, day_in, monday_of, sunday_of
from bot.model.series import Cadence, Occurrence, Series, occurrence_id
from bot.planner.occasion import Occasion
from bot.silence import Rest

_INSTANT = timedelta(microseconds=1)


def occasions_of(series: Series, rest: Rest, first_on: date, last_on: date) -> Iterator[Occasion]:
    """Yield the occurrences of `series` in the ISO weeks of `first_on` to `last_on`.

    With steps, an occurrence whose week has no ordinary moment left is no occurrence: the steps
    move on by one, and the series is over after the last.
    """
    if series.cadence is None:
        return
    first_week, last_day = monday_of(first_on), sunday_of(last_on)
    number = 0
    for due_at in _instants(series, series.cadence, last_day):
        if series.steps and not _can_be_sent(due_at, series.cadence, rest):
            continue
        number += 1
        if series.steps and number > len(series.steps):
            return
        week = monday_of(day_in(due_at, series.cadence.zone))
        if week >= first_week:
            yield Occasion(
                series=series,
                occurrence=_occurrence(series, due_at, number),
                week=week,
                wall_time=series.cadence.wall_time,
                grace=series.cadence.grace,
            )


def _instants(series: Series, cadence: Cadence, last_on: date) -> Iterator[datetime]:
    begins_on = max(series.begins_on or cadence.starts_on, cadence.starts_on)
    ends_on = min(series.ends_on or last_on, last_on)
    if ends_on < begins_on:
        return iter(())
    after = at_wall_time(begins_on, time.min, cadence.zone) - _INSTANT
    until = at_wall_time(ends_on + timedelta(days=1), time.min, cadence.zone) - _INSTANT
    return occurrences(cadence, after, until)


def _can_be_sent(due_at: datetime, cadence: Cadence, rest: Rest) -> bool:
    last_on = sunday_of(day_in(due_at, cadence.zone))
    return rest.first_moment(due_at, cadence.wall_time, last_on) is not None


def _occurrence(series: Series, due_at: datetime, number: int) -> Occurrence:
    step = series.steps[number - 1] if series.steps else None
    return Occurrence(
        id=occurrence_id(series.id, due_at),
        tenant=series.tenant,
        series=series.id,
        due_at=due_at,
        number=number,
        prompt=step,
    )
