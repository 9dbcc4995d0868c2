"""Keys and tokens of Microsoft, fetched from a stand-in: in time, once, and again when they must be."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime
from typing import Any

import aiohttp
import pytest

from adapters.apps_file import TeamsApp
from adapters.teams.checks import check
from adapters.teams.keys import KeysUnavailableError, SigningKeys, UnknownKeyError
from adapters.teams.tokens import NoTokenError, Tokens
from bot.model.ids import TenantId
from bot.model.installations import Installation
from bot.model.people import Platform
from tests.standins.serving import served
from tests.standins.teams.client import TeamsClient, teams_process

APP = "55555555-5555-4555-8555-555555555555"
SECRET = "een geheim van de test"
TODAY = date(2027, 1, 14)


class Now:
    """A monotonic clock that a test moves on."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture(scope="module")
def far_end() -> Iterator[TeamsClient]:
    with teams_process() as teams:
        yield teams


@pytest.fixture
async def teams(far_end: TeamsClient) -> TeamsClient:
    await far_end("reset")
    await far_end("user", name="Hanneke", tenant="Lindewaard")
    return far_end


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as made:
        yield made


async def registered(teams: TeamsClient, **changes: Any) -> TeamsApp:
    made = await teams("app", id=APP, name="Zetje", secret=SECRET, home="Leverancier")
    about = {
        "app_id": APP,
        "client_secret": SECRET,
        "home_tenant": made["home_tenant"],
        "login_url": f"{teams.login}/",
        "openid_url": teams.metadata,
        "hosts": ["127.0.0.1"],
    }
    return TeamsApp.model_validate(about | changes)


async def asked(teams: TeamsClient, what: str) -> int:
    return int((await teams("counts"))["login"].get(what, 0))


async def a_key(session: aiohttp.ClientSession, teams: TeamsClient) -> str:
    async with session.get(f"{teams.login}/v1/.well-known/keys") as answer:
        return str((await answer.json())["keys"][-1]["kid"])


async def test_a_key_is_fetched_once_and_again_after_a_day(
    teams: TeamsClient, session: aiohttp.ClientSession
) -> None:
    now, kid = Now(), await a_key(session, teams)
    keys = SigningKeys(teams.metadata, session, now)
    before = await asked(teams, "metadata")
    found = await asyncio.gather(*(keys.get(kid) for _ in range(20)))
    assert all("msteams" in one.endorsements for one in found)
    assert await asked(teams, "metadata") == before + 1
    now.at += 90_000
    await keys.get(kid)
    assert await asked(teams, "metadata") == before + 2


async def test_an_unknown_key_is_looked_for_a_few_times_and_then_once_a_minute(
    teams: TeamsClient, session: aiohttp.ClientSession
) -> None:
    now = Now()
    keys = SigningKeys(teams.metadata, session, now)
    before = await asked(teams, "metadata")
    for number in range(40):
        with pytest.raises(UnknownKeyError):
            await keys.get(f"x{number}")
    assert await asked(teams, "metadata") == before + 3
    now.at += 61
    await teams("rotate_keys", keep_old=False)
    assert await keys.get(await a_key(session, teams))


async def test_keys_out_of_reach_are_asked_for_again_in_a_moment(
    teams: TeamsClient, session: aiohttp.ClientSession
) -> None:
    now, kid = Now(), await a_key(session, teams)
    keys = SigningKeys(teams.metadata, session, now)
    await teams("fault", trouble="error", status=500, area="keys", times=None)
    before = await asked(teams, "metadata")
    for _ in range(10):
        with pytest.raises(KeysUnavailableError):
            await keys.get(kid)
    assert await asked(teams, "metadata") == before + 1
    await teams("clear")
    now.at += 3
    assert await keys.get(kid)


async def test_old_keys_do_while_new_ones_cannot_be_had(
    teams: TeamsClient, session: aiohttp.ClientSession
) -> None:
    now, kid = Now(), await a_key(session, teams)
    keys = SigningKeys(teams.metadata, session, now)
    await keys.get(kid)
    await teams("outage", door="login")
    now.at += 90_000
    assert await keys.get(kid)
    with pytest.raises(KeysUnavailableError):
        await keys.get("another")


async def test_a_token_is_fetched_once_for_all_who_wait_and_again_before_its_end(
    teams: TeamsClient, session: aiohttp.ClientSession
) -> None:
    now = Now()
    tokens = Tokens({"zetje": await registered(teams)}, session, now)
    await teams("tokens", lifetime=3600, latency=0.05)
    got = await asyncio.gather(*(tokens.of("zetje") for _ in range(30)))
    assert len(set(got)) == 1
    assert await asked(teams, "token") == 1
    now.at += 3299
    assert await tokens.of("zetje") == got[0]
    now.at += 2
    assert await tokens.of("zetje") != got[0]
    assert await asked(teams, "token") == 2


