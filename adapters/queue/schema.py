"""Procrastinate's own tables. They are no part of our history: its package says what they look like."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from typing import Any

import psycopg
from psycopg import Connection, sql

from adapters.queue.address import SCHEMA, connection_string
from adapters.room import NO_RIGHT, unusable
from bot.errors import SettingsError

# Two processes may apply them at once: the second waits for this lock.
_LOCK = 7103450611
_PATIENCE = "60s"
_NONE = ""


@dataclass(frozen=True, slots=True)
class QueueVersion:
    """The last change of Procrastinate's tables that a database has (None: no tables), and ours."""

    current: str | None
    needed: str

    @property
    def is_current(self) -> bool:
        """Tell whether the two are the same."""
        return self.current == self.needed


def apply(database: str) -> None:
    """Bring Procrastinate's tables in this PostgreSQL database to the version of its package.

    Can be repeated, also after it was broken off; of two at once the second waits and then finds
    nothing to do. Raises SettingsError when the server cannot be used, or is not done with others
    in time, or when a newer version made them.
    """
    with _connected(database) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        current = _current(connection)
        _refuse_newer(QueueVersion(current, _changes()[-1]))
        if current is None:
            _run(connection, _read("schema.sql"), _changes()[-1])
            return
        for change in _changes():
            if change > current:
                _run(connection, _read("migrations", f"{change}.sql"), change)


def version(database: str) -> QueueVersion:
    """Return what this database has and what is needed. Raises SettingsError as `apply` does."""
    with _connected(database) as connection:
        return QueueVersion(_current(connection), _changes()[-1])


def require_current(database: str) -> None:
    """Raise SettingsError when Procrastinate's tables are missing or not those of its package."""
    found = version(database)
    _refuse_newer(found)
    if not found.is_current:
        raise SettingsError(
            f"the queue's tables are at {found.current or 'none'} and this version needs "
            f"{found.needed}: run `zetje migrate` first"
        )


def _refuse_newer(found: QueueVersion) -> None:
    if found.current is not None and found.current > found.needed:
        raise SettingsError(
            f"the queue's tables are at {found.current}, and this version knows them up to "
            f"{found.needed}: a newer version of Zetje made them. Start that version"
        )


@contextmanager
def _connected(database: str) -> Iterator[Connection[Any]]:
    try:
        with psycopg.connect(connection_string(database), autocommit=True) as connection:
            # A change of a large table may take its time, and so may who does it at the same time.
            connection.execute("SET statement_timeout = 0")
            connection.execute(f"SET lock_timeout = '{_PATIENCE}'")
            yield connection
    except psycopg.Error as error:
        if not isinstance(error, psycopg.OperationalError) and error.sqlstate not in NO_RIGHT:
            raise
        raise unusable(error) from None


def _current(connection: Connection[Any]) -> str | None:
    found = connection.execute(
        "SELECT coalesce(obj_description(oid, 'pg_namespace'), '') FROM pg_namespace "
        "WHERE nspname = %s",
        (SCHEMA,),
    ).fetchone()
    return None if found is None or found[0] == _NONE else str(found[0])


def _run(connection: Connection[Any], script: str, change: str) -> None:
    """Run a script and note in the same transaction that it was run."""
    with connection.transaction():
        name = sql.Identifier(SCHEMA)
        connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(name))
        connection.execute(script.encode())
        connection.execute(sql.SQL("COMMENT ON SCHEMA {} IS {}").format(name, sql.Literal(change)))


def _changes() -> list[str]:
    folder = resources.files("procrastinate.sql") / "migrations"
    names = (file.name for file in folder.iterdir())
    return sorted(name.removesuffix(".sql") for name in names if name.endswith(".sql"))


def _read(*path: str) -> str:
    return resources.files("procrastinate.sql").joinpath(*path).read_text(encoding="utf-8")
