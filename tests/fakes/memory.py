"""All stores in memory, with the same promises as the real ones (tests/contract checks both)."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from bot.errors import UnknownThing
from bot.model.ids import TenantId
from bot.model.messages import NOT_HANDED_OVER, Message, State
from bot.model.people import Platform, Tenant
from bot.ports.directory import Backlog, Directory, Right
from bot.ports.installations import Installations
from bot.ports.messages import Messages
from bot.ports.records import RecordStore
from bot.ports.series import SeriesStore
from bot.ports.stores import (
    Audit,
    Dates,
    Inbox,
    People,
    Unit,
)
from tests.fakes.memory_installations import MemoryInstallations
from tests.fakes.memory_messages import UNSETTLED, MemoryMessages
from tests.fakes.memory_people import (
    MemoryAudit,
    MemoryDates,
    MemoryInbox,
    MemoryPeople,
    MemorySeries,
)
from tests.fakes.memory_plans import Plan, changes_plan
from tests.fakes.memory_records import MemoryRecords
from tests.fakes.memory_rows import Tables, utc


class MemoryUnit:
    """One transaction, on a branch of the tenant's rows."""

    tenant: Tenant
    people: People
    messages: Messages
    records: RecordStore
    series: SeriesStore
    dates: Dates
    inbox: Inbox
    audit: Audit

    def __init__(self, tenant: Tenant, tables: Tables, state: "_State") -> None:
        self.tenant = tenant
        self.plan: Plan | None = None
        self._plan_before = state.plans.get(tenant.id)
        self.keeps_plan = False
        self.people = MemoryPeople(tables, partial(state.stands, tenant.id))
        self.messages = MemoryMessages(tables)
        self.records = MemoryRecords(tables)
        self.series = MemorySeries(tables)
        self.dates = MemoryDates(tables)
        self.inbox = MemoryInbox(tables, partial(state.last_right, tenant.id))
        self.audit = MemoryAudit(tables)

    async def planned_at(self, now: datetime) -> datetime | None:
        plan = self._plan_before
        if plan is None or plan.stands_until_at is None or plan.stands_until_at <= now:
            return None
        return plan.planned_at

    async def planning(self, at: datetime) -> None:
        self.plan = Plan(utc(at), utc(at))

    async def is_planning(self, at: datetime) -> bool:
        return self._plan_before == Plan(utc(at), utc(at))

    async def planned(self, at: datetime, until: datetime) -> None:
        self.plan = Plan(utc(at), utc(until))

    def leaves_plan(self) -> None:
        self.keeps_plan = True


class _State:
    def __init__(self) -> None:
        self.tenants: dict[TenantId, Tenant] = {}
        self.tables: dict[TenantId, Tables] = {}
        self.leases: dict[tuple[Platform, TenantId], _Lease] = {}
        self.plans: dict[TenantId, Plan] = {}
        self.ticked_at: datetime | None = None
        self.writing = asyncio.Lock()
        self.installations = MemoryInstallations(lambda tenant: tenant in self.tenants)

    def drop_plan(self, tenant: TenantId) -> None:
        if tenant in self.plans:
            self.plans[tenant] = replace(self.plans[tenant], stands_until_at=None)

    def known(self, tenant: TenantId) -> Tenant:
        if tenant not in self.tenants:
            raise UnknownThing(f"There is no tenant {tenant}.")
        return self.tenants[tenant]

    def last_right(self, tenant: TenantId, platform: Platform) -> Right:
        lease = self.leases.get((platform, tenant), _Lease())
        return Right(lease.number, lease.failures, lease.next_allowed_at)

    def stands(self, tenant: TenantId, platform: Platform, workspace: str, app: str) -> bool:
        return self.installations.stands(tenant, platform, workspace, app)


@dataclass(frozen=True, slots=True)
class _Lease:
    number: int = 0
    owner: str | None = None
    until_at: datetime | None = None
    next_allowed_at: datetime | None = None
    failures: int = 0


class MemoryTenantStores:
    """The data of one tenant."""

    def __init__(self, state: _State, tenant: TenantId) -> None:
        self._state = state
        self._tenant = tenant

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Unit]:
        """Begin a writing transaction; see the port."""
        async with self._state.writing:
            # Whoever waits gets a turn to come in between, as with a real database.
            await asyncio.sleep(0)
            tenant = self._state.known(self._tenant)
            tables = self._state.tables[self._tenant].branch(self._tenant)
            unit = MemoryUnit(tenant, tables, self._state)
            yield unit
            self._note_plan(unit, self._state.tables[self._tenant], tables)
            self._state.tables[self._tenant] = tables

    def _note_plan(self, unit: MemoryUnit, before: Tables, after: Tables) -> None:
        if unit.plan is not None:
            self._state.plans[self._tenant] = unit.plan
        elif not unit.keeps_plan and changes_plan(before, after):
            self._state.drop_plan(self._tenant)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Unit]:
        """Begin a reading transaction; see the port."""
        tenant = self._state.known(self._tenant)
        tables = self._state.tables[self._tenant].branch()
        yield MemoryUnit(tenant, tables, self._state)


