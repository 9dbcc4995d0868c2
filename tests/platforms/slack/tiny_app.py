"""A small app on plain Bolt, so that the stand-in is tried with somebody else's code."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.standins.serving import served
from tests.standins.slack.client import Json, SlackStandin

SCOPES = [
    "chat:write",
    "commands",
    "im:history",
    "im:write",
    "users:read",
    "app_mentions:read",
    "channels:read",
]
EVENTS = [
    "message.im",
    "app_mention",
    "app_home_opened",
    "app_uninstalled",
    "tokens_revoked",
    "user_change",
    "member_joined_channel",
]
ASK: list[Json] = [
    {"type": "section", "text": {"type": "plain_text", "text": "Waar begin je morgen mee?"}},
    {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "action_id": "fix",
                "text": {"type": "plain_text", "text": "Leg vast"},
                "value": "fix|1",
            }
        ],
    },
]


def window(*blocks: Json, title: str = "Leg vast") -> Json:
    """Return a modal with these blocks and a field for a date."""
    when = {
        "type": "input",
        "block_id": "when",
        "label": {"type": "plain_text", "text": "Wanneer?"},
        "element": {"type": "plain_text_input", "action_id": "line"},
    }
    return {
        "type": "modal",
        "callback_id": "fix",
        "private_metadata": "fix|1",
        "title": {"type": "plain_text", "text": title},
        "submit": {"type": "plain_text", "text": "Bewaar"},
        "blocks": [*blocks, when],
    }


@dataclass
class TinyApp:
    """What the app heard, and how it is told to answer."""

    client: AsyncWebClient
    bolt: AsyncApp
    heard: list[Json] = field(default_factory=list)
    fails: int = 0
    opens: Json = field(default_factory=window)
    answers: Json | None = None

    async def hear(self, body: Json, ack: AsyncAck) -> None:
        """Remember it, and acknowledge it unless this is to fail."""
        self.heard.append(body)
        if self.fails > 0:
            self.fails -= 1
            raise RuntimeError("as it was told")
        await ack()

    def events(self, kind: str) -> list[Json]:
        """Return the events of a kind that it heard."""
        bodies = (one for one in self.heard if one.get("type") == "event_callback")
        return [one["event"] for one in bodies if one["event"]["type"] == kind]

    def payloads(self, kind: str) -> list[Json]:
        """Return the interaction payloads of a kind that it heard."""
        return [one for one in self.heard if one.get("type") == kind]


@asynccontextmanager
async def tiny_app(
    slack: SlackStandin, *, socket_mode: bool = False, **settings: Any
) -> AsyncIterator[TinyApp]:
    """Run the app until the block ends, installed in the only workspace and in its channels."""
    made = await slack.do("app", settings={"name": "Tiny", "scopes": SCOPES, "bot_events": EVENTS})
    places = (await slack.do("overview"))["channels"]
    installed = await slack.do("install", channels=list(places))
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(
            token=installed["token"], base_url=slack.api_url, session=session, retry_handlers=[]
        )
        bolt = AsyncApp(
            client=client,
            signing_secret=made["signing_secret"],
            process_before_response=True,
        )
        tiny = TinyApp(client, bolt)
        _listen(tiny)
        if socket_mode:
            handler = AsyncSocketModeHandler(bolt, made["app_token"])
            await slack.do("app", settings={"socket_mode": True, "commands": {"/tiny": ""}})
            await handler.connect_async()  # type: ignore[no-untyped-call]
            yield tiny
            await slack.settle()
            await handler.close_async()  # type: ignore[no-untyped-call]
            return
        async with served(_site(bolt)) as url:
            where = f"{url}/slack/events"
            urls = {"events_url": where, "interactivity_url": where, "commands": {"/tiny": where}}
            await slack.do("app", settings={**urls, "retry_after": [0.0, 0.01, 0.01], **settings})
            yield tiny
            await slack.settle()


def _site(bolt: AsyncApp) -> Starlette:
    handler = AsyncSlackRequestHandler(bolt)

    async def endpoint(request: Request) -> Response:
        return await handler.handle(request)

    return Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])


def _listen(tiny: TinyApp) -> None:
    async def hear(body: Json, ack: AsyncAck) -> None:
        await tiny.hear(body, ack)

    async def answer(body: Json, ack: AsyncAck, client: AsyncWebClient) -> None:
        await tiny.hear(body, ack)
        await client.views_open(trigger_id=body["trigger_id"], view=tiny.opens)

    async def submitted(body: Json, ack: AsyncAck) -> None:
        tiny.heard.append(body)
        await ack(**(tiny.answers or {}))

    for event in EVENTS[1:]:
        tiny.bolt.event(event)(hear)
    for subtype in ("message_changed", "message_deleted", None):
        tiny.bolt.event({"type": "message", "subtype": subtype})(hear)
    tiny.bolt.action({"action_id": "fix"})(answer)
    tiny.bolt.command("/tiny")(answer)
    tiny.bolt.shortcut("ask")(answer)
    tiny.bolt.shortcut({"type": "message_action", "callback_id": "keep"})(answer)
    tiny.bolt.view("fix")(submitted)
