"""The least that answers Teams with the SDK: a `CloudAdapterBase` that returns and sends nothing.

Its token check is repaired as ours is, because the stock one waits on the event loop for the keys.
`python -m benchmarks.teams_bare OPENID_URL` prints its port and ends with its standard input.
"""

import asyncio
import socket
import sys

import aiohttp
import uvicorn
from botbuilder.core import CloudAdapterBase, InvokeResponse, TurnContext
from botbuilder.schema import Activity, ActivityTypes
from botframework.connector.auth import (
    BotFrameworkAuthenticationFactory,
    PasswordServiceClientCredentialFactory,
)
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.teams.keys import SigningKeys
from benchmarks.teams_people import APP, ISSUER, SECRET

_ANSWER = {"task": {"type": "message", "value": "Kijk in de chat."}}


class _Adapter(CloudAdapterBase):  # type: ignore[misc]  # the SDK has no types
    pass


async def _on_turn(context: TurnContext) -> None:
    if context.activity.type == ActivityTypes.invoke:
        answer = InvokeResponse(status=200, body=_ANSWER)
        await context.send_activity(Activity(type=ActivityTypes.invoke_response, value=answer))


def bare(openid_url: str) -> Starlette:
    """Return the app."""
    adapter = _Adapter(
        BotFrameworkAuthenticationFactory.create(
            to_channel_from_bot_login_url="https://login.microsoftonline.com/home",
            to_channel_from_bot_oauth_scope=ISSUER,
            to_bot_from_channel_token_issuer=ISSUER,
            oauth_url=ISSUER,
            to_bot_from_channel_open_id_metadata_url=openid_url,
            to_bot_from_emulator_open_id_metadata_url=openid_url,
            caller_id="urn:botframework:azure",
            credential_factory=PasswordServiceClientCredentialFactory(APP, SECRET, "home"),
        )
    )

    async def receive(request: Request) -> Response:
        activity = Activity().deserialize(await request.json())
        header = request.headers.get("authorization", "")
        answer = await adapter.process_activity(header, activity, _on_turn)
        if answer is None:
            return Response(status_code=200)
        return JSONResponse(answer.body, status_code=int(answer.status))

    return Starlette(routes=[Route("/api/messages", receive, methods=["POST"])])


async def _serve(openid_url: str) -> None:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    async with aiohttp.ClientSession() as session:
        SigningKeys(openid_url, session).take_the_place_of_the_sdks()
        server = uvicorn.Server(uvicorn.Config(bare(openid_url), log_config=None, access_log=False))
        serving = asyncio.create_task(server.serve([listener]))
        sys.stdout.write(f"{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)
        server.should_exit = True
        await serving


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1]))
