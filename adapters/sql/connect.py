"""How to connect. Everything that only SQLite needs is here.

SQLite loses nothing that was acknowledged: with a write-ahead log, `synchronous=FULL` puts every
commit on the disk before it returns, so an event that a platform was told we have survives a power
failure. `secure_delete` overwrites what is erased.
"""

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.errors import SettingsError

WRITES = "zetje_writes"
DEFAULT_FILE = "zetje.db"

# Turning the write-ahead log on does not wait for another process that does so at the same time.
_WAL_TRIES, _WAL_PAUSE = 200, 0.05
_PRAGMAS = (
    "PRAGMA busy_timeout=10000",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
)


def connect(url: str, *, durable: bool = True) -> AsyncEngine:
    """Return an engine for a database address such as `sqlite:////var/lib/zetje/zetje.db`.

    A transaction on a connection with the execution option WRITES holds the right to write from
    its first moment. Raises SettingsError for an address that cannot be used.

    Without `durable` a power failure (not a crash of the process) may lose what was committed
    last: for a database that is thrown away.
    """
    engine = create_async_engine(_read_url(url, "sqlite+aiosqlite"), hide_parameters=True)
    _prepare(engine.sync_engine)
    if not durable:
        event.listen(engine.sync_engine, "connect", _do_not_wait_for_the_disk)
    return engine


def connect_for_migration(url: str) -> Engine:
    """Return an engine without asyncio, on which every transaction writes.

    A file that is not there is made, for its owner only.
    """
    address = _read_url(url, "sqlite")
    _make_private_file(address)
    engine = create_engine(address, hide_parameters=True)
    _prepare(engine)
    return engine.execution_options(**{WRITES: True})


def database_file(url: str) -> Path:
    """Return the file of a database address. Raises SettingsError for an address that cannot be used."""
    return Path(_read_url(url, "sqlite").database or DEFAULT_FILE)


def _read_url(url: str, driver: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise SettingsError(
            "The database address cannot be read; write it like sqlite:////var/lib/zetje/zetje.db"
        ) from None
    if parsed.get_backend_name() != "sqlite":
        raise SettingsError(
            f"The database address starts with {parsed.drivername}, which this version cannot use; "
            "write it like sqlite:////var/lib/zetje/zetje.db"
        )
    return parsed.set(drivername=driver)


def _make_private_file(address: URL) -> None:
    if not address.database:
        raise SettingsError("The database address names no file.")
    try:
        Path(address.database).touch(mode=0o600)
    except OSError as error:
        raise SettingsError(
            f"The database file {address.database} cannot be made: {error.strerror}. "
            "Make its folder first, and let this account write there."
        ) from None


def _prepare(engine: Engine) -> None:
    """Let us begin transactions ourselves: Python's driver would begin them too late."""
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)


def _set_up(connection: Any, _: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    _write_ahead(cursor)
    cursor.close()


def _write_ahead(cursor: Any) -> None:
    for _ in range(_WAL_TRIES):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            time.sleep(_WAL_PAUSE)
        else:
            return
    cursor.execute("PRAGMA journal_mode=WAL")


def _do_not_wait_for_the_disk(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=OFF")
    cursor.close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
