"""Serves an ASGI app of a test on a port of loopback, in the loop of the test itself."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

import uvicorn
from starlette.types import ASGIApp

from tests.standins.process import HOST

SOON = 30


class Server(uvicorn.Server):
    """A server that says when it is up, and leaves signals to whoever started its process."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_up.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave them as they are."""
        yield


@dataclass(frozen=True)
class Served:
    """An app on a port of loopback. `url` has no slash at the end."""

    url: str
    _server: uvicorn.Server

    async def settled(self) -> None:
        """Wait until all requests are done with, also with what they do after their answer."""
        while self._server.server_state.tasks:
            await asyncio.wait(self._server.server_state.tasks)


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[str]:
    """Serve until the block ends; gives the address, without a slash at the end."""
    async with serving(app) as at:
        yield at.url


@asynccontextmanager
async def serving(app: ASGIApp) -> AsyncIterator[Served]:
    """Serve until the block ends; gives the address and a way to wait until all is done."""
    listener = socket.socket()
    listener.bind((HOST, 0))
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off")
    server = Server(config)
    task = asyncio.create_task(server.serve([listener]))
    async with asyncio.timeout(SOON):
        await server.is_up.wait()
    try:
        yield Served(f"http://{HOST}:{listener.getsockname()[1]}", server)
    finally:
        server.force_exit = server.should_exit = True
        async with asyncio.timeout(SOON):
            await task
