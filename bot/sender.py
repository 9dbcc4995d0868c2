"""What goes out: at once what a person waits for, and in bulk what is due.

An unknown outcome is a state, not a guess: nothing is sent again because nobody knows.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from bot.answering import Answering, Behind, Going
from bot.claiming import Means
from bot.drain import Drain
from bot.fates import Fates
from bot.leases import Lease, Leases
from bot.model.ids import MessageId, TenantId
from bot.model.messages import Message, State
from bot.model.people import Platform
from bot.outcomes import Outcome, not_tried
from bot.pacing import Pacers
from bot.pauses import holds_back
from bot.ports.directory import Right
from bot.ports.outside import ChatPlatform, Clock
from bot.ports.stores import Stores
from bot.recording import begin, is_as_planned, record, tell_of_failures
from bot.rush import Slot
from bot.situations import Knowledge
from bot.trust import Trust

log = structlog.get_logger()

# The longest that one request may take; nothing is begun that could outlive the right to send.
REQUEST_TIME = timedelta(seconds=15)
# So many tenants are sent for at a time on each platform; who waits for the pace does not count.
DRAINS_AT_ONCE = 32
# So long before they are due, clocks hand out what is to be made ready.
AHEAD = timedelta(seconds=15)
# A wait that a platform asked for, up to this one, is waited for to the second.
PATIENCE = timedelta(seconds=20)
_NO_TIME = timedelta(0)
# A process that ends waits no longer for a store that does not answer.
_STORED_WITHIN = timedelta(seconds=5)
# Where more than one outcome by itself is refused, it may be the store that is in trouble.
_REFUSALS_TAKEN = 2


@dataclass(frozen=True, slots=True)
class _Drained:
    """What a drain did: how many arrived, when to go on if the platform asked to wait, what is unknown."""

    arrived: int = 0
    until: datetime | None = None
    has_unknown: bool = False


class Sender:
    """Sends the messages of all tenants. `clock` is the bot's time, `wall` the real one for leases and pace."""

    def __init__(
        self,
        stores: Stores,
        knowledge: Knowledge,
        platforms: Mapping[Platform, ChatPlatform],
        clocks: tuple[Clock, Clock],
        owner: str,
    ) -> None:
        self._stores = stores
        self._platforms = platforms
        self._clock, self._wall = clocks
        self._owner = owner
        # What could not be stored (the database did not answer, a task was cancelled).
        self._unrecorded: defaultdict[TenantId, list[Outcome]] = defaultdict(list)
        # What waits for `drain`, of this process or of another; what comes later may not overtake it.
        self._behind: defaultdict[tuple[Platform, TenantId], Behind] = defaultdict(Behind)
        self._pacers = Pacers(lambda platform, tenant: platforms[platform].pace(tenant))
        self._leases = Leases(stores.directory, self._wall, owner)
        self._stopping = asyncio.Event()
        self._fates = Fates(stores, platforms, clocks, self._stopping)
        self._means = Means(stores, knowledge, self._fates, self._clock, self._wall)
        # One tenant is done soon after the other, instead of all of them at the end.
        self._slots = {one: asyncio.Semaphore(DRAINS_AT_ONCE) for one in platforms}
        self._trust = {one: Trust() for one in platforms}
        # What this process is sending, or has sent and could not store yet.
        self._in_hand: set[MessageId] = set()
        self._answering = Answering(
            stores=stores,
            platforms=platforms,
            clocks=clocks,
            pacer=self._pacers.of,
            store=self._exchange,
            unrecorded=self._unrecorded,
            behind=self._behind,
            in_hand=self._in_hand,
        )

    def stop(self) -> None:
        """Begin nothing more: what is on its way ends, what was only claimed goes back."""
        self._stopping.set()

    def going(self, platform: Platform, right: Right) -> Going:
        """Return how answers that are decided now go to a platform of which this was the last right."""
        return self._answering.going(platform, right)

    async def send_now(
        self, tenant: TenantId, messages: Sequence[Message], going: Going | None = None
    ) -> None:
        """Send what a person waits for, in this order. What may not go out yet is left to `drain`.

        The messages are stored as claimed already; `going` says how their platform was doing then.
        Never raises for a platform's failure.
        """
        try:
            # Where other processes drain, nobody else would store what this one could not.
            await self._record_again(tenant)
        except BaseException:
            self._unrecorded[tenant].extend(not_tried(messages))
            raise
        await self._answering.send(tenant, messages, going)

    async def drain(self, platform: Platform, tenant: TenantId) -> int:
        """Send everything that is due there, wave by wave; return how many messages arrived.

        Does nothing for a platform that this process does not have, while another process has the
        right to send there, or while the platform asked to wait. After five failures in a row it
        tries one message, after 30 seconds and then ever later, up to four minutes. What a process
        that died was sending is taken back first.
        """
        return (await self._drain(platform, tenant)).arrived

    async def drain_patiently(
        self, platform: Platform, tenant: TenantId, ahead: timedelta = _NO_TIME
    ) -> int:
        """Do as `drain`, also after a short wait that the platform asked for.

        Where nothing is due but something is within `ahead`, that is made ready and waited for.
        """
        return (await self._drain_on(platform, tenant, ahead)).arrived

    async def _drain_on(self, platform: Platform, tenant: TenantId, ahead: timedelta) -> _Drained:
        drained = await self._drain(platform, tenant, ahead)
        while drained.until is not None and not self._stopping.is_set():
            wait = drained.until - self._wall.now()
            if wait > PATIENCE:
                break
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), max(wait.total_seconds(), 0))
            more = await self._drain(platform, tenant)
            drained = replace(more, arrived=drained.arrived + more.arrived)
        return drained

    async def _drain(
        self, platform: Platform, tenant: TenantId, ahead: timedelta = _NO_TIME
    ) -> _Drained:
        if platform not in self._platforms:
            return _Drained()
        async with Slot(self._slots[platform]) as slot:
            if self._stopping.is_set():
                return _Drained()
            return await self._drain_in(slot, platform, tenant, ahead)

    async def _drain_in(
        self, slot: Slot, platform: Platform, tenant: TenantId, ahead: timedelta
    ) -> _Drained:
        async with self._leases.hold(platform, tenant) as lease:
            if lease is None:
                return _Drained()
            allowed_at = lease.right.next_allowed_at
            if holds_back(allowed_at, self._wall.now()):
                return _Drained(until=allowed_at)
            behind = self._behind[platform, tenant]
            behind.begin()
            drain = Drain(
                means=self._means,
                platform=self._platforms[platform],
                tenant=tenant,
                lease=lease,
                pacer=self._pacers.of(platform, tenant),
                trust=self._trust[platform],
                slot=slot,
                may_go=lambda: self._may_go_on(lease),
                in_hand=self._in_hand,
                put_back=behind.add,
                ahead=ahead,
            )
            try:
                await drain.run()
            except BaseException:
                self._unrecorded[tenant].extend(drain.unstored())
                raise
            if drain.is_empty:
                behind.end()
        return _Drained(drain.arrived, drain.standing.until, drain.claiming.has_unknown)

    def _may_go_on(self, lease: Lease) -> bool:
        return lease.holds(REQUEST_TIME) and not self._stopping.is_set()

    async def recover(self, tenant: TenantId) -> None:
        """Settle what a process that died left behind: claimed goes back, sending becomes unknown.

        Only for when no other process sends for this tenant.
        """
        for platform in self._platforms:
            await self._leases.take_over(platform, tenant)
            await self._fates.take_back_all(platform, tenant)

    async def settle(self, tenant: TenantId) -> None:
        """Store what could not be stored before, and ask the platforms about messages of unknown fate."""
        await self._record_again(tenant)
        for platform in self._platforms:
            await self._fates.ask(tenant, platform)

    async def store_ended(self) -> None:
        """Store what could not be stored before of all tenants, as what was broken off; never raises.

        What a process knows when it ends nobody has to ask about. It takes five seconds at most.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(_STORED_WITHIN.total_seconds()):
                for tenant in list(self._unrecorded):
                    await self._record_again(tenant)

    async def serve(
        self, platform: Platform, tenant: TenantId, ahead: timedelta = _NO_TIME
    ) -> None:
        """Do all there is to do at one place: send what is due, and ask about what is unknown.

        What is due within `ahead` is made ready and waited for, as `drain_patiently` does.
        Any number of processes may do this; one of them has the right to send.
        """
        if platform not in self._platforms:
            return
        await self._record_again(tenant)
        if (await self._drain_on(platform, tenant, ahead)).has_unknown:
            await self._fates.ask(tenant, platform)

    async def _exchange(
        self, tenant: TenantId, ended: Sequence[Outcome], coming: Sequence[Message]
    ) -> Mapping[MessageId, Message]:
        """Store how messages ended, and that others are handed over; return these as they go."""
        now = self._clock.now()
        async with self._stores.of(tenant).write() as unit:
            settled = await record(unit, ended, now)
            going = await begin(unit, coming, now, [message.id for message in coming])
            if is_as_planned(settled):
                unit.leaves_plan()
        tell_of_failures(settled)
        for message in settled:
            if message.state is State.PLANNED:
                self._behind[message.platform, tenant].add([message])
        return {message.id: message for message in going}

    async def _record_again(self, tenant: TenantId) -> None:
        """Store what could not be stored before; what the store refuses is kept, and holds up nothing else."""
        left, refused = self._unrecorded.pop(tenant, []), list[Outcome]()
        try:
            if not left or await self._is_recorded(tenant, left):
                left = []
            while left and len(refused) < _REFUSALS_TAKEN:
                if not await self._is_recorded(tenant, left[:1]):
                    refused.append(left[0])
                del left[0]
        finally:
            if left or refused:
                # Those that were not tried come first the next time.
                self._unrecorded[tenant][:0] = [*left, *refused]
        if refused:
            log.error("not stored how these ended", tenant=tenant, count=len(refused))

    async def _is_recorded(self, tenant: TenantId, outcomes: Sequence[Outcome]) -> bool:
        try:
            await self._exchange(tenant, outcomes, ())
        except Exception as error:  # it is tried again, with what comes before it out of the way
            log.warning("not stored", tenant=tenant, error=type(error).__name__)
            return False
        self._in_hand.difference_update(outcome.message.id for outcome in outcomes)
        return True
