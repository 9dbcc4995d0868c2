"""Whom Teams' side may be, and how fast it takes messages."""

import pytest

from adapters.apps_file import TeamsApp
from adapters.teams.adapter import open_teams
from adapters.teams.door import may_call
from adapters.teams.places import Places
from bot.model.ids import TenantId
from bot.ports.outside import Limit, Pace
from bot.situations import Knowledge
from tests.fakes.memory import MemoryStores
from tests.first_prompts import first_knowledge

TENANT = TenantId("lindewaard")
DEVELOPMENT = {"app_id": "", "development": True}
REAL = {
    "app_id": "66666666-6666-4666-8666-666666666666",
    "client_secret": "geheim",
    "home_tenant": "thuis",
}


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return first_knowledge()


@pytest.mark.parametrize(
    ("url", "ok"),
    [
        ("https://smba.trafficmanager.net/emea/t/", True),
        ("https://smba.infra.gcc.teams.microsoft.com/gcc/", True),
        ("https://eu.smba.trafficmanager.net/", True),
        ("http://smba.trafficmanager.net/", False),
        ("https://smba.trafficmanager.net.kwaad.nl/", False),
        ("https://kwaadsmba.trafficmanager.net/", False),
        ("https://smba.trafficmanager.net@kwaad.nl/", False),
        ("https://x@smba.trafficmanager.net/", False),
        ("https://smba.trafficmanager.net/?x=1", False),
        ("https://smba.trafficmanager.net/?", False),
        ("https://smba.trafficmanager.net:443/emea/", True),
        ("https://smba.trafficmanager.net:8443/", False),
        ("https://smba.trafficmanager.net:99999/", False),
        ("https://kwaad.nl\\.smba.trafficmanager.net/", False),
        ("https://kwaad.nl%2f.smba.trafficmanager.net/", False),
        ("https://kwaad.nl#.smba.trafficmanager.net/", False),
        ("https://:x@smba.trafficmanager.net/", False),
        ("https://smba.traffic\nmanager.net/", False),
        ("https://x y.smba.trafficmanager.net/", False),
        ("http://127.0.0.1:9/", False),
        ("https://[::1/", False),
        ("file:///etc/passwd", False),
        ("", False),
        (None, False),
    ],
)
def test_only_hosts_of_teams_are_called(url: str | None, ok: bool) -> None:
    app = TeamsApp.model_validate(REAL)
    assert may_call(app, url) is ok


@pytest.mark.parametrize(
    ("app", "workspace", "ok"),
    [
        ("eigen", "e-linde", True),
        ("eigen", "e-water", False),
        ("samen", "e-water", True),
        # Else messages would go out by an app that its people do not have.
        ("samen", "e-linde", False),
    ],
)
def test_whom_an_app_serves(app: str, workspace: str, ok: bool) -> None:
    own = TeamsApp.model_validate({**REAL, "tenant": "lindewaard", "entra_tenant": "e-linde"})
    apps = {"eigen": own, "samen": TeamsApp.model_validate(REAL)}
    assert Places(apps, MemoryStores()).serves(app, workspace) is ok


def test_a_loopback_address_is_called_in_development_or_when_it_is_listed() -> None:
    assert may_call(TeamsApp.model_validate(DEVELOPMENT), "http://127.0.0.1:9/")
    assert may_call(
        TeamsApp.model_validate({**REAL, "hosts": ["127.0.0.1"]}), "http://127.0.0.1:9/"
    )
    assert not may_call(TeamsApp.model_validate(DEVELOPMENT), "http://10.0.0.1/")


async def test_the_pace_is_that_of_teams_and_can_be_taken_off(knowledge: Knowledge) -> None:
    stores = MemoryStores()
    apps = {"zetje": TeamsApp.model_validate(REAL)}
    async with open_teams(apps, stores, knowledge, "") as teams:
        pace = teams.platform.pace(TENANT)
        assert pace.per_tenant == (Limit(50, 1),)
        assert {Limit(7, 1), Limit(60, 30)} <= set(pace.per_conversation)
    off = {"zetje": TeamsApp.model_validate({**REAL, "per_second": 0})}
    async with open_teams(off, stores, knowledge, "") as teams:
        assert teams.platform.pace(TENANT) == Pace()
