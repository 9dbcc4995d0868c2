"""Tells a watchman elsewhere, after each tick, that the clock still goes."""

from collections.abc import Awaitable, Callable

import aiohttp
import structlog

from adapters.proxy import by_proxy

log = structlog.get_logger()

_LONGEST = aiohttp.ClientTimeout(total=5)
Beat = Callable[[], Awaitable[None]]


def with_heartbeat(beat: Beat, url: str | None) -> Beat:
    """Return a beat that calls this address (a GET) after each one, however a part of it went.

    An address that does not answer is logged and changes nothing.
    """
    if url is None:
        return beat

    async def beating() -> None:
        try:
            await beat()
        except ExceptionGroup:
            # Trouble at one tenant: the clock itself goes on.
            await _call(url)
            raise
        await _call(url)

    return beating


async def _call(url: str) -> None:
    try:
        async with (
            aiohttp.ClientSession(timeout=_LONGEST) as session,
            session.get(url, **by_proxy(url)) as answer,
        ):
            if answer.status >= 400:
                log.warning("heartbeat refused", status=answer.status)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        log.warning("heartbeat not heard", error=type(error).__name__)
