"""The tick: plan ahead, settle what is unknown, send what is due. Every clock calls just this."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.fates import ASKED_WITHIN
from bot.model.ids import TenantId
from bot.model.people import Platform, Tenant
from bot.planning import plan_tenant
from bot.ports.outside import Clock
from bot.ports.stores import Stores
from bot.sender import Sender
from bot.situations import Knowledge

log = structlog.get_logger()

PLAN_AHEAD = timedelta(hours=24)
# Nothing that planning looks ahead for comes nearer than this before it is planned.
PLAN_STANDS = timedelta(hours=1)
_NO_REST = timedelta(0)


class Ticker:
    """Does at each tick whatever is due. Ticking twice, late, or after a long sleep does nothing twice."""

    def __init__(self, stores: Stores, knowledge: Knowledge, sender: Sender, clock: Clock) -> None:
        self._stores = stores
        self._knowledge = knowledge
        self._sender = sender
        self._clock = clock
        self._planned: set[TenantId] = set()
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
        troubles = await self._plan_all(_NO_REST)
        arrived = await self._send(troubles)
        await self._stores.directory.ticked(self._clock.now())
        _raise_any(troubles)
        return arrived

    async def beat(self, rest: timedelta = _NO_REST) -> None:
        """Do as `tick`, but do not wait for what goes out: a long queue somewhere holds up nobody.

        A tenant in which something changed is planned again no sooner than `rest` after the last
        time. What goes wrong while sending is logged. `finish` at the end.
        """
        troubles = await self._plan_all(rest)
        await self._settle(troubles)
        for key in await self._stores.directory.due(self._clock.now()):
            if key not in self._going:
                self._going[key] = asyncio.create_task(self._sender.drain_patiently(*key))
                self._going[key].add_done_callback(partial(self._ended, key))
        await self._stores.directory.ticked(self._clock.now())
        _raise_any(troubles)

    async def plan_changed(self, rest: timedelta) -> None:
        """Only plan, as `beat` does: where other processes send."""
        _raise_any(await self._plan_all(rest))

    async def finish(self, within: timedelta) -> None:
        """Let what is going out end by itself, and break off what takes longer."""
        self._sender.stop()
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

    async def _plan_all(self, rest: timedelta) -> list[Exception]:
        troubles: list[Exception] = []
        for tenant in await self._to_plan(rest):
            try:
                await self.plan(tenant)
            except Exception as error:
                troubles.append(error)
        return troubles

    async def _to_plan(self, rest: timedelta) -> Sequence[Tenant]:
        """Return whom to plan: whose plan does not stand, and whom this process never planned.

        It may know other prompts and holidays than the process before it.
        """
        directory = self._stores.directory
        fallen = {one.id for one in await directory.to_plan(self._clock.now(), rest)}
        return [
            tenant
            for tenant in await directory.tenants()
            if tenant.id in fallen or tenant.id not in self._planned
        ]

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
        directory = self._stores.directory
        places = await directory.unsettled(self._clock.now() - ASKED_WITHIN)
        unsettled = {tenant for _, tenant in places}
        for tenant in await directory.tenants():
            if tenant.id not in unsettled:
                continue
            try:
                await self._sender.settle(tenant)
            except Exception as error:
                troubles.append(error)

    async def plan(self, tenant: Tenant) -> None:
        """Plan this tenant up to 24 hours ahead, in one transaction."""
        now = self._clock.now()
        async with self._stores.of(tenant.id).write() as unit:
            await plan_tenant(unit, self._knowledge, now, now + PLAN_AHEAD)
            await unit.planned(now, now + PLAN_STANDS)
        self._planned.add(tenant.id)

    async def next_due_at(self, after: datetime) -> datetime | None:
        """Return when the next planned message of any tenant is due after this instant, or None."""
        return await self._stores.directory.next_due_at(after)


def _raise_any(troubles: list[Exception]) -> None:
    if troubles:
        raise ExceptionGroup("a part of the tick failed", troubles)
