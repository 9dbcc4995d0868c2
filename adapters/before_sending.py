"""What happens before anything is handed to a chat platform."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from bot.errors import FateUnknown, NotSent

log = structlog.get_logger()


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