async def test_a_token_that_is_still_good_does_while_entra_is_away(
    teams: TeamsClient, session: aiohttp.ClientSession
) -> None:
    now = Now()
    tokens = Tokens({"zetje": await registered(teams)}, session, now)
    first = await tokens.of("zetje")
    await teams("outage", door="login")
    now.at += 3400
    assert await tokens.of("zetje") == first
    now.at += 300
    with pytest.raises(NoTokenError, match="entra: ClientConnectorError"):
        await tokens.of("zetje")


async def test_a_token_that_was_refused_is_not_used_again(
    teams: TeamsClient, session: aiohttp.ClientSession
) -> None:
    tokens = Tokens({"zetje": await registered(teams)}, session, Now())
    first = await tokens.of("zetje")
    tokens.refused("zetje", first)
    second = await tokens.of("zetje")
    tokens.refused("zetje", first)
    assert first != second == await tokens.of("zetje")


async def test_a_wrong_secret_is_told_by_entras_code_and_asked_for_in_a_while_only(
    teams: TeamsClient, session: aiohttp.ClientSession
) -> None:
    now = Now()
    tokens = Tokens({"zetje": await registered(teams, client_secret="mis")}, session, now)
    for _ in range(5):
        with pytest.raises(NoTokenError, match=r"^entra: AADSTS7000215$") as caught:
            await tokens.of("zetje")
        assert not caught.value.final
    assert await asked(teams, "token") == 1
    now.at += 6
    with pytest.raises(NoTokenError):
        await tokens.of("zetje")
    assert await asked(teams, "token") == 2


def installation(**changes: Any) -> Installation:
    about: dict[str, Any] = {
        "platform": Platform.TEAMS,
        "workspace": "lindewaard",
        "app": "zetje",
        "tenant": TenantId("lindewaard"),
        "service_url": "http://127.0.0.1:1/emea/lindewaard/",
        "installed_at": datetime(2027, 1, 1, tzinfo=UTC),
    }
    return Installation(**(about | changes))


async def findings(app: TeamsApp, url: str = "", *installed: Installation) -> dict[str, bool]:
    found = await check("zetje", app, url, installed, TODAY)
    assert all(one.remedy or one.ok for one in found)
    assert all(SECRET not in one.what + one.remedy for one in found)
    return {one.what.removeprefix("teams zetje: "): one.ok for one in found}


async def _stranger(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 401, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def test_an_app_that_is_set_up_well(teams: TeamsClient) -> None:
    app = await registered(teams, client_secret_expires_on=date(2027, 6, 1))
    async with served(_stranger) as url:
        found = await findings(app, url, installation())
    assert all(found.values()), found
    assert "the secret expires on 2027-06-01, in 138 days" in found
    assert "Entra gives a token, good for 60 minutes" in found
    assert "tenant lindewaard is linked" in found


@pytest.mark.parametrize(
    ("expires_on", "ok", "told"),
    [
        (date(2027, 2, 13), True, "the secret expires on 2027-02-13, in 30 days"),
        (date(2027, 2, 12), False, "the secret expires on 2027-02-12, in 29 days"),
        (date(2027, 1, 14), False, "the secret expired on 2027-01-14"),
        (None, True, "nobody knows when the secret expires"),
    ],
)
async def test_the_end_of_a_secret_is_told_thirty_days_ahead(
    teams: TeamsClient, expires_on: date | None, ok: bool, told: str
) -> None:
    found = await findings(await registered(teams, client_secret_expires_on=expires_on))
    assert found[told] is ok


async def test_what_is_wrong_is_told_with_its_cause(teams: TeamsClient) -> None:
    app = await registered(teams, client_secret="mis")
    await teams("fault", trouble="error", status=500, area="keys", times=None)
    found = await findings(app, "http://127.0.0.1:1")
    assert found["no token from Entra: AADSTS7000215"] is False
    assert (
        found["http://127.0.0.1:1/api/messages cannot be reached (ClientConnectorError)"] is False
    )
    assert found["installed nowhere yet"] is False
    assert any(one.startswith("no signing keys") and not ok for one, ok in found.items())


@pytest.mark.parametrize(
    ("changes", "ok", "told"),
    [
        ({"tenant": None}, False, "tenant lindewaard is not linked yet"),
        ({"service_url": ""}, True, "tenant lindewaard is linked, and was not heard of yet"),
        (
            {"service_url": "https://kwaad.nl/"},
            False,
            "tenant lindewaard wants to be called at a host that is not listed",
        ),
    ],
)
async def test_every_organisation_is_looked_at(
    teams: TeamsClient, changes: dict[str, Any], ok: bool, told: str
) -> None:
    found = await findings(await registered(teams), "", installation(**changes))
    assert found[told] is ok


async def test_an_app_for_development_needs_nothing_of_microsoft() -> None:
    app = TeamsApp.model_validate({"app_id": "", "development": True})
    found = await findings(app, "", installation())
    assert found["without an id, for development"]
