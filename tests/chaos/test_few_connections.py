"""A PostgreSQL that gives few connections, or none for a while: slowly, and then on, by themselves."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
import structlog
from psycopg_pool import AsyncConnectionPool
from sqlalchemy.exc import OperationalError

from adapters import doctor, doctor_database
from adapters.findings import Finding
from adapters.queue import schema
from adapters.queue.drains import open_drains
from adapters.room import MAKE_ROOM, NoRoomError
from adapters.settings import Settings
from adapters.sql import pool
from adapters.sql.connect import connect
from adapters.sql.limits import most_connections
from adapters.sql.migrate import Revision, migrate, revision
from adapters.sql.stores import SqlStores
from adapters.vault.keyring import new_key
from adapters.wiring import open_stores
from bot.model.ids import TenantId
from bot.model.people import Platform
from tests import postgres
from tests.chaos.chats import SlackChat
from tests.chaos.peak import PEOPLE, SOON, Peak, a_peak
from tests.chaos.test_peak import assert_each_once
from tests.factories import a_tenant
from tests.fakes.vault import a_vault
from tests.standins.slack.client import slack_standin

pytestmark = pytest.mark.chaos

# With so few each process may have no more than one or two; in a dozen there is some room.
FEW, A_DOZEN, FOR_SUPERUSERS = 6, 12, 3
LONG_ENOUGH = 30
TRIES, PAUSE = 200, 0.1


class FewConnections:
    """A database of the role `zetje`; `watched` reaches it when that role has no connection left."""

    def __init__(self, server: str, ours: int) -> None:
        self._ours = ours
        self.watched = server.replace("/postgres?", "/zetje?")
        self.url = self.watched.replace("postgres@", "zetje@")
        self.other = self.watched.replace("postgres@", "other@")

    def end_all(self) -> None:
        """End every connection that the bot has."""
        query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'zetje'"
        _run(self.watched, query)

    @contextmanager
    def all_but(self, left: int) -> Iterator[None]:
        """Let somebody else have the connections that come free, so that only so many are left."""
        with ExitStack() as stack:
            for _ in range(self._ours - left):
                stack.enter_context(self._another())
            yield

    @contextmanager
    def not_one(self) -> Iterator[None]:
        """Let somebody else have them all, also those of the bot."""
        with ExitStack() as stack:
            for _ in range(self._ours):
                stack.enter_context(self._another(ends_all=True))
            yield

    def _another(self, *, ends_all: bool = False) -> psycopg.Connection[object]:
        for _ in range(TRIES):
            if ends_all:
                self.end_all()
            with suppress(psycopg.OperationalError):
                return psycopg.connect(self.other)
            time.sleep(0 if ends_all else PAUSE)
        raise AssertionError("there is none")


@contextmanager
def a_server(ours: int) -> Iterator[FewConnections]:
    """Run a server of which the bot can have so many connections."""
    reason = postgres.why_not_of_our_own()
    if reason is not None:
        pytest.skip(reason)
    limits = (
        f"max_connections = {ours + FOR_SUPERUSERS}\n"
        f"superuser_reserved_connections = {FOR_SUPERUSERS}\nmax_wal_senders = 0\n"
    )
    with postgres.server_of_our_own(limits) as (url, _):
        _run(url, "CREATE ROLE zetje LOGIN; CREATE ROLE other LOGIN")
        _run(url, "CREATE DATABASE zetje OWNER zetje")
        made = FewConnections(url, ours)
        migrate(made.url)
        schema.apply(made.url)
        yield made


@pytest.fixture
def few() -> Iterator[FewConnections]:
    with a_server(FEW) as made:
        yield made


def _run(server: str, command: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(command.encode())


@asynccontextmanager
async def a_fleet(few: FewConnections, folder: Path, *, in_earnest: bool) -> AsyncIterator[Peak]:
    """Start a web, a clock and a worker, before everybody's question is due."""
    async with AsyncExitStack() as stack:
        slack = stack.enter_context(slack_standin())
        await stack.enter_async_context(slack.connected())
        made = a_peak(SlackChat(slack), few.watched, few.url, folder, in_earnest=in_earnest)
        peak = await stack.enter_async_context(made)
        for what in ("serve", "clock", "work"):
            peak.start(what)
        await peak.is_served("/readyz")
        await peak.has_told("clock", "worker")
        yield peak


async def test_a_process_waits_for_its_own_when_the_server_gives_no_more(
    few: FewConnections,
) -> None:
    stores = SqlStores(connect(few.url), a_vault())
    tenant = a_tenant(id=TenantId("lindewaard"))
    await stores.directory.save_tenant(tenant)
    with few.all_but(2), structlog.testing.capture_logs() as told:
        async with asyncio.timeout(LONG_ENOUGH):
            found = await asyncio.gather(*(stores.directory.tenants() for _ in range(50)))
    assert found == [[tenant]] * 50
    (said,) = [one for one in told if one["event"] == "the database gives no connection"]
    assert "zetje doctor" in said["remedy"]
    assert "slots" in said["why"]
    await stores.close()


async def test_a_process_without_any_connection_says_so_and_goes_on_later(
    few: FewConnections,
) -> None:
    stores = SqlStores(connect(few.url), a_vault())
    with few.all_but(0), pytest.raises(OperationalError):
        await stores.directory.tenants()
    async with asyncio.timeout(LONG_ENOUGH):
        while True:
            try:
                assert await stores.directory.tenants() == []
            except OperationalError:
                await asyncio.sleep(0.2)
            else:
                break
    await stores.close()


