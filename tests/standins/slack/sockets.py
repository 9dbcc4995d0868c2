"""Socket Mode: apps that connect from inside, and envelopes that they acknowledge."""

import asyncio
import json
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from tests.standins.slack.state import App, Json, World

MOST_CONNECTIONS = 10


class NotConnected(Exception):
    """No socket of the app is open."""


@dataclass
class _Socket:
    app: App
    channel: web.WebSocketResponse
    waiting: dict[str, asyncio.Future[Json | None]] = field(default_factory=dict)


class Sockets:
    """The open sockets of all apps."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._tickets: dict[str, App] = {}
        self._open: list[_Socket] = []
        self._turn = 0

    async def open_connection(self, request: web.Request) -> web.Response:
        """apps.connections.open: give out an address that works once."""
        _, _, token = request.headers.get("Authorization", "").partition(" ")
        app = next((a for a in self._world.apps.values() if a.app_token == token.strip()), None)
        if app is None:
            return web.json_response({"ok": False, "error": "invalid_auth"})
        if not app.socket_mode:
            return web.json_response({"ok": False, "error": "not_allowed_token_type"})
        ticket = self._world.new_id("ticket-")
        self._tickets[ticket] = app
        url = f"ws://{request.host}/link/?ticket={ticket}&app_id={app.id}"
        return web.json_response({"ok": True, "url": url})

    async def link(self, request: web.Request) -> web.StreamResponse:
        """Hold a socket until the app closes it."""
        app = self._tickets.pop(request.query.get("ticket", ""), None)
        if app is None:
            return web.Response(status=404)
        channel = web.WebSocketResponse(heartbeat=None)
        await channel.prepare(request)
        socket = _Socket(app, channel)
        if self.count(app) >= MOST_CONNECTIONS:
            await channel.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await channel.close()
            return channel
        self._open.append(socket)
        await channel.send_json(
            {
                "type": "hello",
                "num_connections": self.count(app),
                "debug_info": {"host": "applink-standin", "approximate_connection_time": 18060},
                "connection_info": {"app_id": app.id},
            }
        )
        try:
            async for message in channel:
                if message.type == WSMsgType.TEXT:
                    _acknowledged(socket, message.data)
        finally:
            self._open.remove(socket)
        return channel

    async def close(self) -> None:
        """Close every socket."""
        for socket in list(self._open):
            await socket.channel.close()

    def count(self, app: App) -> int:
        """Return how many sockets of the app are open."""
        return sum(1 for one in self._open if one.app is app and not one.channel.closed)

    async def send(self, app: App, envelope: Json, waits: float) -> Json | None:
        """Return what the app answered in its acknowledgement.

        Raises TimeoutError when it did not acknowledge in time, NotConnected without a socket.
        """
        sockets = [one for one in self._open if one.app is app and not one.channel.closed]
        if not sockets:
            raise NotConnected
        self._turn += 1
        socket = sockets[self._turn % len(sockets)]
        name = self._world.new_id("envelope-")
        answered: asyncio.Future[Json | None] = asyncio.get_running_loop().create_future()
        socket.waiting[name] = answered
        try:
            await socket.channel.send_json({"envelope_id": name, **envelope})
            return await asyncio.wait_for(answered, waits)
        except ConnectionResetError:
            raise NotConnected from None
        finally:
            socket.waiting.pop(name, None)

    async def disconnect(self, app: App, reason: str) -> None:
        """Ask the app to connect anew, as Slack does now and then; "broken" just closes."""
        for socket in [one for one in self._open if one.app is app]:
            if reason != "broken":
                await socket.channel.send_json({"type": "disconnect", "reason": reason})
            await socket.channel.close()


def _acknowledged(socket: _Socket, text: str) -> None:
    try:
        answer = json.loads(text)
    except ValueError:
        return
    waiting = socket.waiting.get(answer.get("envelope_id", "")) if answer else None
    if waiting is not None and not waiting.done():
        waiting.set_result(answer.get("payload"))
