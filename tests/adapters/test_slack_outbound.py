"""Sending to Slack: what goes over the wire, and how certain it is afterwards."""

import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import JSONResponse, Response

from adapters.slack.verdicts import VERDICTS, Refused, Verdict, reason_of
from bot.content import Content, Paragraph, plain
from bot.errors import CannotTell, FateUnknown, Gone, NotSent
from bot.model.installations import Installation
from bot.model.people import Platform
from bot.ports.outside import Arrived, Limit, Pace
from tests.adapters.slack_api import (
    TOKEN,
    Json,
    SlackApi,
    a_platform,
    a_port,
    a_slack_api,
    an_app,
    refused,
)
from tests.factories import NOW, WATERSTAD, a_content, a_message, a_tenant
from tests.fakes.memory import MemoryStores


@pytest.fixture
async def slack() -> AsyncIterator[tuple[SlackApi, str]]:
    """Return a Slack that says yes to everything, with its address."""
    async with a_slack_api() as made:
        yield made


async def test_a_message_goes_to_a_person_and_comes_back_with_their_dm(
    slack: tuple[SlackApi, str],
) -> None:
    api, url = slack
    message, content = a_message(), a_content()
    async with a_platform(an_app(url)) as platform:
        assert await platform.send(message, "U1", content) == Arrived("17.000100", "D1")
    (sent,) = api.called("chat.postMessage")
    assert sent["channel"] == "U1"
    assert sent["metadata"] == {"event_type": "zetje_message", "event_payload": {"id": message.id}}
    assert (sent["mrkdwn"], sent["unfurl_links"], sent["unfurl_media"]) == (False, False, False)
    assert sent["text"].startswith(content.summary)
    assert api.calls[0][2] == f"Bearer {TOKEN}"


async def test_a_reply_stands_in_the_thread(slack: tuple[SlackApi, str]) -> None:
    api, url = slack
    async with a_platform(an_app(url)) as platform:
        await platform.send(a_message(thread="16.1"), "C1", a_content())
    assert api.called("chat.postMessage")[0]["thread_ts"] == "16.1"


async def test_a_change_names_the_message_and_is_as_short_as_slack_wants(
    slack: tuple[SlackApi, str],
) -> None:
    api, url = slack
    long = Content((Paragraph(plain("x&" * 4_500)),), "lang")
    async with a_platform(an_app(url)) as platform:
        arrived = await platform.send(a_message(platform_ref="16.1"), "D1", long)
    (sent,) = api.called("chat.update")
    assert arrived == Arrived("16.1", "D1")
    assert sent["ts"] == "16.1"
    assert len(sent["text"]) <= 4_000
    assert not sent["text"].removesuffix("…").endswith(("&", "&a", "&am", "&amp"))


async def test_what_does_not_fit_is_not_sent() -> None:
    long = Content((Paragraph(plain("x" * 13_000)),), "te lang")
    async with a_platform(an_app("http://127.0.0.1:9/api/")) as platform:
        with pytest.raises(NotSent, match="too large") as caught:
            await platform.send(a_message(), "D1", long)
    assert caught.value.final


# What Slack's own pages name as answers of chat.postMessage, chat.update and views.*.
CODES = (Path(__file__).parent / "slack_codes.txt").read_text(encoding="utf-8").split()


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_its_verdict_and_its_reason(code: str) -> None:
    assert code in VERDICTS
    assert reason_of(code) not in ("", code)


KINDS = {
    Verdict.FINAL: (Refused, True),
    Verdict.LATER: (Refused, False),
    Verdict.GONE: (Gone, True),
    Verdict.UNKNOWN: (FateUnknown, None),
}


