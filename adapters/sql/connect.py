"""How to connect: one address, SQLite or PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.util.concurrency import greenlet_spawn

from adapters.room import NO_RIGHT, unusable
from adapters.sql import postgres, sqlite
from bot.errors import SettingsError

DEFAULT_FILE = "zetje.db"
_OF_STATEMENT = "SQLITE_ERROR"
_OF_ADDRESS = ("invalid connection option", "bad value for")
_OF_STATEMENTS = (_OF_STATEMENT, "SQLITE_CONSTRAINT", "SQLITE_MISMATCH")

_EXAMPLES = (
    "write it like sqlite:////var/lib/zetje/zetje.db or postgresql://zetje@db.example.nl/zetje"
)


def connect(
    url: str,
    *,
    durable: bool = True,
    connections: int = postgres.CONNECTIONS,
    statement_seconds: int = postgres.STATEMENT_SECONDS,
) -> AsyncEngine:
    """Return an engine for a database address such as `sqlite:////var/lib/zetje/zetje.db`.

    A transaction on a connection with the execution option WRITES holds the right to write from
    its first moment (on PostgreSQL: in the tenant that the option names). Raises SettingsError for
    an address that cannot be used.

    Without `durable` a power failure (not a crash of the process) may lose what was committed
    last: for a database that is thrown away. On PostgreSQL that is for its server to say.
    There one process opens at most `connections`, and no statement takes longer than
    `statement_seconds`.
    """
    address = _read(url)
    if is_postgres(url):
        return postgres.async_engine(
            address, connections=connections, statement_seconds=statement_seconds
        )
    return sqlite.async_engine(address, durable=durable)


@asynccontextmanager
async def transaction(
    engine: AsyncEngine, options: Mapping[str, Any]
) -> AsyncIterator[AsyncConnection]:
    """Give a connection with these execution options, in a transaction that is committed at the end.

    Any exception rolls it back. This does what `engine.connect` and `begin` do, with a third of the
    switches between SQLAlchemy's two worlds.
    """

    def begun() -> Connection:
        try:
            return _begun(engine.sync_engine, options)
        except DatabaseError as error:
            if not error.connection_invalidated:
                raise
        # It was lost since it was used last, and nothing happened on it: there is another.
        return _begun(engine.sync_engine, options)

    def ended(*, commits: bool) -> None:
        # Closing rolls back what is not committed.
        with connection:
            if commits:
                connection.commit()

    connection = await greenlet_spawn(begun)
    try:
        yield AsyncConnection(engine, connection)
    except BaseException:
        await _to_its_end(greenlet_spawn(ended, commits=False))
        raise
    await greenlet_spawn(ended, commits=True)


def _begun(engine: Engine, options: Mapping[str, Any]) -> Connection:
    connection = engine.connect().execution_options(**options)
    try:
        connection.begin()
    except BaseException:
        connection.close()
        raise
    return connection


async def _to_its_end(work: Coroutine[Any, Any, None]) -> None:
    """Wait for it, also when this task is cancelled meanwhile: a connection goes back to its pool."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise


def connect_for_migration(url: str) -> Engine:
    """Return an engine without asyncio, on which every transaction writes, one at a time.

    An SQLite file that is not there is made, for its owner only.
    """
    address = _read(url)
    if not is_postgres(url):
        return sqlite.migration_engine(address)
    try:
        return postgres.migration_engine(address)
    except ArgumentError as error:
        raise SettingsError(f"The database address cannot be read: {error}; {_EXAMPLES}") from None


@contextmanager
def usable(url: str) -> Iterator[None]:
    """Raise SettingsError for what the place of the database refuses in this block, not what is in it.

    A NoRoomError when the server only has no connection left.
    """
    try:
        yield
    except (DatabaseError, psycopg.OperationalError) as problem:
        error = problem.orig if isinstance(problem, DatabaseError) else problem
        if isinstance(error, psycopg.OperationalError) or _sqlstate(error) in NO_RIGHT:
            raise unusable(error) from None
        if isinstance(error, psycopg.ProgrammingError) and str(error).startswith(_OF_ADDRESS):
            raise SettingsError(
                f"The database address cannot be read: {str(error).strip()}; {_EXAMPLES}"
            ) from None
        if getattr(error, "sqlite_errorname", _OF_STATEMENT).startswith(_OF_STATEMENTS):
            raise
        raise SettingsError(
            f"the database file {database_file(url)} cannot be used: {error}. Check ZETJE_DATABASE, that "
            "this account may write the file and its folder, and that the disk has room."
        ) from None


def _sqlstate(error: BaseException | None) -> str | None:
    return error.sqlstate if isinstance(error, psycopg.Error) else None


def is_postgres(url: str) -> bool:
    """Tell whether it is PostgreSQL, which many processes share. Raises SettingsError as `connect`."""
    return _read(url).get_backend_name() == "postgresql"


def database_file(url: str) -> Path:
    """Return the file of an SQLite address. Raises SettingsError for an address that cannot be used."""
    return Path(_read(url).database or DEFAULT_FILE)


def _read(url: str) -> URL:
    # Hosting platforms write the scheme as PostgreSQL's own tools took it long ago.
    text = url.replace("postgres://", "postgresql://", 1) if url.startswith("postgres://") else url
    try:
        address = make_url(text)
    except (ArgumentError, ValueError):
        raise SettingsError(f"The database address cannot be read; {_EXAMPLES}") from None
    if address.get_backend_name() == "sqlite":
        _refuse_no_file(address)
    if address.get_backend_name() not in ("sqlite", "postgresql"):
        raise SettingsError(
            f"The database address starts with {address.drivername}, which Zetje cannot use; "
            f"{_EXAMPLES}"
        )
    return address


def _refuse_no_file(address: URL) -> None:
    file = address.database or DEFAULT_FILE
    if file == ":memory:" or not Path(file).name or "\0" in file:
        raise SettingsError(
            f"The database address names no file, so nothing would stay; {_EXAMPLES}"
        )
    if address.query:
        raise SettingsError(
            f"The database address has options behind a `?`, and SQLite takes none here; {_EXAMPLES}"
        )
