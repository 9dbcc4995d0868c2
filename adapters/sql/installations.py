"""Installations and codes. They belong to no unit: an organisation is known before its tenant is."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.sql.schema_installations import codes, installations, is_installed
from adapters.sql.transaction import upsert
from bot.model.ids import TenantId
from bot.model.installations import Code, Installation
from bot.model.people import Platform
from bot.ports.outside import Vault

Once = Callable[..., AbstractAsyncContextManager[AsyncConnection]]

_ALL = select(installations).order_by(installations.c.platform, installations.c.workspace)


class SqlInstallations:
    """The installations of all platforms. Secrets are sealed, bound to platform and organisation."""

    def __init__(self, once: Once, vault: Vault) -> None:
        self._once = once
        self._vault = vault

    async def at(self, platform: Platform, workspace: str) -> Installation | None:
        """Return the installation in this organisation, removed or not, or None."""
        is_there = (installations.c.platform == platform) & (installations.c.workspace == workspace)
        found = await self._rows(_ALL.where(is_there))
        return found[0] if found else None

    async def of(self, platform: Platform, tenant: TenantId) -> Installation | None:
        """Return the tenant's installation there that was not removed, or None."""
        is_theirs = (installations.c.platform == platform) & (installations.c.tenant == tenant)
        found = await self._rows(_ALL.where(is_theirs, is_installed))
        return found[0] if found else None

    async def all(self) -> Sequence[Installation]:
        """Return all installations, removed or not, by platform and organisation."""
        return await self._rows(_ALL)

    async def save(self, installation: Installation) -> None:
        """Store it in place of what was there. Raises ValueError when its tenant is installed elsewhere."""
        values = {c.name: getattr(installation, c.name) for c in installations.columns}
        place = _place(installation.platform, installation.workspace)
        values["secret"] = self._vault.seal(place, installation.secret)
        try:
            async with self._once(writes=True) as connection:
                await connection.execute(upsert(connection.dialect.name, installations), values)
        except IntegrityError:
            raise ValueError(
                f"Tenant {installation.tenant} does not exist, or has another organisation on "
                f"{installation.platform} already."
            ) from None

    async def add_code(self, code: Code) -> None:
        """Store a code; the same hash again replaces it."""
        values = {column.name: getattr(code, column.name) for column in codes.columns}
        async with self._once(writes=True) as connection:
            await connection.execute(upsert(connection.dialect.name, codes), values)

    async def spend_code(
        self, hash: str, now: datetime, by: str, *, for_tenant: TenantId | None = None
    ) -> TenantId | None:
        """Use the code up and return its tenant; None when it is unknown, run out, or was another's."""
        is_free = or_(codes.c.spent_by.is_(None), codes.c.spent_by == by)
        statement = (
            update(codes)
            .where(codes.c.hash == hash, codes.c.expires_at > now, is_free)
            .values(spent_by=by)
            .returning(codes.c.tenant)
        )
        if for_tenant is not None:
            statement = statement.where(codes.c.tenant == for_tenant)
        async with self._once(writes=True) as connection:
            tenant: TenantId | None = (await connection.execute(statement)).scalar()
        return tenant

    async def _rows(self, query: Any) -> list[Installation]:
        async with self._once() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return [self._installation(row) for row in rows]

    def _installation(self, row: RowMapping) -> Installation:
        place = _place(row["platform"], row["workspace"])
        return Installation(**{**row, "secret": self._vault.open(place, row["secret"])})


def _place(platform: Platform, workspace: str) -> tuple[str, ...]:
    return ("", "installations", platform, workspace, "secret")
