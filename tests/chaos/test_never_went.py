"""What fails before anything is handed to a platform certainly did not arrive: its fate is not unknown."""

from collections.abc import Callable

import pytest

from adapters.apps_file import SlackApp, TeamsApp
from adapters.slack import render
from adapters.slack.access import Accesses
from adapters.slack.outbound import SlackPlatform
from adapters.teams import outbound
from adapters.teams.connector import Connector
from adapters.teams.languages import Languages
from adapters.teams.outbound import TeamsPlatform
from adapters.teams.places import Places
from bot.errors import NotSent, SealError
from bot.model.ids import TenantId
from bot.model.installations import Installation
from bot.model.people import Platform
from bot.ports.outside import ChatPlatform
from tests.factories import NOW, WATERSTAD, a_content, a_message, a_tenant
from tests.fakes.memory import MemoryStores
from tests.fakes.memory_installations import MemoryInstallations

pytestmark = pytest.mark.chaos

TROUBLE = (OSError("the database is gone"), SealError("the key is not in the ring"))
Make = Callable[[MemoryStores], ChatPlatform]


class Broken(MemoryInstallations):
    """Installations that cannot be read."""

    def __init__(self, error: Exception) -> None:
        super().__init__(lambda _: True)
        self._error = error

    async def of(self, platform: Platform, tenant: TenantId) -> Installation | None:
        raise self._error


def on_slack(stores: MemoryStores) -> ChatPlatform:
    oauth = {"signing_secret": "secret", "client_id": "id", "client_secret": "secret"}
    apps = {"eigen": SlackApp.model_validate(oauth)}
    return SlackPlatform({}, Accesses(apps, stores))


def on_teams(stores: MemoryStores) -> ChatPlatform:
    apps = {"eigen": TeamsApp(app_id="", development=True)}
    nobody = object.__new__(Connector)
    return TeamsPlatform(apps, Places(apps, stores), nobody, Languages(stores))


ON = [pytest.param(on_slack, id="slack"), pytest.param(on_teams, id="teams")]


@pytest.mark.parametrize("make", ON)
@pytest.mark.parametrize("error", TROUBLE, ids=("gone", "sealed"))
async def test_where_to_send_it_cannot_be_read(make: Make, error: Exception) -> None:
    """Trouble that passes: the message waits."""
    stores = MemoryStores()
    stores.installations = Broken(error)
    with pytest.raises(NotSent, match=type(error).__name__) as caught:
        await make(stores).send(a_message(), "D1", a_content())
    assert not caught.value.final


async def where_there_is(app: str, *, removed: bool = False) -> MemoryStores:
    """Return stores of a tenant with this app on both platforms."""
    stores = MemoryStores()
    await stores.directory.save_tenant(a_tenant())
    for platform in (Platform.SLACK, Platform.TEAMS):
        await stores.installations.save(
            Installation(
                platform=platform,
                workspace="there",
                app=app,
                tenant=WATERSTAD,
                secret="token",
                installed_at=NOW,
                removed_at=NOW if removed else None,
            )
        )
    return stores


@pytest.mark.parametrize("make", ON)
async def test_an_app_that_is_not_in_this_apps_file(make: Make) -> None:
    """Another process may have it, or this one after its next start: the message waits."""
    stores = await where_there_is("elders")
    with pytest.raises(NotSent, match="apps file") as caught:
        await make(stores).send(a_message(), "D1", a_content())
    assert not caught.value.final


async def test_an_app_of_which_only_another_apps_file_knows() -> None:
    """What has a token of its own there is nowhere else."""
    with pytest.raises(NotSent, match="apps file") as caught:
        await on_slack(MemoryStores()).send(a_message(), "D1", a_content())
    assert not caught.value.final


async def test_an_app_that_was_removed() -> None:
    stores = await where_there_is("eigen", removed=True)
    with pytest.raises(NotSent, match="not installed") as caught:
        await on_slack(stores).send(a_message(), "D1", a_content())
    assert caught.value.final


@pytest.mark.parametrize("make", ON)
async def test_a_message_that_cannot_be_rendered(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trying again would not help: it is for the admin, and nobody else waits for it."""

    def breaks(*_: object) -> None:
        raise KeyError("a block of which nobody thought")

    stores = await where_there_is("eigen")
    monkeypatch.setattr(render, "blocks", breaks)
    monkeypatch.setattr(outbound, "activities_of", breaks)
    with pytest.raises(NotSent, match="KeyError") as caught:
        await make(stores).send(a_message(), "D1", a_content())
    assert caught.value.final
