"""A web process to measure: `ours DATABASE KEYS API_URL`, or a Bolt app that only acknowledges: `bare`.

Prints its port and serves until it is ended.
"""

import asyncio
import socket
import sys

import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks.slack_town import KEY, SECRET, connected


def bare_app() -> Starlette:
    """Return a web app with Bolt as its documentation has it, that acknowledges everything."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token="xoxb-x")

    bolt = AsyncApp(
        signing_secret=SECRET,
        authorize=authorize,
        client=AsyncWebClient(retry_handlers=[]),
        process_before_response=True,
    )

    @bolt.event("message")
    async def message() -> None:
        """Acknowledge."""

    @bolt.block_action("press-0")
    async def press(ack: AsyncAck) -> None:
        """Acknowledge."""
        await ack()

    handler = AsyncSlackRequestHandler(bolt)

    async def events(request: Request) -> Response:
        return await handler.handle(request)

    return Starlette(routes=[Route(f"/slack/{KEY}/events", events, methods=["POST"])])


async def _serve(app: Starlette) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    sys.stdout.write(f"{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off")
    await uvicorn.Server(config).serve([listener])


async def main(which: str, *about: str) -> None:
    """Serve one of the two."""
    if which == "bare":
        await _serve(bare_app())
        return
    database, keys, api_url = about
    async with connected(database, keys, api_url) as (_, bot):
        await bot.bot.ticker.start()
        await _serve(Starlette(routes=list(bot.routes)))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
