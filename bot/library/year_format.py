"""The shape of a calendar file: every key, what it may hold, and the JSON Schema for editors."""

from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from bot.library.explain import Shapes
from bot.library.format import MAX_LIST, Day, Entry, Key, Line, Number, Slug, schema_of
from bot.library.year_rules import Month, YearRule, parse_rule


def _parse_rule(value: object) -> object:
    try:
        if isinstance(value, str):
            return parse_rule(value)
    except ValueError:
        pass
    raise ValueError(
        "is not a day of every year|write 'second tuesday of march' or month and day as '12-31'"
    )


def _parse_day(value: object) -> object:
    try:
        if isinstance(value, str) and len(value) == len("2027-06-01"):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise ValueError("is not a date|write an existing day as year-month-day, such as 2027-06-01")


Rule = Annotated[YearRule, BeforeValidator(_parse_rule), WithJsonSchema({"type": "string"})]
OneDay = Annotated[
    date, BeforeValidator(_parse_day), WithJsonSchema({"type": "string", "format": "date"})
]


class LabelEntry(Entry):
    """What a moment is called in a sentence, without a capital."""

    nl: Line
    en: Line | None = None


class BandEntry(Entry):
    """The months in which the moment lies in most municipalities."""

    first: Month
    last: Month


class MomentEntry(Entry):
    """One moment of the year. What a later file leaves out stays as an earlier one says."""

    key: Key = Field(description="What prompts call it in `timing.moment`.")
    label: LabelEntry | None = None
    band: BandEntry | None = None
    on: list[Rule] | None = Field(
        default=None, max_length=MAX_LIST, description="The usual day or days of every year."
    )
    dates: list[OneDay] | None = Field(
        default=None, max_length=MAX_LIST, description="Days that are set, instead of `on`."
    )
    lead_workdays: Number | None = Field(
        default=None, ge=0, le=250, description="Working days before it at which work on it begins."
    )
    source: Line | None = Field(default=None, description="Where this was found.")
    checked_on: Day = Field(default=None, description="When that was looked up.")
    note: Line | None = Field(default=None, description="What was not verified; for editors.")


class YearHead(Entry):
    """What holds for the whole file."""

    id: Slug = Field(description="Whose calendar it is, such as the name of a municipality.")
    title: Line
    licence: Line = Field(description="SPDX identifier of the licence.")
    owner: Line = Field(description="Who answers for it.")


class YearFile(Entry):
    """A calendar file of Zetje."""

    calendar: YearHead
    moments: list[MomentEntry] = Field(min_length=1, max_length=200)


YEAR_SHAPES: Shapes = {
    "": YearFile,
    "calendar": YearHead,
    "moments": MomentEntry,
    "label": LabelEntry,
    "band": BandEntry,
}


def year_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a calendar file, for editors."""
    return schema_of(YearFile)
