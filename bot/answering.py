"""What a person waits for: sent at once by the process that handled the event, without a lease."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from time import monotonic
from weakref import WeakValueDictionary

from bot.batch import Batch
from bot.model.ids import MessageId, TenantId
from bot.model.messages import NOT_HANDED_OVER, Message, State
from bot.model.people import Platform
from bot.outcomes import Lane, Outcome, lane, not_tried
from bot.pacing import Pacer
from bot.pauses import holds_back, keep_pace
from bot.ports.directory import Right
from bot.ports.outside import ChatPlatform, Clock
from bot.ports.stores import Stores, TenantStores
from bot.together import OnTheWay, Together

# What a person waits for goes out within this time, or is left to `drain`.
ANSWER_TIME = timedelta(seconds=25)


@dataclass(frozen=True, slots=True)
class Going:
    """How a platform was doing when answers to it were decided, and until when they may go.

    `until` is a moment of the monotonic clock: whoever wakes up later leaves them to others.
    """

    platform: Platform
    right: Right
    until: float


@dataclass(frozen=True, slots=True)
class Behind:
    """What waits for a drain at one place, by lane, as far as this process put it back."""

    _waiting: defaultdict[Lane, set[MessageId]] = field(default_factory=lambda: defaultdict(set))
    # What waited already when a drain began, and was not put back since.
    _before: set[MessageId] = field(default_factory=set)

    def add(self, messages: Iterable[Message]) -> None:
        """Note that these wait."""
        for message in messages:
            self._waiting[lane(message)].add(message.id)
            self._before.discard(message.id)

    def begin(self) -> None:
        """Note that a drain begins."""
        self._before.clear()
        self._before.update(*self._waiting.values())

    def end(self) -> None:
        """Note that it left nothing of what waited when it began."""
        self._forget(self._before, list(self._waiting))

    async def keeps_back(
        self, stores: TenantStores, messages: Sequence[Message], now: datetime
    ) -> bool:
        """Tell whether one of these would overtake what waits; another process may have sent that."""
        lanes = {lane(message) for message in messages} & self._waiting.keys()
        if not lanes:
            return False
        async with stores.read() as unit:
            ids = {one for each in lanes for one in self._waiting[each]}
            found = await unit.messages.get_all(sorted(ids))
        # What was put back since then was not looked at.
        self._forget(ids - {one.id for one in found.values() if _waits(one, now)}, lanes)
        return not lanes.isdisjoint(self._waiting)

    def _forget(self, ids: Collection[MessageId], lanes: Iterable[Lane]) -> None:
        for each in lanes:
            self._waiting[each].difference_update(ids)
            if not self._waiting[each]:
                del self._waiting[each]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """The part of the sender that answers; `clocks` are the bot's and the real one.

    It shares with the rest what could not be stored (`unrecorded`), what waits
    for a drain (`behind`), what is on its way (`in_hand`), the pace, and what stores in one transaction how
    messages ended and which are handed over (`store`).
    """

    stores: Stores
    platforms: Mapping[Platform, ChatPlatform]
    clocks: tuple[Clock, Clock]
    pacer: Callable[[Platform, TenantId], Pacer]
    store: Callable[[TenantId, Sequence[Outcome], Sequence[Message]], Awaitable[OnTheWay]]
    unrecorded: defaultdict[TenantId, list[Outcome]]
    behind: defaultdict[tuple[Platform, TenantId], Behind]
    in_hand: set[MessageId]
    # Of a tenant in which nothing goes out nothing is kept.
    _recorders: WeakValueDictionary[TenantId, Together] = field(default_factory=WeakValueDictionary)

    def going(self, platform: Platform, right: Right) -> Going:
        """Return how answers go to a platform of which this was the last right."""
        return Going(platform, right, _until())

    async def send(
        self, tenant: TenantId, messages: Sequence[Message], going: Going | None = None
    ) -> None:
        """Send these, which are claimed, in this order; see `Sender.send_now`."""
        left = list(messages)
        until = going.until if going is not None else _until()
        try:
            for platform, group in groupby(messages, key=lambda message: message.platform):
                waiting = list(group)
                if going is None or going.platform is not platform:
                    going = await self._going(platform, tenant, until)
                if await self._may_go(going, waiting):
                    left = left[len(waiting) :]
                    await self._hand_over(tenant, waiting, going)
                else:
                    await self.store(tenant, not_tried(waiting), ())
                    left = left[len(waiting) :]
        except BaseException:
            self.unrecorded[tenant].extend(not_tried(left))
            raise

    async def _may_go(self, going: Going, messages: Sequence[Message]) -> bool:
        """Tell whether nothing holds these back: the platform, or what waits before them."""
        platform = going.platform
        if holds_back(going.right.next_allowed_at, self.clocks[1].now()):
            return False
        if platform not in self.platforms:
            return False
        tenant = messages[0].tenant
        behind = self.behind[platform, tenant]
        return not await behind.keeps_back(self.stores.of(tenant), messages, self.clocks[0].now())

    async def _going(self, platform: Platform, tenant: TenantId, until: float) -> Going:
        right = await self.stores.directory.last_right(platform, tenant)
        return Going(platform, right, until)

    async def _hand_over(self, tenant: TenantId, messages: Sequence[Message], going: Going) -> None:
        """Note that these are handed over, send them, and store how that ended."""
        platform, until = going.platform, going.until
        pacer = self.pacer(platform, tenant)
        batch = Batch(self.platforms[platform], pacer, lambda: monotonic() < until, until=until)
        outcomes: Sequence[Outcome] = not_tried(messages)
        self.in_hand.update(message.id for message in messages)
        try:
            together = self._together(tenant)
            ours = await together.store(coming=messages)
            # Of the others somebody else has the right to say how they end.
            theirs = {message.id for message in messages} - {message.id for message in ours}
            self.in_hand.difference_update(theirs)
            try:
                outcomes = await batch.send(ours)
            except BaseException:
                outcomes = batch.give_up()
                raise
            await together.store(ended=outcomes)
        except BaseException:
            self.unrecorded[tenant].extend(outcomes)
            raise
        self.in_hand.difference_update(message.id for message in messages)
        directory, now = self.stores.directory, self.clocks[1].now()
        await keep_pace(directory, (platform, tenant), outcomes, going.right.failures, now)

    def _together(self, tenant: TenantId) -> Together:
        return self._recorders.setdefault(tenant, Together(partial(self.store, tenant)))


def _waits(message: Message, now: datetime) -> bool:
    """Tell whether it is still to come before what is said later; what was put off is not."""
    return message.state in (*NOT_HANDED_OVER, State.SENDING) and message.due_at <= now


def _until() -> float:
    return monotonic() + ANSWER_TIME.total_seconds()
