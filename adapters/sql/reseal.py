"""Seals anew what older keys sealed, with the key that seals now: then nothing needs the older ones."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    LargeBinary,
    RowMapping,
    Select,
    Table,
    Update,
    bindparam,
    case,
    func,
    select,
    tuple_,
    update,
)

from adapters.sql.schema import metadata, records
from adapters.sql.stores import SqlStores
from bot.errors import SealError
from bot.model.ids import TenantId

# So many are sealed anew in one transaction: nobody waits long for it.
AT_ONCE = 500
_NEW, _OLD = "new", "old"


@dataclass(frozen=True, slots=True)
class Resealed:
    """How many pieces were sealed anew, and how many do not open with any key of the ring."""

    anew: int = 0
    closed: int = 0


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A column with sealed pieces; `named` is what their place is named after besides the tenant."""

    table: Table
    column: Column[bytes]

    @property
    def named(self) -> Sequence[Column[Any]]:
        # A record is bound to its kind, which does not change.
        return [records.c.kind, records.c.id] if self.table is records else self.key

    @property
    def key(self) -> Sequence[Column[Any]]:
        return [one for one in self.table.primary_key if one.name != "tenant"]

    def is_of(self, tenant: TenantId | None) -> ColumnElement[bool]:
        return self.table.c.tenant == tenant if tenant is not None else self.column.is_not(None)

    def place(self, row: RowMapping, tenant: TenantId | None) -> tuple[str, ...]:
        names = (row[one.name] for one in self.named)
        return (tenant or "", self.table.name, *names, self.column.name)


async def reseal(stores: SqlStores, mark: bytes) -> Resealed:
    """Seal anew what does not begin with `mark`, with which begins all that the stores' vault seals.

    Processes may go on meanwhile; what they change first stays as they stored it. Can be repeated,
    also after it was interrupted.
    """
    done = Resealed()
    tenants = await stores.directory.tenants()
    for sealed in _all_sealed():
        for tenant in _owners(sealed, [one.id for one in tenants]):
            done = await _reseal(stores, sealed, tenant, mark, done)
    return done


async def sealed_with(stores: SqlStores, marks: Mapping[str, bytes]) -> Mapping[str, int]:
    """Return for each of these keys how many pieces begin with its mark."""
    found = dict.fromkeys(marks, 0)
    for sealed in _all_sealed():
        counts = [func.sum(case((_begins(sealed, one), 1), else_=0)) for one in marks.values()]
        async with stores.begin_read() as connection:
            row = (await connection.execute(select(*counts))).one() if counts else ()
        for name, count in zip(marks, row, strict=True):
            found[name] += count or 0
    return found


def _all_sealed() -> Iterator[_Sealed]:
    for table in metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, LargeBinary):
                yield _Sealed(table, column)


def _owners(sealed: _Sealed, tenants: Sequence[TenantId]) -> Sequence[TenantId | None]:
    """Return whose rows are gone through one after the other; None for all, where a row is of nobody."""
    return tenants if "tenant" in sealed.table.primary_key else (None,)


async def _reseal(
    stores: SqlStores, sealed: _Sealed, tenant: TenantId | None, mark: bytes, done: Resealed
) -> Resealed:
    looked_at = {one.name: one for one in (*sealed.key, *sealed.named, sealed.column)}
    old = select(*looked_at.values()).where(sealed.is_of(tenant), ~_begins(sealed, mark))
    after: Sequence[Any] = ()
    while True:
        async with stores.begin_write(tenant) as connection:
            rows = (await connection.execute(_next(old, sealed, after))).mappings().all()
            anew = [new for row in rows if (new := _anew(stores, sealed, tenant, row))]
            if anew:
                await connection.execute(_change(sealed, tenant), anew)
        done = replace(done, anew=done.anew + len(anew), closed=done.closed + len(rows) - len(anew))
        if len(rows) < AT_ONCE:
            return done
        after = [rows[-1][one.name] for one in sealed.key]


def _next(old: Select[Any], sealed: _Sealed, after: Sequence[Any]) -> Select[Any]:
    if after:
        old = old.where(tuple_(*sealed.key) > tuple_(*map(_as_stored, sealed.key, after)))
    return old.order_by(*sealed.key).limit(AT_ONCE)


def _as_stored(column: Column[Any], value: Any) -> BindParameter[Any]:
    return bindparam(None, value, type_=column.type)


def _anew(
    stores: SqlStores, sealed: _Sealed, tenant: TenantId | None, row: RowMapping
) -> dict[str, Any] | None:
    """Return the values with which this piece is sealed anew; None where it does not open."""
    place, was = sealed.place(row, tenant), row[sealed.column.name]
    try:
        words = stores.vault.open(place, was)
    except SealError:
        return None
    key = {f"key_{one.name}": row[one.name] for one in sealed.key}
    return {**key, _OLD: was, _NEW: stores.vault.seal(place, words)}


def _change(sealed: _Sealed, tenant: TenantId | None) -> Update:
    """Return what stores a piece anew, unless it was changed since it was read."""
    is_it = [one == bindparam(f"key_{one.name}", type_=one.type) for one in sealed.key]
    statement = update(sealed.table).where(sealed.is_of(tenant), *is_it)
    return statement.where(sealed.column == bindparam(_OLD)).values(
        {sealed.column.name: bindparam(_NEW)}
    )


def _begins(sealed: _Sealed, mark: bytes) -> ColumnElement[bool]:
    start = func.substr(sealed.column, 1, len(mark), type_=LargeBinary())
    return start == bindparam(None, mark, type_=LargeBinary())
