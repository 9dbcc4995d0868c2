"""The door of Teams: what comes in, what does not, and that a failure is never taken for success."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from adapters.apps_file import TeamsApp
from adapters.clock.clocks import DemoClock
from adapters.teams import inbound
from adapters.teams.adapter import open_teams
from adapters.teams.inbound import BODY_LIMIT
from adapters.wiring import assemble
from bot.model.ids import TenantId
from bot.model.installations import Installation
from bot.model.people import Platform, Tenant
from bot.reception import Reception
from bot.situations import Knowledge
from tests.fakes.memory import MemoryStores
from tests.first_prompts import first_knowledge

TENANT = TenantId("lindewaard")
NOW = datetime(2027, 1, 14, 11, 15, tzinfo=UTC)
# Nobody listens there: what is said stays unsent, which is no matter here.
LATER = "Dit duurt even. Het antwoord komt in de chat."
CONNECTOR = "http://127.0.0.1:9/"
DEVELOPMENT = {"app_id": "", "development": True, "per_second": 0}
REAL = {
    "app_id": "66666666-6666-4666-8666-666666666666",
    "client_secret": "geheim",
    "home_tenant": "thuis",
}


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return first_knowledge()


def activity(kind: str = "message", /, **changes: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": kind,
        "id": "1",
        "timestamp": "2027-01-14T11:15:00.000Z",
        "channelId": "msteams",
        "serviceUrl": CONNECTOR,
        "from": {"id": "29:x", "aadObjectId": "hanneke", "name": "Hanneke"},
        "recipient": {"id": "28:app"},
        "conversation": {"id": "a:1", "conversationType": "personal"},
        "channelData": {"tenant": {"id": "entra-lindewaard"}},
        "text": "help",
    }
    return made | changes


class Failing(MemoryStores):
    """Stores that break when they are told to."""

    broken = False

    def of(self, tenant: TenantId) -> Any:
        if self.broken:
            raise OSError("the disk is full of Hanneke's words")
        return super().of(tenant)


class Teams:
    """A bot with Teams apps, and Teams before its door."""

    def __init__(self, client: httpx.AsyncClient, stores: Failing) -> None:
        self.client = client
        self.stores = stores

    async def post(
        self, body: object, path: str = "/api/messages", header: str = ""
    ) -> httpx.Response:
        headers = {"Authorization": header} if header else {}
        written = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self.client.post(path, content=written, headers=headers)

    async def people(self) -> Sequence[str]:
        async with self.stores.of(TENANT).read() as unit:
            return [person.name for person in await unit.people.all()]


@asynccontextmanager
async def opened(
    knowledge: Knowledge, *, stores: Any = None, **apps: dict[str, Any]
) -> AsyncIterator[Teams]:
    stores, clock = stores or Failing(), DemoClock(NOW)
    await stores.directory.save_tenant(Tenant(id=TENANT, name="Gemeente Lindewaard"))
    await stores.installations.save(
        Installation(
            platform=Platform.TEAMS,
            workspace="entra-lindewaard",
            app=next(iter(apps)),
            tenant=TENANT,
            installed_at=NOW,
        )
    )
    read = {key: TeamsApp.model_validate(app) for key, app in apps.items()}
    async with open_teams(read, stores, knowledge, "") as teams:
        bot = assemble(stores, knowledge, [teams.platform], clock)
        reception = Reception(stores, knowledge, bot.inbox, clock)
        async with teams.running(reception):
            app = Starlette(routes=list(teams.routes(reception)))
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
                yield Teams(client, stores)


@pytest.fixture
async def teams(knowledge: Knowledge) -> AsyncIterator[Teams]:
    async with opened(knowledge, proef=DEVELOPMENT) as made:
        yield made


async def test_somebody_who_types_is_known_from_then_on(teams: Teams) -> None:
    assert (await teams.post(activity())).status_code == 200
    assert await teams.people() == ["Hanneke"]
    found = await teams.stores.installations.at(Platform.TEAMS, "entra-lindewaard")
    assert found is not None
    assert (found.service_url, found.bot, found.tenant) == (CONNECTOR, "28:app", TENANT)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b"[1]", b"3", b"null", b"[" * 100_000],
)
async def test_what_cannot_be_read_is_refused(teams: Teams, body: bytes) -> None:
    assert (await teams.post(body)).status_code == 400
    assert await teams.people() == []


@pytest.mark.parametrize("missing", ["type", "from", "conversation", "channelData"])
async def test_half_an_activity_is_refused(teams: Teams, missing: str) -> None:
    assert (await teams.post(activity("message", **{missing: None}))).status_code == 400


async def test_more_than_fits_is_refused(teams: Teams) -> None:
    assert (await teams.post(activity(text="x" * BODY_LIMIT))).status_code == 413
    assert (await teams.client.get("/api/messages")).status_code == 405


async def test_an_app_can_be_called_by_its_own_address_only(knowledge: Knowledge) -> None:
    async with opened(knowledge, proef=DEVELOPMENT, echt=REAL) as teams:
        assert (await teams.post(activity(), "/api/messages/proef")).status_code == 200
        assert (await teams.post(activity(), "/api/messages/echt")).status_code == 401
        assert (await teams.post(activity(), "/api/messages/geen")).status_code == 401
        assert (await teams.post(activity(), header="Bearer x")).status_code == 401


async def test_an_app_with_an_id_is_never_open(knowledge: Knowledge) -> None:
    async with opened(knowledge, echt={**REAL, "development": True}) as teams:
        assert (await teams.post(activity())).status_code == 401
        assert await teams.people() == []


async def test_another_organisation_is_not_served(knowledge: Knowledge) -> None:
    bound = {**DEVELOPMENT, "tenant": "lindewaard", "entra_tenant": "entra-lindewaard"}
    async with opened(knowledge, proef=bound) as teams:
        elsewhere = activity(channelData={"tenant": {"id": "entra-elders"}})
        assert (await teams.post(elsewhere)).status_code == 200
        assert await teams.people() == []
        assert await teams.stores.installations.at(Platform.TEAMS, "entra-elders") is None


async def test_an_organisation_of_the_apps_file_is_linked_before_anybody_comes(
    knowledge: Knowledge,
) -> None:
    bound = {**DEVELOPMENT, "tenant": "lindewaard", "entra_tenant": "entra-lindewaard"}
    async with opened(knowledge, proef=bound) as teams:
        found = await teams.stores.installations.of(Platform.TEAMS, TENANT)
        assert found is not None
        assert (found.workspace, found.app) == ("entra-lindewaard", "proef")


async def test_a_failure_is_told_as_one_and_can_be_tried_again(teams: Teams) -> None:
    await teams.post(activity())
    window = activity("invoke", name="task/submit", value={"data": {"press": "moment||"}}, id="2")
    teams.stores.broken = True
    for one in (activity(id="3"), window):
        failed = await teams.post(one)
        assert failed.status_code == 500
        assert failed.content == b""
    teams.stores.broken = False
    assert (await teams.post(window)).status_code == 200


async def test_an_invoke_that_nobody_knows_is_not_implemented(teams: Teams) -> None:
    await teams.post(activity())
    for name in ("signin/verifyState", "composeExtension/queryLink", "", "actionableMessage"):
        answer = await teams.post(activity("invoke", name=name, id=f"f:{name}"))
        assert answer.status_code == 501, name
    for name in ("task/fetch", "adaptiveCard/action"):
        answer = await teams.post(activity("invoke", name=name, value={"data": {}}, id="f:x"))
        assert answer.status_code == 400, name


async def test_a_button_that_opens_no_window_after_all_says_where_its_answer_is(
    teams: Teams,
) -> None:
    await teams.post(activity())
    pressed = activity("invoke", name="task/fetch", value={"data": {"press": "reply_change|r9|"}})
    answer = await teams.post({**pressed, "id": "f:1"})
    assert answer.json() == {"task": {"type": "message", "value": "Kijk in de chat."}}


@pytest.mark.parametrize(
    ("locale", "told"),
    [
        ("nl-NL", "Ik ben hier nog niet gekoppeld."),
        ("en-GB", "I am not linked here yet."),
        ("fy-NL", "Ik ben hier nog niet gekoppeld."),
    ],
)
async def test_an_organisation_that_is_not_linked_is_told_so(
    teams: Teams, locale: str, told: str
) -> None:
    pressed = activity("invoke", name="task/fetch", value={"data": {"press": "x"}}, locale=locale)
    answer = await teams.post({**pressed, "channelData": {"tenant": {"id": "entra-elders"}}})
    assert answer.json()["task"]["value"] == told
    assert await teams.people() == []


async def test_a_search_finds_questions_and_tells_nobody(teams: Teams) -> None:
    query = {
        "commandId": "zoek-vraag",
        "parameters": [{"name": "search", "value": "begroting"}],
        "queryOptions": {"skip": 0, "count": 5},
    }
    asked = activity("invoke", name="composeExtension/query", value=query, id="f:1")
    found = (await teams.post(asked)).json()["composeExtension"]
    assert (found["type"], found["attachmentLayout"]) == ("result", "list")
    assert found["attachments"][0]["preview"]["content"]["title"].startswith("Welk bedrag")
    assert await teams.people() == []


class Slow(MemoryStores):
    """Stores that answer when they are told to."""

    def __init__(self) -> None:
        super().__init__()
        self.may_go = asyncio.Event()
        self.may_go.set()

    def of(self, tenant: TenantId) -> Any:
        return _Waiting(super().of(tenant), self.may_go)


class _Waiting:
    def __init__(self, stores: Any, may_go: asyncio.Event) -> None:
        self._stores, self._may_go = stores, may_go

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Any]:
        await self._may_go.wait()
        async with self._stores.write() as unit:
            yield unit

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Any]:
        await self._may_go.wait()
        async with self._stores.read() as unit:
            yield unit


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("task/fetch", {"task": {"type": "message", "value": LATER}}),
        (
            "adaptiveCard/action",
            {
                "statusCode": 200,
                "type": "application/vnd.microsoft.activity.message",
                "value": LATER,
            },
        ),
    ],
)
async def test_who_waits_too_long_is_told_so_and_gets_the_answer_after_all(
    knowledge: Knowledge, name: str, told: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbound, "PATIENCE", 0.05)
    stores = Slow()
    async with opened(knowledge, stores=stores, proef=DEVELOPMENT) as teams:
        await teams.post(activity())
        data = {"press": "learn_more||"}
        value = {"data": data, "action": {"data": data}}
        pressed = activity("invoke", name=name, value=value, id="f:1")
        stores.may_go.clear()
        assert (await teams.post(pressed)).json() == told
        stores.may_go.set()
        again = (await teams.post({**pressed, "id": "f:2"})).json()
        assert again != told
