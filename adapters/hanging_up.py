"""A connection to PostgreSQL that is given up when the server does not answer.

The server's own time-outs, and those of TCP, see nothing of a line that takes everything and carries
nothing: a proxy or a machine that hangs. What waits for an answer there would wait for good, and keep
others waiting.
"""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from math import inf
from time import monotonic
from typing import Any

from psycopg import AsyncConnection
from psycopg.pq import TransactionStatus

# A statement that takes too long is ended by the server; that it was, must still come over the line.
SPARE_SECONDS = 10.0

Connect = Callable[..., Awaitable["AnsweredConnection"]]


class AnsweredConnection(AsyncConnection[Any]):
    """Breaks, as if the server had closed it, when nothing was heard for `longest_seconds`.

    Waiting for a notification, which may come or not, takes as long as it takes.
    """

    longest_seconds = 30.0 + SPARE_SECONDS
    _heard_at = -inf
    _until = inf
    _watch: asyncio.TimerHandle | None = None

    def was_heard(self, within: float) -> bool:
        """Tell whether the server answered anything in the last so many seconds."""
        return monotonic() - self._heard_at < within

    async def wait(self, *about: Any, **named: Any) -> Any:
        """Wait for an answer."""
        loop = asyncio.get_running_loop()
        self._until = loop.time() + self.longest_seconds
        # One timer for many answers: most come at once, and setting one costs more than waiting for them.
        if self._watch is not None and self._watch.when() > self._until:
            self._watch.cancel()
            self._watch = None
        if self._watch is None:
            self._watch = loop.call_at(self._until, self._look, loop)
        answer = await super().wait(*about, **named)
        self._heard_at = monotonic()
        return answer

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        self._watch = None
        if self.closed or self.pgconn.transaction_status != TransactionStatus.ACTIVE:
            # The next that waits sets it again.
            return
        if loop.time() < self._until:
            self._watch = loop.call_at(self._until, self._look, loop)
        else:
            self._hang_up()

    def _hang_up(self) -> None:
        with suppress(OSError), socket.socket(fileno=os.dup(self.pgconn.socket)) as line:
            line.shutdown(socket.SHUT_RDWR)


def connecting(statement_seconds: int) -> Connect:
    """Return what opens such a connection, where no statement takes longer than that."""

    async def connect(*about: Any, **named: Any) -> AnsweredConnection:
        connection = await AnsweredConnection.connect(*about, **named)
        connection.longest_seconds = statement_seconds + SPARE_SECONDS
        return connection

    return connect
