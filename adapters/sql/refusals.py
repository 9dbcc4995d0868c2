"""Tells why PostgreSQL refuses statements, where somebody has to do something about it.

Whoever met the error tries again, or answers that it failed; of the error they log no more than its kind.
"""

from collections.abc import Callable, Mapping
from time import monotonic

import structlog
from sqlalchemy.engine import ExceptionContext

log = structlog.get_logger()

_TOLD_AGAIN_AFTER_SECONDS = 60.0
_OWNER = "let this account own the database and its tables; `zetje doctor` names those that it may not use"
_REMEDIES: Mapping[str, str] = {
    "55P03": "somebody holds a lock for too long: pg_stat_activity shows who works in the database",
    "57014": "it took longer than ZETJE_STATEMENT_SECONDS, or was cancelled: is the server busy?",
    "40P01": "something else locks the same rows: pg_stat_activity shows who works in the database",
    "42501": _OWNER,
    "42P01": "the tables are not where this account looks: look at its search_path, and run `zetje doctor`",
    "25006": "it only reads: is it a standby, or its disk full? ZETJE_DATABASE may name several",
    "53100": "the disk of the server is full",
    "22P05": "the encoding of the database is not UTF8: `zetje doctor` says what to do",
}


class Refusals:
    """Tells of each kind once a minute at most."""

    def __init__(self, monotonic: Callable[[], float] = monotonic) -> None:
        self._monotonic = monotonic
        self._told_at: dict[str, float] = {}

    def tell(self, context: ExceptionContext) -> None:
        """Tell of this error when its kind needs it, for the event `handle_error` of an engine."""
        error = context.original_exception
        state = getattr(error, "sqlstate", None) or ""
        now, told_at = self._monotonic(), self._told_at.get(state)
        if state not in _REMEDIES or (told_at and now - told_at < _TOLD_AGAIN_AFTER_SECONDS):
            return
        self._told_at[state] = now
        why = f"{type(error).__name__} ({state})"
        log.warning("the database refuses", why=why, remedy=_REMEDIES[state])
