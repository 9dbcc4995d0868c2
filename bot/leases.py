"""The right to send for a (platform, tenant): numbered, held by one process, renewed in the background."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from time import monotonic

import structlog

from bot.model.ids import TenantId
from bot.model.people import Platform
from bot.ports.directory import Directory, Right
from bot.ports.outside import Clock

log = structlog.get_logger()

LEASE_SECONDS = 40.0
_RENEWED_EVERY = 10.0


class Lease:
    """The right to send, under a number that is higher than any before it.

    How long it lasts is kept by the monotonic clock: a wall clock that is set back does not lengthen
    it, and a process that was frozen finds it over.
    """

    def __init__(self, right: Right, until: float) -> None:
        self.right = right
        self._until = until

    @property
    def number(self) -> int:
        """The number under which messages are claimed."""
        return self.right.number

    def holds(self, spare: timedelta = timedelta(0)) -> bool:
        """Tell whether it lasts for at least this long."""
        return monotonic() + spare.total_seconds() < self._until

    def prolong(self, until: float) -> None:
        """Let it last until this moment."""
        self._until = until

    def end(self) -> None:
        """Let it be over: another process has a newer number."""
        self._until = 0.0


class Leases:
    """Takes, renews and gives back the right to send. `owner` is this process."""

    def __init__(self, directory: Directory, wall: Clock, owner: str) -> None:
        self._directory = directory
        self._wall = wall
        self._owner = owner
        self._held: set[tuple[Platform, TenantId]] = set()

    @asynccontextmanager
    async def hold(self, platform: Platform, tenant: TenantId) -> AsyncIterator[Lease | None]:
        """Hold the right to send there meanwhile; None when another process has it, or this one already.

        A worker that was frozen may be given what it still does: to the store they would be one holder.
        """
        place = (platform, tenant)
        if place in self._held:
            yield None
            return
        self._held.add(place)
        try:
            async with self._hold(platform, tenant) as lease:
                yield lease
        finally:
            self._held.discard(place)

    @asynccontextmanager
    async def _hold(self, platform: Platform, tenant: TenantId) -> AsyncIterator[Lease | None]:
        begun = monotonic()
        right = await self._take(platform, tenant)
        if right is None:
            yield None
            return
        lease = Lease(right, begun + LEASE_SECONDS)
        renewing = asyncio.create_task(self._renew(platform, tenant, lease))
        try:
            yield lease
        finally:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)
            await self._directory.release_lease(platform, tenant, self._owner)

    async def take_over(self, platform: Platform, tenant: TenantId) -> None:
        """End the right that a dead process may have had: it needs no time to run out."""
        run_out_at = self._wall.now() + timedelta(days=1)
        await self._directory.take_lease(platform, tenant, self._owner, run_out_at, LEASE_SECONDS)
        await self._directory.release_lease(platform, tenant, self._owner)

    async def _take(self, platform: Platform, tenant: TenantId) -> Right | None:
        return await self._directory.take_lease(
            platform, tenant, self._owner, self._wall.now(), LEASE_SECONDS
        )

    async def _renew(self, platform: Platform, tenant: TenantId, lease: Lease) -> None:
        while lease.holds():
            await asyncio.sleep(_RENEWED_EVERY)
            begun = monotonic()
            if not lease.holds():
                # It ran out while this process was frozen or busy: somebody else may have it.
                break
            try:
                right = await self._take(platform, tenant)
            except Exception as error:  # it still lasts a while, and is tried again
                log.warning("right to send not renewed", error=type(error).__name__)
                continue
            if right is None or right.number != lease.number:
                break
            lease.prolong(begun + LEASE_SECONDS)
        lease.end()
