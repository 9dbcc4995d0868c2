"""What `zetje doctor` finds wrong with a Slack app, and what it says to do."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from adapters.apps_file import SlackApp
from adapters.findings import Finding
from adapters.slack.checks import check
from adapters.slack.manifest import SCOPES
from bot.model.installations import Installation
from bot.model.people import Platform
from tests.adapters.slack_api import Json, SlackApi, a_slack_api, an_app, refused
from tests.adapters.slack_office import an_office
from tests.factories import NOW, WATERSTAD
from tests.standins.serving import served


def granting(*granted: str) -> Any:
    """Return a Slack where the token has these scopes."""

    def answer(method: str, arguments: Json) -> JSONResponse:
        about = {"ok": True, "team": "Waterstad", "team_id": "T1", "url": "wss://x"}
        return JSONResponse(about, headers={"x-oauth-scopes": ",".join(granted)})

    return answer


@pytest.fixture
async def slack() -> AsyncIterator[tuple[SlackApi, str]]:
    """Return a Slack in which all is well."""
    async with a_slack_api() as made:
        made[0].answer = granting(*SCOPES)
        yield made


def wrong(found: Sequence[Finding]) -> list[str]:
    """Return what is not well; each has something to do about it."""
    assert all(one.remedy for one in found if not one.ok)
    assert not any(
        secret in one.what + one.remedy for one in found for secret in ("xoxb-", "geheim")
    )
    return [one.what for one in found if not one.ok]


async def test_all_is_well_with_an_app_that_slack_reaches(slack: tuple[SlackApi, str]) -> None:
    async with an_office() as office, served(Starlette(routes=list(office.connected.routes))) as at:
        found = await check("eigen", an_app(slack[1]), at)
    assert wrong(found) == []
    assert [one.what for one in found][-1] == f"slack eigen: {at}/slack/eigen/events answers"


@pytest.mark.parametrize(
    ("code", "why"),
    [("invalid_auth", "the token is no good"), ("account_inactive", "was taken away")],
)
async def test_a_token_that_does_not_work(slack: tuple[SlackApi, str], code: str, why: str) -> None:
    api, url = slack
    api.answer = refused(code)
    found = wrong(await check("eigen", an_app(url, app_token="xapp-1"), ""))
    assert len(found) == 2
    assert all(why in one for one in found)


async def test_scopes_that_are_missing_are_named(slack: tuple[SlackApi, str]) -> None:
    api, url = slack
    api.answer = granting("chat:write", "commands", "files:write")
    found = await check("eigen", an_app(url, app_token="xapp-1", mentions=True), "")
    (missing,) = wrong(found)
    assert missing.endswith("im:history, im:write, users:read, app_mentions:read")
    assert any("files:write" in one.what for one in found if one.ok)


async def test_slack_that_cannot_be_reached() -> None:
    app = an_app("http://127.0.0.1:9/api/", signing_secret=None, app_token="xapp-1")
    found = await check("eigen", app, "")
    assert len(wrong(found)) == 2
    assert all("network" in one.remedy for one in found)


async def test_a_token_of_the_wrong_kind_for_sockets(slack: tuple[SlackApi, str]) -> None:
    found = await check("eigen", an_app(slack[1], app_token="xoxb-eigen"), "")
    (told,) = wrong(found)
    assert "app-level" in told


@pytest.mark.parametrize(
    ("status", "remedy"), [(401, "signing secret"), (404, "restart"), (502, "Something else")]
)
async def test_an_address_that_does_not_answer_well(
    slack: tuple[SlackApi, str], status: int, remedy: str
) -> None:
    async def answer(_: object) -> PlainTextResponse:
        return PlainTextResponse("", status)

    site = Starlette(routes=[Route("/slack/eigen/events", answer, methods=["POST"])])
    async with served(site) as at:
        found = await check("eigen", an_app(slack[1]), at)
    (told,) = wrong(found)
    assert f"HTTP {status}" in told
    assert remedy in found[-1].remedy


async def test_an_address_where_nobody_is(slack: tuple[SlackApi, str]) -> None:
    assert (
        "cannot be reached"
        in wrong(await check("eigen", an_app(slack[1]), "http://127.0.0.1:9"))[0]
    )
    assert "no address" in wrong(await check("eigen", an_app(slack[1]), ""))[0]


async def test_an_app_by_oauth_is_looked_at_where_it_stands(slack: tuple[SlackApi, str]) -> None:
    api, url = slack
    app = by_oauth(url)
    nowhere = wrong(await check("eigen", app, "https://zetje.example"))
    assert nowhere == ["slack eigen: installed nowhere yet"]
    installations = (
        installed("1"),
        installed("2", tenant=None),
        installed("3", removed_at=NOW),
    )
    found = wrong(await check("eigen", app, "https://zetje.example", installations))
    assert found == ["slack eigen, workspace T2: it has no tenant"]
    tokens = [token for method, _, token in api.calls if method == "auth.test"]
    assert sorted(tokens) == ["Bearer xoxb-1", "Bearer xoxb-2"]


async def test_where_the_token_of_a_workspace_does_not_work_the_app_is_installed_again(
    slack: tuple[SlackApi, str],
) -> None:
    api, url = slack
    api.answer = refused("token_revoked")
    app = by_oauth(url, app_token=None, signing_secret="geheim")
    found = await check("eigen", app, "https://zetje.example", [installed("1"), installed("2")])
    told = {one.what: one.remedy for one in found if "the token does not work" in one.what}
    assert [what.partition(":")[0] for what in told] == [
        "slack eigen, workspace T1",
        "slack eigen, workspace T2",
    ]
    assert all("/slack/eigen/install" in remedy for remedy in told.values())


async def test_a_few_workspaces_are_asked_about_at_a_time_and_a_slow_one_holds_up_no_other() -> (
    None
):
    names = [f"{number}" for number in range(40)]
    others_were_asked, under_way, asked = asyncio.Event(), [0], list[int]()

    async def tells(request: Request) -> Response:
        token = request.headers["authorization"].removeprefix("Bearer xoxb-")
        under_way[0] += 1
        asked.append(under_way[0])
        if len(asked) == len(names):
            others_were_asked.set()
        if token == names[0]:
            await others_were_asked.wait()
        under_way[0] -= 1
        about = {"ok": True, "team": "Waterstad", "team_id": f"T{token}"}
        return JSONResponse(about, headers={"x-oauth-scopes": ",".join(SCOPES)})

    async with served(Starlette(routes=[Route("/api/auth.test", tells, methods=["POST"])])) as at:
        app = by_oauth(f"{at}/api/", app_token=None, signing_secret="geheim")
        found = await check("eigen", app, "", [installed(name) for name in names])
    works = [one.what for one in found if "the token works" in one.what]
    assert works == [
        f"slack eigen, workspace T{name}: the token works in Waterstad (T{name})" for name in names
    ]
    assert max(asked) <= 10


def by_oauth(url: str, **changes: Any) -> SlackApp:
    """Return an app that workspaces install by themselves."""
    about = {"client_id": "1.2", "client_secret": "geheim", "app_token": "xapp-1"}
    return an_app(url, **{"tenant": None, "bot_token": None, **about, **changes})


def installed(name: str, **changes: Any) -> Installation:
    """Return where it is installed."""
    about: Json = {"platform": Platform.SLACK, "app": "eigen", "installed_at": NOW}
    fields = {"workspace": f"T{name}", "secret": f"xoxb-{name}", "tenant": WATERSTAD}
    return Installation(**{**about, **fields, **changes})
