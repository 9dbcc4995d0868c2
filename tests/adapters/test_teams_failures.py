"""What each failure of Teams means: again, never, gone, or nobody knows."""

import json
from collections.abc import Mapping
from ssl import SSLError
from typing import Any

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey

from adapters.teams.failures import broken, failure, read_refusal
from bot.errors import FateUnknown, Gone, NotSent

BLOCKED = {"errorCode": 209, "message": json.dumps({"subCode": "MessageWritesBlocked"})}


def error(code: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": "woorden van iemand"}}


def raised(
    status: int, body: object, headers: Mapping[str, str] = {}, *, personal: bool = True
) -> Exception:
    return failure(read_refusal(status, headers, json.dumps(body).encode()), personal=personal)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (403, error("ForbiddenOperationException")),
        (403, error("ConversationBlockedByUser")),
        (403, error("BotNotInConversationRoster")),
        (403, BLOCKED),
    ],
)
def test_who_removed_the_app_is_gone_and_a_channel_is_a_technical_matter(
    status: int, body: dict[str, Any]
) -> None:
    assert isinstance(raised(status, body), Gone)
    in_channel = raised(status, body, personal=False)
    assert isinstance(in_channel, NotSent)
    assert not isinstance(in_channel, Gone)
    assert in_channel.final


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "BadSyntax"),
        (403, "BotDisabledByAdmin"),
        (404, "ConversationNotFound"),
        (404, "ActivityNotFoundInConversation"),
        (413, "MessageSizeTooBig"),
    ],
)
def test_what_will_never_arrive_is_not_tried_again(status: int, code: str) -> None:
    found = raised(status, error(code))
    assert isinstance(found, NotSent)
    assert found.final
    assert str(found) == f"teams: {status} {code}".strip()


@pytest.mark.parametrize(
    ("status", "headers", "wait"),
    [
        (401, {}, None),
        (412, {}, None),
        (429, {}, None),
        (429, {"Retry-After": "7"}, 7.0),
        (503, {"Retry-After": "2"}, 2.0),
    ],
)
def test_what_certainly_did_not_arrive_goes_later(
    status: int, headers: dict[str, str], wait: float | None
) -> None:
    found = raised(status, error("x"), headers)
    assert isinstance(found, NotSent)
    assert (found.final, found.retry_after) == (False, wait)


@pytest.mark.parametrize(
    ("status", "page"),
    [(301, b""), (307, b"{}"), (302, b"<html>"), (403, b"<html>"), (404, b"<html>"), (407, b"x")],
)
def test_who_is_in_between_and_says_no_may_say_otherwise_later(status: int, page: bytes) -> None:
    found = failure(read_refusal(status, {}, page), personal=True)
    assert isinstance(found, NotSent)
    assert not isinstance(found, Gone)
    assert not found.final


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("inf", 86_400.0), ("1e300", 86_400.0), ("-3", 0.0), ("nan", None), ("soon", None)],
)
def test_nobody_is_asked_to_wait_longer_than_can_be_told(
    header: str, seconds: float | None
) -> None:
    assert read_refusal(429, {"Retry-After": header}, b"[" * 100_000).retry_after == seconds


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504])
def test_where_nobody_can_say_the_fate_is_unknown(status: int) -> None:
    assert isinstance(raised(status, error("ServiceError")), FateUnknown)


def test_an_error_never_repeats_words() -> None:
    for body in (error("Hanneke zei dat"), {"message": "geheim"}, ["x"], "x", 3):
        assert str(raised(400, body)) == "teams: 400"
    assert str(failure(read_refusal(502, {}, b"<html>"), personal=True)) == "teams: 502"
    assert read_refusal(429, {"Retry-After": "Wed, 21 Oct"}, b"").retry_after is None


KEY = ConnectionKey("127.0.0.1", 1, False, True, None, None, None)


@pytest.mark.parametrize(
    ("trouble", "means"),
    [
        (aiohttp.ClientConnectorError(KEY, OSError(111, "refused")), NotSent),
        (aiohttp.ClientConnectorDNSError(KEY, OSError(-2, "no such name")), NotSent),
        (aiohttp.ClientConnectorSSLError(KEY, SSLError("no")), NotSent),
        (aiohttp.ConnectionTimeoutError(), NotSent),
        (aiohttp.InvalidUrlClientError("x"), NotSent),
        (aiohttp.ServerDisconnectedError(), FateUnknown),
        (aiohttp.ClientOSError(104, "reset"), FateUnknown),
        (aiohttp.SocketTimeoutError(), FateUnknown),
        (aiohttp.ClientPayloadError(), FateUnknown),
        (TimeoutError(), FateUnknown),
    ],
)
def test_a_broken_connection(trouble: Exception, means: type[Exception]) -> None:
    assert isinstance(broken(trouble), means)
