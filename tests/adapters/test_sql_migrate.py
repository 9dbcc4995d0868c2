"""The schema that migrations make is the schema that the code expects, on both databases."""

import asyncio
import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Table, inspect, select, text
from sqlalchemy.exc import DatabaseError

from adapters.sql.connect import connect_for_migration, usable
from adapters.sql.migrate import Revision, migrate, require_current, revision, revisions
from adapters.sql.postgres import lock_number
from adapters.sql.schema import metadata
from adapters.sql.stores import SqlStores
from bot.errors import SettingsError
from bot.model.ids import GroupId
from bot.model.people import Role
from bot.model.series import Audience
from tests.contract.test_stores_tenants import everything, fill
from tests.databases import a_postgres_database
from tests.factories import WATERSTAD, a_person, a_tenant
from tests.fakes.vault import a_vault

HEAD = revisions()[-1]


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the address of an empty database."""
    if request.param == "sqlite":
        yield _url(tmp_path / "zetje.db")
        return
    with a_postgres_database(migrated=False) as address:
        yield address


def _url(path: Path) -> str:
    return f"sqlite:///{path}"


def test_an_empty_database_gets_the_schema_of_the_code(url: str) -> None:
    migrate(url)

    engine = connect_for_migration(url)
    with engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_indices_and_their_conditions_are_those_of_the_code(url: str) -> None:
    migrate(url)
    migrated = _indices(url)
    engine = connect_for_migration(url)
    with engine.begin() as connection:
        metadata.drop_all(connection)
        metadata.create_all(connection)
    engine.dispose()

    assert _indices(url) == migrated


def _indices(url: str) -> set[str]:
    engine = connect_for_migration(url)
    is_sqlite = engine.dialect.name == "sqlite"
    query = (
        "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql NOT NULL"
        if is_sqlite
        else "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
    )
    with engine.begin() as connection:
        found = {_plainly(sql) for (sql,) in connection.execute(text(query))}
    engine.dispose()
    return found


def _plainly(sql: str) -> str:
    """Return what defines an index, however it puts brackets around its conditions."""
    return " ".join(sql.replace("(", " ").replace(")", " ").split())


def test_revision_tells_where_a_database_stands(url: str) -> None:
    assert revision(url) == Revision(None, HEAD)
    assert not revision(url).is_current
    migrate(url)

    assert revision(url) == Revision(HEAD, HEAD)
    assert revision(url).is_current


@pytest.mark.parametrize("earlier", revisions()[:-1])
async def test_rows_of_every_earlier_schema_are_kept(url: str, earlier: str) -> None:
    rows = await asyncio.to_thread(_rows_of_today, url)
    await asyncio.to_thread(_begin_with, url, earlier, rows)

    await asyncio.to_thread(migrate, url)

    stores = SqlStores(url, a_vault())
    found = await everything(stores, WATERSTAD)
    await stores.close()
    assert found["people.all"]
    assert found["messages.of_person"]
    assert found["records.of"]


Rows = dict[str, list[dict[str, Any]]]


def _rows_of_today(url: str) -> Rows:
    """Return rows as this version writes them, for every table; the database is empty again after it."""
    migrate(url)

    async def write() -> None:
        stores = SqlStores(url, a_vault())
        await fill(stores, WATERSTAD)
        await stores.close()

    asyncio.run(write())
    engine = connect_for_migration(url)
    with engine.begin() as connection:
        rows = {
            table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in metadata.sorted_tables
        }
        metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
    engine.dispose()
    return rows


def _begin_with(url: str, earlier: str, rows: Rows) -> None:
    """Make an earlier schema and put in what it has room for."""
    migrate(url, earlier)
    engine = connect_for_migration(url)
    with engine.begin() as connection:
        there = set(inspect(connection).get_table_names())
        for table in metadata.sorted_tables:
            if table.name in there:
                _insert(connection, table, rows[table.name])
    engine.dispose()


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    columns = {column["name"] for column in inspect(connection).get_columns(table.name)}
    for row in rows:
        kept = {name: value for name, value in row.items() if name in columns}
        connection.execute(table.insert().values(kept))


def test_a_series_in_the_channel_of_a_group_stays_there(url: str) -> None:
    """Before 0007 a series was in the channel of one group, whoever else it named."""
    migrate(url, "0006")
    engine = connect_for_migration(url)
    written = {
        "audience": '{"roles": ["director"], "groups": [], "people": []}',
        "draws_from": '{"kinds": [], "themes": []}',
    }
    with engine.begin() as connection:
        tenants, tenant = metadata.tables["tenants"], a_tenant()
        _insert(connection, tenants, [{c.name: getattr(tenant, c.name) for c in tenants.columns}])
        for series, group in (("s1", None), ("s2", "mt-sociaal")):
            connection.execute(
                text(
                    "INSERT INTO series (tenant, id, name, audience, draws_from, steps, place, "
                    "reminder, state) VALUES (:tenant, :id, 'x', :audience, :draws_from, '[]', "
                    ":place, :reminder, 'running')"
                ),
                {"tenant": WATERSTAD, "id": series, "place": group, "reminder": True, **written},
            )
    migrate(url)
    with engine.begin() as connection:
        everything = select(metadata.tables["series"])
        found = {row.id: row for row in connection.execute(everything).all()}
    engine.dispose()
    assert (found["s1"].place, found["s1"].audience.roles) == ("own_chat", {Role.DIRECTOR})
    assert (found["s2"].place, found["s2"].audience) == (
        "channel",
        Audience(groups=frozenset({GroupId("mt-sociaal")})),
    )


async def test_migrating_again_keeps_what_is_there(url: str) -> None:
    await asyncio.to_thread(migrate, url)
    stores = SqlStores(url, a_vault())
    await stores.directory.save_tenant(a_tenant())
    async with stores.of(WATERSTAD).write() as unit:
        await unit.people.save(a_person())

    await asyncio.to_thread(migrate, url)

    async with stores.of(WATERSTAD).read() as unit:
        assert await unit.people.all() == [a_person()]
    await stores.close()


async def test_three_migrations_at_once_are_one(url: str) -> None:
    await asyncio.gather(*(asyncio.to_thread(migrate, url) for _ in range(3)))

    assert revision(url).is_current


def test_a_migration_that_broke_did_nothing(url: str) -> None:
    engine = connect_for_migration(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE audit (in_the_way VARCHAR)"))

    with pytest.raises(DatabaseError, match=r"audit already exists|DuplicateTable"):
        migrate(url)

    with engine.begin() as connection:
        assert inspect(connection).get_table_names() == ["audit"]
    engine.dispose()


def test_a_database_of_a_newer_version_is_refused_in_a_sentence_and_left_alone(url: str) -> None:
    migrate(url)
    engine = connect_for_migration(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    for refuses in (migrate, require_current):
        with pytest.raises(SettingsError, match=r"has schema 9999.*newer version of Zetje made it"):
            refuses(url)

    assert revision(url).current == "9999"
    engine.dispose()


def test_who_waited_for_another_migration_for_too_long_is_told_in_a_sentence() -> None:
    with a_postgres_database(migrated=False) as url, psycopg.connect(url) as other:
        other.execute(f"SELECT pg_advisory_lock({lock_number('migrations')})")
        impatient = f"{url}{'&' if '?' in url else '?'}options=-c%20lock_timeout%3D50ms"
        with pytest.raises(
            SettingsError, match="not done with them in time: another `zetje migrate`"
        ):
            migrate(impatient)


def test_a_disk_that_is_full_is_told_in_a_sentence(tmp_path: Path) -> None:
    url = _url(tmp_path / "zetje.db")
    migrate(url)
    engine = connect_for_migration(url)
    with engine.begin() as connection:
        connection.execute(text("PRAGMA max_page_count=1"))
        much = text("CREATE TABLE more AS SELECT randomblob(100000)")
        told = r"zetje\.db cannot be used: .*full.* the disk has room"
        with pytest.raises(SettingsError, match=told), usable(url):
            connection.execute(much)
    engine.dispose()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nowhere/zetje\.db cannot be made: No such file"):
        migrate(_url(tmp_path / "nowhere" / "zetje.db"))


def test_a_file_of_another_account_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "touch", refused)
    with pytest.raises(
        SettingsError, match=r"zetje\.db cannot be used: .*as the account that does"
    ):
        migrate(_url(tmp_path / "zetje.db"))


def test_a_folder_with_a_percent_sign_is_fine(tmp_path: Path) -> None:
    folder = tmp_path / "100% van ons"
    folder.mkdir()

    migrate(_url(folder / "zetje.db"))

    assert (folder / "zetje.db").exists()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("zetje.db", "cannot be read"),
        ("sqlite:///:memory:", "names no file, so nothing would stay"),
        ("mysql://localhost/zetje", "starts with mysql"),
        (
            "postgresql://zetje:geheim@127.0.0.1:1/zetje",
            "server cannot be used: .*Is the server up",
        ),
        ("postgresql://zetje:geheim@127.0.0.1:1/zetje?foo=bar", 'cannot be read: .*option "foo"'),
        ("postgresql://zetje@127.0.0.1:1/zetje?connect_timeout=x", "cannot be read: bad value"),
        ("sqlite:///zetje\0.db", "names no file"),
        ("postgresql:///zetje?host=a,b&port=x", "cannot be read: .*port"),
        ("postgres://zetje:geheim@127.0.0.1:1/zetje", "server cannot be used: .*refused"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(url: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says) as refused:
        migrate(url)

    assert "geheim" not in str(refused.value)
    assert "only full" not in str(refused.value)


def test_the_file_belongs_to_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "zetje.db"

    migrate(_url(path))

    assert path.stat().st_mode & 0o077 == 0
