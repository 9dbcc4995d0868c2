"""A PostgreSQL database that is no place for the tables, or not for these: told in a sentence."""

from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import make_url

from adapters.findings import Finding
from adapters.queue import schema
from adapters.server_checks import place
from adapters.sql.migrate import migrate, require_current, revision
from adapters.sql.placing import look_at_place
from bot.errors import SettingsError
from tests.databases import a_postgres_database

A_MINUTE_AND_MORE = timedelta(seconds=90)


@pytest.fixture
def url() -> Iterator[str]:
    """Return the address of an empty database."""
    with a_postgres_database(migrated=False) as address:
        yield address


def run(url: str, *commands: str) -> None:
    with psycopg.connect(url, autocommit=True) as admin:
        for command in commands:
            admin.execute(command.encode())


def looking_in(url: str, name: str) -> str:
    """Return this address for who looks in another schema."""
    return f"{url}{'&' if '?' in url else '?'}options=-csearch_path%3D{name}"


@pytest.fixture
def guest(url: str) -> Iterator[str]:
    """Return the address for an account that owns nothing."""
    name = f"guest_of_{make_url(url).database}"
    run(url, f"CREATE ROLE {name} LOGIN")
    yield make_url(url).set(username=name).render_as_string(hide_password=False)
    run(url, f"DROP OWNED BY {name}", f"DROP ROLE {name}")


def told(url: str, off: timedelta = timedelta(0)) -> list[Finding]:
    return list(place(url, look_at_place(url).now + off))


def test_where_all_is_well_nothing_is_told(url: str) -> None:
    migrate(url)
    schema.apply(url)
    assert told(url) == []


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_a_database_that_cannot_hold_every_name_is_refused_before_anything_is_made(
    url: str, encoding: str
) -> None:
    name = f"{make_url(url).database}_narrow"
    made = f"CREATE DATABASE {name} TEMPLATE template0 ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C'"
    run(url, made)
    narrow = make_url(url).set(database=name).render_as_string(hide_password=False)
    try:
        with pytest.raises(SettingsError, match=f"{encoding}.*--encoding=UTF8"):
            migrate(narrow)
        assert not look_at_place(narrow).holds_all_words
        assert "UTF8" in told(narrow)[0].remedy
    finally:
        run(url, f"DROP DATABASE {name} WITH (FORCE)")


def test_tables_that_stand_elsewhere_are_not_made_anew(url: str) -> None:
    """Somebody changed the search_path: an empty bot beside the one with everybody in it helps nobody."""
    migrate(url)
    run(url, "CREATE SCHEMA apart")
    for use in (migrate, revision, require_current):
        with pytest.raises(SettingsError, match=r"schema public.*search_path.*database of its own"):
            use(looking_in(url, "apart"))
    assert revision(url).is_current


def test_two_installations_in_one_database_are_told(url: str) -> None:
    migrate(url)
    run(url, "CREATE SCHEMA apart", "CREATE TABLE apart.messages (id int)")
    assert told(url) == []
    run(url, "CREATE TABLE apart.alembic_version (version_num text)")
    (found,) = told(url)
    assert not found.ok
    assert "in the schema apart" in found.what


def test_who_may_not_use_the_tables_is_told_in_a_sentence(url: str, guest: str) -> None:
    migrate(url)
    schema.apply(url)
    with pytest.raises(SettingsError, match=r"this account may not .*own the database"):
        require_current(guest)
    name = make_url(guest).username
    run(url, f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}")
    run(url, f"REVOKE INSERT ON messages FROM {name}")
    (found,) = told(guest)
    assert "may not read and write messages, procrastinate_events" in found.what


def test_who_may_make_nothing_is_told_in_a_sentence(url: str, guest: str) -> None:
    run(url, "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    for make in (migrate, schema.apply):
        with pytest.raises(SettingsError, match="this account may not"):
            make(guest)


def test_a_clock_that_differs_from_the_servers_is_told(url: str) -> None:
    migrate(url)
    assert told(url, timedelta(seconds=30)) == []
    (ahead,), (behind,) = told(url, A_MINUTE_AND_MORE), told(url, -A_MINUTE_AND_MORE)
    assert "s ahead of the database server" in ahead.what
    assert "s behind the database server" in behind.what
    assert not ahead.ok
