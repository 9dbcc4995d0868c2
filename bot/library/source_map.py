"""Makes the register of sources out of their map (Markdown tables), titles of ours, and their texts."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from bot.files.tree import Plain
from bot.library.register import KINDS, Register, SourceDocument, SourceRow
from bot.library.runs import pack, shared_run, unpack
from bot.model.people import Role

LONGEST_TITLE = 8

_ROW = re.compile(r"^\| ([A-Z]\d\d) \|")
_PIECE = re.compile(r"[;↔,/]")
_REMARK = re.compile(r"\([^()]*\)")
_DOCUMENT = re.compile(r"^(\d{3})\b")
_ALL = "alle"
_ROLES: Mapping[str, str] = {
    "GS": Role.SECRETARY,
    "DIR": Role.DIRECTOR,
    "MT": Role.MT_MEMBER,
    "CIO": Role.CIO,
    "HR": Role.HR,
    "CC": Role.CONTROLLER,
    "FG": Role.PRIVACY_OFFICER,
    "GR": Role.CLERK,
}
_EVERYONE = "ALLE"
_COLUMN_OF_ROLES = 5


def make_register(source_map: str, titles: Plain, texts: Mapping[str, str]) -> Register:
    """Return the register of the rows in `source_map`, titled by `titles`, with the runs of `texts`.

    `texts` are the documents by id. Raises ValueError, naming every row or document, when a title is
    missing, too long, of no row, or shares eight words with a document, and when the map names a
    document or section that `titles` does not know.
    """
    maker = _Maker(titles, texts)
    rows = dict(sorted(maker.rows(source_map)))
    maker.complain_about_titles(rows)
    if maker.wrong:
        raise ValueError("; ".join(maker.wrong))
    return Register(MappingProxyType(maker.documents), MappingProxyType(rows), maker.hashes)


class _Maker:
    """Collects what is wrong while it reads, so that one run names it all."""

    def __init__(self, titles: Plain, texts: Mapping[str, str]) -> None:
        self.wrong: list[str] = []
        whole = _mapping(titles)
        self.titles = _mapping(whole.get("rows"))
        self.roles = _mapping(whole.get("roles"))
        self.documents = {
            name: _document(_mapping(one)) for name, one in _mapping(whole.get("documents")).items()
        }
        self.hashes = unpack(pack(texts.values()))
        missing = sorted(set(self.documents) - set(texts))
        self.wrong += [f"the text of document {name} is missing" for name in missing]

    def rows(self, source_map: str) -> Iterator[tuple[str, SourceRow]]:
        for line in source_map.splitlines():
            found = _ROW.match(line)
            if found is None or found.group(1)[0] not in KINDS:
                continue
            name = found.group(1)
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            places = tuple(dict.fromkeys(self._places(name, cells[1])))
            title = str(self.titles.get(name, ""))
            yield name, SourceRow(KINDS[name[0]], title, places, self._roles(name, cells))

    def complain_about_titles(self, rows: Mapping[str, SourceRow]) -> None:
        if not rows:
            self.wrong.append("the map holds no rows (lines that start with `| F01 |`)")
        without = sorted(name for name, row in rows.items() if not row.title)
        self.wrong += [f"row {name} has no title" for name in without]
        self.wrong += [
            f"the title of {name} is of no row" for name in sorted({*self.titles} - {*rows})
        ]
        for name, title in self._all_titles(rows):
            if len(title.split()) > LONGEST_TITLE:
                self.wrong.append(f"the title of {name} has more than {LONGEST_TITLE} words")
            if shared_run(title, self.hashes):
                self.wrong.append(f"the title of {name} is copied from a source")

    def _all_titles(self, rows: Mapping[str, SourceRow]) -> Iterator[tuple[str, str]]:
        yield from ((name, row.title) for name, row in rows.items())
        for name, document in self.documents.items():
            yield name, document.title
            yield from ((f"{name} {key}", title) for key, title in document.sections.items())

    def _places(self, row: str, cell: str) -> Iterator[tuple[str, str]]:
        cell = _REMARK.sub(" ", cell)
        if cell.strip() == _ALL:
            yield from ((name, "") for name in self.documents)
            return
        document = ""
        for piece in _PIECE.split(cell):
            part = piece.strip()
            found = _DOCUMENT.match(part)
            if found:
                document = self._document_named(row, found.group(1))
                part = part[found.end() :].strip()
            if document and (part or found):
                yield document, self._section(row, document, part)

    def _document_named(self, row: str, number: str) -> str:
        named = [name for name in self.documents if name.startswith(f"{number}_")]
        if not named:
            self.wrong.append(f"row {row} is of document {number}, which has no title")
        return named[0] if named else ""

    def _section(self, row: str, document: str, written: str) -> str:
        section = written.removeprefix("§").partition(".")[0].strip()
        if section and section not in self.documents[document].sections:
            self.wrong.append(
                f"row {row} is of section '{section}' of {document}, which has no title"
            )
        return section

    def _roles(self, name: str, cells: list[str]) -> tuple[str, ...]:
        own = self.roles.get(name, self.roles.get(name[0]))
        if isinstance(own, list):
            return tuple(str(role) for role in own)
        last = cells[-1].split() if len(cells) >= _COLUMN_OF_ROLES else []
        if _EVERYONE in last:
            return tuple(_ROLES.values())
        return tuple(_ROLES[short] for short in last if short in _ROLES)


def _mapping(value: Plain) -> dict[str, Plain]:
    return value if isinstance(value, dict) else {}


def _document(data: Mapping[str, Plain]) -> SourceDocument:
    sections = {key: str(title) for key, title in _mapping(data.get("sections")).items()}
    year = data.get("year")
    return SourceDocument(
        str(data.get("title", "")), year if isinstance(year, int) else 0, MappingProxyType(sections)
    )
