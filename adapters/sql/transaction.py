"""One transaction in one tenant: the few things that every store does with the database."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import CursorResult, Executable, Table, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.ids import TenantId
from bot.ports.outside import Vault

Values = Mapping[str, Any]
Row = dict[str, Any]


class Transaction:
    """Runs statements, and seals and opens the words of rows."""

    def __init__(
        self, connection: AsyncConnection, tenant: TenantId, vault: Vault, *, writes: bool
    ) -> None:
        self.tenant = tenant
        self._connection = connection
        self._vault = vault
        self._writes = writes

    async def rows(self, statement: Executable, values: Values | None = None) -> list[Row]:
        """Return all rows that a query gives; `values` are its parameters besides the tenant."""
        parameters = {"tenant": self.tenant, **(values or {})}
        return _as_rows(await self._connection.execute(statement, parameters))

    async def row(self, statement: Executable, values: Values | None = None) -> Row | None:
        """Return the first row, or None."""
        found = await self.rows(statement, values)
        return found[0] if found else None

    async def change(self, statement: Executable) -> int:
        """Run a statement that writes; return how many rows it touched."""
        self._must_write()
        result = await self._connection.execute(statement)
        return result.rowcount

    async def change_returning(self, statement: Executable) -> list[Row]:
        """Run a statement that writes and returns rows."""
        self._must_write()
        return _as_rows(await self._connection.execute(statement))

    async def add(self, table: Table, values: Values) -> bool:
        """Store a new row unless a unique key of it is taken; say whether it was new."""
        statement = insert_into(self._connection.dialect.name, table)
        return await self.change(statement.values(self._own(values)).on_conflict_do_nothing()) == 1

    async def put(self, table: Table, values: Values) -> None:
        """Store a row in place of the one with its primary key."""
        self._must_write()
        statement = upsert(self._connection.dialect.name, table)
        await self._connection.execute(statement, self._own(values))

    async def insert_all(self, table: Table, rows: Sequence[Values]) -> None:
        """Store new rows in one go."""
        self._must_write()
        if rows:
            await self._connection.execute(insert(table), [self._own(row) for row in rows])

    def seal(self, table: Table, row: Sequence[str], words: Values) -> bytes:
        """Return these words sealed for this row."""
        return self._vault.seal(self._place(table, row), json.dumps(words))

    def open(self, table: Table, row: Sequence[str], sealed: bytes) -> dict[str, Any]:
        """Return the words of this row."""
        words: dict[str, Any] = json.loads(self._vault.open(self._place(table, row), sealed))
        return words

    def _place(self, table: Table, row: Sequence[str]) -> tuple[str, ...]:
        return (self.tenant, table.name, *row, "words")

    def _own(self, values: Values) -> dict[str, Any]:
        if values.get("tenant", self.tenant) != self.tenant:
            raise ValueError(f"This unit stores nothing of another tenant than {self.tenant}.")
        return {**values, "tenant": self.tenant}

    def _must_write(self) -> None:
        if not self._writes:
            raise RuntimeError("A reading unit cannot write: begin with `write()`.")


def _as_rows(result: CursorResult[Any]) -> list[Row]:
    names = tuple(result.keys())
    return [dict(zip(names, row, strict=True)) for row in result]


def insert_into(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return an insert that can deal with a row that is there; both databases say it alike."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


@cache
def upsert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return the statement that stores a row in place of the one with its primary key."""
    statement = insert_into(dialect, table)
    new = {c.name: statement.excluded[c.name] for c in table.columns if not c.primary_key}
    key = list(table.primary_key.columns)
    return statement.on_conflict_do_update(index_elements=key, set_=new)
