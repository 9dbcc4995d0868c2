"""What is coming in the weeks after a digest: school holidays, recess, and the moments of the tenant."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.model.calendar import Calendar

# A person hears of a date at least once before it: more than a month, and the days until the next digest.
AHEAD = timedelta(weeks=6)


class ComingKind(StrEnum):
    """What kind of date is coming. CLOSING is the last day of something."""

    SCHOOL_HOLIDAY = "school_holiday"
    RECESS = "recess"
    MOMENT = "moment"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """A date or a stretch of days that is coming; `name` is as the calendar has it."""

    kind: ComingKind
    name: str
    first_on: date
    last_on: date


def coming(calendar: Calendar, today: date) -> tuple[Coming, ...]:
    """Return what begins from `today` on and within six weeks, soonest first, each thing once."""
    soon = {one for one in _everything(calendar) if today <= one.first_on <= today + AHEAD}
    return tuple(sorted(soon, key=lambda one: (one.first_on, one.last_on, one.kind, one.name)))


def _everything(calendar: Calendar) -> Iterator[Coming]:
    for days in calendar.school_holidays:
        yield Coming(
            kind=ComingKind.SCHOOL_HOLIDAY,
            name=days.name,
            first_on=days.period.first_on,
            last_on=days.period.last_on,
        )
    for recess in calendar.recesses:
        yield Coming(
            kind=ComingKind.RECESS,
            name=recess.name,
            first_on=recess.period.first_on,
            last_on=recess.period.last_on,
        )
    for moment in calendar.moments:
        # "de kadernota sluit" and "de input voor de kadernota" of `kadernota_sluiting` say the same.
        name = moment.label.removesuffix(" sluit")
        closes = "sluit" in f"{moment.key} {moment.label}" and "sluit" not in name
        yield Coming(
            kind=ComingKind.CLOSING if closes else ComingKind.MOMENT,
            name=name,
            first_on=moment.on,
            last_on=moment.on,
        )
