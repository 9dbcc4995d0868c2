"""Answers that are no answers of the platform: a page of some proxy, half an answer, one that trickles in."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

import aiohttp
import pytest

from adapters.apps_file import TeamsApp
from adapters.slack import calls
from adapters.teams import connector
from adapters.teams.connector import Connector, Place, open_session
from adapters.teams.tokens import Tokens
from bot.errors import FateUnknown
from tests.adapters.slack_api import a_platform, an_app
from tests.factories import a_content, a_message

pytestmark = pytest.mark.chaos

OK = b"HTTP/1.1 200 OK\r\nContent-Type: "
PAGE = b"<html>Sign in to the network</html>"
A_WHILE, LONG_ENOUGH, ENDS_WITHIN = 0.1, 2.0, 60

ANSWERS = [
    pytest.param((OK + b"text/html\r\nContent-Length: 35\r\n\r\n" + PAGE,), id="a page"),
    pytest.param((OK + b"application/json\r\nContent-Length: 2\r\n\r\n[]",), id="a list"),
    pytest.param((OK + b'application/json\r\nContent-Length: 99\r\n\r\n{"id"',), id="half of it"),
    pytest.param((OK[:-5], *(bytes((one,)) for one in b"x" * 30)), id="it trickles in"),
]


@asynccontextmanager
async def a_port_that_says(parts: Sequence[bytes]) -> AsyncIterator[str]:
    """Read a request, say these one after the other, a while apart, and hang up."""

    ended = asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for part in parts:
            if not reader.at_eof():
                writer.write(part)
                await asyncio.sleep(A_WHILE)
        writer.close()
        ended.set()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        # Who hung up before it asked anything is told nothing.
        async with asyncio.timeout(ENDS_WITHIN):
            await ended.wait()


async def send_on_slack(url: str) -> None:
    async with a_platform(an_app(f"{url}/api/")) as platform:
        await platform.send(a_message(), "D1", a_content())


async def send_on_teams(url: str) -> None:
    apps = {"eigen": TeamsApp(app_id="", development=True)}
    async with open_session() as session:
        place = Place("eigen", url, "entra")
        await Connector(session, Tokens(apps, session)).send(place, "a:1", '{"type": "message"}')


Send = Callable[[str], Awaitable[None]]


@pytest.mark.parametrize("parts", ANSWERS)
@pytest.mark.parametrize("send", [send_on_slack, send_on_teams])
async def test_nobody_can_say_whether_it_arrived(
    parts: Sequence[bytes], send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    patience = aiohttp.ClientTimeout(total=LONG_ENOUGH)
    monkeypatch.setattr(connector, "PATIENCE", patience)
    monkeypatch.setattr(calls, "_TIMEOUT", patience)
    async with a_port_that_says(parts) as url:
        with pytest.raises(FateUnknown):
            await send(url)
