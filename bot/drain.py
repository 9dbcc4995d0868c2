"""Sends what is due at one place in waves; between two of them stands one transaction.

It stores how the last wave ended, takes what is due, and notes what is handed over next. A process
that dies leaves of unknown fate only what it had handed over, or was just about to.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.batch import Batch
from bot.claiming import Claiming, Means
from bot.leases import Lease
from bot.model.ids import MessageId, TenantId
from bot.model.messages import Message, State
from bot.outcomes import Outcome, lane, lanes, not_tried
from bot.pacing import Pacer
from bot.pauses import Standing
from bot.ports.outside import ChatPlatform
from bot.recording import begin, is_as_planned, record, tell_of_failures
from bot.rush import READY_WAITS_SECONDS, SENT_WAITS_SECONDS, Slot, spare_of
from bot.trust import Trust

# So many go at a time where there is no pace, and with one are claimed at most.
BATCH, MOST_CLAIMED = 100, 250
# So many go ahead of the others, where nobody knows whether the platform takes them.
GO_AHEAD = 5
# What comes next is noted so long before the pace has room for it, so that no time is lost.
LEAD_SECONDS = 0.1
# No more is claimed than the pace lets go in so long: what becomes due meanwhile and is more urgent waits
# no longer than that.
SECONDS_CLAIMED = 5
# The next wave waits no longer than this for a few that do not end.
PATIENCE_SECONDS = 1.0
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
    # Lent to somebody else while this one waits, and sends what it waited for.
    slot: Slot
    may_go: Callable[[], bool]
    in_hand: set[MessageId]
    # Is told what was to go and waits again.
    put_back: Callable[[Sequence[Message]], None]
    # So long before it is due a message may be claimed and made ready, where nothing else is to go.
    ahead: timedelta = _NO_TIME
    arrived: int = 0
    _waiting: list[Message] = field(default_factory=list)
    _to_store: list[Outcome] = field(default_factory=list)
    # Whether the first few of what was claimed last went well.
    _is_proven: bool = False

    def __post_init__(self) -> None:
        self._batch = Batch(self.platform, self.pacer, self._may_go_now, patience=PATIENCE_SECONDS)
        place = (self.platform.platform, self.tenant)
        self.standing = Standing(self.means.stores.directory, place, self.lease.right.failures)
        self.claiming = Claiming(
            means=self.means,
            platform=self.platform.platform,
            lease=self.lease,
            ahead=self.ahead,
            in_hand=self.in_hand,
        )

    @property
    def is_empty(self) -> bool:
        """Tell whether everything that was due went, or could not go."""
        return self.claiming.is_empty

    async def run(self) -> None:
        """Send until nothing is due, or nothing may go. Raises what the stores raise."""
        try:
            while await self._goes_further():
                pass
        except Exception:
            # The stores are in trouble: how the last ones end is worth knowing all the same.
            self._to_store.extend(await self._batch.rest())
            raise
        finally:
            self._to_store.extend(self._batch.give_up())

    def unstored(self) -> list[Outcome]:
        """Return what could not be stored when `run` raised: how it ended, or that it never went."""
        return [*self._to_store, *not_tried(self._waiting)]

    async def _send(self, wave: Sequence[Message]) -> None:
        """Send these, and note how they ended, and some that were left before."""
        outcomes = await self._batch.send(wave)
        self._to_store.extend(outcomes)
        self.standing.note(outcomes, is_late=not wave)
        self.arrived += sum(outcome.error is None for outcome in outcomes)
        if wave:
            well = {one.message.id for one in outcomes if not one.is_failure}
            self._is_proven = all(message.id in well for message in wave)
        # Trouble of some conversations alone says nothing of the platform, nor does what was not tried.
        if wave and (tried := [one for one in outcomes if one.was_tried]):
            self.trust.note(went_well=not all(one.is_failure for one in tried))
        # What follows in a lane does not overtake what did not go, or did not end.
        stuck = {lane(one.message) for one in outcomes if one.is_failure or not one.was_tried}
        stuck.update(self._batch.going)
        self._give_back(message for message in self._waiting if lane(message) in stuck)
        self.claiming.is_empty = self.is_empty and not stuck

    async def _goes_further(self) -> bool:
        """Store what ended and send what comes next; tell whether there is more, and it may go."""
        await self._look_ahead()
        if self._goes_on() and (self._is_too_early() or self._room() == 0):
            if not self._is_stored_with_the_next():
                # What comes next is made ready before there is room for it.
                await self._exchange(takes=not self._waiting, goes=False)
            if self._waiting:
                await self._go_once_it_may()
                return True
        elif wave := await self._exchange(takes=self._goes_on()):
            await self._send(wave)
            return True
        if not self._batch.going:
            return bool(self._waiting) or (self._goes_on() and not self._is_over())
        if not self._waiting or self._is_behind_others():
            # What takes long keeps nobody else from it, nor what becomes due meanwhile.
            async with self.slot.lent():
                await self._send(())
            self.standing.end_pause(self.means.wall.now())
        return True

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
        async with self.slot.lent():
            while self._waiting and self._goes_on():
                await self._wait()
                went = await self._go_now()
                if not (went and self._is_proven and self._is_stored_with_the_next()):
                    break
            await self.means.rush.over()

    async def _go_now(self) -> bool:
        with self.means.rush.goes():
            await self._look_ahead()
            wave = await self._exchange(takes=True) if self._waiting and self._goes_on() else ()
            if wave:
                await self._send(wave)
        return bool(wave)

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

    def _may_go_now(self) -> bool:
        return self.standing.until is None and self.may_go()

    def _goes_on(self) -> bool:
        return self._may_go_now() and not self._batch.is_broken

    def _is_behind_others(self) -> bool:
        """Tell whether all that waits and is due stands behind what is on its way."""
        now = self.means.clock.now()
        return not self._is_too_early() and not self._may_go_of(self._waiting, now)

    def _may_go_of(self, messages: Iterable[Message], now: datetime) -> list[Message]:
        going = self._batch.going
        return [one for one in messages if one.due_at <= now and lane(one) not in going]

    async def _look_ahead(self) -> None:
        """See whether more may go; if not, give back what waits."""
        if self.claiming.is_begun and (self.standing.has_failed or not self._waiting):
            await self.standing.look(self.means.wall.now(), goes_on=not self.is_empty)
        if not self._goes_on():
            self._give_back(self._waiting)

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
                    looked_at = await self.claiming.next(
                        unit, coming, now, self._most(), waits=not goes or self._room() is not None
                    )
                coming = [one for one in looked_at if one.state is State.CLAIMED]
                wave = self._first_of(coming, now) if takes and goes else []
                going = await begin(unit, wave, now, self.claiming.said)
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
        self.put_back(back)
        self._waiting, self._to_store = waiting, []
        return going

    def _most(self) -> int:
        if self.standing.is_in_trouble:
            return 1
        goes_soon = self.platform.pace(self.tenant).most_in(SECONDS_CLAIMED)
        return BATCH if goes_soon is None else min(MOST_CLAIMED, goes_soon)

    def _spare(self, *, takes: bool, goes: bool) -> float:
        """Return how many seconds later than others this one may be at the store, and still be in time."""
        if not takes or self._is_over():
            return SENT_WAITS_SECONDS
        room = self._room() if self.is_empty else None
        return spare_of(len(self._waiting), room) if goes else READY_WAITS_SECONDS

    def _room(self) -> int | None:
        """Return how many may go, all but at once: each waits for its turn; None when there is no limit."""
        return self.pacer.room(LEAD_SECONDS)

    def _first_of(self, messages: Sequence[Message], now: datetime) -> list[Message]:
        threads = list(lanes(self._may_go_of(messages, now)).values())
        if not self._is_proven:
            threads = threads[:GO_AHEAD]
        return [message for thread in threads for message in thread][: self._room()]
