"""Serves a page with live connections, and stops at once when asked to."""

import socket

import uvicorn

from adapters.browser.outbound import BrowserPlatform
from adapters.stopping import StoppableServer


class PageServer(StoppableServer):
    """A web server that lets go of the live connections before it waits for the last answers."""

    def __init__(self, config: uvicorn.Config, platform: BrowserPlatform) -> None:
        super().__init__(config)
        self._platform = platform

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop serving. Open pages reconnect by themselves when the demo is back."""
        self._platform.close()
        await super().shutdown(sockets)
