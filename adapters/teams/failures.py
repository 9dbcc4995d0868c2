"""What a failed request to Teams means: it certainly did not arrive, the person is gone, or nobody knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from json import loads
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
    """How Teams answered: the HTTP status, its own code, and how many seconds it asked to wait."""

    status: int
    code: str
    retry_after: float | None = None


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


def read_refusal(status: int, headers: Mapping[str, str], body: bytes) -> Refusal:
    """Return what an answer with this status says; never raises."""
    return Refusal(status, _code(body), _seconds(headers.get("Retry-After", "")))


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


def _code(body: bytes) -> str:
    """Return Teams' code; an inner `subCode`, which another layer words, says more."""
    try:
        said = loads(body)
    except ValueError:
        return ""
    if not isinstance(said, dict):
        return ""
    inner = _inner(said.get("message"))
    error = said.get("error")
    code = inner.get("subCode") or (error.get("code") if isinstance(error, dict) else None)
    return _safe(code)


def _inner(message: object) -> Mapping[str, Any]:
    try:
        found = loads(message) if isinstance(message, str) else None
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {}


def _safe(code: object) -> str:
    # A code is one word; anything else could be words of people that come back in an error.
    is_code = isinstance(code, str) and code.isascii() and code.isalnum() and len(code) < 60
    return str(code) if is_code else ""


def _seconds(header: str) -> float | None:
    try:
        return max(0.0, float(header))
    except ValueError:
        return None
