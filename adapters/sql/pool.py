"""The connections to PostgreSQL that one process keeps, and what it does when the server gives no more."""

import asyncio
from collections.abc import Callable
from math import inf
from time import monotonic
from typing import Any
from weakref import ref

import structlog
from psycopg import AsyncConnection, OperationalError
from psycopg.errors import ConnectionTimeout
from sqlalchemy.pool import AsyncAdaptedQueuePool, ConnectionPoolEntry, PoolProxiedConnection
from sqlalchemy.util.concurrency import await_

from adapters.room import REMEDY

log = structlog.get_logger()

# A server that gives no more is asked again no sooner than this: each time costs it a process.
_REST_SECONDS = 1.0
_PAUSE_SECONDS = 0.05
_TOLD_AGAIN_AFTER_SECONDS = 60.0
# The server ends what was not used for so long; before that it is not used any more.
SECONDS_UNUSED, _SPARE_SECONDS = 20, 5
_ENDS_UNUSED, _UNUSED_SINCE = "ends when it is not used", "not used since"


class NoMoreYet(OperationalError):
    """The server gives no more connections; for a moment it is not asked again."""


class OneForGood:
    """Has the server end what a process did not use for a while, so that others can have it; all but one.

    With that one it goes on when others have all the rest.
    """

    def __init__(self) -> None:
        self._option = f"-c idle_session_timeout={SECONDS_UNUSED}s"
        self._kept: Callable[[], AsyncConnection[Any] | None] = lambda: None
        self._is_opening = False

    def connect(
        self, dialect: Any, record: ConnectionPoolEntry, words: list[Any], named: dict[str, Any]
    ) -> Any:
        """Connect, for the event `do_connect` of an engine."""
        if self._is_opening or not _is_closed(self._kept()):
            record.info[_ENDS_UNUSED] = True
            options = f"{self._option} {named.get('options', '')}"
            return dialect.connect(*words, **{**named, "options": options})
        self._is_opening = True
        try:
            made = dialect.connect(*words, **named)
        finally:
            self._is_opening = False
        self._kept = ref(made.driver_connection)
        return made


def _is_closed(connection: AsyncConnection[Any] | None) -> bool:
    return connection is None or connection.closed


class ModestPool(AsyncAdaptedQueuePool):
    """Waits for one of its own connections when the server gives it no more, instead of failing.

    It fails where it has none, or when none comes back in time. What was used last is used first, so
    that the server may end those that nobody needs any more.
    """

    def __init__(self, *about: Any, **named: Any) -> None:
        super().__init__(*about, **named)
        self._asks_again_at = self._tells_again_at = 0.0
        self._why = ""

    def connect(self) -> PoolProxiedConnection:
        """Return a connection. Raises what the driver raises when there is none."""
        until = monotonic() + self.timeout()
        while True:
            try:
                return super().connect()
            except ConnectionTimeout:
                raise
            except OperationalError as error:
                if not isinstance(error, NoMoreYet):
                    # One that had been lost could not be replaced, and is forgotten.
                    self._note(error)
                if not self._has_any() or monotonic() >= until:
                    raise
            await_(asyncio.sleep(_PAUSE_SECONDS))

    def _has_any(self) -> bool:
        return self.checkedout() + self.checkedin() > 0

    def _do_get(self) -> Any:
        if not self.checkedin() and monotonic() < self._asks_again_at:
            raise NoMoreYet(self._why)
        try:
            record = super()._do_get()
        except ConnectionTimeout:
            raise
        except OperationalError as error:
            self._note(error)
            raise NoMoreYet(self._why) from None
        if _is_to_end(record):
            self._end(record)
            return self._do_get()
        return record

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        if record.dbapi_connection is None:
            # What was lost holds no place of one that is there.
            self._dec_overflow()
            return
        record.info[_UNUSED_SINCE] = monotonic()
        if _ENDS_UNUSED not in record.info and self._pool.full():
            # Of all that are too many it is not this one that goes.
            self._end(self._pool.get(block=False))
        super()._do_return_conn(record)

    def _end(self, record: ConnectionPoolEntry) -> None:
        record.close()
        self._dec_overflow()

    def _note(self, error: OperationalError) -> None:
        now = monotonic()
        self._asks_again_at = now + _REST_SECONDS
        self._why = " ".join(str(error).split())
        if now >= self._tells_again_at:
            self._tells_again_at = now + _TOLD_AGAIN_AFTER_SECONDS
            log.warning(
                "the database gives no connection",
                in_use=self.checkedout(),
                why=self._why,
                remedy=REMEDY,
            )


def _is_to_end(record: ConnectionPoolEntry) -> bool:
    unused = monotonic() - record.info.get(_UNUSED_SINCE, inf)
    return _ENDS_UNUSED in record.info and unused > SECONDS_UNUSED - _SPARE_SECONDS
