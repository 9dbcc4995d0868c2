"""Until when the plan of a tenant stands."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, Update, bindparam, or_, select, update

from adapters.sql.schema import plans, tenants
from adapters.sql.transaction import Transaction
from bot.model.ids import TenantId

_c = plans.c
PLAN = (_c.planned_at, _c.stands_until_at)


class Known(NamedTuple):
    """When the plan was made and until when it stands, as a unit found it; nobody else changes it meanwhile."""

    planned_at: datetime | None
    stands_until_at: datetime | None


class SqlPlan:
    """What one unit means for the plan of its tenant."""

    def __init__(self, transaction: Transaction, known: Known) -> None:
        self._db = transaction
        self._known = known
        self._is_settled = False

    def made_at(self, now: datetime) -> datetime | None:
        """Return when the plan that stands now was made, or None when none stands."""
        made_at, until = self._known
        return made_at if until is not None and until > now else None

    async def begins(self, at: datetime) -> None:
        """Store that planning the tenant began: what is still to be planned, a next tick plans."""
        await self.stands(at, at)

    def goes_on(self, at: datetime) -> bool:
        """Tell whether it began then, and has not fallen."""
        return self._known == (at, at)

    async def stands(self, at: datetime, until: datetime) -> None:
        """Store that the tenant was planned; what this unit changed is in that plan."""
        await self._db.put(plans, {"planned_at": at, "stands_until_at": until})
        self._known = Known(at, until)
        self._is_settled = True

    def leave(self) -> None:
        """Leave it as it is."""
        self._is_settled = True

    async def note(self) -> None:
        """Let it fall when this unit changed what it was made of."""
        if self._db.changes_plan and not self._is_settled:
            await self._db.change(fallen(self._db.tenant))


def fallen(tenant: TenantId) -> Update:
    """Return the statement that lets a plan fall."""
    return (
        update(plans)
        .where(_c.tenant == tenant, _c.stands_until_at.is_not(None))
        .values(stands_until_at=None)
    )


def to_plan(now: datetime, rest: timedelta) -> Select[Any]:
    """Return the question which tenants have no plan that stands."""
    is_over = or_(
        _c.tenant.is_(None),
        _c.stands_until_at <= bindparam("now", now, type_=_c.planned_at.type),
        _c.stands_until_at.is_(None)
        & (_c.planned_at <= bindparam("rested", now - rest, type_=_c.planned_at.type)),
    )
    return select(tenants).outerjoin(plans, _c.tenant == tenants.c.id).where(is_over)
