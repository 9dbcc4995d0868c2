"""The ASGI app that `serve` runs: is it alive, is it ready, and where the platforms call."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from time import monotonic

import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

log = structlog.get_logger()

LONGEST_SILENCE = timedelta(minutes=2)
# Whoever asks whether we are ready does not wait for long.
LONGEST_LOOK_SECONDS = 3.0

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


class DatabaseWatch:
    """Asks the database when a clock ticked last, once at a time, and does not wait when it is silent.

    Breaking a question off could take as long as the answer does.
    """

    def __init__(self, last_tick_at: LastTickAt, longest_seconds: float) -> None:
        self._last_tick_at = last_tick_at
        self._longest_seconds = longest_seconds
        self._asking: asyncio.Task[datetime | None] | None = None

    async def last_tick_at(self) -> datetime | None:
        """Return it. Raises TimeoutError when there is no answer yet, and whatever asking raises."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.ensure_future(self._ask())
            self._asking.add_done_callback(_is_seen)
        done, _ = await asyncio.wait([self._asking], timeout=self._longest_seconds)
        if not done:
            raise TimeoutError
        return self._asking.result()

    async def _ask(self) -> datetime | None:
        return await self._last_tick_at()


def _is_seen(asking: asyncio.Task[datetime | None]) -> None:
    """Know of a failure for which nobody waits any more; who asks next finds out anew."""
    if not asking.cancelled():
        asking.exception()


def web_app(
    last_tick_at: LastTickAt,
    now: Callable[[], datetime],
    routes: Sequence[BaseRoute] = (),
) -> Starlette:
    """Return the app; `routes` are those of the chat platforms.

    It is ready when its database answers within seconds and the clock ticked within two minutes.
    """
    watch, database = ClockWatch(), DatabaseWatch(last_tick_at, LONGEST_LOOK_SECONDS)

    async def healthz(_: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def readyz(_: Request) -> Response:
        try:
            ticked_at = await database.last_tick_at()
        except Exception:  # whatever is wrong, it is not ready
            return JSONResponse({"status": "the database does not answer"}, 503)
        if watch.is_silent(ticked_at, now()):
            return JSONResponse({"status": "the clock has not ticked for two minutes"}, 503)
        return JSONResponse({"status": "ready"})

    return Starlette(routes=[Route("/healthz", healthz), Route("/readyz", readyz), *routes])