async def test_each_refusal_is_told_apart(slack: tuple[SlackApi, str]) -> None:
    api, url = slack
    async with a_platform(an_app(url)) as platform:
        for code, (verdict, _) in VERDICTS.items():
            api.answer = refused(code)
            kind, is_final = KINDS[verdict]
            with pytest.raises((NotSent, FateUnknown)) as caught:
                await platform.send(a_message(), "D1", a_content())
            assert type(caught.value) is kind, code
            assert str(caught.value) == f"slack: {code}"
            assert getattr(caught.value, "final", None) is is_final, code


async def test_a_code_that_nobody_knows_is_a_no(slack: tuple[SlackApi, str]) -> None:
    api, url = slack
    async with a_platform(an_app(url)) as platform:
        for code, told in (("something_new", "something_new"), ("de woorden <x>", "unknown_error")):
            api.answer = refused(code)
            with pytest.raises(Refused) as caught:
                await platform.send(a_message(), "D1", a_content())
            assert (caught.value.final, str(caught.value)) == (True, f"slack: {told}")


@pytest.mark.parametrize(
    ("status", "headers", "error", "retry_after"),
    [
        (429, {"Retry-After": "7"}, NotSent, 7.0),
        (429, {}, NotSent, 1.0),
        (429, {"Retry-After": "straks"}, NotSent, 1.0),
        (503, {"Retry-After": "30"}, NotSent, 30.0),
        (503, {}, FateUnknown, None),
        (500, {}, FateUnknown, None),
        (502, {"Retry-After": "30"}, FateUnknown, None),
        (408, {}, FateUnknown, None),
        (404, {}, NotSent, None),
        (302, {"Location": "https://elders.nl/"}, NotSent, None),
    ],
)
async def test_what_the_status_says(
    slack: tuple[SlackApi, str],
    status: int,
    headers: dict[str, str],
    error: type[Exception],
    retry_after: float | None,
) -> None:
    api, url = slack
    api.answer = lambda method, arguments: Response("geheim", status, headers)
    async with a_platform(an_app(url)) as platform:
        with pytest.raises(error) as caught:
            await platform.send(a_message(), "D1", a_content())
    assert getattr(caught.value, "retry_after", None) == retry_after
    assert "geheim" not in str(caught.value)
    assert len(api.calls) == 1


@pytest.mark.parametrize("answer", [Response("<html>"), JSONResponse(["ok"]), Response("")])
async def test_an_answer_that_makes_no_sense_says_nothing(
    slack: tuple[SlackApi, str], answer: Response
) -> None:
    api, url = slack
    api.answer = lambda method, arguments: answer
    async with a_platform(an_app(url)) as platform:
        with pytest.raises(FateUnknown):
            await platform.send(a_message(), "D1", a_content())


async def test_without_a_connection_nothing_was_sent() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}/api/"
        for url in (nobody, "http://dit.bestaat.invalid/api/", nobody.replace("http:", "https:")):
            async with a_platform(an_app(url)) as platform:
                with pytest.raises(NotSent) as caught:
                    await platform.send(a_message(), "D1", a_content())
                assert not caught.value.final


