"""Whose turn it is to write, within one process."""

import asyncio
from contextlib import AbstractAsyncContextManager, nullcontext
from weakref import WeakValueDictionary

from bot.model.ids import TenantId


class Turns:
    """Lets writers of one process wait for each other before they take a connection.

    Waiting here is fair and costs nothing; waiting in SQLite is a poll that starves, and waiting in
    PostgreSQL holds a connection that other tenants need.
    """

    def __init__(self, *, for_each_tenant: bool) -> None:
        self._everybody = None if for_each_tenant else asyncio.Lock()
        self._tenants: WeakValueDictionary[TenantId, asyncio.Lock] = WeakValueDictionary()

    def of(self, tenant: TenantId | None) -> AbstractAsyncContextManager[None]:
        """Return the turn to write in this tenant; without one, in the directory."""
        if self._everybody is not None:
            return self._everybody
        if tenant is None:
            return nullcontext()
        return self._tenants.setdefault(tenant, asyncio.Lock())
