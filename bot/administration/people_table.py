"""A list of people as a table: its columns, and every row that is wrong, with its line and what to do.

Lists in a cell are separated by `|`; the table itself by commas or semicolons, as spreadsheets do.
E-mail addresses are not kept: a column with them is passed by.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from zoneinfo import ZoneInfo

from bot.dates.weekdays import DUTCH, ENGLISH
from bot.files.decoding import decode, shown
from bot.files.problems import Problem, TextFile
from bot.library.explain import nearest
from bot.model.people import Language, Role

COLUMNS = (
    *("id", "name", "roles", "groups", "language", "zone"),
    *("slack_id", "teams_id", "deputy", "days_off"),
)
_PASSED_BY = frozenset({"email", "e-mail", "mail"})
_SLUG = re.compile(r"[a-z][a-z0-9-]{0,39}")
_SLACK = re.compile(r"[UW][A-Z0-9]{2,20}")
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_LONGEST_NAME = 100
_MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One person of the table. What is None has no column: it stays as it is."""

    line: int
    name: str
    id: str = ""
    roles: frozenset[Role] | None = None
    groups: tuple[str, ...] | None = None
    language: Language | None = None
    zone: str | None = None
    slack_id: str = ""
    teams_id: str = ""
    deputy: str | None = None
    days_off: frozenset[int] | None = None


def read_table(file: TextFile) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
    """Return the rows, and every problem; with a problem nothing may be done with the rows."""
    text, problems = decode(file)
    if text is None:
        return (), problems
    lines = list(_lines(text))
    if not lines:
        return (), (_problem(file, 1, "", "the file is empty", _HEADER),)
    number, head = lines[0]
    columns = [cell.strip().casefold() for cell in head]
    wrong = [*problems, *_wrong_columns(file, number, columns)]
    if wrong:
        return (), tuple(wrong)
    if len(lines) > _MOST_ROWS:
        message = f"there are more than {_MOST_ROWS} rows"
        return (), (_problem(file, number, "", message, "split the file"),)
    rows: list[Row] = []
    found: list[Problem] = []
    for line, cells in lines[1:]:
        values = _Values(file, line, columns, cells)
        found.extend(values.problems())
        rows.append(values.row())
    found.extend(_doubles(file, rows))
    return tuple(rows), tuple(sorted(found, key=lambda one: one.line))


_HEADER = "begin with a row of columns, such as name,roles,groups,teams_id"


def weekdays_named(words: Sequence[str]) -> frozenset[int] | None:
    """Return the weekdays (Monday is 0) with these Dutch or English names, or None when one is none."""
    known = {name: day for names in (ENGLISH, DUTCH) for day, name in enumerate(names)}
    days = [known.get(word.strip().casefold()) for word in words]
    return None if None in days else frozenset(day for day in days if day is not None)


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(StringIO(text), delimiter=delimiter)
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num, cells


def _wrong_columns(file: TextFile, line: int, columns: Sequence[str]) -> Iterator[Problem]:
    if "name" not in columns:
        yield _problem(file, line, "name", "the column 'name' is missing", _HEADER)
    for place, column in enumerate(columns):
        if column in columns[:place]:
            yield _problem(file, line, column, "the column comes twice", "keep one of the two")
        elif column not in COLUMNS and column not in _PASSED_BY:
            meant = nearest(column, COLUMNS)
            remedy = f"did you mean '{meant}'?" if meant else "choose from " + ", ".join(COLUMNS)
            yield _problem(file, line, "", f"unknown column '{shown(column)}'", remedy)


def _doubles(file: TextFile, rows: Sequence[Row]) -> Iterator[Problem]:
    for column in ("id", "slack_id", "teams_id"):
        first: dict[str, int] = {}
        for row in rows:
            value = str(getattr(row, column)).casefold()
            if value and first.setdefault(value, row.line) != row.line:
                message = f"'{shown(value)}' stands in line {first[value]} already"
                yield _problem(file, row.line, column, message, "give each person one row")


