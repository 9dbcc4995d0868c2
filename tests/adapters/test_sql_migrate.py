"""The schema that migrations make is the schema that the code expects."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy.exc import OperationalError

from adapters.sql.connect import connect_for_migration
from adapters.sql.migrate import Revision, migrate, revision
from adapters.sql.schema import metadata
from adapters.sql.stores import SqlStores
from bot.errors import SettingsError
from tests.factories import WATERSTAD, a_person, a_tenant
from tests.fakes.vault import a_vault


def _url(path: Path) -> str:
    return f"sqlite:///{path}"


def test_an_empty_database_gets_the_schema_of_the_code(tmp_path: Path) -> None:
    url = _url(tmp_path / "zetje.db")

    migrate(url)

    engine = connect_for_migration(url)
    with engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_indexes_and_their_conditions_are_those_of_the_code(tmp_path: Path) -> None:
    migrate(_url(tmp_path / "migrated.db"))
    engine = connect_for_migration(_url(tmp_path / "created.db"))
    metadata.create_all(engine)
    engine.dispose()

    assert _indexes(tmp_path / "migrated.db") == _indexes(tmp_path / "created.db")


def _indexes(path: Path) -> set[str]:
    database = sqlite3.connect(path)
    rows = database.execute("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql NOT NULL")
    found = {
        sql.replace("(state NOT IN ('skipped', 'failed'))", "state NOT IN ('skipped', 'failed')")
        for (sql,) in rows
    }
    database.close()
    return found


def test_revision_tells_where_a_database_stands(tmp_path: Path) -> None:
    url = _url(tmp_path / "zetje.db")

    assert revision(url) == Revision(None, "0003")
    assert not revision(url).is_current
    migrate(url)

    assert revision(url) == Revision("0003", "0003")
    assert revision(url).is_current


async def test_migrating_again_keeps_what_is_there(tmp_path: Path) -> None:
    url = _url(tmp_path / "zetje.db")
    await asyncio.to_thread(migrate, url)
    stores = SqlStores(url, a_vault())
    await stores.directory.save_tenant(a_tenant())
    async with stores.of(WATERSTAD).write() as unit:
        await unit.people.save(a_person())

    await asyncio.to_thread(migrate, url)

    async with stores.of(WATERSTAD).read() as unit:
        assert await unit.people.all() == [a_person()]
    await stores.close()


async def test_two_migrations_at_once_are_one(tmp_path: Path) -> None:
    url = _url(tmp_path / "zetje.db")

    await asyncio.gather(*(asyncio.to_thread(migrate, url) for _ in range(3)))

    assert revision(url).is_current


def test_a_migration_that_broke_did_nothing(tmp_path: Path) -> None:
    path = tmp_path / "zetje.db"
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE audit (in_the_way TEXT)")

    with pytest.raises(OperationalError, match="audit already exists"):
        migrate(_url(path))

    tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    database.close()
    assert tables == [("audit",)]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nowhere/zetje\.db cannot be made: No such file"):
        migrate(_url(tmp_path / "nowhere" / "zetje.db"))


def test_a_folder_with_a_percent_sign_is_fine(tmp_path: Path) -> None:
    folder = tmp_path / "100% van ons"
    folder.mkdir()

    migrate(_url(folder / "zetje.db"))

    assert (folder / "zetje.db").exists()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("zetje.db", "cannot be read"),
        ("postgresql://localhost/zetje", "starts with postgresql"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(url: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        migrate(url)


def test_the_file_belongs_to_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "zetje.db"

    migrate(_url(path))

    assert path.stat().st_mode & 0o077 == 0
