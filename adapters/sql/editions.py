"""What is the same for everybody in a tenant and seldom changes: read once a process for each edition.

Whoever changes any of it gives it a new edition in the same transaction. An edition is never used again, so
what was read under it is right for as long as the database names it, also in another process, and after
an older backup was put back.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy import bindparam, exists, select

from adapters.sql.plans import PLAN, Known
from adapters.sql.same_one import SameTables
from adapters.sql.schema import (
    editions,
    groups,
    meetings,
    moments,
    own_prompts,
    plans,
    recesses,
    series,
    silences,
    states,
    tenants,
)
from adapters.sql.transaction import Row, Transaction
from bot.model.ids import TenantId

T = TypeVar("T")
_Kept = dict[str, tuple[Any, ...]]

# The tables that an edition is made of.
_READ = (groups, meetings, moments, own_prompts, recesses, series, silences, states)
TABLES = frozenset({"memberships", *(one.name for one in _READ)})
_MOST_TENANTS = 500


_FILLED = "which of these tables have rows"
_WHICH = select(
    *(exists().where(one.c.tenant == bindparam("tenant")).label(one.name) for one in _READ)
)


class Edition:
    """What one unit sees of it: what was kept, until the unit changes some of it itself."""

    def __init__(self, transaction: Transaction, kept: _Kept) -> None:
        self._db = transaction
        self._kept = kept

    async def read(self, what: str, read: Callable[[], Awaitable[Sequence[T]]]) -> Sequence[T]:
        """Return the rows of this table, which `read` reads, or read before in this edition."""
        if self._is_changed:
            return await read()
        if what not in self._kept:
            has_any = await self._has_any(what)
            self._kept[what] = tuple(await read()) if has_any else ()
        return list(self._kept[what])

    async def _has_any(self, what: str) -> bool:
        """Tell whether the tenant has any of it: most have nothing of most, and one question tells."""
        if _FILLED not in self._kept:
            row = await self._db.row(_WHICH) or {}
            self._kept[_FILLED] = tuple(name for name, has_any in row.items() if has_any)
        return what in self._kept[_FILLED]

    async def note(self) -> None:
        """Begin a new edition when this unit changed something of it; the last thing in a unit."""
        if self._is_changed:
            await self._db.put(editions, {"edition": uuid4().hex})

    @property
    def _is_changed(self) -> bool:
        return not TABLES.isdisjoint(self._db.changed)


class Editions:
    """What this process read of the tenants that it saw last."""

    def __init__(self, same: SameTables, dialect: str) -> None:
        self._same = same
        self._tenant = (
            select(tenants, editions.c.edition, *PLAN, *same.columns(dialect, tenants))
            .outerjoin(editions, editions.c.tenant == tenants.c.id)
            .outerjoin(plans, plans.c.tenant == tenants.c.id)
            .where(tenants.c.id == bindparam("tenant"))
        )
        self._kept: OrderedDict[TenantId, tuple[str | None, _Kept]] = OrderedDict()

    async def open(self, transaction: Transaction) -> tuple[Row, Edition, Known] | None:
        """Return the row of the transaction's tenant, its edition and its plan; None without one.

        Raises ReplacedError when this is not the database that the process began with.
        """
        row = await transaction.row(self._tenant)
        if row is None:
            return None
        self._same.check(tenants, row)
        edition = Edition(transaction, self._of(transaction.tenant, row.pop("edition")))
        plan = Known(*(row.pop(column.name) for column in PLAN))
        return row, edition, plan

    def _of(self, tenant: TenantId, edition: str | None) -> _Kept:
        known = self._kept.get(tenant)
        if known is None or known[0] != edition:
            # Who still reads an older edition goes on with what they have.
            known = self._kept[tenant] = (edition, {})
        self._kept.move_to_end(tenant)
        if len(self._kept) > _MOST_TENANTS:
            self._kept.popitem(last=False)
        return known[1]
