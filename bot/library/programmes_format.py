"""The shape of a programme file: every key, what it may hold, and the JSON Schema for editors."""

from typing import Any

from pydantic import Field

from bot.library.explain import Shapes
from bot.library.format import (
    MAX_LIST,
    BodyText,
    Day,
    Entry,
    FullId,
    Line,
    Number,
    TitleText,
    schema_of,
)
from bot.model.people import Language, Role

MAX_STEPS = 60


class ProgrammeTexts(Entry):
    """The words of a programme in one language."""

    title: TitleText = Field(description="What people call it, at most six words.")
    about: Line = Field(description="One sentence for whoever chooses between programmes.")
    opening: BodyText = Field(description="What is said before the first step.")
    closing: BodyText = Field(description="The question that looks back after the last step.")


class FormalProgrammeTexts(Entry):
    """The words that differ when a person is addressed with *u*; the rest falls back to `nl`."""

    title: TitleText | None = None
    about: Line | None = None
    opening: BodyText | None = None
    closing: BodyText | None = None


class ProgrammeTextsByLanguage(Entry):
    """The words of a programme in each language."""

    nl: ProgrammeTexts
    formal: FormalProgrammeTexts | None = Field(default=None, alias="nl@formal")
    en: ProgrammeTexts | None = None


class ProgrammeEntry(Entry):
    """One programme."""

    id: FullId = Field(description="`<library id>:<name>`; never used again for something else.")
    version: Number = Field(ge=1, description="Raised by one whenever its steps or words change.")
    languages: list[Language] = Field(
        default=[Language.NL, Language.EN],
        min_length=1,
        max_length=MAX_LIST,
        description="The languages that it must have.",
    )
    licence: Line = Field(description="SPDX identifier of the licence of the texts.")
    owner: Line = Field(description="Who answers for the texts.")
    roles: list[Role] = Field(
        min_length=1, max_length=MAX_LIST, description="For whom it is meant."
    )
    fits_small: bool = Field(
        default=False,
        strict=True,
        description="Whether all its steps fit a small municipality.",
    )
    texts: ProgrammeTextsByLanguage
    steps: list[FullId] = Field(
        min_length=1, max_length=MAX_STEPS, description="The prompts, in the order they are asked."
    )
    review_after_on: Day = Field(
        default=None, description="From this day on an editor looks again."
    )
    why: str | None = Field(default=None, description="For editors; never shown.")


class ProgrammeFile(Entry):
    """A programme file of Zetje: one programme."""

    programme: ProgrammeEntry


PROGRAMME_SHAPES: Shapes = {
    "": ProgrammeFile,
    "programme": ProgrammeEntry,
    "texts": ProgrammeTextsByLanguage,
    "nl": ProgrammeTexts,
    "nl@formal": FormalProgrammeTexts,
    "en": ProgrammeTexts,
}


def programme_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a programme file, for editors."""
    return schema_of(ProgrammeFile)
