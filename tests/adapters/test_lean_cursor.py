"""What a connection to PostgreSQL tells of an answer's columns is what psycopg itself tells."""

from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import AsyncConnection, AsyncCursor

from adapters.sql.lean_cursor import LeanCursor
from tests.databases import a_postgres_database


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Return the address of a database."""
    with a_postgres_database() as address:
        yield address


@pytest.mark.parametrize(
    "asked",
    [
        "SELECT 1 AS één, 'x'::text AS \"two words\", now()",
        "SELECT 1 AS nothing WHERE false",
        "SELECT",
        "BEGIN",
        "CREATE TEMP TABLE t (a int, b jsonb)",
    ],
)
async def test_names_and_types_are_those_of_the_driver(url: str, asked: str) -> None:
    async with (
        await AsyncConnection.connect(url, autocommit=True) as one,
        await AsyncConnection.connect(url, autocommit=True) as another,
    ):
        theirs, ours = AsyncCursor(one), LeanCursor(another)
        assert _told(ours) is None
        await theirs.execute(asked)
        await ours.execute(asked)
        assert _told(ours) == _told(theirs)


def _told(cursor: AsyncCursor[Any]) -> list[tuple[str, int]] | None:
    """Return what SQLAlchemy looks at."""
    columns = cursor.description
    return None if columns is None else [(column[0], column[1]) for column in columns]
