"""Limits and faults of the stand-in do what they say, and it carries events as Slack does."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import Route

from tests.platforms.slack.tiny_app import ASK, TinyApp, tiny_app, window
from tests.standins.serving import served
from tests.standins.slack.client import Json, Person, SlackStandin


@pytest.fixture
async def tiny(slack: SlackStandin) -> AsyncIterator[TinyApp]:
    await slack.do("workspace", users={"Hanneke": {}, "Yusuf": {}}, channels={"mt": ["Hanneke"]})
    async with tiny_app(slack, hears_itself=False) as made:
        yield made


@pytest.fixture
def web(tiny: TinyApp) -> AsyncWebClient:
    return tiny.client


@pytest.fixture
def hanneke(slack: SlackStandin, tiny: TinyApp) -> Person:
    return slack.person("Hanneke")


async def post(web: AsyncWebClient, slack: SlackStandin, to: str = "Hanneke") -> Json:
    user = (await slack.do("overview"))["users"][to]
    answer = await web.chat_postMessage(channel=user, text="Waar begin je mee?", blocks=ASK)
    return {"channel": answer["channel"], "ts": answer["ts"]}


async def refused(web: AsyncWebClient, slack: SlackStandin) -> SlackApiError:
    with pytest.raises(SlackApiError) as error:
        await post(web, slack)
    return error.value


async def test_one_a_second_in_a_conversation(web: AsyncWebClient, slack: SlackStandin) -> None:
    await slack.do("limits", per_conversation=1)
    await post(web, slack)
    error = await refused(web, slack)
    assert error.response.status_code == 429
    assert error.response.headers["Retry-After"] == "1"
    await post(web, slack, to="Yusuf")
    await refused(web, slack)
    count = await slack.counters()
    assert (count["rate_limited"], count["rate_limited_too_early"]) == (2, 1)
    assert count["most_in_a_second_in_one_conversation"] == 1
    assert count["most_in_a_second"] == 2


async def test_so_many_a_second_in_a_workspace(web: AsyncWebClient, slack: SlackStandin) -> None:
    await slack.do("limits", per_workspace=2)
    await post(web, slack)
    await post(web, slack)
    await refused(web, slack)
    await asyncio.sleep(1.05)
    await post(web, slack)
    assert (await slack.counters())["posted"] == 3


async def test_hung_up_on_is_not_done_and_dropped_is(
    web: AsyncWebClient, slack: SlackStandin, hanneke: Person
) -> None:
    for kind, stored in (("hang_up", 0), ("drop", 1)):
        await slack.do("fault", kind=kind, methods=["chat.postMessage"])
        with pytest.raises(aiohttp.ClientError):
            await post(web, slack)
        assert len(await hanneke.messages()) == stored
    await post(web, slack)
    assert (await slack.counters())["faults"] == {"hang_up": 1, "drop": 1}


@pytest.mark.parametrize(("writes", "stored"), [(False, 0), (True, 1)])
async def test_a_server_error_may_come_before_or_after(
    web: AsyncWebClient, slack: SlackStandin, hanneke: Person, writes: bool, stored: int
) -> None:
    await slack.do("fault", kind="status", status=503, seconds=7, writes=writes)
    error = await refused(web, slack)
    assert error.response.status_code == 503
    assert error.response.headers["Retry-After"] == "7"
    assert len(await hanneke.messages()) == stored


async def test_429_stays_until_its_time_came(web: AsyncWebClient, slack: SlackStandin) -> None:
    await slack.do("fault", kind="rate_limited", seconds=2)
    assert (await refused(web, slack)).response.headers["Retry-After"] == "2"
    assert (await refused(web, slack)).response.headers["Retry-After"] in ("1", "2")
    assert (await slack.counters())["rate_limited_too_early"] == 1
    await slack.do("clear")
    await post(web, slack)


async def test_any_error_can_be_had(web: AsyncWebClient, slack: SlackStandin) -> None:
    await slack.do("fault", kind="error", code="fatal_error", times=2)
    assert (await refused(web, slack)).response["error"] == "fatal_error"
    assert (await refused(web, slack)).response["error"] == "fatal_error"
    await post(web, slack)


async def test_slow_is_slow(web: AsyncWebClient, slack: SlackStandin) -> None:
    await slack.do("fault", kind="slow", seconds=0.3)
    began = time.monotonic()
    await post(web, slack)
    assert time.monotonic() - began >= 0.3


async def test_a_refused_connection_is_refused(
    web: AsyncWebClient, slack: SlackStandin, hanneke: Person
) -> None:
    await post(web, slack)
    await slack.do("refuse")
    user = (await slack.do("overview"))["users"]["Hanneke"]
    with pytest.raises(aiohttp.ClientConnectionError):
        await web.chat_postMessage(channel=user, text="x")
    with pytest.raises(aiohttp.ClientConnectorError):
        await web.chat_postMessage(channel=user, text="x")
    await slack.do("refuse", on=False)
    await post(web, slack)
    assert len(await hanneke.messages()) == 2


async def test_an_event_that_fails_is_tried_three_times_more(
    tiny: TinyApp, hanneke: Person
) -> None:
    tiny.fails = 2
    await hanneke.types("hallo")
    for _ in range(200):
        if len(tiny.heard) == 3:
            break
        await asyncio.sleep(0.01)
    assert len({one["event_id"] for one in tiny.heard}) == 1
    sent = (await hanneke.standin.do("requests"))["sent"][-1]["attempts"]
    assert [(a["status"], a["retry_num"], a["retry_reason"]) for a in sent] == [
        (500, 0, ""),
        (500, 1, "http_error"),
        (200, 2, "http_error"),
    ]


@pytest.mark.parametrize("at_once", [False, True])
async def test_an_event_may_come_twice(
    tiny: TinyApp, hanneke: Person, slack: SlackStandin, at_once: bool
) -> None:
    await slack.do("duplicate", times=1, at_once=at_once)
    await hanneke.types("een")
    await hanneke.types("twee")
    first, second, third = (one["event_id"] for one in tiny.heard)
    assert first == second != third


async def test_a_press_that_fails_is_shown_and_not_tried_again(
    tiny: TinyApp, hanneke: Person, slack: SlackStandin
) -> None:
    await post(tiny.client, slack)
    tiny.fails = 1
    await hanneke.presses("Leg vast")
    assert len(tiny.heard) == 1
    (trouble,) = (await slack.do("troubles"))["troubles"]
    assert (trouble["what"], trouble["error"]) == ("block_actions", "dispatch_failed")


async def test_a_trigger_works_once_and_not_for_long(
    tiny: TinyApp, hanneke: Person, slack: SlackStandin
) -> None:
    await post(tiny.client, slack)
    await slack.do("clock", trigger_seconds=0.05)
    await hanneke.presses("Leg vast")
    trigger = tiny.payloads("block_actions")[0]["trigger_id"]
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        await tiny.client.views_open(trigger_id=trigger, view=window())
    tiny.fails = 1
    await hanneke.presses("Leg vast")
    trigger = tiny.payloads("block_actions")[1]["trigger_id"]
    await asyncio.sleep(0.1)
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        await tiny.client.views_open(trigger_id=trigger, view=window())


async def test_a_request_can_be_replayed_or_forged(
    tiny: TinyApp, hanneke: Person, slack: SlackStandin
) -> None:
    told = await hanneke.types("hallo")
    again = await slack.do("replay", number=told["sent"][0]["number"])
    assert again["status"] == 200
    assert (await slack.do("forge", secret="guessed"))["status"] == 401
    assert (await slack.do("forge", timestamp="1700000000"))["status"] == 401


async def test_an_answer_may_come_later_at_the_response_url(
    tiny: TinyApp, hanneke: Person, slack: SlackStandin
) -> None:
    await post(tiny.client, slack)
    await hanneke.presses("Leg vast")
    url = tiny.payloads("block_actions")[0]["response_url"]
    async with aiohttp.ClientSession() as session:
        for _ in range(5):
            async with session.post(url, json={"text": "Daar ben ik weer."}) as answer:
                assert answer.status == 200
        async with session.post(url, json={"text": "Te vaak."}) as answer:
            assert (await answer.json())["error"] == "used_url"
    assert [one["ephemeral"] for one in await hanneke.messages()] == [False, *[True] * 5]


async def test_an_app_is_installed_by_its_link(slack: SlackStandin) -> None:
    await slack.do("workspace", users={"Joke": {}})
    app = await slack.do("app")
    proof = {"client_id": app["client_id"], "client_secret": app["client_secret"]}
    web = AsyncWebClient(base_url=slack.api_url)

    async def install(request: Request) -> RedirectResponse:
        wanted = {"client_id": app["client_id"], "scope": "chat:write", "state": "s1"}
        return RedirectResponse(f"https://slack.com/oauth/v2/authorize?{urlencode(wanted)}")

    async def back(request: Request) -> JSONResponse:
        code = request.query_params.get("code", "")
        # The method of the client warns of something that aiohttp does not want any more.
        answer = await web.api_call("oauth.v2.access", data={**proof, "code": code})
        twice = {**proof, "code": code}
        with pytest.raises(SlackApiError, match="invalid_code"):
            await web.api_call("oauth.v2.access", data=twice)
        return JSONResponse({**request.query_params, "token": answer["access_token"]})

    routes = [Route("/install", install), Route("/oauth", back)]
    async with served(Starlette(routes=routes)) as url:
        await slack.do("app", settings={"redirect_urls": [f"{url}/oauth"]})
        done = await slack.do("install_by_link", user="Joke", url=f"{url}/install")
    assert done["asked"]["state"] == "s1"
    page = json.loads(done["page"])
    assert page["state"] == "s1"
    web.token = page["token"]
    assert (await web.auth_test())["team"] == "Gemeente Lindewaard"


async def test_socket_mode_connects_anew_when_asked(slack: SlackStandin) -> None:
    await slack.do("workspace", users={"Hanneke": {}}, channels={"mt": ["Hanneke"]})
    async with tiny_app(slack, socket_mode=True) as tiny:
        assert await slack.do("connections") == {"connections": 1}
        await slack.do("disconnect", reason="refresh_requested")
        for _ in range(300):
            if (await slack.do("connections"))["connections"]:
                break
            await asyncio.sleep(0.02)
        await slack.person("Hanneke").types("ben je daar?")
        assert tiny.events("message")[0]["text"] == "ben je daar?"
