"""Dutch public and school holidays, from the `holidays` package."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache

from bot.model.calendar import NamedPeriod
from bot.model.people import Period, Region

_SUBDIVISIONS = {Region.NORTH: "Noord", Region.MIDDLE: "Midden", Region.SOUTH: "Zuid"}
# When two holidays share a day, the package writes their names in one text.
_BETWEEN_NAMES = "; "


class DutchHolidays:
    """Dutch holidays by their Dutch names. The school holidays are known for 2020 up to 2030.

    The package is only imported when the first year is asked for; every answer is kept.
    """

    def public(self, year: int) -> tuple[NamedPeriod, ...]:
        """Return the public holidays of a year, *Bevrijdingsdag* and *Goede vrijdag* included."""
        return _public(year)

    def school(self, year: int, region: Region) -> tuple[NamedPeriod, ...]:
        """Return the school holidays that start in a year; empty beyond the years that are known."""
        return _school(year, region)


@cache
def _public(year: int) -> tuple[NamedPeriod, ...]:
    from holidays import country_holidays

    days = country_holidays(
        "NL", years=year, categories=("public", "optional"), language="nl", expand=False
    )
    return tuple(_periods(days))


@cache
def _school(year: int, region: Region) -> tuple[NamedPeriod, ...]:
    from holidays import country_holidays

    # The year before tells a Christmas holiday that goes on; the year after where ours ends.
    days = country_holidays(
        "NL",
        subdiv=_SUBDIVISIONS[region],
        years=range(year - 1, year + 2),
        categories=("school",),
        language="nl",
        expand=False,
    )
    return tuple(named for named in _periods(days) if named.period.first_on.year == year)


def _periods(days: Mapping[date, str]) -> Iterable[NamedPeriod]:
    """Return days that follow each other under the same name as one period, in order of date."""
    named = sorted(
        (name, day) for day, names in days.items() for name in names.split(_BETWEEN_NAMES)
    )
    periods: list[NamedPeriod] = []
    for name, day in named:
        last = periods[-1] if periods else None
        if last and last.name == name and day - last.period.last_on == timedelta(days=1):
            periods[-1] = NamedPeriod(name, Period(last.period.first_on, day))
        else:
            periods.append(NamedPeriod(name, Period(day, day)))
    return sorted(periods, key=lambda each: (each.period.first_on, each.name))
