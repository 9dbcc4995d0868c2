"""What goes out: claim a batch, mark it, send it concurrently, record the outcomes in one transaction.

An unknown outcome is a state, not a guess: nothing is sent again because nobody knows.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from itertools import groupby
from time import monotonic

from bot.aftermath import note_on_people, note_place, stop_person
from bot.batch import FAILURES_BEFORE_PAUSE, Batch, NotTried, Outcome, lane, pace_after
from bot.errors import FateUnknown, Gone
from bot.fates import Fates
from bot.leases import Lease, Leases
from bot.model.ids import MessageId, TenantId
from bot.model.messages import Message, State, changed, forgets
from bot.model.people import Platform, Tenant
from bot.pacing import Pacer
from bot.ports.outside import ChatPlatform, Clock
from bot.ports.stores import Stores
from bot.preparing import Preparing
from bot.situations import Knowledge

BATCH = 100
# The longest that one request may take; nothing is begun that could outlive the right to send.
REQUEST_TIME = timedelta(seconds=15)
# What a person waits for goes out within this time, or is left to `drain`.
ANSWER_TIME = timedelta(seconds=30)
# A wait that a platform asked for, up to this one, is waited for to the second.
PATIENCE = timedelta(seconds=20)


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
        self._knowledge = knowledge
        self._platforms = platforms
        self._clock, self._wall = clocks
        self._owner = owner
        # What could not be stored (the database did not answer, a task was cancelled).
        self._unrecorded: defaultdict[TenantId, list[Outcome]] = defaultdict(list)
        # Lanes in which something waits for `drain`; what comes later may not overtake it.
        self._behind: defaultdict[tuple[Platform, TenantId], set[tuple[str, str]]]
        self._behind = defaultdict(set)
        self._pacers: dict[tuple[Platform, TenantId], Pacer] = {}
        self._leases = Leases(stores.directory, self._wall, owner)
        self._fates = Fates(stores, platforms, self._clock)
        # What this process is sending, or has sent and could not store yet.
        self._in_hand: set[MessageId] = set()
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Begin nothing more: what is on its way ends, what was only claimed goes back."""
        self._stopping.set()

    async def send_now(self, tenant: TenantId, messages: Sequence[Message]) -> None:
        """Send what a person waits for, in this order. What may not go out yet is left to `drain`.

        The messages are stored as claimed already. Never raises for a platform's failure.
        """
        left = list(messages)
        until = monotonic() + ANSWER_TIME.total_seconds()
        try:
            for platform, group in groupby(messages, key=lambda message: message.platform):
                waiting = list(group)
                if await self._may_send_now(platform, tenant, waiting):
                    left = left[len(waiting) :]
                    await self._hand_over(platform, tenant, waiting, lambda: monotonic() < until)
                else:
                    await self._record(tenant, _not_tried(waiting))
                    left = left[len(waiting) :]
        except BaseException:
            self._unrecorded[tenant].extend(_not_tried(left))
            raise

    async def _may_send_now(
        self, platform: Platform, tenant: TenantId, waiting: Sequence[Message]
    ) -> bool:
        behind = self._behind[platform, tenant]
        if platform not in self._platforms or any(lane(m) in behind for m in waiting):
            return False
        return await self._may_send(platform, tenant)

    async def drain(self, platform: Platform, tenant: TenantId) -> int:
        """Send everything that is due there, batch by batch; return how many messages arrived.

        Does nothing for a platform that this process does not have, while another process has the
        right to send there, or while the platform asked to wait. After five failures in a row it
        tries one message, after 30 seconds and then ever later, up to four minutes. What a process
        that died was sending is taken back first.
        """
        if platform not in self._platforms or not await self._may_send(platform, tenant):
            return 0
        arrived = 0
        async with self._leases.hold(platform, tenant) as lease:
            if lease is None:
                return 0
            await self._fates.take_back(platform, tenant, lease, self._in_hand)
            while self._may_go_on(lease) and await self._may_send(platform, tenant):
                claimed, sent = await self._drain_once(platform, tenant, lease)
                arrived += sent
                if not claimed:
                    self._behind.pop((platform, tenant), None)
                    break
        return arrived

    async def drain_patiently(self, platform: Platform, tenant: TenantId) -> int:
        """Do as `drain`, also after a short wait that the platform asked for."""
        arrived = await self.drain(platform, tenant)
        while not self._stopping.is_set():
            allowed_at = await self._stores.directory.next_allowed_at(platform, tenant)
            wait = allowed_at - self._wall.now() if allowed_at else timedelta(0)
            if not timedelta(0) < wait <= PATIENCE:
                break
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), wait.total_seconds())
            arrived += await self.drain(platform, tenant)
        return arrived

    def _may_go_on(self, lease: Lease) -> bool:
        return lease.holds(REQUEST_TIME) and not self._stopping.is_set()

    async def _drain_once(
        self, platform: Platform, tenant: TenantId, lease: Lease
    ) -> tuple[int, int]:
        """Send one batch; return how many messages were claimed and how many arrived."""
        failures = await self._stores.directory.failures(platform, tenant)
        probing = failures >= FAILURES_BEFORE_PAUSE
        limits = self._platforms[platform].pace(tenant).per_tenant
        most = 1 if probing else min((BATCH, *(limit.count for limit in limits)))
        claimed, ready = await self._claim(platform, tenant, most, lease)
        sent = await self._hand_over(platform, tenant, ready, lambda: self._may_go_on(lease))
        return claimed, sent

    async def recover(self, tenant: TenantId) -> None:
        """Settle what a process that died left behind: claimed goes back, sending becomes unknown.

        Only for when no other process sends for this tenant.
        """
        for platform in self._platforms:
            await self._leases.take_over(platform, tenant)
            await self._fates.take_back_all(platform, tenant)

    async def settle(self, tenant: Tenant) -> None:
        """Store what could not be stored before, and ask the platforms about messages of unknown fate."""
        await self._record_again(tenant.id)
        for platform in self._platforms:
            await self._fates.ask(tenant.id, platform)

    async def serve(self, platform: Platform, tenant: TenantId) -> None:
        """Do all there is to do at one place: send what is due, and ask about what is unknown.

        Any number of processes may do this; one of them has the right to send.
        """
        if platform not in self._platforms:
            return
        await self._record_again(tenant)
        await self.drain_patiently(platform, tenant)
        await self._fates.ask(tenant, platform)

    async def _may_send(self, platform: Platform, tenant: TenantId) -> bool:
        allowed_at = await self._stores.directory.next_allowed_at(platform, tenant)
        return allowed_at is None or allowed_at <= self._wall.now()

    async def _claim(
        self, platform: Platform, tenant: TenantId, limit: int, lease: Lease
    ) -> tuple[int, list[Message]]:
        """Return how many messages were claimed, and those of them that are to be sent."""
        now = self._clock.now()
        prepared: list[Message] = []
        async with self._stores.of(tenant).write() as unit:
            claimed = await unit.messages.claim(platform, now, limit)
            preparing = await Preparing.of(unit, self._knowledge, claimed, now)
            for message in claimed:
                # One after the other: where one moves to, the next does not.
                looked_at = await preparing.prepare(message)
                prepared.append(changed(looked_at, lease=lease.number))
                if looked_at.state is not State.CLAIMED:
                    await unit.messages.save(prepared[-1])
            ready = [message for message in prepared if message.state is State.CLAIMED]
            await unit.messages.save_all(ready)
        return len(claimed), ready

    async def _hand_over(
        self,
        platform: Platform,
        tenant: TenantId,
        messages: Sequence[Message],
        may_go: Callable[[], bool] = lambda: True,
    ) -> int:
        """Mark, send and record these; return how many arrived."""
        if not messages:
            return 0
        outcomes: Sequence[Outcome] = _not_tried(messages)
        self._in_hand.update(message.id for message in messages)
        try:
            going = await self._mark(tenant, messages)
            outcomes = [Outcome(m, error=FateUnknown("interrupted")) for m in going]
            pacer = self._pacer(platform, tenant)
            outcomes = await Batch(self._platforms[platform], pacer, may_go).send(going)
            await self._record(tenant, outcomes)
        except BaseException:
            self._unrecorded[tenant].extend(outcomes)
            raise
        self._in_hand.difference_update(message.id for message in messages)
        await self._pace(platform, tenant, outcomes)
        return sum(outcome.error is None for outcome in outcomes)

    def _pacer(self, platform: Platform, tenant: TenantId) -> Pacer:
        key = (platform, tenant)
        if key not in self._pacers:
            self._pacers[key] = Pacer(self._platforms[platform].pace(tenant))
        return self._pacers[key]

    async def _mark(self, tenant: TenantId, messages: Sequence[Message]) -> list[Message]:
        """Mark as sending what is still to be sent, and return it as it is now."""
        now = self._clock.now()
        async with self._stores.of(tenant).write() as unit:
            found = await unit.messages.get_all([message.id for message in messages])
            going = [
                changed(stored, state=State.SENDING, sent_at=now, content=message.content)
                for message in messages
                if (stored := found.get(message.id)) and _is_still_ours(message, stored)
            ]
            await unit.messages.save_states(going)
        return going

    async def _record(self, tenant: TenantId, outcomes: Sequence[Outcome]) -> None:
        now = self._clock.now()
        async with self._stores.of(tenant).write() as unit:
            # Some may have been answered or erased while they were on their way.
            found = await unit.messages.get_all([one.message.id for one in outcomes])
            settled = [
                (outcome, outcome.settles(stored, now))
                for outcome in outcomes
                if (stored := found.get(outcome.message.id)) and outcome.counts_for(stored)
            ]
            emptied = {m.id: m for _, m in settled if m.state is State.SENT and forgets(m)}
            await unit.messages.save_all([*emptied.values()])
            await unit.messages.save_states([m for _, m in settled if m.id not in emptied])
            await note_on_people(unit, [m for _, m in settled if m.state is State.SENT])
            for outcome, message in settled:
                if message.state is State.SENT:
                    await note_place(unit, message, found[message.id].conversation)
                elif isinstance(outcome.error, Gone):
                    await stop_person(unit, message, now)
                elif message.state is State.PLANNED:
                    self._behind[message.platform, tenant].add(lane(message))
            if {message.state for _, message in settled} <= {State.SENT, State.UNKNOWN}:
                # That it arrived was planned.
                unit.leaves_plan()

    async def _record_again(self, tenant: TenantId) -> None:
        outcomes = self._unrecorded.pop(tenant, [])
        if not outcomes:
            return
        try:
            await self._record(tenant, outcomes)
        except BaseException:
            self._unrecorded[tenant].extend(outcomes)
            raise
        self._in_hand.difference_update(outcome.message.id for outcome in outcomes)

    async def _pace(
        self, platform: Platform, tenant: TenantId, outcomes: Sequence[Outcome]
    ) -> None:
        """Store how the platform is doing, when that changed."""
        directory, now = self._stores.directory, self._wall.now()
        before = await directory.failures(platform, tenant)
        until, failures = pace_after(outcomes, before, now)
        if until is None and not before:
            return
        allowed_at = await directory.next_allowed_at(platform, tenant)
        if allowed_at is not None and allowed_at > now:
            # Somebody else was asked to wait meanwhile.
            until = max(until or allowed_at, allowed_at)
        await directory.allow_from(platform, tenant, until, failures)


def _is_still_ours(claimed: Message, stored: Message) -> bool:
    """Tell whether it was neither erased nor taken back by who has the right to send now."""
    return stored.state is State.CLAIMED and stored.lease == claimed.lease


def _not_tried(messages: Iterable[Message]) -> list[Outcome]:
    return [Outcome(message, error=NotTried("not handed over")) for message in messages]
