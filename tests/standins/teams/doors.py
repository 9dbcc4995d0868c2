"""Ports that can be shut and opened again, and connections that break on command."""

import asyncio
import socket

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from tests.standins.process import HOST
from tests.standins.serving import Server
from tests.standins.teams.errors import BROKEN


class Door:
    """A port of loopback. Shut, it refuses connections; open again, it has the same number."""

    def __init__(self, app: ASGIApp) -> None:
        self.port = 0
        self._app = app
        self._server: Server | None = None
        self._serving: asyncio.Task[None] | None = None

    async def open(self) -> None:
        if self._server is not None:
            return
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, self.port))
        self.port = listener.getsockname()[1]
        config = uvicorn.Config(
            self._serve,
            http="h11",
            interface="asgi3",
            proxy_headers=False,
            log_level="warning",
            access_log=False,
            lifespan="off",
            backlog=4096,
        )
        self._server = Server(config)
        self._serving = asyncio.create_task(self._server.serve([listener]))
        await self._server.is_up.wait()

    async def shut(self) -> None:
        """Refuse connections from now on, and break those that there are."""
        if self._server is None or self._serving is None:
            return
        for connection in list(self._server.server_state.connections):
            connection.transport.abort()
        self._server.force_exit = self._server.should_exit = True
        await self._serving
        self._server = None

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def breaking(message: Message) -> None:
            if message["type"] == "http.response.start" and BROKEN in message["headers"]:
                self._break(scope["client"])
            await send(message)

        await self._app(scope, receive, breaking)

    def _break(self, client: tuple[str, int]) -> None:
        assert self._server is not None
        for connection in list(self._server.server_state.connections):
            if isinstance(connection, H11Protocol) and connection.client == client:
                connection.transport.abort()
