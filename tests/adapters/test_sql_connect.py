"""How SQLite is set up, and what two processes on one database see of each other."""

import asyncio
import sqlite3
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.sql.connect import connect
from adapters.sql.stores import SqlStores
from bot.errors import SettingsError
from bot.model.messages import State
from bot.model.people import Platform
from tests.databases import a_database, a_database_of
from tests.factories import HANNEKE, NOW, WATERSTAD, a_message, a_person, a_tenant
from tests.fakes.vault import a_vault


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("busy_timeout", 10000),
    ],
)
async def test_every_connection_is_set_up(tmp_path: Path, pragma: str, value: object) -> None:
    engine = connect(a_database(tmp_path))

    async with engine.connect() as first, engine.connect() as second:
        found = [
            (await connection.exec_driver_sql(f"PRAGMA {pragma}")).scalar()
            for connection in (first, second)
        ]

    assert found == [value, value]
    await engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the address of a migrated database."""
    with a_database_of(request.param, tmp_path) as address:
        yield address


async def test_two_processes_count_every_press(url: str) -> None:
    processes = [SqlStores(url, a_vault()) for _ in range(2)]
    await processes[0].directory.save_tenant(a_tenant())
    async with processes[0].of(WATERSTAD).write() as unit:
        await unit.people.save(a_person(unanswered=0))

    async def press(stores: SqlStores) -> None:
        async with stores.of(WATERSTAD).write() as unit:
            person = await unit.people.locked(HANNEKE)
            assert person is not None
            await unit.people.save(replace(person, unanswered=person.unanswered + 1))

    await asyncio.gather(*(press(processes[n % 2]) for n in range(40)))

    async with processes[1].of(WATERSTAD).read() as unit:
        assert await unit.people.get(HANNEKE) == a_person(unanswered=40)
    for stores in processes:
        await stores.close()


async def test_two_processes_never_claim_the_same_message(url: str) -> None:
    processes = [SqlStores(url, a_vault()) for _ in range(2)]
    await processes[0].directory.save_tenant(a_tenant())
    async with processes[0].of(WATERSTAD).write() as unit:
        for number in range(30):
            await unit.messages.add(a_message(subject=f"s{number}"))

    async def claim(stores: SqlStores) -> list[str]:
        async with stores.of(WATERSTAD).write() as unit:
            return [m.id for m in await unit.messages.claim(Platform.BROWSER, NOW, 5)]

    batches = await asyncio.gather(*(claim(processes[n % 2]) for n in range(10)))

    claimed = [id for batch in batches for id in batch]
    assert len(claimed) == len(set(claimed)) == 30
    for stores in processes:
        await stores.close()


async def test_what_was_committed_survives_an_end_without_goodbye(tmp_path: Path) -> None:
    stores = SqlStores(a_database(tmp_path), a_vault())
    await stores.directory.save_tenant(a_tenant())
    async with stores.of(WATERSTAD).write() as unit:
        await unit.messages.add(a_message(state=State.SENT))
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    for file in ("zetje.db", "zetje.db-wal"):
        (crashed / file).write_bytes((tmp_path / file).read_bytes())
    await stores.close()

    again = SqlStores(f"sqlite:///{crashed / 'zetje.db'}", a_vault())
    async with again.of(WATERSTAD).read() as unit:
        assert await unit.messages.get(a_message().id) == a_message(state=State.SENT)
    await again.close()


async def test_the_files_beside_the_database_are_private_too(tmp_path: Path) -> None:
    url = a_database(tmp_path)
    (tmp_path / "zetje.db").chmod(0o600)
    stores = SqlStores(url, a_vault())
    await stores.directory.save_tenant(a_tenant())

    modes = _modes(tmp_path)
    await stores.close()

    assert modes == {"zetje.db": 0o600, "zetje.db-wal": 0o600, "zetje.db-shm": 0o600}


def _modes(folder: Path) -> dict[str, int]:
    return {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}


async def test_a_writer_in_another_program_is_waited_for(tmp_path: Path) -> None:
    stores = SqlStores(a_database(tmp_path), a_vault())
    other = sqlite3.connect(tmp_path / "zetje.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    saving = asyncio.create_task(stores.directory.save_tenant(a_tenant()))
    for _ in range(100):
        await asyncio.sleep(0)
    assert not saving.done()
    other.execute("ROLLBACK")
    other.close()
    await saving

    assert await stores.directory.tenants() == [a_tenant()]
    await stores.close()


@pytest.mark.parametrize(
    "address",
    ["", "zetje.db", "mysql://localhost/zetje", "sqlite:////", "sqlite:///zetje.db?mode=ro"],
)
def test_an_address_that_cannot_be_used_is_refused(address: str) -> None:
    with pytest.raises(SettingsError, match="sqlite:////var/lib"):
        connect(address)
