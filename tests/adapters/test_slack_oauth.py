"""Installing by OAuth: the state is checked, the token is kept, and a page says how it went."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from starlette.responses import JSONResponse

from adapters.slack.manifest import SCOPES
from adapters.slack.oauth import COOKIE, is_good_state, new_state
from bot.model.ids import TenantId
from bot.model.installations import Code, Installation, hash_of_code
from bot.model.people import Platform
from tests.adapters.slack_api import Json, fine, refused
from tests.adapters.slack_office import Office, an_office
from tests.factories import NOW, WATERSTAD, a_tenant

CODE = "KQ7M-4T2P-9XWD"
ELSEWHERE = TenantId("lindewaard")
PUBLIC = "https://zetje.waterstad.example"
BY_OAUTH: dict[str, Any] = {"bot_token": None, "client_id": "1.2", "client_secret": "heel geheim"}


def installed(**changes: Any) -> Json:
    """Return what Slack answers when somebody agreed."""
    return {
        "ok": True,
        "team": {"id": "T1", "name": "Waterstad"},
        "access_token": "xoxb-nieuw",
        "bot_user_id": "U0BOT",
        "is_enterprise_install": False,
        **changes,
    }


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    """Return a bot whose app is installed by OAuth, in a Slack where everybody agrees."""
    async with an_office(PUBLIC, **BY_OAUTH) as made:
        made.client.base_url = httpx.URL(PUBLIC)
        made.api.answer = lambda method, arguments: (
            JSONResponse(installed()) if method == "oauth.v2.access" else fine(method, arguments)
        )
        yield made


async def asked(office: Office) -> dict[str, str]:
    """Begin to install; return what Slack is asked."""
    answer = await office.client.get("/slack/eigen/install")
    assert answer.status_code == 302
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    return {name: values[0] for name, values in query.items()}


async def back(office: Office, **query: str) -> httpx.Response:
    """Come back from Slack."""
    return await office.client.get("/slack/eigen/oauth", params=query)


async def test_who_agrees_has_it_installed_with_a_sealed_token(office: Office) -> None:
    question = await asked(office)
    assert question["scope"].split(",") == list(SCOPES)
    assert question["redirect_uri"] == f"{PUBLIC}/slack/eigen/oauth"
    answer = await back(office, code="abc", state=question["state"])
    assert answer.status_code == 200
    assert "beheer" in answer.text
    (exchanged,) = office.api.called("oauth.v2.access")
    assert exchanged == {
        "client_id": "1.2",
        "client_secret": "heel geheim",
        "code": "abc",
        "redirect_uri": f"{PUBLIC}/slack/eigen/oauth",
    }
    found = await office.stores.installations.at(Platform.SLACK, "T1")
    assert found is not None
    assert (found.secret, found.bot, found.tenant) == ("xoxb-nieuw", "U0BOT", None)


async def install(office: Office) -> httpx.Response:
    question = await asked(office)
    return await back(office, code="abc", state=question["state"])


async def types_code(office: Office, tenant: TenantId = WATERSTAD) -> TenantId | None:
    """Let somebody in T1 type a code of this tenant; return whose the workspace is then."""
    expires_at = NOW.replace(year=2099)
    code = Code(hash=hash_of_code(CODE), tenant=tenant, expires_at=expires_at)
    await office.stores.installations.add_code(code)
    office.api.answer = fine
    await office.types(f"beheer {CODE}")
    found = await office.stores.installations.at(Platform.SLACK, "T1")
    assert found is not None
    return found.tenant


async def test_the_code_of_its_tenant_links_where_an_app_for_one_tenant_was_installed(
    office: Office,
) -> None:
    await install(office)
    await office.types("help")
    assert office.api.called("users.info") == []
    assert await types_code(office) == WATERSTAD


async def test_an_app_for_one_tenant_takes_no_code_of_another(office: Office) -> None:
    await office.stores.directory.save_tenant(a_tenant(id=ELSEWHERE))
    await install(office)
    assert await types_code(office, ELSEWHERE) is None


async def test_an_app_for_one_tenant_does_not_take_the_workspace_of_another(
    office: Office,
) -> None:
    await office.stores.directory.save_tenant(a_tenant(id=ELSEWHERE))
    theirs = Installation(
        platform=Platform.SLACK, workspace="T1", app="buren", tenant=ELSEWHERE, installed_at=NOW
    )
    await office.stores.installations.save(theirs)
    answer = await install(office)
    assert (answer.status_code, "andere workspace" in answer.text) == (400, True)
    assert await office.stores.installations.at(Platform.SLACK, "T1") == theirs


async def test_the_tenant_of_an_app_is_not_for_the_next_workspace_that_installs_it(
    office: Office,
) -> None:
    await install(office)
    await types_code(office)
    await office.connected.reception.removed(Platform.SLACK, "T1", "eigen")
    office.api.answer = lambda method, _: JSONResponse(installed(team={"id": "T2"}))
    answer = await install(office)
    assert (answer.status_code, "andere workspace" in answer.text) == (400, True)
    assert await office.stores.installations.at(Platform.SLACK, "T2") is None


async def test_after_installing_anew_the_new_token_is_used_at_once(office: Office) -> None:
    await install(office)
    await types_code(office)
    office.api.calls.clear()
    for token in ("xoxb-oud", "xoxb-nieuw"):
        answer = JSONResponse(installed(access_token=token))
        office.api.answer = lambda method, _, answer=answer: answer  # type: ignore[misc]
        await install(office)
        office.api.answer = fine
        await office.event(
            {
                "type": "app_home_opened",
                "user": f"U0{token[5:].upper()}",
                "channel": "D1",
                "tab": "x",
            }
        )
    tokens = [token for method, _, token in office.api.calls if method == "users.info"]
    assert tokens == ["Bearer xoxb-oud", "Bearer xoxb-nieuw"]


async def test_the_state_of_another_browser_is_no_good(office: Office) -> None:
    question = await asked(office)
    office.client.cookies.clear()
    assert (await back(office, code="abc", state=question["state"])).status_code == 400
    office.client.cookies.set(COOKIE, "anders", domain="zetje.waterstad.example")
    assert (await back(office, code="abc", state=question["state"])).status_code == 400
    assert office.api.called("oauth.v2.access") == []


async def test_the_cookie_stays_between_slack_and_the_bot(office: Office) -> None:
    answer = await office.client.get("/slack/eigen/install")
    cookie = answer.headers["set-cookie"].lower()
    for part in ("httponly", "secure", "samesite=lax", "path=/slack/eigen/oauth", "max-age=600"):
        assert part in cookie


@pytest.mark.parametrize(
    "state", ["", "x", "x.y", "W10=.y", "é.x", "WyJlaWdlbiIsIDk5OTk5OTk5OTk5XQ==.é"]
)
async def test_a_state_that_was_made_up_is_no_good(office: Office, state: str) -> None:
    await asked(office)
    assert (await back(office, code="abc", state=state)).status_code == 400


async def test_who_does_not_agree_has_nothing_installed(office: Office) -> None:
    question = await asked(office)
    answer = await back(office, error="access_denied", state=question["state"])
    assert answer.status_code == 400
    assert "niets veranderd" in answer.text
    assert await office.stores.installations.at(Platform.SLACK, "T1") is None


@pytest.mark.parametrize(
    ("answered", "told"),
    [
        (installed(is_enterprise_install=True, team=None), "per workspace"),
        (installed(refresh_token="xoxe-1", expires_in=43200), "token rotation"),
        ({"ok": False, "error": "invalid_code"}, "niet geïnstalleerd"),
    ],
)
async def test_what_cannot_be_installed_says_why(office: Office, answered: Json, told: str) -> None:
    office.api.answer = lambda method, arguments: JSONResponse(answered)
    question = await asked(office)
    answer = await back(office, code="abc", state=question["state"])
    assert answer.status_code == 400
    assert told in answer.text
    assert "xox" not in answer.text


async def test_the_pages_speak_english_to_who_asks(office: Office) -> None:
    answer = await office.client.get("/slack/elders/install", headers={"Accept-Language": "en-GB"})
    assert answer.status_code == 404
    assert '<html lang="en">' in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


async def test_without_a_public_address_nobody_can_install() -> None:
    async with an_office("", **BY_OAUTH) as office:
        assert (await office.client.get("/slack/eigen/install")).status_code == 404
        assert (await office.client.get("/slack/eigen/oauth")).status_code == 404


async def test_an_own_app_has_no_way_to_install() -> None:
    async with an_office(PUBLIC) as office:
        assert (await office.client.get("/slack/eigen/install")).status_code == 404


async def test_slack_that_does_not_answer_is_told_to_who_installs(office: Office) -> None:
    office.api.answer = refused("internal_error", 500)
    question = await asked(office)
    assert (await back(office, code="abc", state=question["state"])).status_code == 400


def test_a_state_works_for_ten_minutes_one_app_and_one_browser() -> None:
    state = new_state("geheim", "eigen", "browser", now=1000.0)
    assert is_good_state(state, "geheim", "eigen", "browser", now=1599.0)
    assert not is_good_state(state, "geheim", "eigen", "browser", now=1600.0)
    assert not is_good_state(state, "geheim", "ander", "browser", now=1001.0)
    assert not is_good_state(state, "geheim", "eigen", "ander", now=1001.0)
    assert not is_good_state(state, "anders", "eigen", "browser", now=1001.0)
    assert not is_good_state(new_state("geheim", "eigen", "", 1.0), "geheim", "eigen", "", now=2.0)
