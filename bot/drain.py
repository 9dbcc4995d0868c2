"""Sends what is due at one place in waves; between two of them stands one transaction.

It stores how the last wave ended, takes what is due, and notes what is handed over next. A process
that dies leaves of unknown fate only what it had handed over, or was just about to.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic

from bot.batch import (
    FAILURES_BEFORE_PAUSE,
    Batch,
    NotTried,
    Outcome,
    holds_back,
    lane,
    lanes,
    not_tried,
)
from bot.fates import Fates
from bot.leases import Lease
from bot.model.ids import MessageId, TenantId
from bot.model.messages import Message, State
from bot.pacing import Pacer
from bot.ports.outside import ChatPlatform, Clock
from bot.ports.stores import Stores, Unit
from bot.preparing import Preparing
from bot.recording import begin, is_as_planned, keep_pace, look, record, still_ours
from bot.situations import Knowledge

BATCH = 100
# A few of what is claimed go ahead of the others: an outage leaves a handful of messages of unknown
# fate. Only who took messages within this time is thought to take the next as well.
_TRUSTED_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Means:
    """What every drain of a process sends with. `clock` is the bot's time, `wall` the real one."""

    stores: Stores
    knowledge: Knowledge
    fates: Fates
    clock: Clock
    wall: Clock


