"""Slack's Web API as a test wants it to answer, and the bot's side that speaks to it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.apps_file import SlackApp
from adapters.slack.access import Accesses
from adapters.slack.calls import SlackCalls, new_session
from adapters.slack.outbound import SlackPlatform
from bot.ports.stores import Stores
from tests.cast import WATERSTAD
from tests.fakes.memory import MemoryStores
from tests.standins.serving import served

Json = dict[str, Any]
Answer = Callable[[str, Json], Response]

TOKEN = "xoxb-eigen"


def fine(method: str, arguments: Json) -> Response:
    """Answer as Slack does when all is well."""
    answers: dict[str, Json] = {
        "auth.test": {"team_id": "T1"},
        "chat.postMessage": {"channel": "D1", "ts": "17.000100"},
        "chat.update": {"channel": "D1", "ts": arguments.get("ts")},
        "conversations.open": {"channel": {"id": "D1"}},
        "conversations.history": {"messages": []},
        "conversations.replies": {"messages": []},
        "users.info": {"user": {"id": arguments.get("user"), "team_id": "T1"}},
        "views.open": {"view": {"id": "V1", "hash": "1.a"}},
    }
    return JSONResponse({"ok": True, **answers.get(method, {})})


def refused(code: str, status: int = 200, **headers: str) -> Answer:
    """Return an answer that says no."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda method, arguments: JSONResponse({"ok": False, "error": code}, status, names)


@dataclass
class SlackApi:
    """What was asked, and what is answered next."""

    answer: Answer = fine
    calls: list[tuple[str, Json, str]] = field(default_factory=list)

    def called(self, method: str) -> list[Json]:
        """Return the arguments of every call of this method."""
        return [arguments for name, arguments, _ in self.calls if name == method]

    async def handle(self, request: Request) -> Response:
        """Note a call and answer it."""
        body = await request.body()
        kind = request.headers.get("content-type", "")
        is_json = kind.startswith("application/json")
        arguments = json.loads(body) if is_json else dict(parse_qsl(body.decode()))
        method = request.path_params["method"]
        self.calls.append((method, arguments, request.headers.get("authorization", "")))
        return self.answer(method, arguments)


@asynccontextmanager
async def a_slack_api() -> AsyncIterator[tuple[SlackApi, str]]:
    """Serve it on a port of loopback; gives it, and the address for `api_url`."""
    api = SlackApi()
    app = Starlette(routes=[Route("/api/{method}", api.handle, methods=["POST"])])
    async with served(app) as url:
        yield api, f"{url}/api/"


def an_app(api_url: str, **changes: Any) -> SlackApp:
    """Return the own app of Waterstad."""
    about = {
        "tenant": WATERSTAD,
        "signing_secret": "geheim",
        "bot_token": TOKEN,
        "per_second": 0,
        "api_url": api_url,
        **changes,
    }
    return SlackApp.model_validate(about)


@asynccontextmanager
async def a_platform(app: SlackApp, stores: Stores | None = None) -> AsyncIterator[SlackPlatform]:
    """Return what sends to Slack, for one app."""
    apps = {"eigen": app}
    async with new_session() as session:
        calls = {"eigen": SlackCalls(session, app.api_url)}
        yield SlackPlatform(calls, Accesses(apps, stores or MemoryStores()))


@asynccontextmanager
async def a_port(answers: bytes | None) -> AsyncIterator[str]:
    """Serve a port that reads a request and then says this, or (None) says nothing and hangs up."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        if answers:
            writer.write(answers)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api/"
