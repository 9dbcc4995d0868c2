"""Series: prompts with a cadence, an audience and a place; and their occurrences."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache

from bot.model.ids import GroupId, PersonId, PromptId, SeriesId, TenantId, derive_id
from bot.model.people import Role
from bot.model.programmes import Programme
from bot.model.prompts import Kind, Theme


class SeriesState(StrEnum):
    """Whether a series runs. A DRAFT is still being made: nothing of it is ever planned."""

    DRAFT = "draft"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


class FallsAway(StrEnum):
    """What becomes of a step whose week has no ordinary moment: it waits for the next date, or it lapses."""

    MOVES_UP = "moves_up"
    LAPSES = "lapses"


class SeriesPlace(StrEnum):
    """Where a series is sent: to each in their own chat, or in the channel of each group of its audience."""

    OWN_CHAT = "own_chat"
    CHANNEL = "channel"


class Newcomers(StrEnum):
    """Where somebody who comes later begins: at the step of the group, or at step 1 at their own pace."""

    WITH_GROUP = "with_group"
    FIRST_STEP = "first_step"


@dataclass(frozen=True, slots=True)
class Joining:
    """Somebody who came into a series that ran, with the group: `step` was their first."""

    person: PersonId
    step: PromptId


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which a series did not run; without `until_at` it lasts. Steps wait until it is over."""

    since_at: datetime
    until_at: datetime | None = None

    def __contains__(self, at: datetime) -> bool:
        """Tell whether the series did not run at this instant; what was due as it began still came."""
        return self.since_at < at and (self.until_at is None or at < self.until_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """A recurrence rule (RFC 5545 RRULE without DTSTART) at a local wall time in an IANA zone.

    With `workdays_before_meeting` the dates are not those of `rule` (which is then empty) but lie so
    many working days before each meeting of the group that somebody is asked in: one series serves
    groups that meet on different days. What would come on a local day of `except_on` is no
    occurrence (EXDATE). An occurrence that cannot be sent within `grace` of its instant is skipped
    as late.
    """

    rule: str
    starts_on: date
    wall_time: time
    zone: str = "Europe/Amsterdam"
    grace: timedelta = timedelta(hours=8)
    except_on: tuple[date, ...] = ()
    workdays_before_meeting: int | None = None


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
    the dates that its agenda nudges count back from. In a `place` that is the CHANNEL, the conversation
    of each group in the audience gets the prompt, on the dates of that group.

    `programme` is the version that an admin accepted, as it was then; `steps` are written out of it
    and end with its look-back. `steps_before` are the steps that were asked before `begins_on`, under
    an earlier cadence. Whoever stands in `own_pace` chose to begin at step 1 in a series where newcomers
    go with the group; `joinings` tells who came in and did not begin there. Both stay with the series:
    they hold each person once at most, and a step that was put off says anew at which step it is.
    """

    id: SeriesId
    tenant: TenantId
    name: str
    audience: Audience
    draws_from: PromptFilter = PromptFilter()
    steps: tuple[PromptId, ...] = ()
    cadence: Cadence | None = None
    place: SeriesPlace = SeriesPlace.OWN_CHAT
    begins_on: date | None = None
    ends_on: date | None = None
    reminder: bool = True
    state: SeriesState = SeriesState.RUNNING
    planned_through_at: datetime | None = None
    programme: Programme | None = None
    falls_away: FallsAway = FallsAway.MOVES_UP
    newcomers: Newcomers = Newcomers.WITH_GROUP
    pauses: tuple[Pause, ...] = ()
    steps_before: int = 0
    own_pace: frozenset[PersonId] = frozenset()
    joinings: tuple[Joining, ...] = ()

    @property
    def is_in_channel(self) -> bool:
        """Tell whether groups get it in their channel, and nobody in their own chat."""
        return self.place is SeriesPlace.CHANNEL

    def begins_at_first(self, person: PersonId) -> bool:
        """Tell whether this person goes through the steps at their own pace, from the first that is new."""
        return self.newcomers is Newcomers.FIRST_STEP or person in self.own_pace

    def is_paused_at(self, at: datetime) -> bool:
        """Tell whether the series did not run at this instant."""
        return any(at in pause for pause in self.pauses)


_LOOK_BACK = "terugblik:"


def look_back_id(series: SeriesId, programme: Programme) -> PromptId:
    """Return the id of the prompt that asks what the programme closes with, after the last step."""
    return PromptId(f"{_LOOK_BACK}{derive_id(series, programme.id, programme.version)}")


def is_look_back(prompt: PromptId) -> bool:
    """Tell whether this is the look-back of a programme, and not a step of it."""
    return prompt.startswith(_LOOK_BACK)


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


# The same nudge is looked at for everybody.
@lru_cache(maxsize=1 << 14)
def occurrence_id(
    series: SeriesId,
    due_at: datetime,
    prompt: PromptId | None = None,
    group: GroupId | None = None,
) -> str:
    """Return the id that (series, original instant, prompt of a nudge) gives.

    With a `group` it is that of the group only: its meeting is what the instant comes before.
    """
    own = (group,) if group else ()
    return derive_id("occurrence", series, due_at.isoformat(), prompt or "", *own)
