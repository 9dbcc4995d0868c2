"""The page on a real port of this machine."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import uvicorn

from adapters.browser.outbound import BrowserPlatform
from adapters.browser.page import browser_app
from adapters.browser.serving import PageServer
from tests.adapters.browser_stub import StubHost

SOON = 30


class AnnouncingServer(PageServer):
    """Tells when it listens."""

    def __init__(self, config: uvicorn.Config, platform: BrowserPlatform) -> None:
        super().__init__(config, platform)
        self.is_up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_up.set()


@dataclass(frozen=True, slots=True)
class Served:
    """A page on a real port. `stop` asks the server to stop; `ended` waits until it has."""

    server: PageServer
    ended: "asyncio.Task[None]"
    address: str

    def stop(self) -> None:
        self.server.should_exit = True


@asynccontextmanager
async def served(host: StubHost) -> AsyncIterator[Served]:
    config = uvicorn.Config(
        browser_app(host), host="127.0.0.1", port=0, log_level="critical", lifespan="off"
    )
    server = AnnouncingServer(config, host.platform)
    ended = asyncio.create_task(server.serve())
    async with asyncio.timeout(SOON):
        await server.is_up.wait()
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield Served(server, ended, f"http://127.0.0.1:{port}")
    finally:
        server.should_exit = True
        async with asyncio.timeout(SOON):
            await ended
