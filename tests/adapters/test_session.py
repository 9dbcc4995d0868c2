"""A server, database or account that is set up for others: the bot's own sessions are as it needs them."""

from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest
from sqlalchemy import text

from adapters.queue import schema
from adapters.queue.address import connection_string
from adapters.queue.drains import Depth, open_drains
from adapters.sql.columns import WRITES
from adapters.sql.connect import connect, transaction
from adapters.sql.migrate import migrate
from adapters.sql.stores import SqlStores
from bot.model.ids import TenantId
from bot.model.people import Platform
from tests.databases import a_postgres_database
from tests.factories import NOW, WATERSTAD, a_tenant
from tests.fakes.vault import a_vault

SET_UP_FOR_OTHERS = {
    "DateStyle": "'SQL, DMY'",
    "IntervalStyle": "'sql_standard'",
    "TimeZone": "'Asia/Tokyo'",
    "client_encoding": "'LATIN1'",
    "default_transaction_isolation": "'serializable'",
    "default_transaction_deferrable": "on",
    "statement_timeout": "'1s'",
    "lock_timeout": "'1s'",
    "idle_in_transaction_session_timeout": "'1s'",
    "idle_session_timeout": "'1s'",
    "bytea_output": "'escape'",
}
# How the queue's own have to be, beside those of the driver.
OF_THE_QUEUE = ("default_transaction_isolation", "DateStyle", "idle_session_timeout", "search_path")


@pytest.fixture
def url() -> Iterator[str]:
    """Return the address of an empty database that is set up for others."""
    with a_postgres_database(migrated=False) as address:
        with psycopg.connect(address, autocommit=True) as admin:
            (name,) = admin.execute("SELECT current_database()").fetchone() or ("",)
            for setting, value in SET_UP_FOR_OTHERS.items():
                admin.execute(f"ALTER DATABASE {name} SET {setting} = {value}".encode())
        yield address


async def test_the_store_keeps_what_it_is_given(url: str) -> None:
    migrate(url)
    stores = SqlStores(url, a_vault())
    tenant = a_tenant(name="Gemeente Sœdwést-Fryslân €")
    await stores.directory.save_tenant(tenant)
    await stores.directory.ticked(NOW)

    assert await stores.directory.tenants() == [tenant]
    assert await stores.directory.last_tick_at() == NOW
    async with stores.of(WATERSTAD).write() as unit:
        assert await unit.people.all() == []
    await stores.close()


async def test_who_waited_for_a_lock_sees_what_was_stored_meanwhile(url: str) -> None:
    engine = connect(url)
    async with transaction(engine, {WRITES: WATERSTAD}) as connection:
        asked = await connection.execute(text("SELECT current_setting('transaction_isolation')"))
        assert asked.scalar_one() == "read committed"
    await engine.dispose()


async def test_the_queue_works(url: str) -> None:
    migrate(url)
    schema.apply(url)
    async with open_drains(url) as queue:
        assert await queue.ask_for([(Platform.SLACK, TenantId("waterstad"))]) == 1
        assert await queue.end_stalled() == 0
        assert await queue.depth() == Depth(waiting=1, running=0)
    asks = [f"SHOW {name}".encode() for name in OF_THE_QUEUE]
    connection = psycopg.connect(connection_string(url))
    with connection:
        found = [row for ask in asks for row in connection.execute(ask).fetchall()]
        ((now,),) = connection.execute("SELECT clock_timestamp()").fetchall()
    assert [value.partition(",")[0] for (value,) in found] == [
        "read committed",
        "ISO",
        "0",
        "procrastinate",
    ]
    assert isinstance(now, datetime)
    assert now.tzinfo is not None
    assert now.utcoffset() == datetime.now(UTC).utcoffset()


def test_what_the_address_asks_for_counts_for_the_queue_too() -> None:
    asks = "postgresql://zetje@db1,db2/zetje?target_session_attrs=any&connect_timeout=3&options=-c%20geqo%3Doff"
    made = psycopg.conninfo.conninfo_to_dict(connection_string(asks))
    assert (made["target_session_attrs"], made["connect_timeout"]) == ("any", "3")
    assert str(made["options"]).startswith("-c geqo=off -c ")
    assert made["host"] == "db1,db2"
