"""A platform, or a proxy before it, that answers too much, too often, or about something else."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import aiohttp
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from adapters.answers import AskedConnector, as_name, read_all
from adapters.teams.connector import Connector, Place, open_session
from adapters.teams.tokens import Tokens
from bot.errors import FateUnknown, NotSent
from bot.ports.outside import Arrived
from tests.adapters.slack_api import Json, a_platform, a_slack_api, an_app
from tests.factories import a_content, a_message
from tests.standins.serving import served

MOST, SOON = 1_000, 30


def answer(body: bytes, *headers: str) -> bytes:
    lines = ("HTTP/1.1 200 OK", f"Content-Length: {len(body)}", *headers, "", "")
    return "\r\n".join(lines).encode() + body


Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def a_far_end(talk: Talk) -> AsyncIterator[str]:
    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@asynccontextmanager
async def a_session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(connector=AskedConnector()) as session:
        yield session


async def test_what_came_unasked_is_not_the_answer_to_what_is_asked_next() -> None:
    """The second answer comes when the first was read, as from a proxy that is out of step."""
    heard, spoke = asyncio.Event(), asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(answer(b"asked"))
                await writer.drain()
                await heard.wait()
                writer.write(answer(b"unasked"))
                await writer.drain()
                spoke.set()
        writer.close()

    async with a_far_end(talk) as url, a_session() as session:
        for _ in range(2):
            async with session.get(url) as said:
                assert await said.read() == b"asked"
            heard.set()
            async with asyncio.timeout(SOON):
                await spoke.wait()
            # It is on its way over loopback.
            await asyncio.sleep(0.05)


async def test_a_connection_on_which_nobody_spoke_unasked_is_used_again() -> None:
    connections = 0

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(answer(b"asked"))
                await writer.drain()
        writer.close()

    async with a_far_end(talk) as url, a_session() as session:
        for _ in range(3):
            async with session.get(url) as said:
                assert await said.read() == b"asked"
    assert connections == 1


@pytest.mark.parametrize(
    ("said", "is_read"),
    [
        (answer(b"x" * MOST), True),
        (answer(b"x" * (MOST + 1)), False),
        (answer(gzip.compress(b"x" * MOST, mtime=0), "Content-Encoding: gzip"), True),
        (answer(gzip.compress(b"x" * 5_000_000, mtime=0), "Content-Encoding: gzip"), False),
    ],
)
async def test_no_more_is_read_than_fits(said: bytes, *, is_read: bool) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(said)
        writer.close()

    async with a_far_end(talk) as url, a_session() as session, session.get(url) as got:
        if is_read:
            assert await read_all(got, MOST) == b"x" * MOST
        else:
            with pytest.raises(aiohttp.ClientPayloadError):
                await read_all(got, MOST)


@pytest.mark.parametrize("said", [["x"], {}, None, "x" * 501, "a\0b", "\ud800"])
def test_what_cannot_be_a_name_is_none(said: object) -> None:
    assert as_name(said) == ""


@pytest.mark.parametrize(
    "said",
    [
        {"ts": "17.1", "channel": "D2"},
        {"ts": "17.1", "channel": "D1", "message": {"metadata": {"event_payload": {"id": "x"}}}},
        {"ts": "", "channel": "D1"},
        {"ts": "17\0.1", "channel": "D1"},
        {"ts": ["17.1"], "channel": "D1"},
    ],
)
async def test_where_slack_answers_about_something_else_nobody_knows_yet(said: Json) -> None:
    async with a_slack_api() as (api, url), a_platform(an_app(url)) as platform:
        api.answer = lambda method, arguments: JSONResponse({"ok": True, **said})
        with pytest.raises(FateUnknown):
            await platform.send(a_message(), "D1", a_content())


async def test_where_slack_says_which_message_it_is_that_is_ours() -> None:
    def echo(method: str, arguments: Json) -> JSONResponse:
        told = {"metadata": arguments["metadata"]}
        return JSONResponse({"ok": True, "ts": "17.1", "channel": "D1", "message": told})

    async with a_slack_api() as (api, url), a_platform(an_app(url)) as platform:
        api.answer = echo
        assert await platform.send(a_message(), "U1", a_content()) == Arrived("17.1", "D1")


class NoTokens(Tokens):
    """None are needed."""

    async def of(self, key: str) -> str:
        return ""


@pytest.mark.parametrize("name", ["a\0b", ["x"], "x" * 501])
async def test_what_teams_calls_a_message_that_cannot_be_a_name_is_not_kept(name: object) -> None:
    async def teams(request: Request) -> JSONResponse:
        return JSONResponse({"id": name})

    app = Starlette(routes=[Route("/{path:path}", teams, methods=["POST"])])
    async with served(app) as url, open_session() as session:
        connector = Connector(session, NoTokens({}, session))
        place = Place("zetje", url, "workspace")
        assert await connector.send(place, "a:1", "{}") == ""
        with pytest.raises(NotSent):
            await connector.open_chat(place, "29:1")
