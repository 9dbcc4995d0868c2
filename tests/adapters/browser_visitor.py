"""Somebody with a browser, at the level of HTTP."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

import httpx

from adapters.browser.page import browser_app
from tests.adapters.browser_stub import HANNEKE, StubHost

HERE = "http://127.0.0.1:8137"


class Visitor:
    """Sends requests as the page does. `with_script` asks for JSON, as the page's script does."""

    def __init__(self, host: StubHost, person: str = HANNEKE) -> None:
        self.host = host
        self.person = person
        self.position = f"{host.platform.feed.epoch}.0"
        self._app = browser_app(host)

    async def get(
        self, path: str = "/", headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """Visit an address."""
        async with self._client() as client:
            return await client.get(path, headers=headers)

    async def post(
        self,
        path: str,
        fields: Mapping[str, str | list[str]],
        *,
        event: str = "event-1",
        with_script: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Send a form."""
        form = {"as": self.person, "event": event, "since": self.position, **fields}
        sent = {"Origin": HERE, **({"Accept": "application/json"} if with_script else {})}
        async with self._client() as client:
            return await client.post(path, data=form, headers={**sent, **(headers or {})})

    async def send(self, path: str, body: bytes, headers: Mapping[str, str]) -> httpx.Response:
        """Send a body as it is."""
        async with self._client() as client:
            return await client.post(path, content=body, headers={"Origin": HERE, **headers})

    async def act(self, path: str, event: str = "event-1", **fields: str | list[str]) -> Any:
        """Send a form as the script does, and return what the page learns."""
        return (await self.post(path, fields, event=event, with_script=True)).json()

    async def reads(self, query: str = "") -> list[str]:
        """Return the words of every message on the page, in order, without who and when."""
        html = (await self.get(f"/?as={self.person}{query}")).text
        cards = re.findall(
            r'<div class="card.*?>(.*?)</div>\n(?:<div class="tools">|</article>)', html, re.DOTALL
        )
        return [words_of(card) for card in cards]

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.ASGITransport(self._app), base_url=HERE)


def words_of(html: str) -> str:
    """Return the words that somebody reads in a piece of HTML."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())
