"""The dates of a tenant: meetings and when their agendas close, named moments, and days of rest."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from bot.model.ids import GroupId, MeetingId, PersonId, TenantId
from bot.model.people import Period

_ELECTIONS = ("verkiezing", "election", "stemdag", "referendum")


class MeetingKind(StrEnum):
    """What meets."""

    MT = "mt"
    COLLEGE = "college"
    COUNCIL = "council"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class MovedDate:
    """A date of a meeting that was put on another day; without `wall_time` at the usual time."""

    from_on: date
    to_on: date
    wall_time: time | None = None


@dataclass(frozen=True, slots=True)
class HeldDate:
    """One date of a meeting as a calendar file gives it, local to the meeting's zone.

    `key` stays the same when the file moves the date to another day.
    """

    on: date
    wall_time: time
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A regular meeting, for example: college, every Tuesday, agenda closes the Thursday before at 12:00.

    `weekday` and `closes_weekday` count from Monday = 0. With a `rule` (RFC 5545 RRULE, counted from
    `starts_on`) that gives the days instead of `weekday` and `every_weeks`; with a `source`, the name
    of a calendar file, its dates are exactly `held`, known up to `known_until_on`.
    The agenda closes at `closes_wall_time`: so many working days before the meeting when
    `closes_workdays_before` is set, else on the last `closes_weekday` before its day.
    `cancelled_on` and `moved` speak of days as the rule gives them. `prepared_by` gets the proposed
    items; `group` is who meets, when the bot knows them.
    """

    id: MeetingId
    tenant: TenantId
    kind: MeetingKind
    name: str
    weekday: int = 0
    wall_time: time
    closes_weekday: int = 0
    closes_wall_time: time
    starts_on: date
    every_weeks: int = 1
    zone: str = "Europe/Amsterdam"
    group: GroupId | None = None
    prepared_by: PersonId | None = None
    cancelled_on: tuple[date, ...] = ()
    rule: str = ""
    ends_on: date | None = None
    closes_workdays_before: int | None = None
    moved: tuple[MovedDate, ...] = ()
    source: str = ""
    held: tuple[HeldDate, ...] = ()
    known_until_on: date | None = None


@dataclass(frozen=True, slots=True, order=True)
class MeetingDate:
    """One date of a meeting. Instants are UTC; `closes_at` is when its agenda closes."""

    starts_at: datetime
    on: date
    closes_at: datetime
    meeting: MeetingId


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantMoment:
    """A named date of the tenant, such as `kadernota_sluiting`. `label` is its name in a sentence."""

    tenant: TenantId
    key: str
    on: date
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recess:
    """Days on which the tenant rests (council recess, a bridge day); shown by `name`."""

    tenant: TenantId
    name: str
    period: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantState:
    """A time in which some prompts are not sent, such as `formatie`; without `last_on` it goes on."""

    tenant: TenantId
    name: str
    first_on: date
    last_on: date | None = None

    def __contains__(self, day: date) -> bool:
        """Tell whether the tenant is in this state on `day`."""
        return self.first_on <= day and (self.last_on is None or day <= self.last_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A time in which nothing unasked is sent to anybody: `stilte`, for a crisis.

    From `since_at` on; up to the local day `until_on` (which counts again), or until it is lifted.
    """

    tenant: TenantId
    since_at: datetime
    until_on: date | None = None
    lifted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NamedPeriod:
    """A holiday with its name."""

    name: str
    period: Period


@dataclass(frozen=True, slots=True)
class Calendar:
    """All dates that decisions about one tenant need: holidays, recesses, states, meetings, moments."""

    holidays: tuple[NamedPeriod, ...] = ()
    school_holidays: tuple[NamedPeriod, ...] = ()
    recesses: tuple[Recess, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    moments: tuple[TenantMoment, ...] = ()
    states: tuple[TenantState, ...] = ()
    silences: tuple[Silence, ...] = ()

    def election_on(self, day: date) -> str:
        """Return what the election of this day is called; "" on any other day.

        The tenant gives its elections as named dates with a key such as `provinciale_verkiezing`.
        """
        held = (one for one in self.moments if one.on == day)
        return next((one.label for one in held if any(word in one.key for word in _ELECTIONS)), "")
