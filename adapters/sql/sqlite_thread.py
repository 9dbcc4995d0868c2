"""SQLite in a thread of its own, which is asked once for each statement.

SQLAlchemy's own connection asks four times (make a cursor, run, fetch, close) and twice more to begin and
to put back; each time costs more than most statements do.
"""

import sqlite3
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_connection
from sqlalchemy.util.concurrency import await_

Parameters = Sequence[Any] | Mapping[str, Any]
_Ran = tuple[Any, Sequence[Any], int, int]


class OneHopCursor:
    """A cursor that has all rows when `execute` returns, and then needs the thread no more."""

    server_side = False
    arraysize = 1

    def __init__(self, connection: "OneHopConnection") -> None:
        self._connection = connection
        self._rows: deque[Any] = deque()
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid = 0

    def execute(self, operation: str, parameters: Parameters | None = None) -> "OneHopCursor":
        """Run one statement, in the transaction that was announced if none is open yet."""
        return self._take(lambda raw: raw.execute(operation, parameters or ()))

    def executemany(self, operation: str, parameters: Sequence[Parameters]) -> "OneHopCursor":
        """Run one statement for each of these."""
        return self._take(lambda raw: raw.executemany(operation, parameters))

    def _take(self, statement: Callable[[sqlite3.Connection], sqlite3.Cursor]) -> "OneHopCursor":
        found = self._connection.run(statement)
        self.description, rows, self.rowcount, self.lastrowid = found
        self._rows = deque(rows)
        return self

    def fetchone(self) -> Any:
        """Return the next row, or None."""
        return self._rows.popleft() if self._rows else None

    def fetchmany(self, size: int | None = None) -> list[Any]:
        """Return so many of the next rows."""
        return [self._rows.popleft() for _ in range(min(size or self.arraysize, len(self._rows)))]

    def fetchall(self) -> list[Any]:
        """Return all rows that are left."""
        rows, self._rows = list(self._rows), deque()
        return rows

    def close(self) -> None:
        """Forget what was not fetched."""
        self._rows.clear()

    async def _async_soft_close(self) -> None:
        """Do nothing: in the thread no cursor is open any more."""


class OneHopConnection(AsyncAdapt_aiosqlite_connection):
    """A connection on which a transaction begins together with its first statement."""

    __slots__ = ("_begin",)

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self._begin: str | None = None

    def cursor(self, server_side: bool = False) -> Any:
        """Return a cursor; rows are never left with the server, which is this process."""
        return OneHopCursor(self)

    def begin_with(self, statement: str) -> None:
        """Begin a transaction like this at the next statement."""
        self._begin = statement

    def run(self, statement: Callable[[sqlite3.Connection], sqlite3.Cursor]) -> _Ran:
        """Run a statement in the thread; return its description, rows, count and last row id."""
        begin = self._begin
        raw = self._driver._conn

        def ran() -> _Ran:
            # Where it began but failed after, the transaction is open, as it would be otherwise.
            if begin is not None and not raw.in_transaction:
                raw.execute(begin)
            cursor = statement(raw)
            rows = cursor.fetchall() if cursor.description else ()
            return cursor.description, rows, cursor.rowcount, cursor.lastrowid or 0

        try:
            return await_(self._driver._execute(ran))  # type: ignore[no-any-return, no-untyped-call]
        except Exception as error:
            self._handle_exception(error)

    def commit(self) -> None:
        """Commit, where anything began."""
        self._begin = None
        if self._is_open:
            super().commit()

    def rollback(self) -> None:
        """Roll back, where anything began."""
        self._begin = None
        if self._is_open:
            super().rollback()

    @property
    def _driver(self) -> aiosqlite.Connection:
        driver: aiosqlite.Connection = self._connection  # type: ignore[assignment]  # it is one
        return driver

    @property
    def _is_open(self) -> bool:
        raw = self._driver._connection
        return raw is not None and raw.in_transaction


def connected(dialect: Any, arguments: Sequence[Any], named: Mapping[str, Any]) -> OneHopConnection:
    """Return a new connection, for the event `do_connect` of an engine of aiosqlite."""
    driver = aiosqlite.connect(*arguments, **named)
    # It ends with the process, also when nobody closed it.
    driver._thread.daemon = True
    return OneHopConnection(dialect.dbapi, await_(driver))
