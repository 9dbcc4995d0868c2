"""Serves the stand-in on two loopback ports: the Web API as apps see it, and one for tests."""

import asyncio

from aiohttp import web

from tests.standins.process import HOST, announce
from tests.standins.slack.control import control_app
from tests.standins.slack.playing import Standin
from tests.standins.slack.response_urls import ResponseUrls
from tests.standins.slack.web_api import WebApi


class Api:
    """The port of the Web API: it can be closed, so that connections are refused, and opened again."""

    def __init__(self, standin: Standin) -> None:
        app = web.Application(client_max_size=10 * 1024 * 1024)
        api, urls = WebApi(standin.world), ResponseUrls(standin)
        app.router.add_post("/api/apps.connections.open", standin.sockets.open_connection)
        app.router.add_route("*", "/api/{method}", api.handle)
        app.router.add_get("/link/", standin.sockets.link)
        for kind in ("actions", "commands", "app"):
            app.router.add_post(f"/{kind}/{{team}}/{{name}}", urls.handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        self._site: web.TCPSite | None = None
        self.port = 0

    async def start(self) -> None:
        """Listen."""
        await self._runner.setup()
        await self._open()

    async def refuse(self, on: bool) -> None:
        """Refuse connections and break those that are open, or accept them again."""
        if on and self._site is not None:
            await self._site.stop()
            self._site = None
            server = self._runner.server
            assert server is not None
            for connection in server.connections:
                if connection.transport is not None:
                    connection.transport.abort()
        elif not on and self._site is None:
            await self._open()

    async def _open(self) -> None:
        self._site = web.TCPSite(self._runner, HOST, self.port, reuse_address=True)
        await self._site.start()
        self.port = self._runner.addresses[0][1]


async def main() -> None:
    """Serve until the process ends."""
    standin = Standin()
    api = Api(standin)
    await api.start()
    standin.url = f"http://{HOST}:{api.port}"
    control = web.AppRunner(control_app(standin, api.refuse), access_log=None)
    await control.setup()
    site = web.TCPSite(control, HOST, 0)
    await site.start()
    announce(port=control.addresses[0][1], api=api.port)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
