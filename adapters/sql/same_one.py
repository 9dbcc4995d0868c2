"""Whether the database is still the one that this process began with.

A backup that is put back while it runs is another one, perhaps half of it: what this process knows is not
so there, and what it sends would go out twice.
"""

from pathlib import Path
from typing import Any, NoReturn

import structlog
from sqlalchemy import ColumnElement, Table, literal_column

from adapters.room import ReplacedError

log = structlog.get_logger()

_ID = "id_of_table"
_POSTGRES = "postgresql"
_WHY = "another database was put in the place of the one that this process began with"
_REMEDY = "nothing is read or written any more; once it is whole, restart this process"


class _Same:
    _is_told = False

    def _refuse(self) -> NoReturn:
        if not self._is_told:
            self._is_told = True
            log.error("the database was replaced", why=_WHY, remedy=_REMEDY)
        raise ReplacedError(f"{_WHY}: {_REMEDY}")


class SameFile(_Same):
    """The file of an SQLite database, from its first connection on."""

    def __init__(self, name: str | None) -> None:
        self._path = Path(name) if name and name != ":memory:" else None
        self._known: tuple[int, int] | None = None

    def check(self, *_: object) -> None:
        """Raise ReplacedError when another file stands in its place, or none; for the events of an engine."""
        if self._path is None or self._known is None:
            return
        if _identity(self._path) != self._known:
            self._refuse()

    def know(self, *_: object) -> None:
        """Remember which file it is, unless that is known."""
        if self._path is not None and self._known is None:
            self._known = _identity(self._path)


class SameTables(_Same):
    """The tables of a PostgreSQL database: one that was dropped and made anew has another id."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    def columns(self, dialect: str, table: Table) -> list[ColumnElement[Any]]:
        """Return what to select besides, for `check`."""
        return [literal_column(f"{table.name}.tableoid").label(_ID)] if dialect == _POSTGRES else []

    def check(self, table: Table, row: dict[str, Any]) -> None:
        """Take the id out of this row; raise ReplacedError when it is not that of the first row."""
        found = row.pop(_ID, None)
        if found is not None and self._known.setdefault(table.name, found) != found:
            self._refuse()


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
