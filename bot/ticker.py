"""The tick: plan ahead, settle what is unknown, send what is due. Every clock calls just this."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.model.ids import TenantId
from bot.model.people import Platform, Tenant
from bot.planning import plan_tenant
from bot.ports.outside import Clock
from bot.ports.stores import Stores
from bot.sender import Sender
from bot.situations import Knowledge

log = structlog.get_logger()

PLAN_AHEAD = timedelta(hours=24)


class Ticker:
    """Does at each tick whatever is due. Ticking twice, late, or after a long sleep does nothing twice."""

    def __init__(self, stores: Stores, knowledge: Knowledge, sender: Sender, clock: Clock) -> None:
        self._stores = stores
        self._knowledge = knowledge
        self._sender = sender
        self._clock = clock
        self._going: dict[tuple[Platform, TenantId], asyncio.Task[int]] = {}

    async def start(self) -> None:
        """Settle what a process that died left behind; only where no other process runs."""
        for tenant in await self._stores.directory.tenants():
            await self._sender.recover(tenant.id)

    async def tick(self) -> int:
        """Plan, settle and send for every tenant; return how many messages arrived.

        Trouble at one tenant does not keep the others waiting: it is raised at the end, as an
        ExceptionGroup.
        """
        troubles = [trouble async for trouble in self._plan_all()]
        arrived = await self._send(troubles)
        await self._stores.directory.ticked(self._clock.now())
        _raise_any(troubles)
        return arrived

    async def beat(self) -> None:
        """Do as `tick`, but do not wait for what goes out: a long queue somewhere holds up nobody.

        What goes wrong while sending is logged. `finish` at the end.
        """
        troubles = [trouble async for trouble in self._plan_all()]
        await self._settle(troubles)
        for key in await self._stores.directory.due(self._clock.now()):
            if key not in self._going:
                self._going[key] = asyncio.create_task(self._sender.drain(*key))
                self._going[key].add_done_callback(partial(self._ended, key))
        await self._stores.directory.ticked(self._clock.now())
        _raise_any(troubles)

    async def finish(self, within: timedelta) -> None:
        """Let what is going out end by itself, and break off what takes longer."""
        going = list(self._going.values())
        if going:
            await asyncio.wait(going, timeout=within.total_seconds())
        for task in going:
            task.cancel()
        await asyncio.gather(*going, return_exceptions=True)

    def _ended(self, key: tuple[Platform, TenantId], task: asyncio.Task[int]) -> None:
        self._going.pop(key, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            platform, tenant = key
            log.error("sending", platform=platform, tenant=tenant, error=type(error).__name__)

    async def send(self) -> int:
        """Settle and send what is due, without planning: for between two ticks. As `tick` else."""
        troubles: list[Exception] = []
        arrived = await self._send(troubles)
        _raise_any(troubles)
        return arrived

    async def _plan_all(self) -> AsyncIterator[Exception]:
        for tenant in await self._stores.directory.tenants():
            try:
                await self.plan(tenant)
            except Exception as error:
                yield error

    async def _send(self, troubles: list[Exception]) -> int:
        await self._settle(troubles)
        due = await self._stores.directory.due(self._clock.now())
        drains = (self._sender.drain(platform, tenant) for platform, tenant in due)
        ended = await asyncio.gather(*drains, return_exceptions=True)
        for one in ended:
            if isinstance(one, BaseException) and not isinstance(one, Exception):
                raise one
        troubles.extend(one for one in ended if isinstance(one, Exception))
        return sum(one for one in ended if isinstance(one, int))

    async def _settle(self, troubles: list[Exception]) -> None:
        for tenant in await self._stores.directory.tenants():
            try:
                await self._sender.settle(tenant)
            except Exception as error:
                troubles.append(error)

    async def plan(self, tenant: Tenant) -> None:
        """Plan this tenant up to 24 hours ahead, in one transaction."""
        now = self._clock.now()
        async with self._stores.of(tenant.id).write() as unit:
            await plan_tenant(unit, self._knowledge, now, now + PLAN_AHEAD)

    async def next_due_at(self, after: datetime) -> datetime | None:
        """Return when the next planned message of any tenant is due after this instant, or None."""
        instants = [
            await self._next_of(tenant.id, after)
            for tenant in await self._stores.directory.tenants()
        ]
        return min((instant for instant in instants if instant is not None), default=None)

    async def _next_of(self, tenant: TenantId, after: datetime) -> datetime | None:
        async with self._stores.of(tenant).read() as unit:
            return await unit.messages.next_due_at(after)


def _raise_any(troubles: list[Exception]) -> None:
    if troubles:
        raise ExceptionGroup("a part of the tick failed", troubles)
