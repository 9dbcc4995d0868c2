"""Everything that only PostgreSQL needs.

Who writes in a tenant first takes that tenant's advisory lock, which ends with the transaction; so
nobody changes what a writing unit has read, and each statement sees what the writer before it
committed. Who reads sees one state and waits for nobody.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import psycopg
from sqlalchemy import URL, Connection, Dialect, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from adapters.hanging_up import connecting
from adapters.session import ENCODING, options
from adapters.sql.columns import ONCE, WRITES
from adapters.sql.lean_cursor import LeanCursor
from adapters.sql.pool import ModestPool, OneForGood
from adapters.sql.refusals import Refusals

# The connections that one process holds on to while it uses them; up to its limit it opens more in a rush.
_POOL = 5
CONNECTIONS, STATEMENT_SECONDS = 20, 30
_SECONDS_TO_CONNECT, _SECONDS_FOR_A_CONNECTION = 10, 30
# In a rush a connection is used again sooner than any server restarts. What is lost within that moment is
# found when a transaction begins; a single statement without one fails, as it may at any moment.
_TRUSTED_SECONDS = 0.2

# A process that freezes in the middle of a transaction loses it, and with it what it locked.
_SESSION = {
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "60s",
    "application_name": "zetje",
}
_MIGRATION = {**_SESSION, "statement_timeout": "0", "lock_timeout": "60s"}
_MIGRATIONS = "migrations"
# A server that is gone without a word is noticed too, also while it is asked something. One that only
# reads (a standby; a disk that is full) is none of ours: what connects to it would stay there.
_LINE = {
    "target_session_attrs": "read-write",
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
    "client_encoding": ENCODING,
}


def async_engine(
    address: URL, *, connections: int = CONNECTIONS, statement_seconds: int = STATEMENT_SECONDS
) -> AsyncEngine:
    """Return an engine whose transactions begin as their option WRITES says; see `columns`.

    It opens at most so many connections, and no statement takes longer than that.
    """
    kept = min(_POOL, connections)
    session = {**_SESSION, "statement_timeout": f"{statement_seconds}s"}
    engine = create_async_engine(
        address.set(drivername="postgresql+psycopg"),
        connect_args={
            **_arguments(address, session),
            "async_creator_fn": connecting(statement_seconds),
            "cursor_factory": LeanCursor,
        },
        hide_parameters=True,
        poolclass=ModestPool,
        pool_use_lifo=True,
        pool_size=kept,
        max_overflow=connections - kept,
        pool_timeout=_SECONDS_FOR_A_CONNECTION,
        pool_pre_ping=True,
    )
    _ask_only_the_quiet(engine.sync_engine.dialect)
    event.listen(engine.sync_engine, "do_connect", OneForGood().connect)
    event.listen(engine.sync_engine, "begin", _begin_async)
    event.listen(engine.sync_engine, "handle_error", _say_nothing_of_the_row)
    event.listen(engine.sync_engine, "handle_error", Refusals().tell)
    return engine


def migration_engine(address: URL) -> Engine:
    """Return an engine without asyncio, of which one transaction at a time is open anywhere."""
    engine = create_engine(
        address.set(drivername="postgresql+psycopg"),
        connect_args=_arguments(address, _MIGRATION),
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", _say_nothing_of_the_row)
    return engine.execution_options(**{WRITES: _MIGRATIONS})


def lock_number(name: str) -> int:
    """Return the number of the advisory lock of this tenant."""
    return int.from_bytes(sha256(f"zetje {name}".encode()).digest()[:8], signed=True)


def _arguments(address: URL, session: dict[str, str]) -> dict[str, Any]:
    # What the address itself asks for comes last, so that it counts.
    given = address.query.get("options", "")
    asked = f"{options(session)} {given if isinstance(given, str) else ' '.join(given)}".strip()
    # We begin transactions ourselves: the driver would begin them without their lock.
    arguments: dict[str, Any] = {"autocommit": True, "options": asked}
    own_line = {"connect_timeout": _SECONDS_TO_CONNECT, **_LINE}
    return arguments | {name: own_line[name] for name in own_line.keys() - address.query.keys()}


def _beginning(connection: Connection) -> str:
    writes = connection.get_execution_options().get(WRITES)
    if writes is None:
        return "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    if not writes:
        return "BEGIN"
    return f"BEGIN; SELECT pg_advisory_xact_lock({lock_number(writes)})"


def _begin(connection: Connection) -> None:
    driver: Any = connection.connection.driver_connection
    driver.execute(_beginning(connection), prepare=False)


def _begin_async(connection: Connection) -> None:
    if ONCE in connection.get_execution_options():
        return
    begin = _beginning(connection)
    # Begin and lock in one message to the server, which cannot be prepared.
    execute: Callable[[Any], Any] = lambda driver: driver.execute(begin, prepare=False)  # noqa: E731
    pooled: Any = connection.connection
    try:
        pooled.dbapi_connection.run_async(execute)
    except psycopg.OperationalError as error:
        if not pooled.driver_connection.closed:
            raise
        # With this one all others are lost that stood when it did.
        connection.engine.pool._invalidate(pooled, error)
        raise OperationalError(begin, None, error, connection_invalidated=True) from None


def _ask_only_the_quiet(dialect: Dialect) -> None:
    """Let a connection that answered a moment ago be used without asking whether it still stands."""
    ask = dialect.do_ping

    def do_ping(dbapi_connection: Any) -> bool:
        driver = dbapi_connection.driver_connection
        return driver.was_heard(_TRUSTED_SECONDS) or ask(dbapi_connection)

    dialect.do_ping = do_ping  # type: ignore[method-assign]


def _say_nothing_of_the_row(context: ExceptionContext) -> None:
    """Keep values out of an error: the server's own text quotes keys, rows and what it could not read."""
    error = context.original_exception
    if not isinstance(error, psycopg.Error) or error.sqlstate is None:
        return
    place = (error.diag.table_name, error.diag.column_name, error.diag.constraint_name)
    named = ", ".join(name for name in place if name)
    said = f"{type(error).__name__} ({error.sqlstate}){f': {named}' if named else ''}"
    error.args = (said,)
    if context.sqlalchemy_exception is not None:
        kind = f"{type(error).__module__}.{type(error).__qualname__}"
        context.sqlalchemy_exception.args = (f"({kind}) {said}",)
