"""Tenants, the right to send, and what is due where."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.sql import leases as lease_statements
from adapters.sql.message_queries import (
    UNKNOWN_BY_PLATFORM,
    due,
    due_by_platform,
    next_due,
    unsettled,
)
from adapters.sql.plain import in_utc
from adapters.sql.plans import fallen, to_plan
from adapters.sql.refused_writes import RefusedWrites
from adapters.sql.same_one import SameTables
from adapters.sql.schema import tenants, ticks
from adapters.sql.transaction import Values, upsert
from bot.errors import UnknownThing
from bot.model.ids import TenantId
from bot.model.people import Platform, Tenant
from bot.ports.directory import Backlog, Right

Begin = Callable[..., AbstractAsyncContextManager[AsyncConnection]]

_CLOCK = "clock"


class SqlDirectory:
    """The directory. Every method is a transaction of its own."""

    def __init__(
        self,
        begin_read: Begin,
        begin_write: Begin,
        once: Begin,
        watches: tuple[SameTables, RefusedWrites],
    ) -> None:
        self._same, self._refused = watches
        self._reading = begin_read
        self._writing = begin_write
        self._once = once

    async def tenants(self) -> Sequence[Tenant]:
        """Return all tenants, ordered by id."""
        async with self._once() as connection:
            rows = (await connection.execute(select(tenants))).mappings()
            return sorted((Tenant(**row) for row in rows), key=lambda tenant: tenant.id)

    async def save_tenant(self, tenant: Tenant) -> None:
        """Store this tenant in place of what was there."""
        values = {column.name: getattr(tenant, column.name) for column in tenants.columns}
        async with self._writing(tenant.id) as connection:
            await connection.execute(upsert(connection.dialect.name, tenants), values)
            await connection.execute(fallen(tenant.id))

    async def to_plan(self, now: datetime, rest: timedelta) -> Sequence[Tenant]:
        """Return the tenants whose plan does not stand (any more), ordered by id."""
        async with self._once() as connection:
            rows = (await connection.execute(to_plan(now, rest))).mappings()
            return sorted((Tenant(**row) for row in rows), key=lambda tenant: tenant.id)

    async def due(self, now: datetime) -> Sequence[tuple[Platform, TenantId]]:
        """Return where a planned message is due, ordered."""
        return await self._places(due(now))

    async def next_due_at(self, after: datetime) -> datetime | None:
        """Return the first due instant of a planned message of any tenant after this one, or None."""
        async with self._once() as connection:
            at: datetime | None = (await connection.execute(next_due(after))).scalar()
        return at

    async def unsettled(
        self, since: datetime, unknown_since: datetime | None = None
    ) -> Sequence[tuple[Platform, TenantId]]:
        """Return where a message due since then is claimed, sending or of unknown fate, ordered."""
        return await self._places(unsettled(since, unknown_since))

    async def held(self) -> Sequence[tuple[Platform, TenantId]]:
        """Return where somebody took the right to send and did not give it back, ordered."""
        return await self._places(lease_statements.HELD)

    async def backlogs(self, now: datetime) -> Sequence[Backlog]:
        """Return what waits on every platform, in the order of their names."""
        found: defaultdict[Platform, dict[str, Any]] = defaultdict(dict)
        async with self._reading() as connection:
            for query in (due_by_platform(now), UNKNOWN_BY_PLATFORM):
                for row in (await connection.execute(query)).mappings():
                    found[row["platform"]] |= row
        return [Backlog(**{"platform": one, **found[one]}) for one in sorted(Platform)]

    async def _places(self, query: Select[Any]) -> Sequence[tuple[Platform, TenantId]]:
        async with self._once() as connection:
            rows = (await connection.execute(query)).all()
        return sorted((platform, tenant) for platform, tenant in rows)

    async def take_lease(
        self, platform: Platform, tenant: TenantId, owner: str, now: datetime, seconds: float
    ) -> Right | None:
        """Take or renew the right to send there; return it, or None when another has it."""
        at, lasts = in_utc(now), timedelta(seconds=seconds)
        values = {
            "tenant": tenant,
            "platform": platform,
            "number": 1,
            "owner": owner,
            "until_at": at + lasts,
            "failures": 0,
            "at": at,
            # No right lasts that long from now on.
            "impossible_at": at + 2 * lasts,
        }
        async with self._once(writes=True) as connection:
            take = lease_statements.take(connection.dialect.name)
            taken = (await self._told(connection, take, tenant, values)).first()
        return None if taken is None else Right(*taken)

    async def last_right(self, platform: Platform, tenant: TenantId) -> Right:
        """Return the right to send there as it was taken last; number 0 before."""
        values = {"of_tenant": tenant, "on_platform": platform}
        async with self._once() as connection:
            row = (await connection.execute(lease_statements.LAST, values)).first()
        return Right(*row) if row else Right(0)

    async def release_lease(self, platform: Platform, tenant: TenantId, owner: str) -> None:
        """Give it back, if it is still this owner's."""
        values = {"of_tenant": tenant, "on_platform": platform, "holder": owner}
        async with self._once(writes=True) as connection:
            await connection.execute(lease_statements.GIVE_BACK, values)

    async def next_allowed_at(self, platform: Platform, tenant: TenantId) -> datetime | None:
        """Return before which instant nothing may be sent there."""
        return (await self.last_right(platform, tenant)).next_allowed_at

    async def allow_from(
        self, platform: Platform, tenant: TenantId, at: datetime | None, failures: int
    ) -> None:
        """Store that instant and how many failures in a row led to it."""
        values = {
            "tenant": tenant,
            "platform": platform,
            "number": 0,
            "next_allowed_at": at,
            "failures": failures,
        }
        async with self._once(writes=True) as connection:
            keep_pace = lease_statements.keep_pace(connection.dialect.name)
            await self._told(connection, keep_pace, tenant, values)

    async def ticked(self, at: datetime) -> None:
        """Note that the clock ticked."""
        async with self._once(writes=True) as connection:
            statement = upsert(connection.dialect.name, ticks)
            await connection.execute(statement, {"clock": _CLOCK, "at": at})
        self._refused.forget()

    async def last_tick_at(self) -> datetime | None:
        """Return when the clock last ticked, or None.

        Raises ReplacedError when this is not the database that the process began with, and
        NotWritableError while it refuses what the process writes.
        """
        self._refused.check()
        async with self._once() as connection:
            own = self._same.columns(connection.dialect.name, ticks)
            query = select(ticks.c.at, *own).where(ticks.c.clock == _CLOCK)
            found = (await connection.execute(query)).mappings().first()
        row = dict(found or {})
        self._same.check(ticks, row)
        at: datetime | None = row.get("at")
        return at

    async def _told(
        self, connection: AsyncConnection, statement: Any, tenant: TenantId, values: Values
    ) -> CursorResult[Any]:
        try:
            result: CursorResult[Any] = await connection.execute(statement, values)
        except IntegrityError:
            raise UnknownThing(f"There is no tenant {tenant}.") from None
        return result
