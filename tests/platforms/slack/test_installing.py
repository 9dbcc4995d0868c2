"""An app for several workspaces: installed by its link, linked by a code, removed and taken again."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.apps_file import Apps
from adapters.clock.clocks import SystemClock
from adapters.slack.manifest import Options, manifest
from adapters.sql.stores import SqlStores
from adapters.web import web_app
from adapters.wiring import connect_platforms
from bot.model.ids import TenantId
from bot.model.installations import Code, hash_of_code
from bot.model.people import Language, Person, Platform, Role, Tenant
from bot.ports.stores import Stores
from bot.situations import Knowledge
from tests.databases import a_database
from tests.fakes.vault import a_vault
from tests.stages.slack import COMMAND, KEY, PUBLIC, all_is_done
from tests.standins.serving import Served, serving
from tests.standins.slack.client import Json, SlackStandin

LINDEWAARD, WATERSTAD = TenantId("lindewaard"), TenantId("waterstad")
CODES = {LINDEWAARD: "KRVJ-DNPQ-T7MX", WATERSTAD: "PZPX-RMVN-T9KC"}
CLOCK = SystemClock()
TOWNS = ("TLINDE", "TWATER")


class _Later:
    """An app that is put in place once its address is known."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


@dataclass
class Office:
    """The bot with an app that anybody's workspace can install, and two of those workspaces."""

    slack: SlackStandin
    stores: Stores
    web: Served

    async def install(self, team: str, **about: Any) -> Json:
        """Let Joke follow the link."""
        url = f"{self.web.url}/slack/{KEY}/install"
        return await self.slack.do("install_by_link", team=team, user="Joke", url=url, **about)

    async def says(self, team: str, text: str, who: str = "Joke") -> list[str]:
        """Let somebody type, and return the texts that the bot said to them since."""
        person = self.slack.person(who, team=team)
        before = len(await person.from_bot())
        told = await person.types(text)
        assert [one["attempts"][0]["status"] for one in told["sent"]] == [200]
        await all_is_done(self.slack, self.web)
        return [one["text"] for one in (await person.from_bot())[before:]]

    async def people(self, tenant: TenantId) -> Sequence[Person]:
        async with self.stores.of(tenant).read() as unit:
            return await unit.people.all()


@pytest.fixture
async def office(
    slack: SlackStandin, knowledge: Knowledge, tmp_path: Path
) -> AsyncIterator[Office]:
    stores = SqlStores(a_database(tmp_path), a_vault())
    for tenant, code in CODES.items():
        await stores.directory.save_tenant(Tenant(id=tenant, name=f"Gemeente {tenant}"))
        until = CLOCK.now() + timedelta(days=1)
        await stores.installations.add_code(
            Code(hash=hash_of_code(code), tenant=tenant, expires_at=until)
        )
    for team in TOWNS:
        users = {"Joke": {"locale": "nl-NL"}, "Bram": {"tz": "America/Aruba", "locale": "en-US"}}
        await slack.do("workspace", team=team, users=users)
    later = _Later()
    async with serving(later) as web, _connected(slack, stores, knowledge, web, later):
        yield Office(slack, stores, web)
    await stores.close()


@asynccontextmanager
async def _connected(
    slack: SlackStandin, stores: Stores, knowledge: Knowledge, web: Served, later: _Later
) -> AsyncIterator[None]:
    written = manifest(KEY, Language.NL, PUBLIC, False, Options(command=COMMAND, by_oauth=True))
    made = await slack.do("app", manifest=written)
    where = f"{web.url}/slack/{KEY}/events"
    urls = {"events_url": where, "interactivity_url": where, "commands": {COMMAND: where}}
    back = [f"{web.url}/slack/{KEY}/oauth"]
    await slack.do("app", settings={**urls, "redirect_urls": back, "retry_after": [0.0]})
    about = {
        "signing_secret": made["signing_secret"],
        "client_id": made["client_id"],
        "client_secret": made["client_secret"],
        "command": COMMAND,
        "per_second": 0,
        "api_url": slack.api_url,
    }
    apps = Apps.model_validate({"slack": {KEY: about}})
    async with connect_platforms(apps, stores, knowledge, CLOCK, web.url) as connected:
        later.app = web_app(stores.directory.last_tick_at, CLOCK.now, connected.routes)
        yield
        await all_is_done(slack, web)


