"""Carries events and interactions to an app, over HTTP or Socket Mode, and notes how it answered."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp

from tests.standins.slack.sockets import NotConnected, Sockets
from tests.standins.slack.state import App, Json, World

INTERACTIVE, COMMAND, EVENT = "interactive", "slash_commands", "events_api"


@dataclass
class Attempt:
    """One request to the app and what came of it. `status` 0: no answer; `error` says why."""

    status: int = 0
    seconds: float = 0.0
    body: str = ""
    error: str = ""
    retry_num: int = 0
    retry_reason: str = ""
    stops: bool = False

    @property
    def is_fine(self) -> bool:
        """Tell whether Slack takes it for an acknowledgement."""
        return 200 <= self.status < 300


@dataclass
class Sent:
    """Something that was carried to an app. `raw` is the request, to send it once more."""

    number: int
    kind: str
    what: str
    attempts: list[Attempt] = field(default_factory=list)
    raw: Json = field(default_factory=dict)


class Courier:
    """Knows the way to every app."""

    def __init__(self, world: World, sockets: Sockets) -> None:
        self._world, self._sockets = world, sockets
        self._session: aiohttp.ClientSession | None = None
        self._under_way: set[asyncio.Task[Any]] = set()
        self._retries: set[asyncio.Task[Any]] = set()
        self.log: list[Sent] = []

    def begin(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Do it in the background; `settle` waits for it."""
        task = asyncio.ensure_future(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    async def settle(self) -> None:
        """Wait until nothing is under way; not for retries that come later."""
        while self._under_way:
            await asyncio.wait(set(self._under_way))

    def forget(self) -> None:
        """Stop all that is under way, and forget what was."""
        for task in (*self._under_way, *self._retries):
            task.cancel()
        self.log.clear()

    async def event(self, app: App, payload: Json) -> Sent:
        """Deliver an event; returns after the retry at once. Later ones go on in the background."""
        sent = self._note(EVENT, payload["event"]["type"])
        attempt = await self._attempt(app, sent, payload, Attempt())
        for number, delay in enumerate(app.retry_after, start=1):
            if attempt.is_fine or attempt.stops:
                return sent
            retry = Attempt(retry_num=number, retry_reason=attempt.error)
            if delay > 0:
                later = asyncio.ensure_future(self._later(app, sent, payload, retry, delay))
                self._retries.add(later)
                later.add_done_callback(self._retries.discard)
                return sent
            attempt = await self._attempt(app, sent, payload, retry)
        return sent

    async def again(self, app: App, payload: Json) -> Sent:
        """Deliver an event once more, as when the acknowledgement got lost on its way."""
        sent = self._note(EVENT, payload["event"]["type"])
        retry = Attempt(retry_num=1, retry_reason="http_timeout")
        await self._attempt(app, sent, payload, retry)
        return sent

    async def interaction(self, app: App, kind: str, payload: Json) -> Sent:
        """Deliver a press, a window or a command; Slack does this once."""
        sent = self._note(kind, str(payload.get("type") or payload["command"]))
        await self._attempt(app, sent, payload, Attempt())
        return sent

    async def raw(self, url: str, headers: dict[str, str], body: str) -> Attempt:
        """Send a request exactly as it is."""
        return await self._post(url, headers, body.encode(), Attempt(), 10.0)

    async def _later(
        self, app: App, sent: Sent, payload: Json, retry: Attempt, delay: float
    ) -> None:
        delays = iter(app.retry_after[retry.retry_num :])
        while True:
            await asyncio.sleep(delay)
            attempt = await self._attempt(app, sent, payload, retry)
            if attempt.is_fine or attempt.stops:
                return
            following = next(delays, None)
            if following is None:
                return
            delay = following
            retry = Attempt(retry_num=retry.retry_num + 1, retry_reason=attempt.error)

    async def _attempt(self, app: App, sent: Sent, payload: Json, attempt: Attempt) -> Attempt:
        sent.attempts.append(attempt)
        if app.socket_mode:
            return await self._over_socket(app, sent.kind, payload, attempt)
        url, kind, body = _request(app, sent.kind, payload)
        if not url:
            attempt.error = "the app has no URL for this"
            return attempt
        headers = self.signed(app, body, kind)
        if attempt.retry_num:
            headers["X-Slack-Retry-Num"] = str(attempt.retry_num)
            headers["X-Slack-Retry-Reason"] = attempt.retry_reason
        sent.raw = {"url": url, "headers": headers, "body": body.decode()}
        return await self._post(url, headers, body, attempt, app.waits)

    def signed(self, app: App, body: bytes, kind: str, timestamp: str = "") -> dict[str, str]:
        """Return the headers that Slack sends with this body."""
        now = self._world.now() if self._world.signs_with_own_clock else time.time()
        stamp = timestamp or str(int(now))
        signed = b"v0:" + stamp.encode() + b":" + body
        digest = hmac.new(app.signing_secret.encode(), signed, hashlib.sha256).hexdigest()
        return {
            "Content-Type": kind,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "Accept": "application/json,*/*",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={digest}",
        }

    async def _post(
        self, url: str, headers: dict[str, str], body: bytes, attempt: Attempt, waits: float
    ) -> Attempt:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0), cookie_jar=aiohttp.DummyCookieJar()
            )
        began = time.monotonic()
        try:
            async with self._session.post(
                url,
                data=body,
                headers=headers,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=waits),
            ) as answer:
                attempt.body = (await answer.read()).decode(errors="replace")
                attempt.status = answer.status
                attempt.stops = answer.headers.get("X-Slack-No-Retry") == "1"
                attempt.error = "" if attempt.is_fine else "http_error"
        except TimeoutError:
            attempt.error = "http_timeout"
        except aiohttp.ClientError:
            attempt.error = "connection_failed"
        attempt.seconds = time.monotonic() - began
        return attempt

    async def _over_socket(self, app: App, kind: str, payload: Json, attempt: Attempt) -> Attempt:
        began = time.monotonic()
        envelope: Json = {"type": kind, "payload": payload, "accepts_response_payload": False}
        if kind == EVENT:
            envelope |= {"retry_attempt": attempt.retry_num, "retry_reason": attempt.retry_reason}
        elif kind == COMMAND or payload.get("type") == "view_submission":
            envelope["accepts_response_payload"] = True
        try:
            answer = await self._sockets.send(app, envelope, app.waits)
        except TimeoutError:
            attempt.error = "timeout"
        except NotConnected:
            attempt.error = "connection_failed"
        else:
            attempt.status = 200
            attempt.body = json.dumps(answer) if answer is not None else ""
        attempt.seconds = time.monotonic() - began
        return attempt

    def _note(self, kind: str, what: str) -> Sent:
        sent = Sent(len(self.log), kind, what)
        self.log.append(sent)
        return sent


def _request(app: App, kind: str, payload: Json) -> tuple[str, str, bytes]:
    form = "application/x-www-form-urlencoded"
    if kind == EVENT:
        return app.events_url, "application/json", json.dumps(payload).encode()
    if kind == INTERACTIVE:
        return app.interactivity_url, form, urlencode({"payload": json.dumps(payload)}).encode()
    fields = {
        key: str(value).lower() if value is False else value for key, value in payload.items()
    }
    return app.commands.get(payload["command"], ""), form, urlencode(fields).encode()