def _problem(file: TextFile, line: int, field: str, message: str, remedy: str) -> Problem:
    return Problem(file=file.name, line=line, field=field, message=message, remedy=remedy)


@dataclass(frozen=True, slots=True)
class _Values:
    """The cells of one row, by column."""

    file: TextFile
    line: int
    columns: Sequence[str]
    cells: Sequence[str]

    def of(self, column: str) -> str:
        """Return what stands in a column; nothing when it is absent."""
        values: Mapping[str, str] = dict(zip(self.columns, self.cells, strict=False))
        return " ".join(values.get(column, "").split())

    def listed(self, column: str) -> tuple[str, ...]:
        """Return what is listed in a cell."""
        parts = re.split(r"[|,;]", self.of(column))
        return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))

    def problems(self) -> Iterator[Problem]:
        """Give everything that is wrong with the row."""
        if len(self.cells) > len(self.columns):
            message = f"the row has {len(self.cells)} cells, {len(self.columns)} fit"
            yield self._wrong("", message, "put quotes around a cell that holds a comma")
        name = self.of("name")
        if not name or len(name) > _LONGEST_NAME:
            message = "the name is empty" if not name else "the name is too long"
            yield self._wrong("name", message, f"write 1 up to {_LONGEST_NAME} characters")
        if any(len(group) > _LONGEST_NAME for group in self.listed("groups")):
            remedy = f"write up to {_LONGEST_NAME} characters"
            yield self._wrong("groups", "the name of a group is too long", remedy)
        yield from self._wrong_roles()
        for column, pattern, remedy in _FORMS:
            value = self.of(column)
            if value and not pattern.fullmatch(value):
                yield self._wrong(column, f"'{shown(value)}' is not such an id", remedy)
        yield from self._wrong_choices()

    def _wrong_roles(self) -> Iterator[Problem]:
        known = tuple(role.value for role in Role)
        for role in self.listed("roles"):
            if role not in known:
                meant = nearest(role, known)
                remedy = f"did you mean '{meant}'?" if meant else "choose from " + ", ".join(known)
                yield self._wrong("roles", f"unknown role '{shown(role)}'", remedy)

    def _wrong_choices(self) -> Iterator[Problem]:
        language, zone = self.of("language"), self.of("zone")
        if language and language not in set(Language):
            remedy = "choose from " + ", ".join(Language)
            yield self._wrong("language", f"unknown language '{shown(language)}'", remedy)
        if zone and not _is_zone(zone):
            remedy = "write an IANA name, such as Europe/Amsterdam"
            yield self._wrong("zone", f"'{shown(zone)}' is not a time zone", remedy)
        if weekdays_named(self.listed("days_off")) is None:
            remedy = "write weekdays, such as woensdag|vrijdag"
            yield self._wrong("days_off", "this is not a day of the week", remedy)

    def _wrong(self, column: str, message: str, remedy: str) -> Problem:
        return _problem(self.file, self.line, column, message, remedy)

    def row(self) -> Row:
        """Return the row; what is wrong in it is left out."""
        known = {role.value: role for role in Role}
        roles = frozenset(known[role] for role in self.listed("roles") if role in known)
        language = self.of("language")
        return Row(
            line=self.line,
            name=self.of("name"),
            id=self.of("id"),
            roles=roles if "roles" in self.columns else None,
            groups=self.listed("groups") if "groups" in self.columns else None,
            language=Language(language) if language in set(Language) else None,
            zone=self.of("zone") or None,
            slack_id=self.of("slack_id"),
            teams_id=self.of("teams_id").casefold(),
            deputy=self.of("deputy") if "deputy" in self.columns else None,
            days_off=weekdays_named(self.listed("days_off"))
            if "days_off" in self.columns
            else None,
        )


_FORMS = (
    ("id", _SLUG, "write small letters, digits and hyphens, such as hanneke"),
    ("slack_id", _SLACK, "write the member id of the profile, such as U024BE7LH"),
    ("teams_id", _GUID, "write the object id of the account in Entra"),
)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return False
    return True
