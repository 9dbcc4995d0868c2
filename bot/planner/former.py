"""The dates that a series had before it was changed, in a week that has begun: what of them still counts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.local_time import day_in, monday_of
from bot.model.messages import Message
from bot.model.series import Cadence, Occurrence, Series
from bot.planner.occasion import Occasion


def may_have_former_dates(series: Series, today: date) -> bool:
    """Tell whether the series can have had other dates in the week of `today`.

    After a change of its dates it begins on that day at the earliest.
    """
    begins_on = series.begins_on
    return series.cadence is not None and begins_on is not None and begins_on >= monday_of(today)


def former_dates(
    series: Series, occasions: Iterable[Occasion], known: Iterable[Occurrence], since_on: date
) -> Iterator[Occurrence]:
    """Yield what is `known` of the series from that week on, and is not among its occasions now."""
    cadence = series.cadence
    if cadence is None or not may_have_former_dates(series, since_on):
        return
    now = {occasion.occurrence.id for occasion in occasions}
    # An agenda nudge has no number.
    mine = (one for one in known if one.series == series.id and one.number and one.id not in now)
    for one in mine:
        if _week(one, cadence) >= monday_of(since_on):
            yield one


def still_coming(series: Series, former: Iterable[Occurrence]) -> Iterator[Occasion]:
    """Yield the former dates whose steps count as asked: who chose a later moment still gets them.

    Which question was drawn for a date without a step is nobody's loss: the new dates bring another.
    """
    cadence = series.cadence
    if cadence is None or cadence.workdays_before_meeting is not None:
        return
    for one in former:
        is_asked = bool(series.steps) and one.number <= min(series.steps_before, len(series.steps))
        if is_asked and not is_taken_back(one, series, cadence):
            yield Occasion(
                series=series,
                occurrence=replace(one, prompt=series.steps[one.number - 1]),
                week=_week(one, cadence),
                wall_time=cadence.wall_time,
                grace=cadence.grace,
            )


def is_taken_back(occurrence: Occurrence, series: Series, cadence: Cadence) -> bool:
    """Tell whether an admin took this date out of the series, or ended it before."""
    day = day_in(occurrence.due_at, cadence.zone)
    return day in cadence.except_on or (series.ends_on is not None and series.ends_on < day)


def not_had_early(
    occasions: Iterable[Occasion], taken: Sequence[Message], former: Mapping[str, Occurrence]
) -> Iterable[Occasion]:
    """Leave out what takes the place of a former date that this person, who has `taken`, was early for.

    Who had a step, or a question, before its date was due had it for that week. A step has the same
    number on the new dates; once a former date was due, what comes after it is the next step.
    """
    if not former:
        return occasions
    found = ((message, former.get(message.occurrence or "")) for message in taken)
    had = [one for message, one in found if one and message.due_at < one.due_at]
    return list(_left(occasions, had)) if had else occasions


def _left(occasions: Iterable[Occasion], had: list[Occurrence]) -> Iterator[Occasion]:
    for occasion in occasions:
        earlier = next((one for one in had if _is_replaced(one, occasion)), None)
        if earlier is None:
            yield occasion
        else:
            had.remove(earlier)


def _is_replaced(former: Occurrence, occasion: Occasion) -> bool:
    series, number = occasion.series, occasion.occurrence.number
    if series.cadence is None or former.series != series.id:
        return False
    is_other = bool(series.steps) and number != former.number
    return not is_other and _week(former, series.cadence) == occasion.week


def _week(occurrence: Occurrence, cadence: Cadence) -> date:
    return monday_of(day_in(occurrence.due_at, cadence.zone))
