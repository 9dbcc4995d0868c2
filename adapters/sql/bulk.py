"""Many rows at once, column by column: what a column holds is worked out once for each different value.

New rows go to SQLite through its driver's own loop, and to PostgreSQL as one parameter of one statement,
with only the columns that say something: that costs a fifth of binding each column of each row.
"""

import json
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from itertools import compress
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Dialect,
    LargeBinary,
    Select,
    String,
    Subquery,
    Table,
    Text,
    Update,
    bindparam,
    cast,
    func,
    select,
    type_coerce,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import NULLTYPE, TypeDecorator

from adapters.sql.among import among

# So many rows in one statement: a megabyte or so.
MOST_ROWS = 2_000
_KEY = ("tenant", "id")
Plain = Callable[[Any], Any]

_SQLITE: Any = sqlite.dialect()


def columns_of(table: Table, records: Sequence[object]) -> dict[str, list[Any]]:
    """Return what these records, whose fields are called as the columns, hold for each column.

    A column in which none of them has anything is left out; so is `words`, which is for who seals.
    """
    found = {}
    for name in _names(table):
        values = list(map(attrgetter(name), records))
        if values.count(None) < len(values):
            found[name] = values
    return found


async def insert_new(connection: Any, table: Table, columns: dict[str, list[Any]]) -> None:
    """Store these rows in this order, each unless a unique key of it is taken."""
    dialect = connection.dialect
    plain = {
        column.name: _as_stored(column, dialect, columns[column.name])
        for column in table.columns
        if column.name in columns
    }
    rows = list(zip(*plain.values(), strict=True))
    for start in range(0, len(rows), MOST_ROWS):
        some = rows[start : start + MOST_ROWS]
        if dialect.name == "sqlite":
            await connection.exec_driver_sql(_one_by_one(table, tuple(plain)), some)
        else:
            await connection.execute(_all_at_once(table, tuple(plain)), {"rows": json.dumps(some)})


async def change(connection: Any, table: Table, columns: dict[str, list[Any]]) -> None:
    """Give the rows of one tenant with these ids these values in all other columns."""
    dialect = connection.dialect
    names = tuple(name for name in columns if name not in _KEY) + _KEY
    plain = [_as_stored(table.c[one], dialect, columns[one]) for one in names]
    rows = list(zip(*plain, strict=True))
    for start in range(0, len(rows), MOST_ROWS):
        some = rows[start : start + MOST_ROWS]
        if dialect.name == "sqlite":
            await connection.exec_driver_sql(_change_one(table, names), some)
            continue
        tenant, ids = some[0][-2], [row[-1] for row in some]
        values = {"rows": json.dumps(some), "of_tenant": tenant, "ids": ids}
        await connection.execute(_change_all(table, names), values)


async def change_those(
    connection: Any, table: Table, columns: dict[str, list[Any]], question: Select[Any], values: Any
) -> list[Any]:
    """Do as `change` for those of these rows that a question finds; return the rows that it gives.

    It asks for `of_tenant` and `ids`, and for what `values` hold; the first that it gives is the id.
    """
    dialect = connection.dialect
    names = tuple(name for name in columns if name not in _KEY)
    found: list[Any] = []
    for start in range(0, len(columns["id"]), MOST_ROWS):
        some = {name: column[start : start + MOST_ROWS] for name, column in columns.items()}
        asked = {"of_tenant": some["tenant"][0], "ids": some["id"], **values}
        if dialect.name == "sqlite":
            of_these = (await connection.execute(question, asked)).all()
            ids = {row[0] for row in of_these}
            fits = [one in ids for one in some["id"]]
            kept = {name: list(compress(column, fits)) for name, column in some.items()}
            if ids:
                await change(connection, table, kept)
        else:
            stored = (*names, "id")
            plain = [_as_stored(table.c[one], dialect, some[one]) for one in stored]
            asked["rows"] = json.dumps(list(zip(*plain, strict=True)))
            statement = _change_found(table, stored, question)
            of_these = (await connection.execute(statement, asked)).all()
        found.extend(of_these)
    return found


def bare(table: Table, names: tuple[str, ...], where: ColumnElement[bool]) -> Select[Any]:
    """Return the question for these columns as they are stored, for `read_columns`."""
    columns: list[Any] = [type_coerce(table.c[name], NULLTYPE).label(name) for name in names]
    return select(*columns).where(where)


