"""The rules about sources: a prompt refers to what exists, and takes over nothing."""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from bot.files.decoding import shown
from bot.files.tree import Path, Plain
from bot.library.draft import Draft, Finding
from bot.library.explain import nearest
from bot.library.register import Register
from bot.library.runs import shared_run

_NOT_COPIED = frozenset(
    {"id", "kind", "theme", "document", "section", "rows", "was", "roles", "fits"}
)


def lint_sources(draft: Draft, register: Register) -> Iterator[Finding]:
    """Give every reference that leads nowhere, and every run of eight words that is a source's."""
    yield from _sources(draft, register)
    yield from lint_copying(draft, register)


def _sources(draft: Draft, register: Register) -> Iterator[Finding]:
    sources = draft.raw.get("sources")
    for place, source in enumerate(sources if isinstance(sources, list) else []):
        if isinstance(source, dict):
            for key, message, remedy in _source(source, register):
                yield Finding(("sources", place, key), message, remedy, rule="source")


def _source(source: Mapping[str, Plain], register: Register) -> Iterator[tuple[str, str, str]]:
    name = source.get("document")
    if not isinstance(name, str):
        return
    document = register.documents.get(name)
    if document is None:
        known = tuple(register.documents)
        remedy = (
            f"did you mean '{nearest(name, known)}'?"
            if nearest(name, known)
            else "see the register"
        )
        yield "document", f"there is no source '{shown(name)}'", remedy
        return
    section = source.get("section")
    parts = [one.strip() for one in section.split(";")] if isinstance(section, str) else []
    for part in parts:
        if part not in document.sections:
            remedy = "choose from " + ", ".join(document.sections)
            yield "section", f"the source has no section '{shown(part)}'", remedy
    rows = source.get("rows")
    for row in rows if isinstance(rows, list) else []:
        yield from _row(str(row), name, register)


def _row(name: str, document: str, register: Register) -> Iterator[tuple[str, str, str]]:
    row = register.rows.get(name)
    if row is None:
        yield "rows", f"the register has no row '{shown(name)}'", "look it up in docs/sources.md"
    elif document not in {place[0] for place in row.places}:
        where = ", ".join(dict.fromkeys(f"{one} {section}".strip() for one, section in row.places))
        yield "rows", f"row {name} ({row.title}) is not of this source", f"it is of {where}"


def lint_copying(draft: Draft, register: Register) -> Iterator[Finding]:
    """Give every run of eight words that is a source's."""
    for path, text in _own_words(cast("Plain", draft.raw), ()):
        run = shared_run(text, register.hashes)
        if run:
            message = f"eight words in a row stand in a source: '{shown(run)}'"
            yield Finding(path, message, "say it in your own words", rule="copied")


def _own_words(value: Plain, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for place, one in enumerate(value):
            yield from _own_words(one, (*path, place))
        words: Sequence[str] = [one for one in value if isinstance(one, str)]
        if len(words) == len(value):
            yield path, " ".join(words)
    elif isinstance(value, dict):
        for key, one in value.items():
            if key not in _NOT_COPIED:
                yield from _own_words(one, (*path, key))
