"""Installations and codes in memory."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.model.ids import TenantId
from bot.model.installations import Code, Installation
from bot.model.people import Platform


class MemoryInstallations:
    """The installations of all platforms."""

    def __init__(self, knows: Callable[[TenantId], bool]) -> None:
        self._knows = knows
        self._rows: dict[tuple[Platform, str], Installation] = {}
        self._codes: dict[str, Code] = {}

    async def at(self, platform: Platform, workspace: str) -> Installation | None:
        return self._rows.get((platform, workspace))

    async def of(self, platform: Platform, tenant: TenantId) -> Installation | None:
        return next((one for one in self._installed(tenant) if one.platform is platform), None)

    async def all(self) -> Sequence[Installation]:
        return [self._rows[key] for key in sorted(self._rows)]

    async def save(self, installation: Installation) -> None:
        tenant, key = installation.tenant, (installation.platform, installation.workspace)
        others = [
            one
            for one in self._installed(tenant)
            if one.platform is installation.platform and one.workspace != installation.workspace
        ]
        is_taken = bool(others) and installation.removed_at is None
        if tenant is not None and (is_taken or not self._knows(tenant)):
            raise ValueError(f"Tenant {tenant} is unknown, or installed elsewhere.")
        self._rows[key] = installation

    async def add_code(self, code: Code) -> None:
        self._codes[code.hash] = code

    async def spend_code(
        self, hash: str, now: datetime, by: str, *, for_tenant: TenantId | None = None
    ) -> TenantId | None:
        code = self._codes.get(hash)
        if code is None or code.expires_at <= now or code.spent_by not in (None, by):
            return None
        if for_tenant is not None and code.tenant != for_tenant:
            return None
        self._codes[hash] = replace(code, spent_by=by)
        return code.tenant

    def stands(self, tenant: TenantId, platform: Platform, workspace: str, app: str) -> bool:
        """Tell whether this app stands there for this tenant."""
        found = self._rows.get((platform, workspace))
        return found is not None and found.app == app and found in self._installed(tenant)

    def _installed(self, tenant: TenantId | None) -> list[Installation]:
        rows = self._rows.values()
        return [one for one in rows if one.removed_at is None and tenant and one.tenant == tenant]
