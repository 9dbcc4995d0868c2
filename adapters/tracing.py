"""One id for all that follows from one thing: every line of the log about it bears the same `trace`."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from starlette.types import ASGIApp, Receive, Scope, Send
from structlog.contextvars import bound_contextvars


@contextmanager
def traced() -> Iterator[None]:
    """Let every line of the log bear a new id meanwhile, and so do tasks that are begun meanwhile."""
    with bound_contextvars(trace=uuid4().hex[:16]):
        yield


def tracing(app: ASGIApp) -> ASGIApp:
    """Return the app; what follows from one request bears one id."""

    async def traced_app(scope: Scope, receive: Receive, send: Send) -> None:
        with traced():
            await app(scope, receive, send)

    return traced_app
