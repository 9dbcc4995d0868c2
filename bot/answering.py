"""What a person waits for: sent at once by the process that handled the event, without a lease."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import groupby
from time import monotonic

from bot.batch import Batch, Outcome, holds_back, lane, not_tried
from bot.model.ids import MessageId, TenantId
from bot.model.messages import Message
from bot.model.people import Platform
from bot.pacing import Pacer
from bot.ports.directory import Right
from bot.ports.outside import ChatPlatform, Clock
from bot.ports.stores import Stores
from bot.recording import keep_pace
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """The part of the sender that answers; `clocks` are the bot's and the real one.

    It shares with the rest what could not be stored (`unrecorded`), the lanes in which something waits
    for a drain (`behind`), what is on its way (`in_hand`), the pace, and what stores in one transaction how
    messages ended and which are handed over (`store`).
    """

    stores: Stores
    platforms: Mapping[Platform, ChatPlatform]
    clocks: tuple[Clock, Clock]
    pacer: Callable[[Platform, TenantId], Pacer]
    store: Callable[[TenantId, Sequence[Outcome], Sequence[Message]], Awaitable[OnTheWay]]
    unrecorded: defaultdict[TenantId, list[Outcome]]
    behind: defaultdict[tuple[Platform, TenantId], set[tuple[str, str]]]
    in_hand: set[MessageId]
    _recorders: dict[TenantId, Together] = field(default_factory=dict)

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
                if self._may_go(going, waiting):
                    left = left[len(waiting) :]
                    await self._hand_over(tenant, waiting, going)
                else:
                    await self.store(tenant, not_tried(waiting), ())
                    left = left[len(waiting) :]
        except BaseException:
            self.unrecorded[tenant].extend(not_tried(left))
            raise

    def _may_go(self, going: Going, messages: Sequence[Message]) -> bool:
        """Tell whether nothing holds these back: the platform, or what waits before them."""
        platform = going.platform
        if holds_back(going.right.next_allowed_at, self.clocks[1].now()):
            return False
        behind = self.behind[platform, messages[0].tenant]
        return platform in self.platforms and not any(lane(one) in behind for one in messages)

    async def _going(self, platform: Platform, tenant: TenantId, until: float) -> Going:
        right = await self.stores.directory.last_right(platform, tenant)
        return Going(platform, right, until)

    async def _hand_over(self, tenant: TenantId, messages: Sequence[Message], going: Going) -> None:
        """Note that these are handed over, send them, and store how that ended."""
        platform, until = going.platform, going.until
        pacer = self.pacer(platform, tenant)
        batch = Batch(self.platforms[platform], pacer, lambda: monotonic() < until, until)
        outcomes: Sequence[Outcome] = not_tried(messages)
        self.in_hand.update(message.id for message in messages)
        try:
            together = self._together(tenant)
            ours = await together.store(coming=messages)
            try:
                await batch.send(ours)
            finally:
                outcomes = batch.outcomes
            await together.store(ended=outcomes)
        except BaseException:
            self.unrecorded[tenant].extend(outcomes)
            raise
        self.in_hand.difference_update(message.id for message in messages)
        directory, now = self.stores.directory, self.clocks[1].now()
        await keep_pace(directory, (platform, tenant), outcomes, going.right.failures, now)

    def _together(self, tenant: TenantId) -> Together:
        if tenant not in self._recorders:
            self._recorders[tenant] = Together(partial(self.store, tenant))
        return self._recorders[tenant]


def _until() -> float:
    return monotonic() + ANSWER_TIME.total_seconds()
