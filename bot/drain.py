"""Sends what is due at one place in waves; between two of them stands one transaction.

It stores how the last wave ended, takes what is due, and notes what is handed over next. A process
that dies leaves of unknown fate only what it had handed over, or was just about to.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil

from bot.batch import (
    FAILURES_BEFORE_PAUSE,
    Batch,
    Outcome,
    holds_back,
    lane,
    lanes,
    not_tried,
)
from bot.claiming import Claiming, Means
from bot.leases import Lease
from bot.model.ids import MessageId, TenantId
from bot.model.messages import Message, State
from bot.pacing import Pacer
from bot.ports.outside import ChatPlatform
from bot.recording import begin, is_as_planned, keep_pace, record, tell_of_failures
from bot.trust import Trust

# So many go at a time where there is no pace, and with one are claimed at most.
BATCH, MOST_CLAIMED = 100, 250
# What comes next is noted so long before the pace has room for it, so that no time is lost.
LEAD_SECONDS = 0.1
# Where many are at the store, what was only sent lets others pass for so long, what is claimed for later does
# for less, and who may have much more hardly at all.
SENT_WAITS_SECONDS, READY_WAITS_SECONDS, MANY_WAIT_SECONDS = 3.0, 1.0, 0.1
# What a wave takes besides the second that the pace asks for, when many go.
WAVE_SECONDS = 0.3
# No more is claimed than the pace lets go in so long: what becomes due meanwhile and is more urgent waits
# no longer than that.
SECONDS_CLAIMED = 5
# How so many went needs no transaction of its own.
FEW = 10
# Who waits until something is due looks this often whether it still may go.
_GLANCE = timedelta(seconds=0.2)
_NO_TIME = timedelta(0)


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
    trust: Trust
    # Held by who drains; given to somebody else while this one waits, and sends what it waited for.
    slots: asyncio.Semaphore
    may_go: Callable[[], bool]
    in_hand: set[MessageId]
    # So long before it is due a message may be claimed and made ready, where nothing else is to go.
    ahead: timedelta = _NO_TIME
    arrived: int = 0
    # From when on the platform may be tried again, when it asked to wait or seems to be in trouble.
    until: datetime | None = None
    put_back: list[Message] = field(default_factory=list)
    _waiting: list[Message] = field(default_factory=list)
    _to_store: list[Outcome] = field(default_factory=list)
    _ended: list[Outcome] = field(default_factory=list)
    # Whether the first few of what was claimed last went well.
    _is_proven: bool = False

    def __post_init__(self) -> None:
        self._batch = Batch(self.platform, self.pacer, self.may_go)
        self._failures = self.lease.right.failures
        self._claiming = Claiming(
            means=self.means,
            platform=self.platform.platform,
            lease=self.lease,
            ahead=self.ahead,
            in_hand=self.in_hand,
        )

    @property
    def is_empty(self) -> bool:
        """Tell whether everything that was due went, or could not go."""
        return self._claiming.is_empty

    @property
    def has_unknown(self) -> bool:
        """Tell whether there was anything of unknown fate when it began."""
        return self._claiming.has_unknown

    async def run(self) -> None:
        """Send until nothing is due, or nothing may go. Raises what the stores raise."""
        while wave := await self._turn():
            await self._send(wave)

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
        # Trouble of some conversations alone says nothing of the platform, nor does what was not tried.
        if tried := [one for one in outcomes if one.was_tried]:
            self.trust.note(went_well=not all(one.is_failure for one in tried))
        # What follows in a lane does not overtake what did not go.
        stuck = {lane(one.message) for one in outcomes if one.is_failure or not one.was_tried}
        self._give_back(message for message in self._waiting if lane(message) in stuck)
        self._claiming.is_empty = self.is_empty and not stuck

    async def _turn(self) -> Sequence[Message]:
        """Store what ended, and return what goes next; nothing when there is no more, or nothing may go."""
        while True:
            await self._look_ahead()
            if self._goes_on() and (self._is_too_early() or self._room() == 0):
                if not self._is_stored_with_the_next():
                    # What comes next is made ready before there is room for it.
                    await self._exchange(takes=not self._waiting, goes=False)
                if self._is_over():
                    return ()
                await self._go_once_it_may()
                continue
            wave = await self._exchange(takes=self._goes_on())
            if wave or self._is_over() or not self._goes_on():
                return wave

    def _is_over(self) -> bool:
        return self.is_empty and not self._waiting

    def _is_stored_with_the_next(self) -> bool:
        """Tell whether how they went can wait for the transaction in which more of theirs goes, at once.

        That can a few, and many where the next one would go before they had their turn.
        """
        is_soon = len(self._to_store) <= FEW or self.means.rush.is_crowded
        return is_soon and bool(self._waiting) and not self._is_too_early()

    def _is_too_early(self) -> bool:
        """Tell whether of what was made ready nothing is due yet."""
        now = self.means.clock.now()
        return bool(self._waiting) and all(message.due_at > now for message in self._waiting)

    async def _go_once_it_may(self) -> None:
        """Send what waits once it is due and the pace has room for it, and let somebody else drain meanwhile.

        It is ready: handing it over costs little, and waits for nobody.
        """
        self.slots.release()
        try:
            while self._waiting and self._goes_on():
                await self._wait()
                await self._go_now()
                if not (self._is_proven and self._is_stored_with_the_next()):
                    break
            await self.means.rush.over()
        finally:
            await self.slots.acquire()

    async def _go_now(self) -> None:
        with self.means.rush.goes():
            await self._look_ahead()
            wave = await self._exchange(takes=True) if self._waiting and self._goes_on() else ()
            if wave:
                await self._send(wave)

    async def _wait(self) -> None:
        if self._is_too_early():
            await self.platform.get_ready(self.tenant, self._waiting)
            await self._wait_until_due()
        if self._goes_on():
            await self.pacer.wait_for_room(LEAD_SECONDS)
            self._is_proven = await self.trust.go()

    async def _wait_until_due(self) -> None:
        while self._is_too_early() and self._goes_on():
            left = min(message.due_at for message in self._waiting) - self.means.clock.now()
            if left > self.ahead:
                # The clock was set back: it would be a long wait.
                self._give_back(self._waiting)
            else:
                await asyncio.sleep(min(left, _GLANCE).total_seconds())

    def _goes_on(self) -> bool:
        return self.until is None and self.may_go() and not self._batch.is_broken

    async def _look_ahead(self) -> None:
        """See whether more may go; if not, give back what waits."""
        has_failed = any(outcome.is_failure for outcome in self._ended)
        if self._claiming.is_begun and (has_failed or not self._waiting):
            await self._see_how_it_goes()
        if not self._goes_on():
            self._give_back(self._waiting)

    async def _see_how_it_goes(self) -> None:
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

    async def _exchange(self, *, takes: bool, goes: bool = True) -> Sequence[Message]:
        """In one transaction store what ended, take what comes next, and note that it is handed over.

        Nothing is handed over when it is not to go yet.
        """
        if not takes and not self._to_store:
            return ()
        coming = list(self._waiting)
        self._is_proven = self.trust.holds() if not coming else self._is_proven
        try:
            async with (
                self.means.rush.turn(self._spare(takes=takes, goes=goes)),
                self.means.stores.of(self.tenant).write() as unit,
            ):
                now = self.means.clock.now()
                settled = await record(unit, self._to_store, now)
                looked_at: Sequence[Message] = coming
                if takes:
                    looked_at = await self._claiming.next(
                        unit, coming, now, self._most(), waits=not goes or self._room() is not None
                    )
                coming = [one for one in looked_at if one.state is State.CLAIMED]
                wave = self._first_of(coming, now) if takes and goes else []
                going = await begin(unit, wave, now, self._claiming.said)
                others = [one for one in looked_at if one.state is not State.CLAIMED]
                if is_as_planned([*settled, *others]):
                    unit.leaves_plan()
        except BaseException:
            # Whether that was stored, nobody knows; none of these went.
            self._waiting = coming
            raise
        tell_of_failures([*settled, *others])
        went = {message.id for message in wave}
        waiting = [message for message in coming if message.id not in went]
        held = [*self._waiting, *coming, *(one.message for one in self._to_store)]
        self.in_hand.difference_update(message.id for message in held)
        self.in_hand.update(message.id for message in (*waiting, *going))
        # What was only made ready before it was due keeps nobody waiting.
        back = [one for one in settled if one.state is State.PLANNED and one.due_at <= now]
        self.put_back.extend(back)
        self._waiting, self._to_store = waiting, []
        return going

    def _most(self) -> int:
        if self._failures >= FAILURES_BEFORE_PAUSE:
            return 1
        limits = self.platform.pace(self.tenant).per_tenant
        soon = (ceil(SECONDS_CLAIMED * limit.count / limit.seconds) for limit in limits)
        return min((MOST_CLAIMED, *soon)) if limits else BATCH

    def _spare(self, *, takes: bool, goes: bool) -> float:
        """Return how many seconds later than others this one may be at the store, and still be in time."""
        if not takes or (self.is_empty and not self._waiting):
            return SENT_WAITS_SECONDS
        if not goes:
            return READY_WAITS_SECONDS
        room = self._room()
        if not self.is_empty or not room:
            return MANY_WAIT_SECONDS
        # Who has but a few in the last of its waves has less time for them, and for each wave a little less.
        further, last = divmod(len(self._waiting) - 1, room)
        return max(last / room - WAVE_SECONDS * further, 0.0)

    def _room(self) -> int | None:
        """Return how many may go, all but at once: each waits for its turn; None when there is no limit."""
        return self.pacer.room(LEAD_SECONDS)

    def _first_of(self, messages: Sequence[Message], now: datetime) -> list[Message]:
        threads = lanes(message for message in messages if message.due_at <= now)
        if not self._is_proven:
            threads = threads[:FAILURES_BEFORE_PAUSE]
        return [message for thread in threads for message in thread][: self._room()]
