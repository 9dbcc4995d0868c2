"""A digest as a page: a title and sections of entries, the same for every form of text."""

from dataclasses import dataclass

from bot.content import Text
from bot.model.people import Language


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing, with what belongs to it as pairs of a label and its text."""

    text: Text
    facts: tuple[tuple[str, Text], ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the entries under it; there is at least one."""

    heading: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The whole page. `note` says who sees it, `lead` is what comes before the sections."""

    language: Language
    title: Text
    note: Text
    lead: tuple[Text, ...] = ()
    sections: tuple[Section, ...] = ()
    made: Text


def sections(*candidates: tuple[str, tuple[Entry, ...]]) -> tuple[Section, ...]:
    """Return a section for each heading that has entries; a heading over nothing is left out."""
    return tuple(Section(heading, entries) for heading, entries in candidates if entries)
