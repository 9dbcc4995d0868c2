"""An organisation removes the app, or people are erased, in the middle of sending."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.slack.manifest import Options, manifest
from adapters.sql.stores import SqlStores
from bot.effects import erase
from bot.model.ids import PersonId, RecordId, TenantId, derive_id
from bot.model.installations import Installation
from bot.model.messages import NOT_HANDED_OVER, Message, Priority, Purpose, Reason, State
from bot.model.people import Language, Platform
from bot.model.records import AuditEntry, AuditKind
from tests.chaos.chats import SlackChat
from tests.chaos.grace import stops_in_time
from tests.chaos.line import a_port
from tests.chaos.peak import A_SECOND, BEFORE, DUE, PEOPLE, SOON, Peak, a_peak
from tests.databases import a_queue_database
from tests.factories import a_content, a_message, a_tenant
from tests.fakes.vault import TEST_RING, a_vault
from tests.stages.slack import KEY, PUBLIC
from tests.stages.town import TENANT
from tests.standins.slack.client import Json, SlackStandin

pytestmark = pytest.mark.chaos

LEAVES, STAYS = TenantId("lindewaard"), TenantId("waterstad")
TEAMS = {LEAVES: "TLINDE", STAYS: "TWATER"}
EACH = 60
# What is on its way when somebody is erased arrives within this.
ON_ITS_WAY = 2.0


@pytest.fixture
async def slack(slack_process: SlackStandin) -> AsyncIterator[SlackStandin]:
    async with slack_process.connected() as made:
        yield made


@pytest.fixture
def url() -> Iterator[str]:
    with a_queue_database() as address:
        yield address


@dataclass
class TwoTowns:
    """Two organisations with one app, which have sixty messages each that are due at once."""

    slack: SlackStandin
    stores: SqlStores
    peak: Peak

    async def arrived(self, tenant: TenantId) -> int:
        """Return how many messages the platform has of it."""
        return int((await self.slack.counters(team=TEAMS[tenant]))["stored"])

    async def states(self, tenant: TenantId) -> Counter[State]:
        """Return in which states its messages are."""
        query = f"SELECT state FROM messages WHERE tenant = '{tenant}'"
        async with self.stores.begin_read() as connection:
            rows = (await connection.exec_driver_sql(query)).all()
        return Counter(State(row[0]) for row in rows)

    async def becomes(self, tenant: TenantId, *those: State) -> None:
        """Wait until its messages are in none but these states."""
        async with asyncio.timeout(self.peak.longest):
            while not (await self.states(tenant)).keys() <= set(those):
                self.peak.must_live()
                await asyncio.sleep(0.2)

    async def installation(self) -> Installation:
        """Return what is known of the app at who left."""
        found = await self.stores.installations.at(Platform.SLACK, TEAMS[LEAVES])
        assert found is not None
        return found


@pytest.fixture
async def towns(
    slack: SlackStandin, url: str, tmp_path: Path, in_earnest: bool
) -> AsyncIterator[TwoTowns]:
    async with _two_towns(slack, url, tmp_path, in_earnest=in_earnest) as made:
        yield made


@asynccontextmanager
async def _two_towns(
    slack: SlackStandin, url: str, folder: Path, *, in_earnest: bool
) -> AsyncIterator[TwoTowns]:
    stores = SqlStores(url, a_vault())
    peak = Peak(SlackChat(slack), url, url, folder, in_earnest, port=a_port())
    users: Json = {f"Persoon{number}": {} for number in range(EACH)}
    made = {
        tenant: await slack.do("workspace", team=team, users=users)
        for tenant, team in TEAMS.items()
    }
    written = manifest(KEY, Language.NL, PUBLIC, False, Options(by_oauth=True))
    app = await slack.do("app", manifest=written)
    where = f"http://127.0.0.1:{peak.port}/slack/{KEY}/events"
    await slack.do("app", settings={"events_url": where, "retry_after": [0.5, 1, 2]})
    for tenant, team in TEAMS.items():
        installed = await slack.do("install", team=team)
        await _is_there(stores, tenant, installed["token"], list(made[tenant]["users"].values()))
    about = {name: app[name] for name in ("signing_secret", "client_id", "client_secret")}
    about |= {"per_second": A_SECOND, "api_url": slack.api_url}
    (folder / "apps.json").write_text(json.dumps({"slack": {KEY: about}}), encoding="utf-8")
    (folder / "copy").write_text(TEST_RING, encoding="utf-8")
    peak.let_it_be(BEFORE)
    try:
        yield TwoTowns(slack, stores, peak)
    finally:
        peak.end()
        await stores.close()


async def _is_there(stores: SqlStores, tenant: TenantId, token: str, people: Sequence[str]) -> None:
    """Store this tenant, with the app in its workspace and something to say to each of these."""
    await stores.directory.save_tenant(a_tenant(id=tenant, name=f"Gemeente {tenant}"))
    await stores.installations.save(
        Installation(
            platform=Platform.SLACK,
            workspace=TEAMS[tenant],
            app=KEY,
            tenant=tenant,
            secret=token,
            installed_at=datetime.now(UTC),
        )
    )
    async with stores.of(tenant).write() as unit:
        await unit.messages.add_all([_said(tenant, one) for one in people])


def _said(tenant: TenantId, to: str) -> Message:
    return a_message(
        Purpose.ANSWER,
        subject=f"said to {to}",
        tenant=tenant,
        recipient=to,
        person=None,
        conversation=to,
        platform=Platform.SLACK,
        priority=Priority.ANSWER,
        content=a_content("Dag"),
        asked=True,
        due_at=DUE,
    )


async def test_who_removes_the_app_gets_nothing_more_and_the_others_get_everything(
    towns: TwoTowns,
) -> None:
    peak = towns.peak
    processes = [peak.start(what) for what in ("serve", "clock", "work", "work")]
    await peak.is_served("/readyz")
    await peak.has_told("clock", "worker", "worker")
    peak.let_it_be(SOON)
    async with asyncio.timeout(peak.longest):
        while await towns.arrived(LEAVES) < EACH // 4:  # noqa: ASYNC110 - as below
            await asyncio.sleep(0.1)

    told = await towns.slack.do("uninstall", team=TEAMS[LEAVES], user="Persoon0")
    await towns.slack.settle()
    assert [one["attempts"][-1]["status"] for one in told["sent"]] == [200, 200]
    arrived = await towns.arrived(LEAVES)

    await towns.becomes(STAYS, State.SENT)
    await towns.becomes(LEAVES, State.SENT, State.FAILED)
    assert await towns.arrived(STAYS) == EACH
    assert await towns.arrived(LEAVES) == arrived < EACH
    assert await towns.states(LEAVES) == {State.SENT: arrived, State.FAILED: EACH - arrived}
    left = await towns.installation()
    assert (left.removed_at is not None, left.secret) == (True, "")
    await stops_in_time(*processes)


async def test_who_is_erased_gets_nothing_more_and_leaves_nothing_behind(
    slack: SlackStandin, url: str, tmp_path: Path, in_earnest: bool
) -> None:
    async with a_peak(SlackChat(slack), url, url, tmp_path, in_earnest=in_earnest) as peak:
        processes = await peak.begin()
        await peak.arrived_at_least(1)
        erased = await _erase_some(url, PEOPLE // 4)
        await asyncio.sleep(ON_ITS_WAY)
        before = await peak.heard()

        await _the_others_have_theirs(peak, erased)
        prompts = await peak.prompts()
        for name in erased:
            one = prompts[name]
            assert (one.state, one.reason) == (State.SKIPPED, Reason.STOPPED)
            assert one.content is None
        heard = await peak.heard()
        assert {heard[name] for name in erased} == {before[name] for name in erased} == {0}
        others = [name for name in peak.people if name not in erased]
        assert heard == Counter(others) + Counter(dict.fromkeys(erased, 0))
        await stops_in_time(*processes)


async def _the_others_have_theirs(peak: Peak, erased: Collection[str]) -> None:
    async with asyncio.timeout(peak.longest):
        while {  # noqa: ASYNC110 - it happens in other processes
            one.state for name, one in (await peak.prompts()).items() if name not in erased
        } != {State.SENT}:
            await asyncio.sleep(0.5)


async def _erase_some(url: str, count: int) -> frozenset[str]:
    """Erase so many people whose question was not handed over yet; return their names."""
    stores = SqlStores(url, a_vault())
    names: set[str] = set()
    async with stores.of(TENANT).write() as unit:
        for person in await unit.people.all():
            messages = await unit.messages.of_person(person.id)
            waits = any(one.due_at == DUE and one.state in NOT_HANDED_OVER for one in messages)
            if waits and len(names) < count:
                await erase(unit, person, _entry(person.id))
                names.add(person.name)
    await stores.close()
    assert len(names) == count
    return frozenset(names)


def _entry(person: PersonId) -> AuditEntry:
    return AuditEntry(
        id=RecordId(derive_id("erased", person)),
        tenant=TENANT,
        person=person,
        kind=AuditKind.ERASED,
        by="beheerder",
        what="everything",
        reason="op verzoek",
        at=datetime.now(UTC),
    )