def read_columns(
    connection: Any, table: Table, names: tuple[str, ...], found: Sequence[Sequence[Any]]
) -> list[tuple[Any, ...]]:
    """Return the rows that a `bare` question found, each value as the column's type reads it."""
    if not found:
        return []
    dialect = connection.dialect
    columns = zip(names, zip(*found, strict=True), strict=True)
    return list(
        zip(*(_as_read(table.c[name], dialect, each) for name, each in columns), strict=True)
    )


def _as_read(column: Column[Any], dialect: Dialect, values: Sequence[Any]) -> Sequence[Any]:
    read = column.type.dialect_impl(dialect).result_processor(dialect, None)
    if read is None:
        return values
    known = {value: read(value) for value in set(values)}
    return [known[value] for value in values]


def _as_stored(column: Column[Any], dialect: Dialect, values: list[Any]) -> list[Any]:
    bind = _binder(column, dialect)
    if bind is None:
        return values
    known = {value: bind(value) for value in set(values) if value is not None}
    known[None] = None
    return [known[value] for value in values]


def _binder(column: Column[Any], dialect: Dialect) -> Plain | None:
    """Return what turns a value into what the driver takes: for PostgreSQL, as JSON."""
    bind: Plain | None = column.type.dialect_impl(dialect).bind_processor(dialect)
    if dialect.name == "sqlite":
        return bind
    if isinstance(column.type, LargeBinary):
        return lambda value: "\\x" + value.hex()
    return lambda value: _in_json(bind(value) if bind else value)


def _in_json(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


@cache
def _names(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns if column.name != "words")


@lru_cache(maxsize=512)
def _one_by_one(table: Table, names: tuple[str, ...]) -> str:
    statement = sqlite.insert(table).on_conflict_do_nothing()
    return str(statement.compile(dialect=_SQLITE, column_keys=list(names)))


@lru_cache(maxsize=512)
def _all_at_once(table: Table, names: tuple[str, ...]) -> postgresql.Insert:
    given = _given(table, names)
    found = select(*(given.c[one] for one in names)).order_by(given.c.place)
    return postgresql.insert(table).from_select(list(names), found).on_conflict_do_nothing()


@lru_cache(maxsize=512)
def _change_one(table: Table, names: tuple[str, ...]) -> str:
    """Return the statement that changes one row; its parameters are in the order of the names."""
    values: Any = [(table.c[one], bindparam(f"new_{one}")) for one in names if one not in _KEY]
    statement = update(table).ordered_values(*values)
    for one in _KEY:
        statement = statement.where(table.c[one] == bindparam(f"of_{one}"))
    return str(statement.compile(dialect=_SQLITE))


@lru_cache(maxsize=512)
def _change_all(table: Table, names: tuple[str, ...]) -> Update:
    """Return the statement that changes many; they are named so that no plan reads the whole table."""
    given = _given(table, names)
    is_it = table.c.id == given.c.id
    is_among = (table.c.tenant == bindparam("of_tenant")) & among(table.c.id)
    changed = {one: given.c[one] for one in names if one not in _KEY}
    return update(table).where(is_among, is_it).values(changed)


@lru_cache(maxsize=512)
def _change_found(table: Table, names: tuple[str, ...], question: Select[Any]) -> Update:
    """Return the statement that changes those that a question finds, and gives what that gives."""
    given = _given(table, names)
    changed = {one: given.c[one] for one in names if one not in _KEY}
    found: Any = question.whereclause
    statement = update(table).where(found, table.c.id == given.c.id).values(changed)
    return statement.returning(*question.selected_columns)


def _given(table: Table, names: tuple[str, ...]) -> Subquery:
    """Return the rows of the parameter `rows`, by these names, with their place."""
    elements = func.jsonb_array_elements(cast(bindparam("rows", type_=Text), JSONB))
    rows = elements.table_valued("cells", with_ordinality="place").render_derived()
    cells = type_coerce(rows.c.cells, JSONB)
    read = [
        cast(cells[place].astext, _read_as(table.c[one])).label(one)
        for place, one in enumerate(names)
    ]
    return select(*read, rows.c.place.label("place")).subquery("given")


def _read_as(column: Column[Any]) -> Any:
    kind: Any = column.type
    kind = kind.impl if isinstance(kind, TypeDecorator) else kind
    # A cast to a length would cut off what is too long, in silence.
    return Text() if isinstance(kind, String) else kind
