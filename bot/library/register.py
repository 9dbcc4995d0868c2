"""The register of sources: which documents, sections and rows a prompt may refer to, and their runs.

It holds titles in our own words and hashes (`bot.library.runs`), never the text of a source, so
that copying can be found where the sources are not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from json import dumps, loads
from types import MappingProxyType
from typing import Any

from bot.library.runs import unpack

KINDS: Mapping[str, str] = {
    "F": "frame",
    "T": "theme",
    "D": "dilemma",
    "Q": "question",
    "A": "action",
    "S": "symbol",
    "N": "actor",
    "R": "role",
    "C": "contradiction",
    "O": "dated fact",
}


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A source: its title in our words, the year it is from, and its sections with their titles."""

    title: str
    year: int
    sections: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row of the map of the sources.

    `places` are (document, section); the section is empty when the map names the document only.
    """

    kind: str
    title: str
    places: tuple[tuple[str, str], ...]
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """All sources. `hashes` are those of the runs of eight words of the documents."""

    documents: Mapping[str, SourceDocument]
    rows: Mapping[str, SourceRow]
    hashes: frozenset[bytes] = frozenset()


def register_json(register: Register) -> str:
    """Return the register without its hashes, the same text for the same register."""
    documents = {
        name: {"title": one.title, "year": one.year, "sections": dict(one.sections)}
        for name, one in register.documents.items()
    }
    rows = [
        f"  {dumps(name)}: {dumps(_row_data(row), ensure_ascii=False)}"
        for name, row in register.rows.items()
    ]
    head = dumps(documents, ensure_ascii=False, indent=1)
    return f'{{"documents": {head},\n"rows": {{\n' + ",\n".join(rows) + "\n}}\n"


def read_register(text: str, hashes: bytes) -> Register:
    """Return the register that was written as `text` and `hashes`. Raises ValueError for others."""
    try:
        data = loads(text)
        documents = {
            name: SourceDocument(one["title"], one["year"], MappingProxyType(one["sections"]))
            for name, one in data["documents"].items()
        }
        rows = {name: _row(row) for name, row in data["rows"].items()}
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"it is not a register of sources ({error!r})") from error
    return Register(MappingProxyType(documents), MappingProxyType(rows), unpack(hashes))


def _row_data(row: SourceRow) -> dict[str, object]:
    return {"kind": row.kind, "title": row.title, "places": row.places, "roles": row.roles}


def _row(data: Mapping[str, Any]) -> SourceRow:
    places = tuple((document, section) for document, section in data["places"])
    return SourceRow(data["kind"], data["title"], places, tuple(data["roles"]))