async def test_who_follows_the_link_and_types_the_code_is_the_first_admin(office: Office) -> None:
    done = await office.install("TLINDE")
    assert done["status"] == 200
    assert "chat:write" in done["asked"]["scope"]
    (installed,) = await office.stores.installations.all()
    assert (installed.workspace, installed.tenant) == ("TLINDE", None)
    (note,) = await office.says("TLINDE", "hallo")
    assert "beheer" in note
    assert await office.people(LINDEWAARD) == []
    (wrong,) = await office.says("TLINDE", "beheer AAAA-BBBB-CC")
    assert wrong != note
    assert await office.says("TLINDE", f"beheer {CODES[LINDEWAARD].lower()}")
    (joke,) = await office.people(LINDEWAARD)
    assert (joke.name, joke.roles) == ("Joke", frozenset({Role.ADMIN}))


async def test_two_organisations_do_not_meet(office: Office) -> None:
    for team, tenant in zip(TOWNS, CODES, strict=True):
        await office.install(team)
        await office.says(team, f"beheer {CODES[tenant]}")
    await office.says("TWATER", "help", who="Bram")
    assert [one.name for one in await office.people(LINDEWAARD)] == ["Joke"]
    joke, bram = sorted(await office.people(WATERSTAD), key=lambda one: one.name, reverse=True)
    assert (joke.name, bram.name) == ("Joke", "Bram")
    assert (bram.zone, bram.language, bram.roles) == ("America/Aruba", Language.EN, frozenset())
    first, second = await office.stores.installations.all()
    assert first.secret != second.secret


async def test_a_code_works_once_and_in_one_organisation(office: Office) -> None:
    for team in TOWNS:
        await office.install(team)
    await office.says("TLINDE", f"beheer {CODES[LINDEWAARD]}")
    await office.says("TWATER", f"beheer {CODES[LINDEWAARD]}")
    assert (await office.stores.installations.at(Platform.SLACK, "TWATER")).tenant is None  # type: ignore[union-attr]
    await office.says("TLINDE", f"beheer {CODES[LINDEWAARD]}", who="Bram")
    admins = [one.name for one in await office.people(LINDEWAARD) if Role.ADMIN in one.roles]
    assert admins == ["Joke"]


@pytest.mark.parametrize(
    "about", [{"state": "guessed"}, {"state": ""}, {"leave_cookies": True}, {"deny": True}]
)
async def test_who_comes_back_otherwise_installs_nothing(
    office: Office, about: dict[str, Any]
) -> None:
    done = await office.install("TLINDE", **about)
    assert done["status"] == 400
    assert not await office.stores.installations.all()


async def test_an_app_that_is_taken_away_and_back_goes_on_where_it_was(office: Office) -> None:
    await office.install("TLINDE")
    await office.says("TLINDE", f"beheer {CODES[LINDEWAARD]}")
    await office.slack.do("uninstall", team="TLINDE", user="Joke")
    await all_is_done(office.slack, office.web)
    gone = await office.stores.installations.at(Platform.SLACK, "TLINDE")
    assert gone is not None
    assert gone.removed_at is not None
    assert gone.secret == ""
    await office.install("TLINDE")
    back = await office.stores.installations.at(Platform.SLACK, "TLINDE")
    assert back is not None
    assert (back.removed_at, back.tenant) == (None, LINDEWAARD)
    assert await office.says("TLINDE", "help")


def _all_that_is_stored(folder: Path) -> bytes:
    return b"".join(one.read_bytes() for one in folder.glob("zetje.db*"))


async def test_the_token_is_stored_sealed(office: Office, tmp_path: Path) -> None:
    await office.install("TLINDE")
    (installed,) = await office.stores.installations.all()
    assert installed.secret.startswith("xoxb-")
    stored = _all_that_is_stored(tmp_path)
    assert b"TLINDE" in stored
    assert installed.secret.encode() not in stored
