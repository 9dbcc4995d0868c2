"""The bot of one municipality behind its Slack addresses, and requests as Slack signs them."""

import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx
from starlette.applications import Starlette

from adapters.apps_file import Apps, SlackApp
from adapters.calendar.dutch_holidays import DutchHolidays
from adapters.catalogs import read_catalogs
from adapters.wiring import Connected, connect_platforms
from bot.situations import Knowledge
from tests.adapters.slack_api import SlackApi, a_slack_api, an_app
from tests.cast import NOW
from tests.factories import a_tenant
from tests.fakes.clock import SetClock
from tests.fakes.memory import MemoryStores
from tests.first_prompts import first_prompts

Json = dict[str, Any]
SECRET = "geheim"
HANNEKE = "U0HANNEKE"
KNOWLEDGE = Knowledge(first_prompts(), read_catalogs(), DutchHolidays())


@dataclass
class Office:
    """The bot, the Slack that it calls, and the way in for Slack."""

    api: SlackApi
    stores: MemoryStores
    connected: Connected
    client: httpx.AsyncClient
    clock: SetClock
    api_url: str
    key: str = "eigen"
    numbers: list[int] = field(default_factory=lambda: [0])

    def new_id(self, prefix: str) -> str:
        """Return an id that nothing else has."""
        self.numbers[0] += 1
        return f"{prefix}{self.numbers[0]}"

    async def event(self, about: Json, **envelope: Any) -> httpx.Response:
        """Deliver an event."""
        body = {
            "type": "event_callback",
            "team_id": "T1",
            "api_app_id": "A1",
            "event_id": self.new_id("Ev"),
            "event_time": int(NOW.timestamp()),
            "event": about,
            **envelope,
        }
        return await self.post(json.dumps(body), "application/json")

    async def interaction(self, kind: str, **about: Any) -> httpx.Response:
        """Deliver a press, a shortcut or a window."""
        body = {
            "type": kind,
            "user": {"id": HANNEKE, "team_id": "T1"},
            "team": {"id": "T1", "domain": "waterstad"},
            "trigger_id": self.new_id("t."),
            **about,
        }
        return await self.post(urlencode({"payload": json.dumps(body)}), FORM)

    async def command(self, text: str, channel: str = "C1") -> httpx.Response:
        """Deliver a slash command."""
        body = {
            "command": "/zetje",
            "text": text,
            "team_id": "T1",
            "user_id": HANNEKE,
            "channel_id": channel,
            "trigger_id": self.new_id("t."),
            "response_url": f"{self.api_url}respond",
        }
        return await self.post(urlencode(body), FORM)

    async def post(
        self, body: str | bytes, kind: str, secret: str = SECRET, **headers: str
    ) -> httpx.Response:
        """Send a request with a signature; `headers` take the place of those that Slack sends."""
        content = body.encode() if isinstance(body, str) else body
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.post(
            f"/slack/{self.key}/events",
            content=content,
            headers={**signed(content, kind, secret), **names},
        )

    async def types(self, text: str, **about: Any) -> httpx.Response:
        """Let Hanneke type this in her own conversation."""
        ts = about.pop("ts", self.new_id("17.00010"))
        return await self.event(typed(text, ts=ts, **about))


FORM = "application/x-www-form-urlencoded"


def typed(text: str, **about: Any) -> Json:
    """Return the event of a message that Hanneke typed in her DM."""
    message = {"type": "message", "channel_type": "im", "channel": "D1", "user": HANNEKE}
    return {**message, "text": text, **about}


def signed(body: bytes, kind: str, secret: str = SECRET, age: int = 0) -> dict[str, str]:
    """Return the headers that Slack sends with this body, `age` seconds ago."""
    stamp = str(int(time.time()) - age)
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256)
    return {
        "Content-Type": kind,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={digest.hexdigest()}",
    }


@asynccontextmanager
async def an_office(public_url: str = "", **changes: Any) -> AsyncIterator[Office]:
    """Open the office; `changes` are those of its app. At the end all that was begun is finished."""
    async with a_slack_api() as (api, url):
        stores, clock = MemoryStores(), SetClock(NOW)
        await stores.directory.save_tenant(a_tenant())
        apps: dict[str, SlackApp] = {"eigen": an_app(url, **changes)}
        async with connect_platforms(
            Apps(slack=apps), stores, KNOWLEDGE, clock, public_url
        ) as connected:
            app = Starlette(routes=list(connected.routes))
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://bot.test") as client:
                yield Office(api, stores, connected, client, clock, url)
