"""Procrastinate's tables: made once, brought up to date, and apart from ours."""

import threading
from collections.abc import Iterator

import psycopg
import pytest

from adapters.queue import schema
from adapters.queue.address import connection_string
from adapters.sql.migrate import migrate
from bot.errors import SettingsError
from tests.databases import a_postgres_database


@pytest.fixture
def url() -> Iterator[str]:
    """Return the address of an empty database."""
    with a_postgres_database(migrated=False) as address:
        yield address


def test_they_stand_in_a_schema_of_their_own(url: str) -> None:
    assert schema.version(url).current is None
    migrate(url)
    schema.apply(url)

    assert schema.version(url).is_current
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT schemaname FROM pg_tables WHERE tablename LIKE 'procrastinate%'"
        )
        assert {name for (name,) in rows} == {"procrastinate"}


def test_applying_again_changes_nothing(url: str) -> None:
    schema.apply(url)
    schema.apply(url)

    schema.require_current(url)


def test_two_processes_apply_them_at_once(url: str) -> None:
    threads = [threading.Thread(target=schema.apply, args=(url,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert schema.version(url).is_current


def test_an_older_version_gets_only_what_is_new(url: str) -> None:
    schema.apply(url)
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in (
            "DROP FUNCTION procrastinate.procrastinate_retry_job_v2",
            "COMMENT ON SCHEMA procrastinate IS '03.03.00_01_pre_priority_lock_fetch_job'",
            # What a later version adds to a type cannot be taken away again.
            "ALTER TYPE procrastinate.procrastinate_job_event_type RENAME VALUE 'retried' TO 'old'",
        ):
            connection.execute(statement)
    with pytest.raises(SettingsError, match=r"queue's tables are at 03\.03\.00.*zetje migrate"):
        schema.require_current(url)

    schema.apply(url)

    schema.require_current(url)
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT count(*) FROM pg_proc WHERE proname = 'procrastinate_retry_job_v2'"
        ).fetchone()
    assert found == (1,)


def test_tables_of_a_newer_version_are_refused_in_a_sentence(url: str) -> None:
    schema.apply(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("COMMENT ON SCHEMA procrastinate IS '99.01.00_01_what_is_to_come'")
    for refuses in (schema.apply, schema.require_current):
        with pytest.raises(SettingsError, match=r"at 99\.01.*a newer version of Zetje made them"):
            refuses(url)


def test_no_tables_are_said_to_be_missing(url: str) -> None:
    with pytest.raises(SettingsError, match=r"at none .*run `zetje migrate`"):
        schema.require_current(url)


def test_a_server_that_cannot_be_reached_is_named() -> None:
    with pytest.raises(SettingsError, match=r"refused.*ZETJE_DATABASE") as refused:
        schema.apply("postgresql+psycopg://zetje:geheim@127.0.0.1:1/zetje")
    assert "geheim" not in str(refused.value)


_LONG_WAITS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
AND clock_timestamp() - query_start > interval '100 ms'
"""


@pytest.fixture
def at_work(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[psycopg.Connection]:
    """Return the connection of another who changes the tables; nobody else waits for 50 ms for a lock."""
    told = connection_string(url).replace("lock_timeout=10s", "lock_timeout=50ms")
    monkeypatch.setattr(schema, "connection_string", lambda _: told)
    with psycopg.connect(url, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(7103450611)")
        yield other


def test_who_waits_for_another_is_patient(at_work: psycopg.Connection, url: str) -> None:
    second = threading.Thread(target=schema.apply, args=(url,))
    second.start()
    while at_work.execute(_LONG_WAITS).fetchone() != (1,):
        assert second.is_alive()
    at_work.execute("SELECT pg_advisory_unlock(7103450611)")
    second.join()

    assert schema.version(url).is_current


def test_who_waited_for_too_long_is_told_in_a_sentence(
    at_work: psycopg.Connection, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "_PATIENCE", "50ms")
    with pytest.raises(SettingsError, match="not done with them in time: another `zetje migrate`"):
        schema.apply(url)
