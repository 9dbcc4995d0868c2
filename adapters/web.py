"""The ASGI app that `serve` runs: is it alive, is it ready, and where the platforms call."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

LONGEST_SILENCE = timedelta(minutes=2)


def web_app(
    last_tick_at: Callable[[], Awaitable[datetime | None]],
    now: Callable[[], datetime],
    routes: Sequence[BaseRoute] = (),
) -> Starlette:
    """Return the app; `routes` are those of the chat platforms.

    It is ready when its database answers and the clock ticked within two minutes.
    """

    async def healthz(_: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def readyz(_: Request) -> Response:
        try:
            ticked_at = await last_tick_at()
        except Exception:  # whatever is wrong, it is not ready
            return JSONResponse({"status": "the database does not answer"}, 503)
        if ticked_at is None or now() - ticked_at > LONGEST_SILENCE:
            return JSONResponse({"status": "the clock has not ticked for two minutes"}, 503)
        return JSONResponse({"status": "ready"})

    return Starlette(routes=[Route("/healthz", healthz), Route("/readyz", readyz), *routes])
