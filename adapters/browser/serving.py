"""Serves a page with live connections, tells when it can be visited, and stops at once when asked to."""

import socket
from collections.abc import Callable

import uvicorn

from adapters.browser.outbound import BrowserPlatform
from adapters.stopping import StoppableServer


class PageServer(StoppableServer):
    """A web server that lets go of the live connections before it waits for the last answers.

    `when_up` is called once it answers.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        platform: BrowserPlatform,
        when_up: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(config)
        self._platform = platform
        self._when_up = when_up

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        self._when_up()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop serving. Open pages reconnect by themselves when the demo is back."""
        self._platform.close()
        await super().shutdown(sockets)
