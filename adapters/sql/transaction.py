"""One transaction in one tenant: the few things that every store does with the database."""

import json
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from functools import cache
from typing import Any

from sqlalchemy import (
    CursorResult,
    Executable,
    FromClause,
    Select,
    Table,
    UpdateBase,
    insert,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.sql.bulk import change, change_those, insert_new, read_columns
from bot.model.ids import TenantId
from bot.ports.outside import Vault
from bot.whole import whole

# What planning looks at. Of messages only some changes count; `SqlMessages` says which.
_PLANNED_FROM = frozenset(
    {
        "addresses",
        "groups",
        "meetings",
        "memberships",
        "moments",
        "own_prompts",
        "people",
        "recesses",
        "records",
        "series",
        "silences",
        "states",
    }
)

MOST_IDS = 500
# How JSON writes a pair of surrogates, and also half of one.
_HALVES = "\\ud"
_COUNTED = {"preserve_rowcount": True}

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
        self.writes = writes
        self.changes_plan = False
        self.changed: set[str] = set()
        self.dialect = connection.dialect.name

    async def rows(self, statement: Executable, values: Values | None = None) -> list[Row]:
        """Return all rows that a query gives; `values` are its parameters besides the tenant.

        There are none for a text that no row can hold, such as an id that somebody made up.
        """
        parameters = {"tenant": self.tenant, **(values or {})}
        if not all(map(_can_be_stored, parameters.values())):
            return []
        return _as_rows(await self._connection.execute(statement, parameters))

    async def bare_rows(
        self, table: Table, names: tuple[str, ...], query: Select[Any], values: Values | None = None
    ) -> list[tuple[Any, ...]]:
        """Return these columns of all rows that a query of `bare` gives: for very many rows."""
        found = await self._connection.execute(query, {"tenant": self.tenant, **(values or {})})
        return read_columns(self._connection, table, names, found.all())

    async def rows_of(
        self, statement: Executable, ids: Sequence[str], values: Values | None = None
    ) -> list[Row]:
        """Return what a query gives for all of these ids (its parameter `ids`), however many."""
        found: list[Row] = []
        for start in range(0, len(ids), MOST_IDS):
            some = {"ids": list(ids[start : start + MOST_IDS]), **(values or {})}
            found.extend(await self.rows(statement, some))
        return found

    async def row(self, statement: Executable, values: Values | None = None) -> Row | None:
        """Return the first row, or None."""
        found = await self.rows(statement, values)
        return found[0] if found else None

    async def change(self, statement: UpdateBase) -> int:
        """Run a statement that writes; return how many rows it touched."""
        self._writes_to(statement.table)
        result = await self._connection.execute(statement, execution_options=_COUNTED)
        return result.rowcount

    async def change_returning(
        self, statement: UpdateBase, values: Values | None = None
    ) -> list[Row]:
        """Run a statement that writes and returns rows; `values` are its parameters."""
        self._writes_to(statement.table)
        return _as_rows(await self._connection.execute(statement, values))

    async def add(self, table: Table, values: Values) -> bool:
        """Store a new row unless a unique key of it is taken; say whether it was new."""
        self._writes_to(table)
        statement = _insert_if_new(self.dialect, table)
        result = await self._connection.execute(
            statement, self._own(values), execution_options=_COUNTED
        )
        return result.rowcount == 1

    async def add_all(self, table: Table, rows: Sequence[Values]) -> None:
        """Store these rows in this order, each unless a unique key of it is taken."""
        self._writes_to(table)
        if rows:
            statement = _insert_if_new(self.dialect, table)
            await self._connection.execute(statement, [self._own(row) for row in rows])

    async def add_columns(self, table: Table, columns: dict[str, list[Any]]) -> None:
        """Store new rows, given column by column, each unless a unique key of it is taken."""
        self._writes_to(table)
        for tenant in set(columns.get("tenant", ())):
            self._own({"tenant": tenant})
        if columns:
            await insert_new(self._connection, table, columns)

    async def put(self, table: Table, values: Values) -> None:
        """Store a row in place of the one with its primary key."""
        self._writes_to(table)
        statement = upsert(self.dialect, table)
        await self._connection.execute(statement, self._own(values))

    async def put_all(self, table: Table, rows: Sequence[Values]) -> None:
        """Do as `put` for each of these."""
        self._writes_to(table)
        if rows:
            statement = upsert(self.dialect, table)
            await self._connection.execute(statement, [self._own(row) for row in rows])

    async def change_all(self, table: Table, rows: Sequence[Values]) -> None:
        """Change these columns of rows that are there; each names its `id`, and all the same columns."""
        self._writes_to(table)
        if rows:
            owned = [self._own(row) for row in rows]
            columns = {name: [row[name] for row in owned] for name in owned[0]}
            await change(self._connection, table, columns)

    async def change_those(
        self, table: Table, rows: Sequence[Values], question: Select[Any], values: Values
    ) -> list[Any]:
        """Do as `change_all` for those of these that a question finds; return the rows that it gives.

        It asks for `of_tenant` and `ids`, and for what `values` hold.
        """
        self._writes_to(table)
        if not rows:
            return []
        owned = [self._own(row) for row in rows]
        columns = {name: [row[name] for row in owned] for name in owned[0]}
        return await change_those(self._connection, table, columns, question, values)

    async def change_these(
        self, statement: UpdateBase, ids: Sequence[str], values: Values | None = None
    ) -> list[Any]:
        """Run a statement for all of these ids, however many; it asks for `of_tenant` and `ids`.

        Return the rows that it gives.
        """
        self._writes_to(statement.table)
        found: list[Any] = []
        for start in range(0, len(ids), MOST_IDS):
            some = list(ids[start : start + MOST_IDS])
            parameters = {"of_tenant": self.tenant, "ids": some, **(values or {})}
            result = await self._connection.execute(statement, parameters)
            found.extend(result.all() if result.returns_rows else ())
        return found

    def attempt(self) -> AbstractAsyncContextManager[object]:
        """Return a block that undoes only itself when a statement in it fails; the unit goes on.

        One statement that fails in SQLite undoes itself anyway.
        """
        if self.dialect == "sqlite":
            return nullcontext()
        return self._connection.begin_nested()

    async def insert_all(self, table: Table, rows: Sequence[Values]) -> None:
        """Store new rows in one go."""
        self._writes_to(table)
        if rows:
            await self._connection.execute(insert(table), [self._own(row) for row in rows])

    def seal(self, table: Table, row: Sequence[str], words: Values) -> bytes:
        """Return these words sealed for this row."""
        return self._vault.seal(self._place(table, row), json.dumps(words))

    def open(self, table: Table, row: Sequence[str], sealed: bytes) -> dict[str, Any]:
        """Return the words of this row."""
        opened = self._vault.open(self._place(table, row), sealed)
        words: dict[str, Any] = json.loads(opened)
        return _whole(words) if _HALVES in opened else words

    def _place(self, table: Table, row: Sequence[str]) -> tuple[str, ...]:
        return (self.tenant, table.name, *row, "words")

    def _own(self, values: Values) -> dict[str, Any]:
        if values.get("tenant", self.tenant) != self.tenant:
            raise ValueError(f"This unit stores nothing of another tenant than {self.tenant}.")
        return {**values, "tenant": self.tenant}

    def _writes_to(self, table: FromClause) -> None:
        if not self.writes:
            raise RuntimeError("A reading unit cannot write: begin with `write()`.")
        name = getattr(table, "name", "")
        self.changed.add(name)
        if name in _PLANNED_FROM:
            self.changes_plan = True


def _whole(words: dict[str, Any]) -> dict[str, Any]:
    """Return words of long ago, which may hold half of a pair, as they would be stored now."""
    made: dict[str, Any] = json.loads(whole(json.dumps(words, ensure_ascii=False)))
    return made


def _can_be_stored(value: object) -> bool:
    if not isinstance(value, str):
        return True
    if "\0" in value:
        return False
    return value.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in value)


def _as_rows(result: CursorResult[Any]) -> list[Row]:
    names = tuple(result.keys())
    return [dict(zip(names, row, strict=True)) for row in result]


def insert_into(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return an insert that can deal with a row that is there; both databases say it alike."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


@cache
def _insert_if_new(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    return insert_into(dialect, table).on_conflict_do_nothing()


@cache
def upsert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return the statement that stores a row in place of the one with its primary key."""
    statement = insert_into(dialect, table)
    new = {c.name: statement.excluded[c.name] for c in table.columns if not c.primary_key}
    key = list(table.primary_key.columns)
    return statement.on_conflict_do_update(index_elements=key, set_=new)
