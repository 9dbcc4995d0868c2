"""What phrases mean that count from today: *morgen*, *vrijdag*, *volgende week*, *over een uur*.

Every meaning takes `now`, aware and in the person's own zone, and what stood in its slots. Weekdays
count from Monday, 0. A meaning that returns None does not exist.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from bot.dates.months import months_after
from bot.dates.stretch import (
    DAY,
    WEEK,
    Part,
    Stretch,
    end_of,
    monday_of,
    one_day,
    period,
    weekday_from,
)

DayMeaning = Callable[..., Stretch | None]

_WEDNESDAY, _FRIDAY, _SATURDAY, _SUNDAY = 2, 4, 5, 6
_MINUTE = timedelta(minutes=1)


class Unit(StrEnum):
    """What is counted in *over twee weken*."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


def days_ahead(count: int, part: Part | None = None) -> DayMeaning:
    """*vandaag*, *morgen*, *vanavond*: so many days from today."""
    return lambda now: one_day(now.date() + count * DAY, part)


def bare_weekday(now: datetime, *, weekday: int) -> Stretch:
    """*vrijdag*: the first one after today."""
    return replace(coming_weekday(now, weekday=weekday), is_bare_weekday=True)


def coming_weekday(now: datetime, *, weekday: int) -> Stretch:
    """*aanstaande vrijdag*: the first one after today."""
    return one_day(weekday_from(now.date() + DAY, weekday))


def this_weekday(now: datetime, *, weekday: int) -> Stretch:
    """*deze vrijdag*: the first one, today included."""
    return one_day(weekday_from(now.date(), weekday))


def weekday_of_week(ahead: int) -> DayMeaning:
    """*volgende week vrijdag*: in the week so many weeks from this one."""
    return lambda now, *, weekday: one_day(_monday(now, ahead) + weekday * DAY)


def weekday_weeks_on(now: datetime, *, weekday: int, count: int) -> Stretch:
    """*vrijdag over twee weken*: so many weeks after the first one, today included."""
    return one_day(weekday_from(now.date(), weekday) + count * WEEK)


def weeks_on_from(days: int) -> DayMeaning:
    """*morgen over een week*: so many weeks after the day that is `days` from today."""
    return lambda now, *, count: one_day(now.date() + days * DAY + count * WEEK)


def units_ahead(now: datetime, *, count: int, unit: Unit) -> Stretch:
    """*over twee weken*, *over een maand*: the same weekday, or the same day of the month."""
    return one_day(_counted(now.date(), count, unit))


def half_a_year_ahead(now: datetime) -> Stretch:
    """*over een half jaar*: the same day of the month."""
    return units_ahead(now, count=6, unit=Unit.MONTH)


def within_half_a_year(now: datetime) -> Stretch:
    """*binnen een half jaar*: from today until then."""
    return within_units(now, count=6, unit=Unit.MONTH)


def within_units(now: datetime, *, count: int, unit: Unit) -> Stretch:
    """*binnen twee weken*: from today until then."""
    return period(now.date(), _counted(now.date(), count, unit))


def minutes_ahead(minutes: int) -> DayMeaning:
    """*over 20 minuten*, *over een uur*: `count` times so many minutes from now."""

    def meaning(now: datetime, *, count: int = 1) -> Stretch:
        return _moment_after(now, count * minutes)

    return meaning


def within_minutes(minutes: int) -> DayMeaning:
    """*binnen een uur*: until `count` times so many minutes from now."""

    def meaning(now: datetime, *, count: int = 1) -> Stretch:
        return replace(_moment_after(now, count * minutes), is_period=True)

    return meaning


def week_ahead(ahead: int) -> DayMeaning:
    """*deze week*, *volgende week*: until its Friday, or its Sunday once that Friday is past."""
    return lambda now: period(_monday(now, ahead), _last_of_week(now, ahead))


def start_of_week(ahead: int) -> DayMeaning:
    """*begin volgende week*: its Monday."""
    return lambda now: one_day(_monday(now, ahead))


def middle_of_week(ahead: int) -> DayMeaning:
    """*midden volgende week*: its Wednesday."""
    return lambda now: one_day(_monday(now, ahead) + _WEDNESDAY * DAY)


def end_of_week(ahead: int) -> DayMeaning:
    """*eind van de week*: its Friday, or its Sunday once that Friday is past."""
    return lambda now: end_of(_last_of_week(now, ahead))


def weekend(ahead: int) -> DayMeaning:
    """*het weekend*: Saturday and Sunday of the week so many weeks from this one."""

    def meaning(now: datetime) -> Stretch:
        monday = _monday(now, ahead)
        return period(monday + _SATURDAY * DAY, monday + _SUNDAY * DAY)

    return meaning


def numbered_week(now: datetime, *, week: int) -> Stretch | None:
    """*week 12*: its Monday until its Friday, this year or the next."""
    monday = _monday_of_numbered(now, week, _FRIDAY)
    return period(monday, monday + _FRIDAY * DAY) if monday else None


def weekday_of_numbered_week(now: datetime, *, weekday: int, week: int) -> Stretch | None:
    """*maandag in week 12*: this year or the next."""
    monday = _monday_of_numbered(now, week, weekday)
    return one_day(monday + weekday * DAY) if monday else None


def _monday(now: datetime, ahead: int) -> date:
    return monday_of(now.date()) + ahead * WEEK


def _last_of_week(now: datetime, ahead: int) -> date:
    friday = _monday(now, ahead) + _FRIDAY * DAY
    return friday if friday >= now.date() else friday + 2 * DAY


def _monday_of_numbered(now: datetime, week: int, weekday: int) -> date | None:
    this_year = now.date().isocalendar().year
    for year in (this_year, this_year + 1):
        # A year has 53 weeks when 28 December, always in the last one, says so.
        if week > date(year, 12, 28).isocalendar().week:
            continue
        monday = date.fromisocalendar(year, week, 1)
        if monday + weekday * DAY >= now.date():
            return monday
    return None


def _counted(today: date, count: int, unit: Unit) -> date:
    match unit:
        case Unit.DAY:
            return today + count * DAY
        case Unit.WEEK:
            return today + count * WEEK
        case Unit.MONTH:
            return months_after(today, count)
        case Unit.YEAR:
            return months_after(today, 12 * count)


def _moment_after(now: datetime, minutes: int) -> Stretch:
    # Through UTC, because an hour from now is an hour later on the night that the clock changes too.
    then = (now.astimezone(UTC) + minutes * _MINUTE).astimezone(now.tzinfo)
    if then.second or then.microsecond:
        then = then.replace(second=0, microsecond=0) + _MINUTE
    return replace(one_day(then.date()), wall_time=then.time())
