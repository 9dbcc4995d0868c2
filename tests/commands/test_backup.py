"""Backup and restore as docs/running.md says: the database by itself, the key ring apart."""

import os
import pwd
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog

from adapters.room import ReplacedError
from adapters.sql.stores import SqlStores
from adapters.vault.keyring import KeyRing, new_key
from bot.errors import ZetjeError
from bot.model.ids import PersonId, RecordId, TenantId
from bot.model.people import Person, Tenant
from bot.model.records import Reply
from tests import postgres
from tests.databases import a_database, a_postgres_database

TENANT, HANNEKE = TenantId("lindewaard"), PersonId("hanneke")
WORDS = "De telpunten in het centrum, daar twijfel ik over."
NOW = datetime(2027, 1, 14, 11, 15, tzinfo=UTC)


async def write(stores: SqlStores) -> None:
    await stores.directory.save_tenant(Tenant(id=TENANT, name="Gemeente Lindewaard"))
    async with stores.of(TENANT).write() as unit:
        await unit.people.save(Person(id=HANNEKE, tenant=TENANT, name="Hanneke"))
        await unit.records.save(
            Reply(
                id=RecordId("r1"),
                tenant=TENANT,
                person=HANNEKE,
                text=WORDS,
                short_name="Telpunten",
                at=NOW,
            )
        )


async def words_in(database: str, keys: str) -> Sequence[str]:
    stores = SqlStores(database, KeyRing(keys))
    try:
        async with stores.of(TENANT).read() as unit:
            return [reply.text for reply in (await unit.records.of(HANNEKE)).replies]
    finally:
        await stores.close()


async def test_an_sqlite_file_is_copied_while_it_is_used_and_put_back(tmp_path: Path) -> None:
    keys, copy = new_key("2027a"), tmp_path / "copy.db"
    stores = SqlStores(a_database(tmp_path), KeyRing(keys))
    await write(stores)
    with (
        closing(sqlite3.connect(tmp_path / "zetje.db")) as used,
        closing(sqlite3.connect(copy)) as into,
    ):
        used.backup(into)
    await stores.close()

    assert WORDS.encode() not in copy.read_bytes()
    assert await words_in(f"sqlite:///{copy}", keys) == [WORDS]
    rotated = f"{new_key('2027b')},{keys}"
    assert await words_in(f"sqlite:///{copy}", rotated) == [WORDS]
    with pytest.raises(ZetjeError):
        await words_in(f"sqlite:///{copy}", new_key("2027b"))


async def test_postgresql_is_dumped_and_put_back(tmp_path: Path) -> None:
    keys = new_key("2027a")
    with a_postgres_database() as used, a_postgres_database(migrated=False) as empty:
        stores = SqlStores(used, KeyRing(keys))
        await write(stores)
        await stores.close()
        dump = ran("pg_dump", "--format=custom", f"--dbname={used}")
        assert WORDS.encode() not in dump
        ran("pg_restore", "--no-owner", f"--dbname={empty}", given=dump)
        assert await words_in(empty, keys) == [WORDS]


async def is_left_alone(stores: SqlStores) -> None:
    """What runs on these reads and writes nothing any more, and a look whether all is well says so."""
    with structlog.testing.capture_logs() as told:
        for begin in (stores.of(TENANT).write, stores.of(TENANT).read):
            with pytest.raises(ReplacedError):
                async with begin():
                    raise AssertionError
        with pytest.raises(ReplacedError):
            await stores.directory.last_tick_at()
    assert {one["event"] for one in told} == {"the database was replaced"}
    assert all("restart this process" in one["remedy"] for one in told)


def moved_over(copy: Path, file: Path) -> None:
    copy.rename(file)


def removed_and_copied(copy: Path, file: Path) -> None:
    for beside in ("", "-wal", "-shm"):
        file.with_name(file.name + beside).unlink(missing_ok=True)
    shutil.copy(copy, file)


def removed(_: Path, file: Path) -> None:
    file.unlink()


@pytest.mark.parametrize("put_back", [moved_over, removed_and_copied, removed])
async def test_an_sqlite_file_that_is_put_back_under_a_process_is_left_alone(
    tmp_path: Path, put_back: Callable[[Path, Path], None]
) -> None:
    keys, copy, file = new_key("2027a"), tmp_path / "copy.db", tmp_path / "zetje.db"
    address = a_database(tmp_path)
    shutil.copy(file, copy)
    stores = SqlStores(address, KeyRing(keys))
    await write(stores)
    await stores.directory.ticked(NOW)
    as_it_was = copy.read_bytes()

    put_back(copy, file)
    await is_left_alone(stores)
    with pytest.raises(ReplacedError):
        await stores.directory.ticked(NOW)
    assert put_back is removed or file.read_bytes() == as_it_was
    assert file.exists() == (put_back is not removed)
    await stores.close()


async def test_a_postgresql_that_is_put_back_under_a_process_is_left_alone() -> None:
    keys = new_key("2027a")
    with a_postgres_database() as address:
        stores = SqlStores(address, KeyRing(keys))
        await write(stores)
        await stores.directory.ticked(NOW)
        assert await stores.directory.last_tick_at() == NOW
        dump = ran("pg_dump", "--format=custom", f"--dbname={address}")
        async with stores.of(TENANT).read() as unit:
            assert (await unit.records.of(HANNEKE)).replies

        ran("pg_restore", "--clean", "--no-owner", f"--dbname={address}", given=dump)
        await is_left_alone(stores)
        await stores.close()
        assert await words_in(address, keys) == [WORDS]


def ran(program: str, *arguments: str, given: bytes = b"") -> bytes:
    """Run a program of PostgreSQL as its account; return what it wrote."""
    folder = postgres._programs()
    if folder is None:
        pytest.skip("pg_dump is not here. On Debian: apt-get install postgresql")
    done = subprocess.run(
        [str(folder / program), *arguments],
        input=given,
        capture_output=True,
        check=False,
        env={**os.environ, "HOME": pwd.getpwuid(os.getuid()).pw_dir},
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout
