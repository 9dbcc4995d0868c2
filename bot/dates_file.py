"""The dates of a tenant as a YAML file: meetings, days of rest, states and named dates.

What a file says of a kind of dates takes the place of all that was known of that kind; of meetings,
each takes the place of the one with its id.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from typing import Annotated, TypeVar

from pydantic import BeforeValidator, Field

from bot.cadence import CadenceError, validate
from bot.closings import Closing, ClosingError, read_closing
from bot.errors import ZetjeError
from bot.files.problems import TextFile
from bot.files.tree import read_file
from bot.library.explain import Shapes
from bot.library.format import MAX_LIST, Entry, Key, Line, Slug
from bot.library.reading import shape_problems
from bot.library.year_format import OneDay
from bot.model.calendar import Meeting, MeetingKind, MovedDate, Recess, TenantMoment, TenantState
from bot.model.ids import GroupId, MeetingId, PersonId
from bot.model.people import Period, Tenant
from bot.model.series import Cadence

_Entry = TypeVar("_Entry")
_Built = TypeVar("_Built")


class DatesFileError(ZetjeError):
    """A file with dates has problems; the message names each with its line."""


def _read_kind(value: object) -> object:
    kinds = [kind.value for kind in MeetingKind]
    if value in kinds:
        return MeetingKind(str(value))
    raise ValueError(f"is no kind of meeting|choose from {', '.join(kinds)}")


def _read_time(value: object) -> object:
    try:
        if isinstance(value, str):
            return time.fromisoformat(value)
    except ValueError:
        pass
    raise ValueError('is not a time of day|write hours and minutes in quotes, such as "09:30"')


def _read_closing(value: object) -> object:
    try:
        return read_closing(str(value))
    except ClosingError:
        told = "write '-3 werkdagen 12:00', or the weekday before the meeting as 'donderdag 12:00'"
        raise ValueError(f"is no closing of an agenda|{told}") from None


def _read_rule(value: object) -> object:
    try:
        validate(Cadence(rule=str(value), starts_on=date(2027, 1, 1), wall_time=time(9)))
    except CadenceError:
        told = "write an RRULE without DTSTART, such as FREQ=MONTHLY;BYDAY=1TH"
        raise ValueError(f"is no rule of dates|{told}") from None
    return value


_Time = Annotated[time, BeforeValidator(_read_time)]


class MovedEntry(Entry):
    """A date that was put on another day."""

    from_on: OneDay
    to_on: OneDay
    at: _Time | None = None


class MeetingEntry(Entry):
    """A meeting by a rule. A meeting out of a calendar file is imported instead."""

    id: Slug
    what: Annotated[MeetingKind, BeforeValidator(_read_kind)]
    name: Line
    rule: Annotated[str, BeforeValidator(_read_rule), Field(max_length=255)]
    at: _Time
    starts_on: OneDay
    closes: Annotated[Closing, BeforeValidator(_read_closing)]
    ends_on: OneDay | None = None
    group: Line | None = None
    prepared_by: Line | None = None
    cancelled: list[OneDay] = Field(default=[], max_length=MAX_LIST)
    moved: list[MovedEntry] = Field(default=[], max_length=MAX_LIST)


class RestEntry(Entry):
    """Days on which everybody rests: a recess, a bridge day."""

    name: Line
    first_on: OneDay
    last_on: OneDay | None = None


class StateEntry(Entry):
    """A time in which some prompts are not sent; without `last_on` until further notice."""

    key: Key
    first_on: OneDay
    last_on: OneDay | None = None


class MomentEntry(Entry):
    """A named date."""

    key: Key
    on: OneDay
    label: Line


class DatesEntry(Entry):
    """A file with the dates of a tenant."""

    meetings: list[MeetingEntry] | None = Field(default=None, max_length=MAX_LIST)
    rest: list[RestEntry] | None = Field(default=None, max_length=200)
    states: list[StateEntry] | None = Field(default=None, max_length=MAX_LIST)
    moments: list[MomentEntry] | None = Field(default=None, max_length=500)


_SHAPES: Shapes = {
    "": DatesEntry,
    "meetings": MeetingEntry,
    "moved": MovedEntry,
    "rest": RestEntry,
    "states": StateEntry,
    "moments": MomentEntry,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """What a file says; None of what it does not speak of."""

    meetings: tuple[Meeting, ...] | None = None
    recesses: tuple[Recess, ...] | None = None
    states: tuple[TenantState, ...] | None = None
    moments: tuple[TenantMoment, ...] | None = None


def read_dates(name: str, content: bytes, tenant: Tenant) -> Dates:
    """Read a file with dates. Raises DatesFileError that names every problem with its line."""
    tree, problems = read_file(TextFile(name, content))
    found = [*problems]
    if tree is not None:
        found += shape_problems(name, tree, _SHAPES)
    if found or tree is None:
        raise DatesFileError("; ".join(str(problem).removesuffix(" [format]") for problem in found))
    entry = DatesEntry.model_validate(tree.data)
    _refuse_backwards(name, entry)
    return Dates(
        meetings=_all(entry.meetings, lambda one: _meeting(one, tenant)),
        recesses=_all(entry.rest, lambda one: _recess(one, tenant)),
        states=_all(entry.states, lambda one: _state(one, tenant)),
        moments=_all(
            entry.moments,
            lambda one: TenantMoment(tenant=tenant.id, key=one.key, on=one.on, label=one.label),
        ),
    )


def _all(
    entries: list[_Entry] | None, build: Callable[[_Entry], _Built]
) -> tuple[_Built, ...] | None:
    return None if entries is None else tuple(map(build, entries))


def _refuse_backwards(name: str, entry: DatesEntry) -> None:
    spans = [(one.name, one.first_on, one.last_on) for one in entry.rest or ()]
    spans += [(one.key, one.first_on, one.last_on) for one in entry.states or ()]
    for what, first_on, last_on in spans:
        if last_on is not None and last_on < first_on:
            raise DatesFileError(
                f"{name}: {what} ends on {last_on}, before it begins on {first_on}; "
                "turn the two around"
            )
    ids = [one.id for one in entry.meetings or ()]
    twice = next((one for one in ids if ids.count(one) > 1), None)
    if twice is not None:
        raise DatesFileError(f"{name}: the meeting {twice} stands in it twice; keep one of the two")


def _meeting(entry: MeetingEntry, tenant: Tenant) -> Meeting:
    return Meeting(
        id=MeetingId(entry.id),
        tenant=tenant.id,
        kind=entry.what,
        name=entry.name,
        wall_time=entry.at,
        closes_weekday=entry.closes.weekday,
        closes_wall_time=entry.closes.wall_time,
        closes_workdays_before=entry.closes.workdays_before,
        starts_on=entry.starts_on,
        ends_on=entry.ends_on,
        rule=entry.rule,
        zone=tenant.zone,
        group=GroupId(entry.group) if entry.group else None,
        prepared_by=PersonId(entry.prepared_by) if entry.prepared_by else None,
        cancelled_on=tuple(entry.cancelled),
        moved=tuple(MovedDate(one.from_on, one.to_on, one.at) for one in entry.moved),
    )


def _recess(entry: RestEntry, tenant: Tenant) -> Recess:
    last_on = entry.last_on or entry.first_on
    return Recess(tenant=tenant.id, name=entry.name, period=Period(entry.first_on, last_on))


def _state(entry: StateEntry, tenant: Tenant) -> TenantState:
    return TenantState(
        tenant=tenant.id, name=entry.key, first_on=entry.first_on, last_on=entry.last_on
    )
