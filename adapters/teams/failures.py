"""What a failed request to Teams means: it certainly did not arrive, the person is gone, or nobody knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from json import loads
from math import isnan
from typing import Any

import aiohttp

from bot.errors import FateUnknown, Gone, NotSent


class Meaning(Enum):
    """What follows from a failure."""

    AGAIN = auto()
    NEVER = auto()
    GONE = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Refusal:
    """How Teams answered: the HTTP status, its own code, and how many seconds it asked to wait.

    `is_page` is for what Teams never says: somebody in between answered, a proxy or a firewall.
    """

    status: int
    code: str
    retry_after: float | None = None
    is_page: bool = False


# By status, and where it matters by code. What is in neither is unknown from 500 up, else final.
_BY_CODE: Mapping[tuple[int, str], Meaning] = {
    (403, "ForbiddenOperationException"): Meaning.GONE,
    (403, "MessageWritesBlocked"): Meaning.GONE,
    (403, "ConversationBlockedByUser"): Meaning.GONE,
    (403, "BotNotInConversationRoster"): Meaning.GONE,
}
_BY_STATUS: Mapping[int, Meaning] = {
    401: Meaning.AGAIN,  # the token was refused; the next one is new
    408: Meaning.UNKNOWN,
    412: Meaning.AGAIN,
    429: Meaning.AGAIN,
}
# Who is in between says these before anything reaches Teams, and may say otherwise in a while.
_IN_BETWEEN = (403, 404, 407)
_LONGEST_SECONDS = 86_400.0


def read_refusal(status: int, headers: Mapping[str, str], body: bytes) -> Refusal:
    """Return what an answer with this status says; never raises."""
    said = _object(body)
    is_page = bool(body) and said is None
    return Refusal(status, _code(said or {}), _seconds(headers.get("Retry-After", "")), is_page)


def failure(refusal: Refusal, *, personal: bool) -> NotSent | FateUnknown:
    """Return the error to raise. Only a person can be gone: a channel that refuses is a technical matter."""
    why = f"teams: {refusal.status} {refusal.code}".strip()
    match meaning_of(refusal):
        case Meaning.GONE if personal:
            return Gone(why)
        case Meaning.GONE | Meaning.NEVER:
            return NotSent(why, final=True)
        case Meaning.AGAIN:
            return NotSent(why, retry_after=refusal.retry_after)
        case Meaning.UNKNOWN:
            return FateUnknown(why)


def meaning_of(refusal: Refusal) -> Meaning:
    """Return what a refusal means."""
    known = _BY_CODE.get((refusal.status, refusal.code)) or _BY_STATUS.get(refusal.status)
    if known is not None:
        return known
    if refusal.status == 503 and refusal.retry_after is not None:
        return Meaning.AGAIN
    if refusal.status < 400 or (refusal.is_page and refusal.status in _IN_BETWEEN):
        return Meaning.AGAIN
    return Meaning.UNKNOWN if refusal.status >= 500 else Meaning.NEVER


def broken(error: Exception) -> NotSent | FateUnknown:
    """Return the error to raise for a request that got no answer."""
    why = f"teams: {type(error).__name__}"
    if isinstance(error, aiohttp.InvalidURL):
        return NotSent(why, final=True)
    never_went = (
        aiohttp.ClientConnectorError,
        aiohttp.ConnectionTimeoutError,
        # The proxy did not connect us.
        aiohttp.ClientHttpProxyError,
    )
    return NotSent(why) if isinstance(error, never_went) else FateUnknown(why)


def _code(said: Mapping[str, Any]) -> str:
    """Return Teams' code; an inner `subCode`, which another layer words, says more."""
    message, error = said.get("message"), said.get("error")
    inner = _object(message) if isinstance(message, str) else None
    code = (inner or {}).get("subCode") or (error.get("code") if isinstance(error, dict) else None)
    return _safe(code)


def _object(text: str | bytes) -> Mapping[str, Any] | None:
    try:
        found = loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _safe(code: object) -> str:
    # A code is one word; anything else could be words of people that come back in an error.
    is_code = isinstance(code, str) and code.isascii() and code.isalnum() and len(code) < 60
    return str(code) if is_code else ""


def _seconds(header: str) -> float | None:
    try:
        seconds = float(header)
    except ValueError:
        return None
    return None if isnan(seconds) else min(max(0.0, seconds), _LONGEST_SECONDS)