@dataclass(kw_only=True)
class Drain:
    """One drain of one place, under its lease.

    `may_go` is asked before each wave and each message. What is claimed is in `in_hand` until it is
    stored how it ended.
    """

    means: Means
    platform: ChatPlatform
    tenant: TenantId
    lease: Lease
    pacer: Pacer
    # Held by who drains; given to somebody else while this one waits for the pace.
    slots: asyncio.Semaphore
    may_go: Callable[[], bool]
    in_hand: set[MessageId]
    arrived: int = 0
    # From when on the platform may be tried again, when it asked to wait or seems to be in trouble.
    until: datetime | None = None
    # Whether everything that was due was taken.
    is_empty: bool = False
    # Whether there was anything of unknown fate when it began.
    has_unknown: bool = False
    put_back: list[Message] = field(default_factory=list)
    _waiting: list[Message] = field(default_factory=list)
    _to_store: list[Outcome] = field(default_factory=list)
    _ended: list[Outcome] = field(default_factory=list)
    # Of whose content nothing is to be stored: it came with them.
    _said: set[MessageId] = field(default_factory=set)
    _trusted_until: float = 0.0
    # Whether the first few of what was claimed last went well.
    _is_proven: bool = False

    def __post_init__(self) -> None:
        self._batch = Batch(self.platform, self.pacer, self.may_go)
        self._failures = self.lease.right.failures
        self._is_begun = False

    async def run(self) -> None:
        """Send until nothing is due, or nothing may go. Raises what the stores raise."""
        wave = await self._turn()
        while wave:
            await self._send(wave)
            wave = await self._turn()

    def unstored(self) -> list[Outcome]:
        """Return what could not be stored when `run` raised: how it ended, or that it never went."""
        return [*self._to_store, *not_tried(self._waiting)]

    async def _send(self, wave: Sequence[Message]) -> None:
        try:
            outcomes = await self._batch.send(wave)
        finally:
            self._to_store = list(self._batch.outcomes)
        self._ended.extend(outcomes)
        self.arrived += sum(outcome.error is None for outcome in outcomes)
        self._is_proven = not any(outcome.is_failure for outcome in outcomes)
        if self._is_proven:
            self._trusted_until = monotonic() + _TRUSTED_SECONDS
        # What follows in a lane does not overtake what did not go.
        stuck = {lane(one.message) for one in outcomes if _did_not_go(one)}
        self._give_back(message for message in self._waiting if lane(message) in stuck)
        self.is_empty = self.is_empty and not stuck

    async def _turn(self) -> Sequence[Message]:
        """Store what ended, and return what goes next; nothing when there is no more, or nothing may go."""
        while True:
            await self._look_ahead()
            if self._goes_on() and self.pacer.room() == 0:
                if self._to_store:
                    await self._exchange(takes=False)
                await self._wait_for_room()
                await self._look_ahead()
            wave = await self._exchange(takes=self._goes_on())
            if wave or self.is_empty or not self._goes_on():
                return wave

    async def _wait_for_room(self) -> None:
        self.slots.release()
        try:
            await self.pacer.wait_for_room()
        finally:
            await self.slots.acquire()

    def _goes_on(self) -> bool:
        return self.until is None and self.may_go() and not self._batch.is_broken

    async def _look_ahead(self) -> None:
        """See whether more may go; if not, give back what waits."""
        if not self._goes_on():
            self._give_back(self._waiting)
        if self._waiting or not self._is_begun:
            return
        ended, self._ended = self._ended, []
        directory, place = self.means.stores.directory, (self.platform.platform, self.tenant)
        now = self.means.wall.now()
        if ended:
            self.until, self._failures = await keep_pace(
                directory, place, ended, self._failures, now
            )
        if self.until is None and not self.is_empty:
            # Somebody else may have been asked to wait.
            allowed_at = await directory.next_allowed_at(*place)
            self.until = allowed_at if holds_back(allowed_at, now) else None

    def _give_back(self, messages: Iterable[Message]) -> None:
        given = list(messages)
        self._to_store.extend(not_tried(given))
        ids = {message.id for message in given}
        self._waiting = [message for message in self._waiting if message.id not in ids]

    async def _exchange(self, *, takes: bool) -> Sequence[Message]:
        """In one transaction store what ended, and note that what comes next is handed over."""
        if not takes and not self._to_store:
            return ()
        now = self.means.clock.now()
        coming = list(self._waiting)
        try:
            async with self.means.stores.of(self.tenant).write() as unit:
                found = await look(unit, self._to_store, coming)
                settled = await record(unit, self._to_store, found, now)
                coming = still_ours(coming, found)
                changed = [*settled]
                if takes and not coming and not self.is_empty:
                    changed.extend(await self._take_back(unit))
                    claimed = await self._claim(unit, now)
                    coming = [one for one in claimed if one.state is State.CLAIMED]
                    changed.extend(one for one in claimed if one.state is not State.CLAIMED)
                wave = self._first_of(coming) if takes else []
                going = await begin(unit, wave, now, self._said)
                if is_as_planned(changed):
                    unit.leaves_plan()
        except BaseException:
            # Whether that was stored, nobody knows; none of these went.
            self._waiting = coming
            raise
        went = {message.id for message in wave}
        waiting = [message for message in coming if message.id not in went]
        held = [*self._waiting, *coming, *(one.message for one in self._to_store)]
        self.in_hand.difference_update(message.id for message in held)
        self.in_hand.update(message.id for message in (*waiting, *going))
        self.put_back.extend(one for one in settled if one.state is State.PLANNED)
        self._waiting, self._to_store = waiting, []
        return going

    async def _take_back(self, unit: Unit) -> Sequence[Message]:
        """Take back what a dead process left, before anything is claimed; once in a drain."""
        if self._is_begun:
            return ()
        self._is_begun = True
        platform, fates = self.platform.platform, self.means.fates
        unsettled = await fates.take_back(unit, platform, self.lease, self.in_hand)
        self.has_unknown = any(message.state is State.UNKNOWN for message in unsettled)
        return unsettled

    async def _claim(self, unit: Unit, now: datetime) -> list[Message]:
        """Take what is due, and return it as it is now: to be sent, skipped, or moved to a later instant."""
        platform = self.platform.platform
        self._is_proven = self._is_proven and monotonic() < self._trusted_until
        most = self._most()
        claimed = await unit.messages.claim(platform, now, most, self.lease.number)
        self.is_empty = len(claimed) < most
        if not claimed:
            return []
        preparing = await Preparing.of(unit, self.means.knowledge, claimed, now)
        prepared = []
        for message in claimed:
            # One after the other: where one moves to, the next does not.
            looked_at = await preparing.prepare(message)
            prepared.append(looked_at)
            if looked_at.state is not State.CLAIMED or looked_at.local_on != message.local_on:
                await unit.messages.save(looked_at)
            if looked_at.content is message.content:
                self._said.add(message.id)
            if looked_at.state is State.CLAIMED:
                self.in_hand.add(message.id)
        return prepared

    def _most(self) -> int:
        if self._failures >= FAILURES_BEFORE_PAUSE:
            return 1
        limits = self.platform.pace(self.tenant).per_tenant
        return min((BATCH, *(limit.count for limit in limits)))

    def _first_of(self, messages: Sequence[Message]) -> list[Message]:
        threads = lanes(messages)
        if not self._is_proven:
            threads = threads[:FAILURES_BEFORE_PAUSE]
        return [message for thread in threads for message in thread][: self.pacer.room()]


def _did_not_go(outcome: Outcome) -> bool:
    return outcome.is_failure or isinstance(outcome.error, NotTried)
