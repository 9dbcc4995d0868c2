"""Whether the database lately refused what this process wrote, as it has no room or only reads."""

from collections.abc import Callable
from time import monotonic

from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.room import NotWritableError

# Where nobody writes, nobody would find out that there is room again.
_COUNTS_FOR_SECONDS = 60.0
_SQLITE = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY")
# A disk that is full, and a server that only reads.
_POSTGRES = frozenset({"53100", "25006"})


class RefusedWrites:
    """Remembers when the last one was. It counts for a minute, or until the clock's tick is written."""

    def __init__(self, engine: AsyncEngine, monotonic: Callable[[], float] = monotonic) -> None:
        self._monotonic = monotonic
        self._at: float | None = None
        event.listen(engine.sync_engine, "handle_error", self._note)

    def check(self) -> None:
        """Raise NotWritableError while the last one counts."""
        if self._at is not None and self._monotonic() - self._at < _COUNTS_FOR_SECONDS:
            raise NotWritableError

    def forget(self) -> None:
        """Take note that a write succeeded."""
        self._at = None

    def _note(self, context: ExceptionContext) -> None:
        error = context.original_exception
        name, state = getattr(error, "sqlite_errorname", ""), getattr(error, "sqlstate", "")
        if name.startswith(_SQLITE) or state in _POSTGRES:
            self._at = self._monotonic()
