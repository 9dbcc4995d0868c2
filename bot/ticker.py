"""The tick: plan ahead, settle what is unknown, send what is due. Where workers send, a clock only plans."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import uuid4

import structlog

from bot.fates import ASKED_WITHIN
from bot.model.ids import TenantId, derive_id
from bot.model.people import Platform, Tenant
from bot.planning import Planning
from bot.ports.directory import Directory
from bot.ports.outside import Clock
from bot.ports.stores import Stores
from bot.sender import Sender
from bot.situations import Knowledge
from bot.unsettled import Unsettled

log = structlog.get_logger()

PLAN_AHEAD = timedelta(hours=24)
# Nothing that planning looks ahead for comes nearer than this before it is planned.
PLAN_STANDS = timedelta(hours=1)
_NO_REST = _NO_TIME = timedelta(0)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
# While one waits for the database, the other decides.
_PLANNED_AT_A_TIME = 2
# So many tenants are settled at a time: who calls meanwhile waits for the database behind no more of them.
SETTLED_AT_ONCE = 8
# What becomes due while others are planned is handed out so often.
_LOOKS_AGAIN = timedelta(seconds=1)

Meanwhile = Callable[[], Awaitable[None]]


async def _nothing() -> None:
    pass


class Ticker:
    """Does at each tick whatever is due. Ticking twice, late, or after a long sleep does nothing twice."""

    def __init__(self, stores: Stores, knowledge: Knowledge, sender: Sender, clock: Clock) -> None:
        self._stores = stores
        self._knowledge = knowledge
        self._sender = sender
        self._clock = clock
        # Whom this process never planned of those it found; None until it looked.
        self._unplanned: dict[TenantId, Tenant] | None = None
        self._order = uuid4().hex
        self._began_at = self._handed_out_at = clock.now()
        self._going: dict[tuple[Platform, TenantId], asyncio.Task[int]] = {}
        self._settling: dict[TenantId, asyncio.Task[None]] = {}
        self._to_settle = Unsettled(stores.directory)
        self._settlers = asyncio.Semaphore(SETTLED_AT_ONCE)

    async def start(self) -> None:
        """Settle what a process that died left behind; only where no other process runs."""
        directory = self._stores.directory
        left = [*await directory.held(), *await directory.unsettled(_LONG_AGO)]
        for tenant in sorted({tenant for _, tenant in left}):
            await self._sender.recover(tenant)

    async def tick(self) -> int:
        """Send what is due, settle, plan, and send what that made due; return how many arrived.

        Trouble at one tenant does not keep the others waiting: it is raised at the end, as an
        ExceptionGroup.
        """
        troubles: list[Exception] = []
        arrived = await self._send(troubles)
        await self._plan_all(_NO_REST, troubles, _nothing)
        arrived += await self._send(troubles)
        await self._stores.directory.ticked(self._clock.now())
        _raise_any(troubles)
        return arrived

    async def beat(self, rest: timedelta = _NO_REST, ahead: timedelta = _NO_TIME) -> None:
        """Do as `tick`, but wait for no platform: a long queue, or no answer, somewhere holds up nobody.

        What becomes due while others are planned does not wait for that, either. A tenant in which
        something changed is planned again no sooner than `rest` after the last time. What goes wrong
        while sending or settling is logged. What is due within `ahead` is made ready. `finish` at the end.
        """
        troubles: list[Exception] = []
        await self.hand_out(ahead)

        async def hand_out_again() -> None:
            if self._clock.now() >= self._handed_out_at + _LOOKS_AGAIN:
                await self._hand_out(ahead)

        if await self._plan_all(rest, troubles, hand_out_again):
            await self._hand_out(ahead)
        _raise_any(troubles)

    async def hand_out(self, ahead: timedelta = _NO_TIME) -> None:
        """Begin to settle, and to send what is due; wait for no platform, and plan nothing."""
        await self._begin_to_settle()
        await self._hand_out(ahead)

    async def _begin_to_settle(self) -> None:
        for tenant in self._at_rest(await self._to_settle.places(self._clock.now())):
            if tenant not in self._settling:
                self._settling[tenant] = asyncio.create_task(self._settle_in_turn(tenant))
                self._settling[tenant].add_done_callback(partial(self._settled, tenant))

    async def _settle_in_turn(self, tenant: TenantId) -> None:
        async with self._settlers:
            await self._sender.settle(tenant)

    async def _hand_out(self, ahead: timedelta) -> None:
        self._handed_out_at = self._clock.now()
        for key in await self._stores.directory.due(self._handed_out_at + ahead):
            if key not in self._going:
                drained = self._sender.drain_patiently(*key, ahead)
                self._going[key] = asyncio.create_task(drained)
                self._going[key].add_done_callback(partial(self._ended, key))
        await self._stores.directory.ticked(self._handed_out_at)

    async def plan_changed(self, rest: timedelta) -> None:
        """Only plan, as `beat` does: where other processes send."""
        troubles: list[Exception] = []
        await self._plan_all(rest, troubles, _nothing)
        _raise_any(troubles)

    async def finish(self, within: timedelta) -> None:
        """Let what is going out end by itself, break off what takes longer, and store how all ended."""
        self._sender.stop()
        going = [*self._going.values(), *self._settling.values()]
        if going:
            await asyncio.wait(going, timeout=within.total_seconds())
        for task in going:
            task.cancel()
        await asyncio.gather(*going, return_exceptions=True)
        await self._sender.store_ended()

    def _ended(self, key: tuple[Platform, TenantId], task: asyncio.Task[int]) -> None:
        self._going.pop(key, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            platform, tenant = key
            log.error("sending", platform=platform, tenant=tenant, error=type(error).__name__)

    def _settled(self, tenant: TenantId, task: asyncio.Task[None]) -> None:
        self._settling.pop(tenant, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("settling", tenant=tenant, error=type(error).__name__)

    async def send(self) -> int:
        """Settle and send what is due, without planning: for between two ticks. As `tick` else."""
        troubles: list[Exception] = []
        arrived = await self._send(troubles)
        _raise_any(troubles)
        return arrived

    async def _plan_all(
        self, rest: timedelta, troubles: list[Exception], meanwhile: Meanwhile
    ) -> int:
        """Plan whom there is to plan, doing `meanwhile` after each part; return how many there were."""
        to_plan = await self._to_plan(rest)
        waiting = iter(to_plan)
        async with asyncio.TaskGroup() as planning:
            for _ in range(_PLANNED_AT_A_TIME):
                planning.create_task(self._plan_each(waiting, troubles, meanwhile))
        return len(to_plan)

    async def _plan_each(
        self, waiting: Iterator[Tenant], troubles: list[Exception], meanwhile: Meanwhile
    ) -> None:
        for tenant in waiting:
            try:
                await self.plan(tenant, meanwhile)
            except Exception as error:
                troubles.append(error)

    async def _to_plan(self, rest: timedelta) -> Sequence[Tenant]:
        """Return whom to plan: whose plan does not stand, and whom this process never planned.

        It may know other prompts and holidays than the process before it. What came after it began
        has no plan, or one that another clock made since. Clocks that run together go through them
        in another order, and pass by what another of them planned meanwhile.
        """
        directory = self._stores.directory
        if self._unplanned is None:
            self._unplanned = {one.id: one for one in await directory.tenants()}
        fallen = {one.id: one for one in await directory.to_plan(self._clock.now(), rest)}
        found = {**self._unplanned, **fallen}.values()
        return sorted(found, key=lambda tenant: derive_id(self._order, tenant.id))

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
        since = self._clock.now() - ASKED_WITHIN
        for tenant in self._at_rest(await self._stores.directory.unsettled(since)):
            try:
                await self._sender.settle(tenant)
            except Exception as error:
                troubles.append(error)

    def _at_rest(self, places: Sequence[tuple[Platform, TenantId]]) -> Sequence[TenantId]:
        """Return the tenants of these; where something is on its way, that ends by itself."""
        going = {tenant for _, tenant in self._going}
        return sorted({tenant for _, tenant in places} - going)

    async def plan(self, tenant: Tenant, meanwhile: Meanwhile = _nothing) -> None:
        """Plan this tenant up to 24 hours ahead, some people at a time; do `meanwhile` after each part.

        Where another clock did so since this one began, or since this one did, nothing is done.
        """
        now = self._clock.now()
        planning = Planning(
            self._stores.of(tenant.id),
            self._knowledge,
            (now, now + PLAN_AHEAD),
            unless_after=self._began_at if self._is_unplanned(tenant.id) else _LONG_AGO,
        )
        goes_on = True
        while goes_on:
            goes_on = await planning.go_on(now + PLAN_STANDS)
            await meanwhile()
        if self._unplanned is not None:
            self._unplanned.pop(tenant.id, None)

    def _is_unplanned(self, tenant: TenantId) -> bool:
        return self._unplanned is None or tenant in self._unplanned

    async def next_due_at(self, after: datetime) -> datetime | None:
        """Return when the next planned message of any tenant is due after this instant, or None."""
        return await self._stores.directory.next_due_at(after)


async def next_tick_at(directory: Directory, after: datetime, ahead: timedelta) -> datetime | None:
    """Return when something is due after this instant, or is to be made ready, `ahead` of that; or None."""
    due_at = await directory.next_due_at(after)
    later_at = await directory.next_due_at(after + ahead)
    return min(due_at, later_at - ahead) if due_at and later_at else due_at


def _raise_any(troubles: list[Exception]) -> None:
    if troubles:
        raise ExceptionGroup("a part of the tick failed", troubles)
