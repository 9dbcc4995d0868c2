"""The dates of a tenant: meetings and when their agendas close, named moments, and days of rest."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from bot.model.ids import GroupId, MeetingId, PersonId, TenantId
from bot.model.people import Period


class MeetingKind(StrEnum):
    """What meets."""

    MT = "mt"
    COLLEGE = "college"
    COUNCIL = "council"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A regular meeting, for example: college, every Tuesday, agenda closes the Thursday before at 12:00.

    `weekday` and `closes_weekday` count from Monday = 0. The closing is the last `closes_weekday`
    at `closes_wall_time` that lies before the day of the meeting. `prepared_by` gets the proposed
    items; `group` is who meets, when the bot knows them.
    """

    id: MeetingId
    tenant: TenantId
    kind: MeetingKind
    name: str
    weekday: int
    wall_time: time
    closes_weekday: int
    closes_wall_time: time
    starts_on: date
    every_weeks: int = 1
    zone: str = "Europe/Amsterdam"
    group: GroupId | None = None
    prepared_by: PersonId | None = None
    cancelled_on: tuple[date, ...] = ()


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


@dataclass(frozen=True, slots=True)
class NamedPeriod:
    """A holiday with its name."""

    name: str
    period: Period


@dataclass(frozen=True, slots=True)
class Calendar:
    """All dates that decisions about one tenant need: public holidays, school holidays, recess, meetings."""

    holidays: tuple[NamedPeriod, ...] = ()
    school_holidays: tuple[NamedPeriod, ...] = ()
    recesses: tuple[Recess, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    moments: tuple[TenantMoment, ...] = ()
