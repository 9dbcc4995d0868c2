"""Series: prompts with a cadence, an audience and a place; and their occurrences."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.model.ids import GroupId, PersonId, PromptId, SeriesId, TenantId, derive_id
from bot.model.people import Role
from bot.model.prompts import Kind, Theme


class SeriesState(StrEnum):
    """Whether a series runs."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """A recurrence rule (RFC 5545 RRULE without DTSTART) at a local wall time in an IANA zone.

    An occurrence that cannot be sent within `grace` of its instant is skipped as late.
    """

    rule: str
    starts_on: date
    wall_time: time
    zone: str = "Europe/Amsterdam"
    grace: timedelta = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is asked: everybody with one of the roles, in one of the groups, or named."""

    roles: frozenset[Role] = frozenset()
    groups: frozenset[GroupId] = frozenset()
    people: frozenset[PersonId] = frozenset()


@dataclass(frozen=True, slots=True)
class PromptFilter:
    """Which prompts of the library a series draws from; an empty set means no limit."""

    kinds: frozenset[Kind] = frozenset()
    themes: frozenset[Theme] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Prompts + cadence + audience + place.

    With `steps` the prompts come in that order, one per occurrence, the same for everybody; else
    each person gets one that suits them out of `draws_from`. Without a cadence the series follows
    the dates that its agenda nudges count back from. `place` is a group whose conversation gets
    the prompt, or None: each in their own chat.
    """

    id: SeriesId
    tenant: TenantId
    name: str
    audience: Audience
    draws_from: PromptFilter = PromptFilter()
    steps: tuple[PromptId, ...] = ()
    cadence: Cadence | None = None
    place: GroupId | None = None
    begins_on: date | None = None
    ends_on: date | None = None
    reminder: bool = True
    state: SeriesState = SeriesState.RUNNING
    planned_through_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One due instant of a series, identified by the series and the original instant (RFC 5545).

    A nudge's occurrence also carries the prompt, and the date it works towards.
    """

    id: str
    tenant: TenantId
    series: SeriesId
    due_at: datetime
    number: int
    prompt: PromptId | None = None


def occurrence_id(series: SeriesId, due_at: datetime, prompt: PromptId | None = None) -> str:
    """Return the id that (series, original instant, prompt of a nudge) gives."""
    return derive_id("occurrence", series, due_at.isoformat(), prompt or "")
