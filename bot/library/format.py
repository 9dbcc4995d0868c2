"""The shape of a library file: every key, what it may hold, and the JSON Schema for editors.

The keys are named like the types in `bot.model.prompts`. What depends on more than one key is
checked in `bot.library.rules`.
"""

import re
from datetime import date, time
from enum import StrEnum
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)

from bot.model.people import Language, Role
from bot.model.prompts import Becomes, Fits, Kind, ReplyForm, Theme

MAX_TITLE = 150
MAX_BODY = 3000
MAX_LINE = 300
MAX_MINUTES = 15
MAX_PROMPTS = 2000
MAX_LIST = 60


class Weekday(StrEnum):
    """A day of the week, as it is written in a library file (Monday is 0 in a `Timing`)."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"

    @property
    def number(self) -> int:
        """The number of the day, as in `datetime.date.weekday`."""
        return list(Weekday).index(self)


def _parse_date(value: object) -> object:
    if value is None:
        return None
    try:
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise ValueError("is not a date|write an existing day as year-month-day, such as 2027-06-01")


def _parse_time(value: object) -> object:
    if value is None:
        return None
    if isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value, re.ASCII):
        return time.fromisoformat(value)
    raise ValueError('is not a time of day|write hours and minutes, such as "08:15"')


Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
FullId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}:[a-z0-9][a-z0-9-]{0,39}$")]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
MomentKey = Annotated[str, Field(pattern=r"^(closing:)?[a-z][a-z0-9_]{0,59}$")]
Number = Annotated[int, Field(strict=True)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_LINE)]
TitleText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_TITLE)
]
BodyText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_BODY)
]
Day = Annotated[
    date | None,
    BeforeValidator(_parse_date),
    WithJsonSchema({"type": ["string", "null"], "format": "date"}),
]
WallTime = Annotated[
    time | None,
    BeforeValidator(_parse_time),
    WithJsonSchema({"type": ["string", "null"], "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}),
]


class Entry(BaseModel):
    """A mapping of a library file. Other keys than its own are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class HeadEntry(Entry):
    """What holds for all prompts of the file."""

    id: Slug = Field(description="Name space of the prompts: what stands before the colon.")
    title: Line = Field(description="What people call this library.")
    version: Number = Field(ge=1, description="Raised by one whenever a prompt's words change.")
    language: Language = Field(default=Language.NL, description="The language it is written in.")
    languages: list[Language] = Field(
        default=[Language.NL, Language.EN],
        min_length=1,
        max_length=MAX_LIST,
        description="The languages that every prompt of the file must have.",
    )
    licence: Line = Field(description="SPDX identifier of the licence of the texts.")
    owner: Line = Field(description="Who answers for the texts.")


class TextsEntry(Entry):
    """The words of a prompt in one language."""

    title: TitleText = Field(description="Short name, at most six words.")
    body: BodyText = Field(description="The question or step; of a nudge only the occasion.")
    follow_up: Line | None = Field(default=None, description="Asked after an answer.")
    item: Line | None = Field(
        default=None, description="The agenda item, or the question to ask at the table."
    )


class FormalEntry(Entry):
    """The words that differ when a person is addressed with *u*; the rest falls back to `nl`."""

    title: TitleText | None = None
    body: BodyText | None = None
    follow_up: Line | None = None
    item: Line | None = None


class TextsByLanguage(Entry):
    """The words of a prompt in each language."""

    nl: TextsEntry
    formal: FormalEntry | None = Field(default=None, alias="nl@formal")
    en: TextsEntry | None = None


class TimingEntry(Entry):
    """When a prompt makes sense."""

    moment: MomentKey | None = Field(
        default=None, description="A named date of the tenant, or `closing:<meeting kind>`."
    )
    offset_days: Number = Field(
        default=0, ge=-366, le=366, description="Days from the moment; negative is before it."
    )
    in_workdays: bool = Field(
        default=True, strict=True, description="Whether `offset_days` counts working days only."
    )
    avoid: list[Key] = Field(
        default=[],
        max_length=MAX_LIST,
        description="States of the tenant or recesses in which it is not sent.",
    )
    weekday: Weekday | None = Field(default=None, description="The usual day.")
    wall_time: WallTime = Field(default=None, description="The usual local time, in quotes.")
    repeat_after_days: Number = Field(
        default=365, ge=1, le=3660, description="The same person does not get it sooner than this."
    )


class SourceEntry(Entry):
    """A document that the prompt leans on (an inspiration, never a quotation)."""

    document: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
    section: Line
    rows: list[Annotated[str, Field(pattern=r"^[A-Z][0-9]{2,3}$")]] = Field(
        default=[], max_length=MAX_LIST, description="Rows of the register of sources, such as F05."
    )


class PromptEntry(Entry):
    """One prompt."""

    id: FullId = Field(description="`<library id>:<name>`; never used again for something else.")
    version: Number | None = Field(default=None, ge=1, description="Default: the library's.")
    kind: Kind
    theme: Theme
    roles: list[Role] = Field(
        min_length=1, max_length=MAX_LIST, description="For whom it is meant."
    )
    minutes: Number = Field(ge=1, le=MAX_MINUTES, description="What it costs someone.")
    timing: TimingEntry = Field(default=TimingEntry(), description="When it makes sense.")
    reply_form: ReplyForm | None = Field(default=None, description="Default: by kind.")
    becomes: Becomes | None = Field(default=None, description="What an answer may turn into.")
    fits: list[Fits] = Field(
        default=[Fits.SELF], min_length=1, max_length=MAX_LIST, description="Where it belongs."
    )
    fits_small: bool = Field(
        default=False,
        strict=True,
        description="Whether it fits a small municipality without a CIO or privacy officer.",
    )
    agenda_minutes: Number | None = Field(
        default=None, ge=1, le=120, description="How long the agenda item takes."
    )
    search_words: list[Line] = Field(
        default=[], max_length=MAX_LIST, description="Everyday words that find it."
    )
    sources: list[SourceEntry] = Field(
        default=[], max_length=MAX_LIST, description="What it leans on."
    )
    texts: TextsByLanguage
    was: list[FullId] = Field(
        default=[], max_length=MAX_LIST, description="Ids that this prompt had before."
    )
    review_after_on: Day = Field(
        default=None, description="From this day on an editor looks again."
    )
    withdrawn: bool = Field(
        default=False,
        strict=True,
        description="Whether it is asked no more; it stays in the file, so that its id stays taken.",
    )
    withdrawn_why: Line | None = Field(
        default=None, description="For editors: why it was withdrawn, and when."
    )
    why: str | None = Field(default=None, description="For editors; never shown.")


class FileEntry(Entry):
    """A library file of Zetje."""

    library: HeadEntry
    prompts: list[PromptEntry] = Field(min_length=1, max_length=MAX_PROMPTS)


def library_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a library file, for editors."""
    return schema_of(FileEntry)


def schema_of(file: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a kind of file, for editors."""
    schema = file.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
