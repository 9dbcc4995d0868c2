"""Stores that fail or take their time on command, to see what Slack and people notice of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

from bot.model.ids import TenantId
from bot.ports.stores import Stores, TenantStores, Unit
from tests.fakes.memory import MemoryStores


class Troubled:
    """Stores in memory; the next `fails` writing transactions fail, and each takes `seconds`."""

    def __init__(self) -> None:
        self._inner = MemoryStores()
        self.fails = 0
        self.seconds = 0.0

    def of(self, tenant: TenantId) -> TenantStores:
        """Return the stores of a tenant, with the same trouble."""
        return cast(TenantStores, _TroubledTenant(self, self._inner.of(tenant)))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class _TroubledTenant:
    def __init__(self, trouble: Troubled, inner: TenantStores) -> None:
        self._trouble, self._inner = trouble, inner

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Unit]:
        await asyncio.sleep(self._trouble.seconds)
        if self._trouble.fails > 0:
            self._trouble.fails -= 1
            raise ConnectionError("the database is away")
        async with self._inner.write() as unit:
            yield unit

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def troubled_stores() -> tuple[Stores, Troubled]:
    """Return the stores, and the handle by which they get into trouble."""
    made = Troubled()
    return cast(Stores, made), made
