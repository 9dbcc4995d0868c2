"""What a file with series is read against, and what its entries stand for there."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.administration.coming import Town
from bot.administration.file_format import SeriesEntry, WhenEntry
from bot.local_time import monday_of
from bot.model.ids import GroupId, PersonId
from bot.model.people import Person
from bot.model.programmes import Programme
from bot.model.prompts import Library
from bot.model.series import Audience, Cadence, Series

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WEEKLY = re.compile(r"FREQ=WEEKLY(?:;INTERVAL=(\d{1,2}))?;BYDAY=(MO|TU|WE|TH|FR|SA|SU)")
_MOST_WEEKS = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What a file with series is read against: the tenant as it is, and the library."""

    town: Town
    people: tuple[Person, ...]
    library: Library
    programmes: tuple[Programme, ...]
    series: tuple[Series, ...]
    now: datetime

    def existing(self, series: str) -> Series | None:
        """Return the series with this id, or None."""
        return next((one for one in self.series if one.id == series), None)


def cadence_of(when: WhenEntry, office: Office, begins_on: date) -> Cadence:
    """Return the cadence of an entry that begins on this day."""
    rule = when.rule or ""
    if when.weekday is not None:
        interval = f";INTERVAL={when.every_weeks}" if when.every_weeks > 1 else ""
        rule = f"FREQ=WEEKLY{interval};BYDAY={DAYS[when.weekday.number]}"
    wall_time = when.wall_time
    assert wall_time is not None, "the shape has seen to that"
    return Cadence(
        rule=rule,
        starts_on=monday_of(begins_on) if when.weekday is not None else begins_on,
        wall_time=wall_time,
        zone=when.zone or office.town.tenant.zone,
        grace=timedelta(hours=when.grace_hours),
        except_on=tuple(sorted(when.except_on)),
        workdays_before_meeting=when.workdays_before_meeting,
    )


def weekly_of(rule: str) -> tuple[int, str] | None:
    """Return (every so many weeks, day) of a rule as `weekday` makes it; None for any other."""
    found = _WEEKLY.fullmatch(rule)
    every = int(found[1] or 1) if found else 0
    return (every, found[2]) if found and 1 <= every <= _MOST_WEEKS else None


def audience_of(entry: SeriesEntry, office: Office) -> Audience:
    """Return who is asked."""
    return Audience(
        roles=frozenset(entry.audience.roles),
        groups=groups_of(entry, office),
        people=frozenset(PersonId(person) for person in entry.audience.people),
    )


def groups_of(entry: SeriesEntry, office: Office) -> frozenset[GroupId]:
    """Return the groups that are asked, named by their name or id."""
    named = set(entry.audience.groups)
    return frozenset(one.id for one in office.town.groups if {one.id, one.name} & named)


def programme_of(entry: SeriesEntry, office: Office) -> Programme | None:
    """Return the programme of an entry as the library has it now, or None."""
    return next((one for one in office.programmes if one.id == entry.programme), None)