async def test_the_doctor_says_what_to_do_when_the_server_is_full(
    few: FewConnections, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZETJE_DATABASE", few.url)
    monkeypatch.setenv("ZETJE_KEYS", new_key("test"))
    with few.not_one():
        found = await doctor.examine(offline=True)
        with pytest.raises(NoRoomError, match=r"slots.*Stop one process"):
            most_connections(few.url)
    (told,) = [one for one in found if one.what.startswith("database: ")]
    assert (told.ok, told.remedy) == (False, MAKE_ROOM)
    assert "it has no connection left: " in told.what
    assert "slots" in told.what


async def test_the_doctor_says_so_too_when_the_server_fills_up_after_it_was_reached(
    few: FewConnections, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZETJE_DATABASE", few.url)
    monkeypatch.setenv("ZETJE_KEYS", new_key("test"))
    with ExitStack() as stack:

        def reached_and_then_filled(url: str) -> Revision:
            found = revision(url)
            stack.enter_context(few.not_one())
            return found

        monkeypatch.setattr(doctor_database, "revision", reached_and_then_filled)
        found = await doctor.examine(offline=True)
    of_database = [one for one in found if one.what.startswith("database: ")]
    assert [one.ok for one in of_database] == [True, True, False]
    assert of_database[-1].remedy == MAKE_ROOM


async def test_nor_does_what_looks_into_it_fail_without_a_word(
    few: FewConnections, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZETJE_DATABASE", few.url)
    monkeypatch.setenv("ZETJE_KEYS", new_key("test"))
    with ExitStack() as stack:

        def looked_at_and_then_filled(settings: Settings) -> tuple[bool, Sequence[Finding]]:
            found = doctor_database.database(settings)
            stack.enter_context(few.not_one())
            return found

        monkeypatch.setattr(doctor, "database", looked_at_and_then_filled)
        found = await doctor.examine(offline=True)
        with pytest.raises(NoRoomError, match=r"slots.*Stop one process"):
            async with open_stores(few.url, new_key("test")) as stores:
                await stores.directory.tenants()
    assert [one.remedy for one in found if one.what.startswith("database: ")][-1] == MAKE_ROOM


async def test_what_a_process_does_not_use_for_a_while_is_free_for_others_all_but_one(
    few: FewConnections, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "SECONDS_UNUSED", 2)
    monkeypatch.setattr(pool, "_SPARE_SECONDS", 1)
    stores = SqlStores(connect(few.url), a_vault())
    await asyncio.gather(*(stores.directory.tenants() for _ in range(20)))
    with few.all_but(1):
        assert await asyncio.gather(*(stores.directory.tenants() for _ in range(20))) == [[]] * 20
        await asyncio.sleep(4)
        with pytest.raises(psycopg.OperationalError, match="slots"):
            psycopg.connect(few.other)
    await stores.close()


async def test_the_queue_is_opened_as_soon_as_there_is_a_connection(
    few: FewConnections, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AsyncConnectionPool.open, "__defaults__", (False, 0.3))

    async def depth() -> int:
        async with open_drains(few.url) as queue:
            return (await queue.depth()).waiting

    with few.all_but(0), structlog.testing.capture_logs() as told:
        asking = asyncio.create_task(depth())
        async with asyncio.timeout(LONG_ENOUGH):
            while len(told) < 2:  # noqa: ASYNC110 - elsewhere
                await asyncio.sleep(0.1)
    async with asyncio.timeout(LONG_ENOUGH):
        assert await asking == 0
    assert {one["event"] for one in told} == {"the queue cannot be opened yet"}


async def test_a_worker_that_is_not_told_of_new_jobs_looks_for_them(
    few: FewConnections, caplog: pytest.LogCaptureFixture
) -> None:
    drained, stop = asyncio.Event(), asyncio.Event()

    async def drain(platform: Platform, tenant: TenantId) -> None:
        drained.set()

    async with open_drains(few.url) as queue:
        with few.all_but(1), structlog.testing.capture_logs() as told:
            working = asyncio.create_task(queue.work(drain, 5, stop))
            async with asyncio.timeout(LONG_ENOUGH):
                while not told:  # noqa: ASYNC110 - elsewhere
                    await asyncio.sleep(0.1)
                await queue.ask_for([(Platform.SLACK, TenantId("lindewaard"))])
                await drained.wait()
            stop.set()
            await working
    assert told[0]["event"] == "not told of new jobs"
    assert "stopping worker" not in caplog.text


async def test_a_fleet_with_hardly_any_connections_sends_and_keeps_everything(
    few: FewConnections, tmp_path: Path, in_earnest: bool
) -> None:
    async with a_fleet(few, tmp_path, in_earnest=in_earnest) as peak:
        peak.let_it_be(SOON)
        await assert_each_once(peak, asyncio.create_task(peak.everybody_answers()))


async def test_a_fleet_goes_on_when_connections_come_free(tmp_path: Path, in_earnest: bool) -> None:
    """Somebody else takes all of them just when everybody's question is due."""
    with a_server(A_DOZEN) as dozen:
        async with a_fleet(dozen, tmp_path, in_earnest=in_earnest) as peak:
            with dozen.not_one():
                peak.let_it_be(SOON)
                await peak.has_told("the database gives no connection")
                assert not await peak.is_ready()
                peak.must_live()
                assert await peak.chat.count() == 0
            await peak.all_is_sent()
            await peak.is_served("/readyz")
            assert await peak.heard() == Counter(dict.fromkeys(peak.people, 1))
            assert await peak.chat.count() == PEOPLE
