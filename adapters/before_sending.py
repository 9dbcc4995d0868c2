"""What happens before anything is handed to a chat platform, and how long all of it may take."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from time import monotonic

import structlog

from bot.errors import FateUnknown, NotSent

log = structlog.get_logger()

# All of one send: less than what the sender keeps free at the end of its right to send.
LONGEST_SEND_SECONDS = 14.0
# What is left of it, at least, for what is handed over.
HANDING_OVER_SECONDS = 7.0


@contextmanager
def nothing_went(platform: str, *, final: bool) -> Iterator[None]:
    """Say of whatever fails in this block that the message certainly did not arrive.

    `final` is for what fails every time. Of the error only its kind is told: its text may hold words.
    """
    try:
        yield
    except (NotSent, FateUnknown):
        raise
    except Exception as error:
        kind = type(error).__name__
        log.error("not ready to be sent", platform=platform, error=kind)
        raise NotSent(f"{platform}: {kind} before it was sent", final=final) from error


class Deadline:
    """Until when one message may be on its way: looking up whatever it needs, and handing it over.

    What is cut off before it was handed over is NotSent; whoever hands over takes no longer than `left`.
    """

    def __init__(self, platform: str) -> None:
        self._platform = platform
        self._ends = monotonic() + LONGEST_SEND_SECONDS

    @asynccontextmanager
    async def before_handing_over(self) -> AsyncIterator[None]:
        """Raise NotSent for whatever fails in this block, or takes so long that no time is left."""
        with nothing_went(self._platform, final=False):
            async with asyncio.timeout(self._ends - HANDING_OVER_SECONDS - monotonic()):
                yield

    def left(self) -> float:
        """Return how many seconds are left. Raises NotSent when there are none."""
        left = self._ends - monotonic()
        if left <= 0:
            raise NotSent(f"{self._platform}: no time left")
        return left
