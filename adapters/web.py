"""The ASGI app that `serve` runs: is it alive, is it ready, and where the platforms call."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from time import monotonic

import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from adapters.asking import Question
from adapters.room import NotWritableError, ReplacedError

log = structlog.get_logger()

LONGEST_SILENCE = timedelta(minutes=2)

LastTickAt = Callable[[], Awaitable[datetime | None]]


class ClockWatch:
    """Tells whether the clocks are silent, and logs it once when they fall silent and when they are back.

    A tick that lies far ahead (a clock was set wrong, or back) counts as long as others follow it.
    """

    def __init__(self, monotonic: Callable[[], float] = monotonic) -> None:
        self._monotonic = monotonic
        self._seen: datetime | None = None
        self._seen_since = monotonic()
        self._was_silent = False

    def is_silent(self, ticked_at: datetime | None, now: datetime) -> bool:
        """Tell whether no clock ticked for two minutes; `ticked_at` is the last tick that is known."""
        if ticked_at != self._seen:
            self._seen, self._seen_since = ticked_at, self._monotonic()
        stands_for = self._monotonic() - self._seen_since
        is_silent = (
            ticked_at is None
            or now - ticked_at > LONGEST_SILENCE
            or stands_for > LONGEST_SILENCE.total_seconds()
        )
        if is_silent != self._was_silent:
            self._was_silent = is_silent
            tell = log.warning if is_silent else log.info
            tell("no clock ticks" if is_silent else "a clock ticks again")
        return is_silent


def web_app(
    last_tick_at: LastTickAt,
    now: Callable[[], datetime],
    routes: Sequence[BaseRoute] = (),
) -> Starlette:
    """Return the app; `routes` are those of the chat platforms.

    It is ready when its database answers within seconds, takes what is written, and the clock ticked
    within two minutes.
    """
    watch, database = ClockWatch(), Question(last_tick_at)

    async def healthz(_: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def readyz(_: Request) -> Response:
        try:
            ticked_at = await database.answer()
        except ReplacedError:
            return JSONResponse({"status": "the database was replaced: restart this process"}, 503)
        except NotWritableError:
            told = "the database cannot be written: is its disk full, or does it only read?"
            return JSONResponse({"status": told}, 503)
        except Exception:  # whatever is wrong, it is not ready
            return JSONResponse({"status": "the database does not answer"}, 503)
        if watch.is_silent(ticked_at, now()):
            return JSONResponse({"status": "the clock has not ticked for two minutes"}, 503)
        return JSONResponse({"status": "ready"})

    return Starlette(routes=[Route("/healthz", healthz), Route("/readyz", readyz), *routes])
