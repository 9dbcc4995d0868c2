"""Backup and restore as docs/running.md says: the database by itself, the key ring apart."""

import os
import pwd
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

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
