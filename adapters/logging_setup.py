"""Where the log goes: one line of JSON per event on stderr. No event holds words of people.

What one call of a platform, one tick or one drain leads to bears the same `trace`.
"""

import json
import logging
import select
import sys
import traceback
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, ClassVar

import structlog

# So long whoever reads the log may be busy.
_PATIENCE_SECONDS = 1.0
_NOT_READ = "nobody read the log"
# What these tell at `info` is of no use to who runs it.
_TALKATIVE = ("alembic", "psycopg.pool")


def log_to_stderr(level: str) -> None:
    """Send the log to stderr from this level on, that of the libraries included.

    Of an error only its type and its place are told: its text may hold what somebody typed. What
    libraries say below `info` is never told.
    """
    least = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            # What `adapters.tracing` bound.
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        # Looked up at each line: who runs commands in a process may exchange stderr.
        logger_factory=_to_stderr,
    )
    logging.basicConfig(level=max(least, logging.INFO), handlers=[_Bare()], force=True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(least, logging.WARNING))


class _Lines(structlog.PrintLogger):
    """Lines that are lost where they cannot be written.

    A full disk keeps nobody from their work, and neither does a pipe that nobody reads: it is waited for
    once, and what comes until it is read again is only counted.
    """

    _lost: ClassVar[int] = 0

    def msg(self, message: str) -> None:
        """Write a line."""
        with suppress(OSError, ValueError):
            if not _takes(self._file, 0.0 if _Lines._lost else _PATIENCE_SECONDS):
                _Lines._lost += 1
                return
            if _Lines._lost:
                lost, _Lines._lost = _Lines._lost, 0
                super().msg(json.dumps({"event": _NOT_READ, "lines": lost, "level": "warning"}))
            super().msg(message)

    log = debug = info = warn = warning = error = critical = fatal = failure = err = exception = msg


def _takes(file: IO[str], seconds: float) -> bool:
    """Tell whether something can be written there within this time."""
    try:
        _, writable, _ = select.select((), (file,), (), seconds)
    except (OSError, ValueError):
        # It is no file of the system, and never waits.
        return True
    return bool(writable)


def _to_stderr(*_: object) -> structlog.PrintLogger:
    return _Lines(sys.stderr)


class _Bare(logging.Handler):
    """Logs what a library reports, without the texts of errors."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log the first line and, for an error, its type and where it was raised."""
        # From the second line on asyncio writes an error in full.
        line = record.getMessage().partition("\n")[0]
        about = {"logger": record.name}
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            about["error"] = ", ".join(_told(error))
        level = max(logging.DEBUG, min(record.levelno // 10 * 10, logging.CRITICAL))
        structlog.get_logger().log(level, line, **about)


def _told(error: BaseException) -> Iterator[str]:
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield from _told(one)
        return
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    yield f"{type(error).__name__} in " + " < ".join(
        f"{Path(one.filename).name}:{one.lineno}" for one in reversed(frames)
    )
