"""The occurrences of a series with a cadence, worked out once for everybody."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType

from bot.local_time import day_in, monday_of, sunday_of
from bot.model.calendar import Meeting
from bot.model.ids import GroupId
from bot.model.series import (
    Cadence,
    FallsAway,
    Newcomers,
    Occurrence,
    Series,
    occurrence_id,
)
from bot.planner.dues import Due, dues_before, dues_of
from bot.planner.occasion import Occasion
from bot.silence import Rest

NO_MEETINGS: Mapping[GroupId, Sequence[Meeting]] = MappingProxyType({})


def occasions_of(
    series: Series,
    rest: Rest,
    first_on: date,
    last_on: date,
    meetings: Mapping[GroupId, Sequence[Meeting]] = NO_MEETINGS,
) -> Iterator[Occasion]:
    """Yield the occurrences of `series` in the ISO weeks of `first_on` to `last_on`.

    What lies in a pause of the series is no occurrence. With steps, one whose week has no ordinary
    moment left is none either: its step waits for the next date, or lapses, as the series says. The
    series is over after the last step; newcomers who begin at step 1 then have that long again.
    A series that counts back from meetings has occurrences for each group of `meetings` (see
    `meetings_by_group`), with a count of their own, one group after the other.
    """
    cadence = series.cadence
    if cadence is None:
        return
    first_week, last_day = monday_of(first_on), sunday_of(last_on)
    if cadence.workdays_before_meeting is None:
        yield from _numbered(series, dues_of(series, cadence, last_day), rest, first_week)
        return
    for group, own in meetings.items():
        dues = dues_before(series, cadence, own, rest.days, last_day)
        yield from _numbered(series, dues, rest, first_week, group)


def _numbered(
    series: Series,
    dues: Iterable[Due],
    rest: Rest,
    first_week: date,
    group: GroupId | None = None,
) -> Iterator[Occasion]:
    cadence, number = series.cadence, series.steps_before
    assert cadence is not None
    for due in dues:
        if series.is_paused_at(due.at):
            continue
        if due.has_lapsed or (series.steps and not can_be_sent(due, cadence, rest)):
            number += series.falls_away is FallsAway.LAPSES
            continue
        number += 1
        if series.steps and number > _last_number(series):
            return
        week = monday_of(day_in(due.at, cadence.zone))
        if week >= first_week:
            yield Occasion(
                series=series,
                occurrence=_occurrence(series, due.at, number, group),
                week=week,
                wall_time=cadence.wall_time,
                grace=cadence.grace,
                group=group,
                meets_at=due.meets_at,
            )


def can_be_sent(due: Due, cadence: Cadence, rest: Rest) -> bool:
    """Tell whether the week of a due instant has an ordinary moment left for it."""
    last_on = sunday_of(day_in(due.at, cadence.zone))
    moment = rest.first_moment(due.at, cadence.wall_time, last_on)
    return moment is not None and (due.meets_at is None or moment < due.meets_at)


def _last_number(series: Series) -> int:
    twice = series.newcomers is Newcomers.FIRST_STEP or bool(series.own_pace)
    return len(series.steps) * (2 if twice else 1)


def _occurrence(series: Series, due_at: datetime, number: int, group: GroupId | None) -> Occurrence:
    step = series.steps[number - 1] if number <= len(series.steps) else None
    return Occurrence(
        id=occurrence_id(series.id, due_at, group=group),
        tenant=series.tenant,
        series=series.id,
        due_at=due_at,
        number=number,
        prompt=step,
    )
