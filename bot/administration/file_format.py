"""The shape of a file with series: every key, what it may hold, and the JSON Schema for editors."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from bot.library.explain import Shapes
from bot.library.format import (
    MAX_LIST,
    Day,
    Entry,
    FullId,
    Line,
    Number,
    WallTime,
    Weekday,
    schema_of,
)
from bot.library.year_format import OneDay
from bot.model.people import Role
from bot.model.prompts import Kind, Theme
from bot.model.series import FallsAway, Newcomers, SeriesPlace

MAX_SERIES = 200


# The chat makes ids of its own, and those may begin with a digit.
SeriesSlug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]


class WantedState(StrEnum):
    """What a file can ask of a series."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


def _one_of(kind: type[StrEnum]) -> BeforeValidator:
    """Return a check that names what can be chosen."""

    def read(value: object) -> object:
        known = [one.value for one in kind]
        if value in known:
            return kind(str(value))
        raise ValueError(f"is not known here|choose from {', '.join(known)}")

    return BeforeValidator(read)


class DrawsEntry(Entry):
    """Which prompts of the library a series draws from; without a list there is no limit."""

    kinds: list[Kind] = Field(default=[], max_length=MAX_LIST, description="Kinds of prompts.")
    themes: list[Theme] = Field(default=[], max_length=MAX_LIST, description="Themes.")


class ForEntry(Entry):
    """Who is asked: everybody with one of the roles, in one of the groups, or named."""

    roles: list[Role] = Field(default=[], max_length=MAX_LIST, description="Roles.")
    groups: list[Line] = Field(
        default=[], max_length=MAX_LIST, description="Names or ids of groups."
    )
    people: list[Line] = Field(default=[], max_length=1000, description="Ids of people.")


class WhenEntry(Entry):
    """When it comes: on a weekday, before the own meeting, or by a rule; one of the three."""

    weekday: Weekday | None = Field(default=None, description="The day of the week.")
    every_weeks: Number = Field(default=1, ge=1, le=26, description="Once in so many weeks.")
    workdays_before_meeting: Number | None = Field(
        default=None,
        ge=0,
        le=20,
        description="So many working days before the group's own meeting.",
    )
    rule: Line | None = Field(default=None, description="An RRULE (RFC 5545) without DTSTART.")
    wall_time: WallTime = Field(description="The local time, in quotes.")
    zone: Line | None = Field(default=None, description="An IANA zone; default: the tenant's.")
    grace_hours: Number = Field(
        default=8, ge=1, le=168, description="What is later than this is skipped."
    )
    except_on: list[OneDay] = Field(
        default=[], max_length=MAX_LIST, description="Days on which nothing comes."
    )


class SeriesEntry(Entry):
    """One series."""

    id: SeriesSlug = Field(description="What the commands call it; it never changes.")
    name: Line | None = Field(default=None, description="Default: the title of the programme.")
    programme: FullId | None = Field(default=None, description="The programme that it follows.")
    programme_version: Number | None = Field(
        default=None, ge=1, description="Accepts this version; without it a series keeps its own."
    )
    steps: list[FullId] = Field(
        default=[], max_length=MAX_LIST, description="Prompts in the order in which they are asked."
    )
    draws: DrawsEntry | None = Field(default=None, description="Without programme and steps.")
    audience: ForEntry = Field(alias="for", description="Who is asked.")
    when: WhenEntry | None = Field(
        default=None, description="When; only a series of agenda nudges does without."
    )
    place: Annotated[SeriesPlace, _one_of(SeriesPlace)] = Field(
        default=SeriesPlace.OWN_CHAT, description="Where."
    )
    begins_on: Day = Field(default=None, description="The first day.")
    ends_on: Day = Field(default=None, description="The last day.")
    falls_away: Annotated[FallsAway, _one_of(FallsAway)] = Field(
        default=FallsAway.MOVES_UP, description="What becomes of a step whose week falls away."
    )
    newcomers: Annotated[Newcomers, _one_of(Newcomers)] = Field(
        default=Newcomers.WITH_GROUP, description="Where somebody who comes later begins."
    )
    reminder: bool = Field(default=True, strict=True, description="One reminder after two days.")
    state: Annotated[WantedState, _one_of(WantedState)] = Field(
        default=WantedState.RUNNING, description="Whether it runs."
    )


class SeriesFile(Entry):
    """A file with the series of a tenant."""

    series: list[SeriesEntry] = Field(min_length=1, max_length=MAX_SERIES)


SERIES_SHAPES: Shapes = {
    "": SeriesFile,
    "series": SeriesEntry,
    "draws": DrawsEntry,
    "for": ForEntry,
    "when": WhenEntry,
}


def series_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a file with series, for editors."""
    return schema_of(SeriesFile)
