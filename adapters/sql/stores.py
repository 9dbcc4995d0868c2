"""The stores, on any engine that `connect` gives."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from adapters.sql.audit import SqlAudit
from adapters.sql.columns import ONCE, WRITES
from adapters.sql.connect import connect, transaction
from adapters.sql.dates import SqlDates
from adapters.sql.directory import SqlDirectory
from adapters.sql.editions import Edition, Editions
from adapters.sql.inbox import SqlInbox
from adapters.sql.installations import SqlInstallations
from adapters.sql.messages import SqlMessages
from adapters.sql.people import SqlPeople
from adapters.sql.plans import Known, SqlPlan
from adapters.sql.records import SqlRecords
from adapters.sql.refused_writes import RefusedWrites
from adapters.sql.same_one import SameTables
from adapters.sql.series import SqlSeries
from adapters.sql.transaction import Transaction
from adapters.sql.turns import Turns
from bot.errors import UnknownThing
from bot.model.ids import TenantId
from bot.model.people import Tenant
from bot.ports.directory import Directory
from bot.ports.installations import Installations
from bot.ports.messages import Messages
from bot.ports.outside import Vault
from bot.ports.records import RecordStore
from bot.ports.series import SeriesStore
from bot.ports.stores import (
    Audit,
    Dates,
    Inbox,
    People,
    Unit,
)


class SqlUnit:
    """One transaction in one tenant."""

    tenant: Tenant
    people: People
    messages: Messages
    records: RecordStore
    series: SeriesStore
    dates: Dates
    inbox: Inbox
    audit: Audit

    def __init__(
        self, tenant: Tenant, transaction: Transaction, edition: Edition, plan: Known
    ) -> None:
        self.tenant = tenant
        self._plan = SqlPlan(transaction, plan)
        self._edition = edition
        self.people = SqlPeople(transaction, edition)
        self.messages = SqlMessages(transaction)
        self.records = SqlRecords(transaction)
        self.series = SqlSeries(transaction, edition)
        self.dates = SqlDates(transaction, edition)
        self.inbox = SqlInbox(transaction)
        self.audit = SqlAudit(transaction)

    async def planned_at(self, now: datetime) -> datetime | None:
        """Return when the plan that stands now was made, or None when none stands."""
        return self._plan.made_at(now)

    async def planning(self, at: datetime) -> None:
        """Note that planning in several units began at this instant: until `planned` it is not done."""
        await self._plan.begins(at)

    async def is_planning(self, at: datetime) -> bool:
        """Tell whether what planning looks at is as it was when it began at this instant."""
        return self._plan.goes_on(at)

    async def planned(self, at: datetime, until: datetime) -> None:
        """Note that this unit planned the tenant at this instant: its plan stands until then."""
        await self._plan.stands(at, until)

    def leaves_plan(self) -> None:
        """Say that what this unit changes has no weight for the plan: that stands as it did."""
        self._plan.leave()

    async def end(self) -> None:
        """Let the plan, and the edition, fall when this unit changed what it was made of."""
        await self._plan.note()
        await self._edition.note()


class SqlTenantStores:
    """The data of one tenant."""

    def __init__(self, stores: "SqlStores", tenant: TenantId) -> None:
        self._stores = stores
        self._tenant = tenant

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Unit]:
        """Begin a writing transaction; it commits at the end, or rolls back on any exception."""
        async with self._stores.begin_write(self._tenant) as connection:
            unit = await self._unit(connection, writes=True)
            yield unit
            await unit.end()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Unit]:
        """Begin a transaction that only reads, on one consistent state."""
        async with self._stores.begin_read() as connection:
            yield await self._unit(connection, writes=False)

    async def _unit(self, connection: AsyncConnection, *, writes: bool) -> SqlUnit:
        transaction = Transaction(connection, self._tenant, self._stores.vault, writes=writes)
        opened = await self._stores.editions.open(transaction)
        if opened is None:
            raise UnknownThing(f"There is no tenant {self._tenant}.")
        row, edition, plan = opened
        return SqlUnit(Tenant(**row), transaction, edition, plan)


class SqlStores:
    """All data in one database. `close` it at the end.

    On SQLite one unit at a time writes, of all processes together; on PostgreSQL one in each tenant.
    They wait for each other for ten seconds.
    """

    directory: Directory
    installations: Installations

    def __init__(self, engine: AsyncEngine | str, vault: Vault) -> None:
        """Use this engine from `connect`, or the database at this address; it must be migrated."""
        self.engine = connect(engine) if isinstance(engine, str) else engine
        self.vault = vault
        same, dialect = SameTables(), self.engine.dialect.name
        self.editions = Editions(same, dialect)
        self._turns = Turns(for_each_tenant=dialect == "postgresql")
        watches = same, RefusedWrites(self.engine)
        self.directory = SqlDirectory(self.begin_read, self.begin_write, self.once, watches)
        self.installations = SqlInstallations(self.once, vault)

    def of(self, tenant: TenantId) -> SqlTenantStores:
        """Return the stores of one tenant; using them raises UnknownThing when it does not exist."""
        return SqlTenantStores(self, tenant)

    @asynccontextmanager
    async def begin_write(self, tenant: TenantId | None = None) -> AsyncIterator[AsyncConnection]:
        """Begin a transaction that may write, and commit it at the end.

        Nobody else writes in this tenant meanwhile. Without one it has no turn but SQLite's.
        """
        async with self._turns.of(tenant), transaction(self.engine, {WRITES: tenant or ""}) as made:
            yield made

    @asynccontextmanager
    async def begin_read(self) -> AsyncIterator[AsyncConnection]:
        """Begin a transaction that sees one state."""
        async with transaction(self.engine, {}) as made:
            yield made

    @asynccontextmanager
    async def once(self, *, writes: bool = False) -> AsyncIterator[AsyncConnection]:
        """Give a connection for a single statement on the directory, which needs no transaction."""
        turn = self._turns.of(None) if writes else nullcontext()
        async with turn, transaction(self.engine, {ONCE: True}) as made:
            yield made

    async def close(self) -> None:
        """Close all connections."""
        await self.engine.dispose()
