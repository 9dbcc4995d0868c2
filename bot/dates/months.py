"""What phrases mean that name a date, a month, a quarter or a year: *1 mei*, *eind Q2*, *de 15e*.

Every meaning takes `now`, aware and in the person's own zone, and what stood in its slots. Without a
year the first one is meant that is not past. A meaning that returns None does not exist.
"""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.dates.stretch import DAY, Stretch, end_of, one_day, period, this_year_or_next, weekday_from

DayMeaning = Callable[..., Stretch | None]
# A stretch of the month that starts on this first day.
InMonth = Callable[[date], Stretch]

_LAST = -1


@dataclass(frozen=True, slots=True)
class Figures:
    """A date in figures, day before month; not yet known to exist."""

    day: int
    month: int
    year: int | None = None


def start(first: date) -> Stretch:
    """*begin mei*: the first day."""
    return one_day(first)


def middle(first: date) -> Stretch:
    """*half mei*: the fifteenth."""
    return one_day(first.replace(day=15))


def end(first: date) -> Stretch:
    """*eind mei*: the last day."""
    return end_of(_last_of(first))


def whole(first: date) -> Stretch:
    """*deze maand*: until the last day."""
    return period(first, _last_of(first))


def in_named_month(where: InMonth) -> DayMeaning:
    """*eind mei*, *half mei 2028*."""

    def meaning(now: datetime, *, month: int, year: int | None = None) -> Stretch:
        if year is not None:
            return where(date(year, month, 1))
        return this_year_or_next(now, lambda of_year: where(date(of_year, month, 1)))

    return meaning


def in_month_ahead(ahead: int, where: InMonth) -> DayMeaning:
    """*eind volgende maand*: so many months from this one."""
    return lambda now: where(months_after(now.date().replace(day=1), ahead))


def in_numbered_quarter(where: InMonth) -> DayMeaning:
    """*eind Q2*: `where` of `start`, `end` and `whole` in the quarter with that number."""

    def meaning(now: datetime, *, quarter: int, year: int | None = None) -> Stretch:
        if year is not None:
            return _in_quarter(date(year, 3 * quarter - 2, 1), where)
        return this_year_or_next(
            now, lambda of_year: _in_quarter(date(of_year, 3 * quarter - 2, 1), where)
        )

    return meaning


def in_quarter_ahead(ahead: int, where: InMonth) -> DayMeaning:
    """*eind van het kwartaal*: `where` in the quarter so many quarters from this one."""

    def meaning(now: datetime) -> Stretch:
        first = date(now.year, (now.month - 1) // 3 * 3 + 1, 1)
        return _in_quarter(months_after(first, 3 * ahead), where)

    return meaning


def year_ahead(ahead: int, where: InMonth) -> DayMeaning:
    """*eind van het jaar*: `end` or `whole` of the year so many years from this one."""
    return lambda now: _in_year(now.year + ahead, where)


def end_of_year(now: datetime, *, year: int) -> Stretch:
    """*eind 2027*."""
    return _in_year(year, end)


def date_named(
    now: datetime, *, day: int, month: int, year: int | None = None, weekday: int | None = None
) -> Stretch | None:
    """*vrijdag 15 januari 2027*. A weekday that contradicts the date makes it None."""
    on = _date_or_none(day, month, year) if year else _first_coming(now.date(), day, month)
    if on is None or weekday not in {None, on.weekday()}:
        return None
    return one_day(on, has_year=year is not None)


def date_in_figures(
    now: datetime, *, figures: Figures, weekday: int | None = None
) -> Stretch | None:
    """*31-12*, *vrijdag 31-12-2027*. A weekday that contradicts the date makes it None."""
    return date_named(now, day=figures.day, month=figures.month, year=figures.year, weekday=weekday)


def day_of_month(now: datetime, *, day: int, weekday: int | None = None) -> Stretch | None:
    """*de 15e*: the first that comes, today included. A contradicting weekday makes it None."""
    first = now.date().replace(day=1)
    for ahead in range(12):
        month = months_after(first, ahead)
        on = _date_or_none(day, month.month, month.year)
        if on is not None and on >= now.date():
            return one_day(on) if weekday in {None, on.weekday()} else None
    return None


def nth_weekday_named(
    now: datetime, *, nth: int, weekday: int, month: int, year: int | None = None
) -> Stretch | None:
    """*eerste maandag van december*; `nth` is -1 for the last."""
    years = (now.year, now.year + 1) if year is None else (year,)
    for of_year in years:
        found = _nth_weekday(date(of_year, month, 1), nth, weekday)
        if found is not None and (year is not None or found >= now.date()):
            return one_day(found)
    return None


def nth_weekday_ahead(ahead: int) -> DayMeaning:
    """*laatste vrijdag van de maand*: of the month after when it is already past."""

    def meaning(now: datetime, *, nth: int, weekday: int) -> Stretch | None:
        first = months_after(now.date().replace(day=1), ahead)
        found = _nth_weekday(first, nth, weekday)
        if found is not None and found < now.date():
            found = _nth_weekday(months_after(first, 1), nth, weekday)
        return None if found is None else one_day(found)

    return meaning


def each_year(day: int, month: int) -> DayMeaning:
    """A day with a name: *kerst*, *oudjaar*."""
    return lambda now: this_year_or_next(now, lambda year: one_day(date(year, month, day)))


def kings_day(now: datetime) -> Stretch:
    """*Koningsdag*: 27 April, or the 26th when that is a Sunday."""

    def in_year(year: int) -> Stretch:
        usual = date(year, 4, 27)
        return one_day(usual - DAY if usual.isoweekday() == 7 else usual)

    return this_year_or_next(now, in_year)


def months_after(day: date, count: int) -> date:
    """Return the same day so many months later, or the last day of a month that lacks it."""
    years, month = divmod(day.month - 1 + count, 12)
    first = date(day.year + years, month + 1, 1)
    return first.replace(day=min(day.day, _last_of(first).day))


def _last_of(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])


def _in_quarter(first: date, where: InMonth) -> Stretch:
    if where is start:
        return where(first)
    in_last_month = where(months_after(first, 2))
    return replace(in_last_month, begins_on=first) if where is whole else in_last_month


def _in_year(year: int, where: InMonth) -> Stretch:
    in_december = where(date(year, 12, 1))
    return replace(in_december, begins_on=date(year, 1, 1)) if where is whole else in_december


def _date_or_none(day: int, month: int, year: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _first_coming(today: date, day: int, month: int) -> date | None:
    """Return this date within a year from today; 29 February may have none."""
    for year in (today.year, today.year + 1):
        on = _date_or_none(day, month, year)
        if on is not None and on >= today:
            return on if on <= months_after(today, 12) else None
    return None


def _nth_weekday(first: date, nth: int, weekday: int) -> date | None:
    if nth == _LAST:
        return weekday_from(_last_of(first) - 6 * DAY, weekday)
    found = weekday_from(first, weekday) + (nth - 1) * 7 * DAY
    return found if found.month == first.month else None
