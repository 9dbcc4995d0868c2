"""Calls to Slack's Web API: one HTTP session, nothing repeated, and how each ended told apart."""

import json
from collections.abc import Mapping
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import aiohttp

from adapters.answers import AskedConnector, read_all
from adapters.proxy import by_proxy
from adapters.slack.verdicts import error_for
from bot.errors import FateUnknown, NotSent

Json: TypeAlias = dict[str, Any]

CONNECT_SECONDS = 5.0
# Less than what the sender keeps free at the end of its right to send.
TOTAL_SECONDS = 10.0
_TIMEOUT = aiohttp.ClientTimeout(total=TOTAL_SECONDS, connect=CONNECT_SECONDS)
_MOST_CONNECTIONS = 100
# A page of a conversation's history is the largest.
_MOST_BYTES = 16_000_000
_RESPONSES = "hooks.slack.com"
# These take no JSON.
_TAKES_A_FORM = frozenset(
    {
        "auth.test",
        "conversations.history",
        "conversations.replies",
        "oauth.v2.access",
        "users.info",
    }
)
_JSON = "application/json; charset=utf-8"
_encode = json.JSONEncoder(ensure_ascii=False).encode
# The last: the proxy did not connect us.
_NO_CONNECTION = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,
)
# An app that may not go faster for a while, or not at all.
_TOO_MANY, _UNAVAILABLE, _TIMED_OUT = 429, 503, 408


def new_session() -> aiohttp.ClientSession:
    """Return a session for all calls; whoever opens it closes it."""
    connector = AskedConnector(limit=_MOST_CONNECTIONS)
    return aiohttp.ClientSession(
        connector=connector, timeout=_TIMEOUT, cookie_jar=aiohttp.DummyCookieJar()
    )


class SlackCalls:
    """The Web API as one app sees it at `api_url`. No call is ever repeated here."""

    def __init__(self, session: aiohttp.ClientSession, api_url: str) -> None:
        self._session = session
        self._api_url = api_url.rstrip("/") + "/"

    async def call(
        self, method: str, token: str, arguments: Mapping[str, Any], within: float | None = None
    ) -> Json:
        """Return what Slack answered, after at most `within` seconds.

        Raises NotSent when it certainly was not done (`Refused` when Slack itself says why), Gone
        when the person is not there any more, FateUnknown when nobody can say.
        """
        found, _ = await self.call_with_headers(method, token, arguments, within)
        return found

    async def call_with_headers(
        self, method: str, token: str, arguments: Mapping[str, Any], within: float | None = None
    ) -> tuple[Json, Mapping[str, str]]:
        """Return what Slack answered, with its headers (in small letters); raises as `call`."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        body: bytes | dict[str, str]
        if method in _TAKES_A_FORM:
            body = {name: str(value) for name, value in arguments.items()}
        else:
            headers["Content-Type"] = _JSON
            body = _encode(arguments).encode()
        url = self._api_url + method
        about: dict[str, Any] = {"allow_redirects": False, "timeout": self._patience(within)}
        try:
            async with self._session.post(
                url, data=body, headers=headers, **about, **by_proxy(url)
            ) as answer:
                return await _read(answer), {k.lower(): v for k, v in answer.headers.items()}
        except _NO_CONNECTION as error:
            raise NotSent(f"slack: no connection ({type(error).__name__})") from None
        except aiohttp.InvalidURL:
            raise NotSent("slack: the address of the API is no address", final=True) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise FateUnknown(f"slack: no answer ({type(error).__name__})") from None

    def _patience(self, within: float | None) -> aiohttp.ClientTimeout:
        longest = self._session.timeout
        if within is None or longest.total is None or within >= longest.total:
            return longest
        return aiohttp.ClientTimeout(total=within, connect=longest.connect)

    async def respond(self, url: str, text: str) -> None:
        """Answer a command through the address that came with it; only the one who typed it sees it.

        Raises as `call` does; NotSent for an address that is not Slack's.
        """
        if urlsplit(url).hostname not in (_RESPONSES, urlsplit(self._api_url).hostname):
            raise NotSent("slack: the address to respond to is not Slack's", final=True)
        body = {"text": text, "response_type": "ephemeral"}
        try:
            way = by_proxy(url)
            async with self._session.post(url, json=body, allow_redirects=False, **way) as answer:
                if answer.status != 200:
                    raise NotSent(f"slack: HTTP {answer.status}", final=True)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise FateUnknown(f"slack: no answer ({type(error).__name__})") from None


async def _read(answer: aiohttp.ClientResponse) -> Json:
    """Return the answer when Slack did what was asked."""
    waits = _seconds(answer.headers.get("Retry-After"))
    if answer.status == _TOO_MANY:
        raise error_for("ratelimited", waits if waits is not None else 1.0)
    if answer.status == _UNAVAILABLE and waits is not None:
        raise NotSent("slack: HTTP 503", retry_after=waits)
    if answer.status >= 500 or answer.status == _TIMED_OUT:
        raise FateUnknown(f"slack: HTTP {answer.status}")
    if answer.status != 200:
        raise NotSent(f"slack: HTTP {answer.status}")
    try:
        found = json.loads(await read_all(answer, _MOST_BYTES))
    except (ValueError, RecursionError):
        raise FateUnknown("slack: the answer is no JSON") from None
    if not isinstance(found, dict):
        raise FateUnknown("slack: the answer is no JSON object")
    if found.get("ok") is not True:
        raise error_for(_code(found), waits)
    return found


def _code(answer: Json) -> str:
    """Return Slack's code; nothing else of what it says, which may quote what was sent."""
    code = answer.get("error")
    is_code = isinstance(code, str) and code.replace("_", "").isalnum() and len(code) <= 100
    return str(code) if is_code else "unknown_error"


def _seconds(text: str | None) -> float | None:
    try:
        seconds = float(text) if text is not None else None
    except ValueError:
        return None
    return seconds if seconds is not None and 0 <= seconds <= 86_400 else None
