"""What goes out: claim a batch, mark it, send it concurrently, record the outcomes in one transaction.

An unknown outcome is a state, not a guess: nothing is sent again because nobody knows.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import groupby
from time import monotonic

import structlog

from bot.aftermath import note_on_person, note_place, stop_person
from bot.batch import FAILURES_BEFORE_PAUSE, Batch, NotTried, Outcome, lane, pace_after
from bot.errors import CannotTell, FateUnknown, Gone
from bot.model.ids import TenantId
from bot.model.messages import Message, State, as_sent
from bot.model.people import Platform, Tenant
from bot.pacing import Pacer
from bot.ports.outside import Arrived, ChatPlatform, Clock
from bot.ports.stores import Stores
from bot.preparing import prepare
from bot.situations import Knowledge

log = structlog.get_logger()

BATCH = 50
LEASE_SECONDS = 60.0
# The longest that one request may take; nothing is begun that could outlive the right to send.
REQUEST_TIME = timedelta(seconds=15)
ASK_AFTER = timedelta(seconds=30)
_ON_ITS_WAY = (State.CLAIMED, State.SENDING)


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

    async def send_now(self, tenant: TenantId, messages: Sequence[Message]) -> None:
        """Send what a person waits for, in this order. What may not go out yet is left to `drain`.

        The messages are stored as claimed already. Never raises for a platform's failure.
        """
        left = list(messages)
        try:
            for platform, group in groupby(messages, key=lambda message: message.platform):
                waiting = list(group)
                if await self._may_send_now(platform, tenant, waiting):
                    left = left[len(waiting) :]
                    await self._hand_over(platform, tenant, waiting)
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
        tries one message, after 30 seconds and then ever later, up to four minutes.
        """
        if platform not in self._platforms:
            return 0
        arrived = 0
        try:
            while await self._may_send(platform, tenant) and await self._lease(platform, tenant):
                claimed, sent = await self._drain_once(platform, tenant)
                arrived += sent
                if not claimed:
                    self._behind.pop((platform, tenant), None)
                    break
        finally:
            await self._stores.directory.release_lease(platform, tenant, self._owner)
        return arrived

    async def _drain_once(self, platform: Platform, tenant: TenantId) -> tuple[int, int]:
        """Send one batch; return how many messages were claimed and how many arrived."""
        # The lease was renewed just now; a wall clock that is set back must not lengthen it.
        until = monotonic() + LEASE_SECONDS - REQUEST_TIME.total_seconds()
        failures = await self._stores.directory.failures(platform, tenant)
        probing = failures >= FAILURES_BEFORE_PAUSE
        limits = self._platforms[platform].pace(tenant).per_tenant
        most = 1 if probing else min((BATCH, *(limit.count for limit in limits)))
        claimed, ready = await self._claim(platform, tenant, most)
        sent = await self._hand_over(platform, tenant, ready, lambda: monotonic() < until)
        return claimed, sent

    async def recover(self, tenant: TenantId) -> None:
        """Settle what a process that died left behind: claimed goes back, sending becomes unknown.

        Only for when no other process sends for this tenant.
        """
        for platform in self._platforms:
            await self._take_over(platform, tenant)
            async with self._stores.of(tenant).write() as unit:
                for message in await unit.messages.unsettled(platform):
                    if message.state is State.CLAIMED:
                        await unit.messages.save(replace(message, state=State.PLANNED))
                    elif message.state is State.SENDING:
                        unknown = replace(message, state=State.UNKNOWN, attempts=0)
                        await unit.messages.save(unknown)

    async def _take_over(self, platform: Platform, tenant: TenantId) -> None:
        """End the right to send that the dead process may have had: it needs no minute to run out."""
        directory = self._stores.directory
        run_out_at = self._wall.now() + timedelta(seconds=LEASE_SECONDS)
        await directory.take_lease(platform, tenant, self._owner, run_out_at, LEASE_SECONDS)
        await directory.release_lease(platform, tenant, self._owner)

    async def settle(self, tenant: Tenant) -> None:
        """Store what could not be stored before, and ask the platform about messages of unknown fate.

        That is done 30 seconds after they went out and once more. What is not there after asking
        twice is planned again. Where nobody can be asked it stays unknown, unless the tenant chose
        to send such messages again.
        """
        await self._record_again(tenant.id)
        for name, platform in self._platforms.items():
            async with self._stores.of(tenant.id).read() as unit:
                unsettled = await unit.messages.unsettled(name)
            for message in unsettled:
                if message.state is State.UNKNOWN and self._is_time_to_ask(message):
                    await self._settle_one(tenant, platform, message)

    def _is_time_to_ask(self, message: Message) -> bool:
        handed_over_at = message.sent_at or message.due_at
        return self._clock.now() >= handed_over_at + ASK_AFTER * (message.attempts + 1)

    async def _settle_one(self, tenant: Tenant, platform: ChatPlatform, message: Message) -> None:
        can_tell, found = True, None
        try:
            found = await platform.find(message, message.conversation or message.recipient)
        except CannotTell:
            can_tell = False
            if not tenant.resend_unknown:
                return
        except Exception as error:  # it is asked again at the next tick
            log.warning("could not ask", message=message.id, error=type(error).__name__)
            return
        async with self._stores.of(tenant.id).write() as unit:
            # It may have been answered or erased while the platform was asked.
            stored = await unit.messages.get(message.id)
            if stored is None or (stored.state, stored.attempts) != (
                State.UNKNOWN,
                message.attempts,
            ):
                return
            settled = _after_asking(stored, found, can_tell=can_tell)
            await unit.messages.save(settled)
            if settled.state is State.SENT:
                await note_on_person(unit, settled)
                await note_place(unit, settled)
        log.info("settled", message=message.id, state=settled.state)

    async def _lease(self, platform: Platform, tenant: TenantId) -> bool:
        number = await self._stores.directory.take_lease(
            platform, tenant, self._owner, self._wall.now(), LEASE_SECONDS
        )
        return number is not None

    async def _may_send(self, platform: Platform, tenant: TenantId) -> bool:
        allowed_at = await self._stores.directory.next_allowed_at(platform, tenant)
        return allowed_at is None or allowed_at <= self._wall.now()

    async def _claim(
        self, platform: Platform, tenant: TenantId, limit: int
    ) -> tuple[int, list[Message]]:
        """Return how many messages were claimed, and those of them that are to be sent."""
        now = self._clock.now()
        prepared: list[Message] = []
        async with self._stores.of(tenant).write() as unit:
            claimed = await unit.messages.claim(platform, now, limit)
            for message in claimed:
                # One after the other: where one moves to, the next does not.
                prepared.append(await prepare(unit, self._knowledge, message, now))
                await unit.messages.save(prepared[-1])
        return len(claimed), [m for m in prepared if m.state is State.CLAIMED]

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
        try:
            going = await self._mark(tenant, messages)
            outcomes = [Outcome(m, error=FateUnknown("interrupted")) for m in going]
            pacer = self._pacer(platform, tenant)
            outcomes = await Batch(self._platforms[platform], pacer, may_go).send(going)
            await self._record(tenant, outcomes)
        except BaseException:
            self._unrecorded[tenant].extend(outcomes)
            raise
        await self._pace(platform, tenant, outcomes)
        return sum(outcome.error is None for outcome in outcomes)

    def _pacer(self, platform: Platform, tenant: TenantId) -> Pacer:
        key = (platform, tenant)
        if key not in self._pacers:
            self._pacers[key] = Pacer(self._platforms[platform].pace(tenant))
        return self._pacers[key]

    async def _mark(self, tenant: TenantId, messages: Iterable[Message]) -> list[Message]:
        """Mark as sending what is still to be sent, and return it as it is now."""
        now = self._clock.now()
        going: list[Message] = []
        async with self._stores.of(tenant).write() as unit:
            for message in messages:
                stored = await unit.messages.get(message.id)
                if stored is None or stored.state is not State.CLAIMED:
                    continue  # erased since it was claimed
                going.append(replace(stored, state=State.SENDING, sent_at=now))
                await unit.messages.save(going[-1])
        return going

    async def _record(self, tenant: TenantId, outcomes: Iterable[Outcome]) -> None:
        async with self._stores.of(tenant).write() as unit:
            for outcome in outcomes:
                # It may have been answered or erased while it was on its way.
                stored = await unit.messages.get(outcome.message.id)
                if stored is None or stored.state not in _ON_ITS_WAY:
                    continue
                settled = outcome.applied_to(stored)
                await unit.messages.save(settled)
                if settled.state is State.SENT:
                    await note_on_person(unit, settled)
                    await note_place(unit, settled)
                elif isinstance(outcome.error, Gone):
                    await stop_person(unit, settled, self._clock.now())
                elif settled.state is State.PLANNED:
                    self._behind[settled.platform, tenant].add(lane(settled))

    async def _record_again(self, tenant: TenantId) -> None:
        outcomes = self._unrecorded.pop(tenant, [])
        if not outcomes:
            return
        try:
            await self._record(tenant, outcomes)
        except BaseException:
            self._unrecorded[tenant].extend(outcomes)
            raise

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


def _not_tried(messages: Iterable[Message]) -> list[Outcome]:
    return [Outcome(message, error=NotTried("not handed over")) for message in messages]


def _after_asking(message: Message, found: Arrived | None, *, can_tell: bool) -> Message:
    if found is not None:
        return as_sent(message, found.ref, found.conversation)
    if can_tell and message.attempts == 0:
        return replace(message, attempts=1)
    return replace(message, state=State.PLANNED, sent_at=None, attempts=0)
