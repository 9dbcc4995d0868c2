"""What PostgreSQL refuses is told with what to do about it, and not at every statement."""

import psycopg
import pytest
import structlog
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.sql.columns import ONCE
from adapters.sql.connect import connect, transaction
from tests.databases import a_postgres_database


async def look_into(engine: AsyncEngine, table: str) -> None:
    async with transaction(engine, {ONCE: True}) as connection:
        await connection.execute(text(f"SELECT count(*) FROM {table}"))


async def test_a_table_that_somebody_locked_is_told_once() -> None:
    with a_postgres_database() as url, psycopg.connect(url) as other:
        other.execute("LOCK TABLE messages")
        impatient = make_url(url).update_query_dict({"options": "-c lock_timeout=50ms"})
        engine = connect(impatient.render_as_string(hide_password=False))
        with structlog.testing.capture_logs() as log:
            for _ in range(3):
                with pytest.raises(DBAPIError):
                    await look_into(engine, "messages")
            with pytest.raises(DBAPIError):
                await look_into(engine, "no_such_table")
        await engine.dispose()
    told = [one for one in log if one["event"] == "the database refuses"]
    assert [one["why"] for one in told] == ["LockNotAvailable (55P03)", "UndefinedTable (42P01)"]
    assert "pg_stat_activity" in told[0]["remedy"]
