"""The stores, on any engine that `connect` gives."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from adapters.sql.audit import SqlAudit
from adapters.sql.columns import WRITES
from adapters.sql.connect import connect
from adapters.sql.dates import SqlDates
from adapters.sql.directory import SqlDirectory
from adapters.sql.inbox import SqlInbox
from adapters.sql.installations import SqlInstallations
from adapters.sql.messages import SqlMessages
from adapters.sql.people import SqlPeople
from adapters.sql.plans import SqlPlan
from adapters.sql.records import SqlRecords
from adapters.sql.schema import tenants
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
from bot.ports.series import SeriesStore
from bot.ports.stores import (
    Audit,
    Dates,
    Inbox,
    People,
    RecordStore,
    Unit,
)

_TENANT = select(tenants).where(tenants.c.id == bindparam("tenant"))


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

    def __init__(self, tenant: Tenant, transaction: Transaction) -> None:
        self.tenant = tenant
        self._plan = SqlPlan(transaction)
        self.people = SqlPeople(transaction)
        self.messages = SqlMessages(transaction)
        self.records = SqlRecords(transaction)
        self.series = SqlSeries(transaction)
        self.dates = SqlDates(transaction)
        self.inbox = SqlInbox(transaction)
        self.audit = SqlAudit(transaction)

    async def planned(self, at: datetime, until: datetime) -> None:
        """Note that this unit planned the tenant at this instant: its plan stands until then."""
        await self._plan.stands(at, until)

    def leaves_plan(self) -> None:
        """Say that what this unit changes has no weight for the plan: that stands as it did."""
        self._plan.leave()

    async def end(self) -> None:
        """Let the plan fall when this unit changed what it was made of; the last thing in a unit."""
        await self._plan.note()


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
        row = await transaction.row(_TENANT)
        if row is None:
            raise UnknownThing(f"There is no tenant {self._tenant}.")
        return SqlUnit(Tenant(**row), transaction)


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
        self._turns = Turns(for_each_tenant=self.engine.dialect.name == "postgresql")
        self.directory = SqlDirectory(self.begin_read, self.begin_write)
        self.installations = SqlInstallations(self.begin_read, self.begin_write, vault)

    def of(self, tenant: TenantId) -> SqlTenantStores:
        """Return the stores of one tenant; using them raises UnknownThing when it does not exist."""
        return SqlTenantStores(self, tenant)

    @asynccontextmanager
    async def begin_write(self, tenant: TenantId | None = None) -> AsyncIterator[AsyncConnection]:
        """Begin a transaction that may write, and commit it at the end.

        Nobody else writes in this tenant meanwhile. Without one it is for a single statement on
        the directory, which needs no turn but SQLite's.
        """
        async with self._turns.of(tenant), self.engine.connect() as connection:
            await connection.execution_options(**{WRITES: tenant or ""})
            async with connection.begin():
                yield connection

    @asynccontextmanager
    async def begin_read(self) -> AsyncIterator[AsyncConnection]:
        """Begin a transaction that sees one state."""
        async with self.engine.connect() as connection, connection.begin():
            yield connection

    async def close(self) -> None:
        """Close all connections."""
        await self.engine.dispose()
