"""What only PostgreSQL can get wrong: waiting, freezing, a server that went away."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url
from sqlalchemy.dialects.postgresql.psycopg import PGDialectAsync_psycopg
from sqlalchemy.exc import DBAPIError

from adapters.queue.address import connection_string
from adapters.sql import postgres
from adapters.sql.connect import connect
from adapters.sql.postgres import _arguments, lock_number
from adapters.sql.stores import SqlStores
from bot.model.ids import MessageId, TenantId
from bot.model.messages import Message, State
from bot.model.people import Platform
from tests.databases import a_postgres_database
from tests.factories import HANNEKE, NOW, WATERSTAD, YUSUF, a_message, a_person, a_tenant
from tests.fakes.vault import a_vault

DORPEN = TenantId("dorpen")
SOON = 10


@pytest.fixture
def url() -> Iterator[str]:
    """Return the address of a migrated database."""
    with a_postgres_database() as address:
        yield address


@pytest.fixture
async def stores(url: str) -> AsyncIterator[SqlStores]:
    """Return stores in which Waterstad and Dorpen exist, and Hanneke lives in Waterstad."""
    made = SqlStores(url, a_vault())
    for tenant in (WATERSTAD, DORPEN):
        await made.directory.save_tenant(a_tenant(id=tenant))
    async with made.of(WATERSTAD).write() as unit:
        await unit.people.save(a_person())
    yield made
    await made.close()


async def test_tenants_do_not_wait_for_each_other(stores: SqlStores) -> None:
    async with stores.of(WATERSTAD).write() as unit:
        await unit.people.save(a_person(unanswered=1))
        async with asyncio.timeout(SOON), stores.of(DORPEN).write() as other:
            await other.people.save(a_person(tenant=DORPEN))

    async with stores.of(DORPEN).read() as unit:
        assert await unit.people.all() == [a_person(tenant=DORPEN)]


async def test_a_process_waits_for_another_one_in_the_same_tenant(
    url: str, stores: SqlStores
) -> None:
    with psycopg.connect(url) as other:
        other.execute(f"SELECT pg_advisory_xact_lock({lock_number(WATERSTAD)})")
        writing = asyncio.create_task(_rename(stores))
        await _until_somebody_waits(url)
        assert not writing.done()
    async with asyncio.timeout(SOON):
        await writing


async def _rename(stores: SqlStores) -> None:
    async with stores.of(WATERSTAD).write() as unit:
        person = await unit.people.locked(HANNEKE)
        assert person is not None
        await unit.people.save(replace(person, name="Hanneke de Wit"))


async def _until_somebody_waits(url: str) -> None:
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    async with asyncio.timeout(SOON), await psycopg.AsyncConnection.connect(url) as connection:
        found = None
        while found != (1,):
            await asyncio.sleep(0.01)
            found = await (await connection.execute(waiting)).fetchone()


async def test_fifty_waiting_writers_leave_connections_for_other_tenants(
    stores: SqlStores,
) -> None:
    async with stores.of(WATERSTAD).write():
        waiting = [asyncio.create_task(_rename(stores)) for _ in range(50)]
        for _ in range(100):
            await asyncio.sleep(0)
        async with asyncio.timeout(SOON), stores.of(DORPEN).write() as unit:
            await unit.people.save(a_person(tenant=DORPEN))
        assert not any(task.done() for task in waiting)
    await asyncio.gather(*waiting)


async def test_a_writer_never_waits_for_what_somebody_else_claims(
    url: str, stores: SqlStores
) -> None:
    """Also not when that one forgot the lock of the tenant, as a person at a prompt may."""
    async with stores.of(WATERSTAD).write() as unit:
        for number in range(4):
            await unit.messages.add(a_message(subject=f"s{number}"))
    with psycopg.connect(url) as other:
        other.execute("SELECT id FROM messages ORDER BY id LIMIT 2 FOR UPDATE")
        async with asyncio.timeout(SOON), stores.of(WATERSTAD).write() as unit:
            assert len(await unit.messages.claim(Platform.BROWSER, NOW, 50)) == 2


async def test_a_transaction_of_a_frozen_process_ends(stores: SqlStores) -> None:
    async with stores.begin_read() as connection:
        found = await connection.exec_driver_sql("SHOW idle_in_transaction_session_timeout")
        assert found.scalar() == "1min"


async def test_a_process_opens_no_more_than_it_may_and_no_statement_takes_longer(url: str) -> None:
    engine = connect(url, connections=3, statement_seconds=7)
    stores = SqlStores(engine, a_vault())
    async with AsyncExitStack() as open_ones:
        connection = await open_ones.enter_async_context(stores.begin_read())
        for _ in range(2):
            await open_ones.enter_async_context(stores.begin_read())
        found = await connection.exec_driver_sql("SHOW statement_timeout")
        assert found.scalar() == "7s"
        fourth = asyncio.create_task(_people_of(stores))
        await asyncio.sleep(0.2)
        assert not fourth.done()
    async with asyncio.timeout(SOON):
        assert await fourth == 0
    await stores.close()


async def _people_of(stores: SqlStores) -> int:
    async with stores.begin_read() as connection:
        found = await connection.exec_driver_sql("SELECT count(*) FROM people")
        return int(found.scalar() or 0)


def test_a_server_that_is_gone_without_a_word_is_noticed(url: str) -> None:
    for address in (url, connection_string(url)):
        arguments = _arguments(make_url(url), {}) if address == url else {}
        with psycopg.connect(address, **arguments) as connection:
            about = connection.info.get_parameters()
        assert (about["keepalives_idle"], about["tcp_user_timeout"]) == ("10", "30000")


async def test_a_server_that_went_away_and_came_back_is_used_again(
    url: str, stores: SqlStores
) -> None:
    with psycopg.connect(url, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )

    async with stores.of(WATERSTAD).read() as unit:
        assert await unit.people.get(HANNEKE) == a_person()


async def test_nothing_is_left_of_a_unit_whose_connection_broke(
    url: str, stores: SqlStores
) -> None:
    async def breaks() -> None:
        async with stores.of(WATERSTAD).write() as unit:
            await unit.people.save(a_person(unanswered=7))
            with psycopg.connect(url, autocommit=True) as other:
                other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            await unit.people.save(a_person(YUSUF))

    with pytest.raises(DBAPIError):
        await breaks()

    async with stores.of(WATERSTAD).read() as unit:
        assert await unit.people.all() == [a_person()]


async def test_a_press_while_a_message_is_claimed_does_not_plan_it_again(
    stores: SqlStores,
) -> None:
    async with stores.of(WATERSTAD).write() as unit:
        await unit.messages.add(a_message())
    claimed = asyncio.Event()

    async def claims() -> None:
        async with stores.of(WATERSTAD).write() as unit:
            await unit.messages.claim(Platform.BROWSER, NOW, 5)
            claimed.set()
            await asyncio.sleep(0.05)

    async def answers() -> None:
        await claimed.wait()
        async with stores.of(WATERSTAD).write() as unit:
            message = await unit.messages.get(a_message().id)
            assert message is not None
            await unit.messages.save(replace(message, answered_at=NOW + timedelta(minutes=1)))

    await asyncio.gather(claims(), answers())

    found = await _message(stores, a_message().id)
    assert (found.state, found.answered_at) == (State.CLAIMED, NOW + timedelta(minutes=1))


async def _message(stores: SqlStores, id: MessageId) -> Message:
    async with stores.of(WATERSTAD).read() as unit:
        found = await unit.messages.get(id)
    assert found is not None
    return found


async def test_who_answered_a_moment_ago_is_not_asked_whether_they_are_there(
    stores: SqlStores, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [0]
    ask = PGDialectAsync_psycopg.do_ping

    def counted(dialect: PGDialectAsync_psycopg, connection: Any) -> bool:
        asked[0] += 1
        return bool(ask(dialect, connection))  # type: ignore[no-untyped-call]

    monkeypatch.setattr(PGDialectAsync_psycopg, "do_ping", counted)
    again = SqlStores(stores.engine.url.render_as_string(hide_password=False), a_vault())
    for _ in range(3):
        await again.directory.last_tick_at()
    assert asked == [0]

    monkeypatch.setattr(postgres, "_TRUSTED_SECONDS", 0.0)
    await again.directory.last_tick_at()
    assert asked == [1]
    await again.close()