class MemoryDirectory:
    """Tenants, and what is due where."""

    def __init__(self, state: _State) -> None:
        self._state = state

    async def tenants(self) -> Sequence[Tenant]:
        return sorted(self._state.tenants.values(), key=lambda tenant: tenant.id)

    async def save_tenant(self, tenant: Tenant) -> None:
        self._state.tenants[tenant.id] = tenant
        self._state.tables.setdefault(tenant.id, Tables())
        self._state.drop_plan(tenant.id)

    async def to_plan(self, now: datetime, rest: timedelta) -> Sequence[Tenant]:
        plans = self._state.plans
        return [
            tenant
            for tenant in await self.tenants()
            if tenant.id not in plans or plans[tenant.id].is_over(now, rest)
        ]

    async def due(self, now: datetime) -> Sequence[tuple[Platform, TenantId]]:
        return self._places(lambda m: m.state is State.PLANNED and m.due_at <= now)

    async def next_due_at(self, after: datetime) -> datetime | None:
        instants = [
            message.due_at
            for tables in self._state.tables.values()
            for message in tables.messages
            if message.state is State.PLANNED and message.due_at > after
        ]
        return min(instants, default=None)

    async def unsettled(
        self, since: datetime, unknown_since: datetime | None = None
    ) -> Sequence[tuple[Platform, TenantId]]:
        def fits(message: Message) -> bool:
            if message.state not in UNSETTLED or message.due_at < since:
                return False
            since_at = message.unknown_at or message.sent_at or message.due_at
            is_lost = message.state is State.UNKNOWN and unknown_since is not None
            return not is_lost or since_at >= (unknown_since or since)

        return self._places(fits)

    async def held(self) -> Sequence[tuple[Platform, TenantId]]:
        return sorted(key for key, lease in self._state.leases.items() if lease.owner is not None)

    async def backlogs(self, now: datetime) -> Sequence[Backlog]:
        everything = [m for tables in self._state.tables.values() for m in tables.messages]
        return [_backlog(one, everything, now) for one in sorted(Platform)]

    def _places(self, fits: Callable[[Message], bool]) -> Sequence[tuple[Platform, TenantId]]:
        found = {
            (message.platform, tenant)
            for tenant, tables in self._state.tables.items()
            for message in tables.messages
            if fits(message)
        }
        return sorted(found)

    async def take_lease(
        self, platform: Platform, tenant: TenantId, owner: str, now: datetime, seconds: float
    ) -> Right | None:
        lease = self._lease(platform, tenant)
        latest = utc(now) + timedelta(seconds=2 * seconds)
        is_free = (
            lease.owner is None or lease.until_at is None or not now < lease.until_at <= latest
        )
        if not is_free and lease.owner != owner:
            return None
        number = lease.number if lease.owner == owner else lease.number + 1
        until_at = utc(now) + timedelta(seconds=seconds)
        self._state.leases[platform, tenant] = replace(
            lease, number=number, owner=owner, until_at=until_at
        )
        return Right(number, lease.failures, lease.next_allowed_at)

    async def last_right(self, platform: Platform, tenant: TenantId) -> Right:
        return self._state.last_right(tenant, platform)

    async def release_lease(self, platform: Platform, tenant: TenantId, owner: str) -> None:
        lease = self._lease(platform, tenant)
        if lease.owner == owner:
            self._state.leases[platform, tenant] = replace(lease, owner=None, until_at=None)

    async def next_allowed_at(self, platform: Platform, tenant: TenantId) -> datetime | None:
        return self._state.leases.get((platform, tenant), _Lease()).next_allowed_at

    async def allow_from(
        self, platform: Platform, tenant: TenantId, at: datetime | None, failures: int
    ) -> None:
        self._state.leases[platform, tenant] = replace(
            self._lease(platform, tenant),
            next_allowed_at=None if at is None else utc(at),
            failures=failures,
        )

    async def ticked(self, at: datetime) -> None:
        self._state.ticked_at = utc(at)

    async def last_tick_at(self) -> datetime | None:
        return self._state.ticked_at

    def _lease(self, platform: Platform, tenant: TenantId) -> _Lease:
        self._state.known(tenant)
        return self._state.leases.get((platform, tenant), _Lease())


def _backlog(platform: Platform, messages: Sequence[Message], now: datetime) -> Backlog:
    here = [message for message in messages if message.platform is platform]
    due = [m.due_at for m in here if m.state in NOT_HANDED_OVER and m.due_at <= now]
    return Backlog(
        platform=platform,
        due=len(due),
        oldest_due_at=min(due, default=None),
        unknown=sum(m.state is State.UNKNOWN for m in here),
    )


class MemoryStores:
    """All data, in dictionaries."""

    directory: Directory
    installations: Installations

    def __init__(self) -> None:
        self._state = _State()
        self.directory = MemoryDirectory(self._state)
        self.installations = self._state.installations

    def of(self, tenant: TenantId) -> MemoryTenantStores:
        """Return the stores of one tenant."""
        return MemoryTenantStores(self._state, tenant)

    async def close(self) -> None:
        """Nothing to let go of."""