@pytest.mark.parametrize(
    "answer",
    [None, b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{", b"HTTP/1.1 20", b"wat?\r\n\r\n"],
)
async def test_a_connection_that_is_lost_after_writing_leaves_it_unknown(
    answer: bytes | None,
) -> None:
    async with a_port(answer) as url, a_platform(an_app(url)) as platform:
        with pytest.raises(FateUnknown):
            await platform.send(a_message(), "D1", a_content())


def history(*ids: str, **more: Any) -> Response:
    """Return what stands in a DM: a message of the bot for each id, and what somebody typed."""
    ours: list[Json] = [
        {
            "ts": f"18.{number}",
            "bot_id": "B1",
            "metadata": {"event_type": "zetje_message", "event_payload": {"id": one}},
        }
        for number, one in enumerate(ids)
    ]
    return JSONResponse({"ok": True, "messages": [*ours, {"ts": "17.5", "user": "U1"}], **more})


async def test_what_arrived_is_found_by_its_id(slack: tuple[SlackApi, str]) -> None:
    api, url = slack
    message = a_message(sent_at=NOW)
    api.answer = lambda method, arguments: history("another", message.id)
    async with a_platform(an_app(url)) as platform:
        assert await platform.find(message, "D1") == Arrived("18.1", "D1")
    (asked,) = api.called("conversations.history")
    assert (asked["channel"], asked["include_all_metadata"]) == ("D1", "true")


async def test_what_did_not_arrive_is_not_found(slack: tuple[SlackApi, str]) -> None:
    api, url = slack
    api.answer = lambda method, arguments: history("another")
    async with a_platform(an_app(url)) as platform:
        assert await platform.find(a_message(), "D1") is None


async def test_every_page_since_it_was_sent_is_looked_at(slack: tuple[SlackApi, str]) -> None:
    api, url = slack
    message = a_message(sent_at=datetime.fromtimestamp(300, UTC))

    def answer(method: str, arguments: Json) -> Response:
        if "cursor" in arguments:
            return history(message.id)
        return history(response_metadata={"next_cursor": "volgende"})

    api.answer = answer
    async with a_platform(an_app(url)) as platform:
        assert await platform.find(message, "D1") == Arrived("18.0", "D1")


async def test_a_first_message_is_looked_for_in_the_dm_that_it_opened(
    slack: tuple[SlackApi, str],
) -> None:
    api, url = slack
    message = a_message(sent_at=NOW)

    def answer(method: str, arguments: Json) -> Response:
        if method == "conversations.open":
            return JSONResponse({"ok": True, "channel": {"id": "D7"}})
        return history(message.id)

    api.answer = answer
    async with a_platform(an_app(url)) as platform:
        assert await platform.find(message, "U1") == Arrived("18.0", "D7")


async def test_in_a_channel_nobody_can_tell(slack: tuple[SlackApi, str]) -> None:
    api, url = slack
    async with a_platform(an_app(url)) as platform:
        with pytest.raises(CannotTell):
            await platform.find(a_message(), "C1")
    assert api.calls == []


async def test_a_tenant_with_an_installation_gets_its_own_token(
    slack: tuple[SlackApi, str],
) -> None:
    api, url = slack
    stores = MemoryStores()
    await stores.directory.save_tenant(a_tenant())
    app = an_app(url, tenant=None, bot_token=None, client_id="1.2", client_secret="geheim")

    async def install(token: str) -> None:
        await stores.installations.save(
            Installation(
                platform=Platform.SLACK,
                workspace="T1",
                app="eigen",
                tenant=WATERSTAD,
                secret=token,
                installed_at=NOW,
            )
        )

    async with a_platform(app, stores) as platform:
        with pytest.raises(NotSent, match="not installed"):
            await platform.send(a_message(), "D1", a_content())
        await install("xoxb-1")
        await platform.send(a_message(), "D1", a_content())
        assert api.calls[-1][2] == "Bearer xoxb-1"
        await install("xoxb-2")
        api.answer = refused("token_revoked")
        with pytest.raises(Refused):
            await platform.send(a_message(), "D1", a_content())
        # A token that no longer works is looked up again.
        with pytest.raises(Refused):
            await platform.send(a_message(), "D1", a_content())
        assert api.calls[-1][2] == "Bearer xoxb-2"


def test_a_token_is_never_shown() -> None:
    from adapters.slack.access import Access

    assert "xoxb" not in repr(Access("eigen", "xoxb-geheim", "T1"))


async def test_the_pace_is_one_a_second_and_what_the_apps_file_says() -> None:
    async with a_platform(an_app("http://127.0.0.1:9/", per_second=4)) as platform:
        assert platform.pace(WATERSTAD) == Pace((Limit(4, 1.0),), (Limit(1, 1.0),))
    async with a_platform(an_app("http://127.0.0.1:9/", per_second=0)) as platform:
        assert platform.pace(WATERSTAD) == Pace()
