"""Numbered points at which a process can kill itself: around every call that writes."""

import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from inspect import iscoroutinefunction
from typing import Any, cast

from bot.model.ids import TenantId
from bot.ports.directory import Directory
from bot.ports.stores import Stores, TenantStores, Unit
from tests.contract.test_stores_tenants import WRITES

# A suite of its own keeps these complete.
_WRITES = frozenset(name.partition(".")[2] for name in WRITES)
# Each of these is a transaction of its own.
_COMMITS = frozenset({"take_lease", "release_lease", "allow_from", "ticked", "save_tenant"})
STORES = ("people", "messages", "records", "series", "dates", "inbox", "audit")


class Killer:
    """Counts points, and kills the process at the one with this number (0: at none)."""

    def __init__(self, at: int, write: Callable[[str], None]) -> None:
        self._at = at
        self._write = write
        self.names: list[str] = []

    def point(self, name: str) -> None:
        """Pass a point, or end here without a trace."""
        self.names.append(name)
        if len(self.names) == self._at:
            self._write(name)
            os.kill(os.getpid(), signal.SIGKILL)


class Watched:
    """Something with a point before each of its calls that writes, and after each that commits.

    Between two writes it does not matter where a process dies.
    """

    def __init__(self, inner: object, name: str, killer: Killer) -> None:
        self._inner = inner
        self._name = name
        self._killer = killer

    def __getattr__(self, method: str) -> Any:
        """Return the method, watched."""
        call = getattr(self._inner, method)
        if not iscoroutinefunction(call) or method not in _WRITES | _COMMITS:
            return call
        name, killer = f"{self._name}.{method}", self._killer

        async def watched(*arguments: Any, **named: Any) -> Any:
            killer.point(f"{name}: before")
            result = await call(*arguments, **named)
            if method in _COMMITS:
                killer.point(f"{name}: after")
            return result

        return watched


class WatchedStores:
    """Stores that die at a point. Units that only read are left alone: nothing can be lost there."""

    directory: Directory

    def __init__(self, inner: Stores, killer: Killer) -> None:
        self._inner = inner
        self._killer = killer
        self.installations = inner.installations
        self.directory = cast(Directory, Watched(inner.directory, "directory", killer))

    def of(self, tenant: TenantId) -> TenantStores:
        """Return the watched stores of one tenant."""
        return WatchedTenantStores(self._inner.of(tenant), self._killer)


class WatchedTenantStores:
    """The data of one tenant."""

    def __init__(self, inner: TenantStores, killer: Killer) -> None:
        self._inner = inner
        self._killer = killer
        self.read = inner.read

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Unit]:
        """Begin a transaction with points at its begin, in it, and on both sides of its commit."""
        self._killer.point("transaction: before it begins")
        async with self._inner.write() as unit:
            for store in STORES:
                setattr(unit, store, Watched(getattr(unit, store), store, self._killer))
            yield unit
            self._killer.point("transaction: before the commit")
        self._killer.point("transaction: after the commit")
