"""Everything that only SQLite needs.

SQLite loses nothing that was acknowledged: with a write-ahead log, `synchronous=FULL` puts every
commit on the disk before it returns, so an event that a platform was told we have survives a power
failure. `secure_delete` overwrites what is erased.
"""

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from adapters.sql.columns import ONCE, WRITES
from adapters.sql.same_one import SameFile
from adapters.sql.sqlite_thread import OneHopConnection, connected
from bot.errors import SettingsError

# Turning the write-ahead log on does not wait for another process that does so at the same time.
_WAL_TRIES, _WAL_PAUSE = 200, 0.05
_PRAGMAS = (
    "PRAGMA busy_timeout=10000",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
)


def async_engine(address: URL, *, durable: bool) -> AsyncEngine:
    """Return an engine whose transactions with the option WRITES begin with the right to write."""
    engine = create_async_engine(address.set(drivername="sqlite+aiosqlite"), hide_parameters=True)
    same = SameFile(address.database)
    # Before it connects: that alone could write into what is being put there.
    event.listen(engine.sync_engine, "do_connect", same.check)
    event.listen(engine.sync_engine, "do_connect", _connect)
    event.listen(engine.sync_engine, "connect", same.know)
    event.listen(engine.sync_engine, "begin", same.check)
    event.listen(engine.sync_engine, "connect", _set_up)
    event.listen(engine.sync_engine, "begin", _announce)
    if not durable:
        event.listen(engine.sync_engine, "connect", _do_not_wait_for_the_disk)
    return engine


def migration_engine(address: URL) -> Engine:
    """Return an engine without asyncio, on which every transaction writes.

    A file that is not there is made, for its owner only.
    """
    _make_private_file(address)
    engine = create_engine(address.set(drivername="sqlite"), hide_parameters=True)
    # We begin transactions ourselves: Python's driver would begin them too late.
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine.execution_options(**{WRITES: ""})


def _make_private_file(address: URL) -> None:
    if not address.database:
        raise SettingsError("The database address names no file.")
    try:
        Path(address.database).touch(mode=0o600)
    except PermissionError as error:
        raise SettingsError(
            f"The database file {address.database} cannot be used: {error.strerror}. Let this account "
            "own the file and its folder, or start Zetje as the account that does."
        ) from None
    except OSError as error:
        raise SettingsError(
            f"The database file {address.database} cannot be made: {error.strerror}. "
            "Make its folder first, and let this account write there."
        ) from None


def _connect(
    dialect: Any, _: object, arguments: list[Any], named: dict[str, Any]
) -> OneHopConnection:
    return connected(dialect, arguments, named)


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
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _announce(connection: Connection) -> None:
    options = connection.get_execution_options()
    if ONCE in options:
        return
    made: Any = connection.connection.dbapi_connection
    made.begin_with("BEGIN IMMEDIATE" if WRITES in options else "BEGIN")
