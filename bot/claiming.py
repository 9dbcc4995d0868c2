"""Takes what is due at one place, or is due soon, and makes it ready to be handed over."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.fates import Fates, left
from bot.leases import Lease
from bot.model.ids import MessageId
from bot.model.messages import Message, State
from bot.model.people import Platform
from bot.model.tries import NOT_READY, not_made_ready
from bot.ports.outside import Clock
from bot.ports.stores import Stores, Unit
from bot.preparing import Preparing
from bot.recording import still_ours
from bot.rush import Rush
from bot.situations import Knowledge

log = structlog.get_logger()

# Among so many it is looked for what goes first while a platform is in trouble.
_LOOKED_AT = 100


@dataclass(frozen=True, slots=True)
class Means:
    """What every drain of a process sends with. `clock` is the bot's time, `wall` the real one."""

    stores: Stores
    knowledge: Knowledge
    fates: Fates
    clock: Clock
    wall: Clock
    rush: Rush = field(default_factory=Rush)


@dataclass(kw_only=True)
class Claiming:
    """What one drain claims, under its lease.

    So long as `ahead` before it is due a message is claimed and made ready, where nothing is to go
    at once. When anything that the plan was made of changes until it goes, it is looked at anew.
    """

    means: Means
    platform: Platform
    lease: Lease
    ahead: timedelta
    # What this process has claimed and not stored the end of.
    in_hand: set[MessageId]
    # Whether everything that was due was taken.
    is_empty: bool = False
    # Whether it was asked for anything yet, and whether anything was of unknown fate then.
    is_begun: bool = False
    has_unknown: bool = False
    # Of whose content nothing is to be stored when they go: it is stored already.
    said: set[MessageId] = field(default_factory=set)
    # Whether what waits is looked at again before it goes, unless the plan that it was made ready under
    # still stands.
    _is_kept: bool = False
    _ready_under: datetime | None = None
    # What came into `in_hand` by what is being claimed.
    _taken: set[MessageId] = field(default_factory=set)

    async def next(
        self, unit: Unit, waiting: Sequence[Message], now: datetime, most: int, *, waits: bool
    ) -> Sequence[Message]:
        """Return what waits, or else up to `most` that are claimed now; `waits` says that these will.

        Those that are claimed may go when they are due; others were skipped, or moved to a later
        instant, or were left by a dead process and are taken back. Where this raises nothing was claimed.
        """
        self._taken.clear()
        try:
            return await self._next(unit, waiting, now, most, waits=waits)
        except BaseException:
            # What another process claims later, and leaves when it dies, is to be taken back.
            self.in_hand.difference_update(self._taken)
            raise

    async def _next(
        self, unit: Unit, waiting: Sequence[Message], now: datetime, most: int, *, waits: bool
    ) -> Sequence[Message]:
        if waiting:
            return await self._still_ready(unit, waiting, now)
        if self.is_empty:
            return ()
        self._is_kept = waits
        self._ready_under = await unit.planned_at(now) if waits else None
        return [*await self._take_back(unit), *await self._claim(unit, now, most)]

    async def _take_back(self, unit: Unit) -> Sequence[Message]:
        """Take back what a dead process left, before anything is claimed; once in a drain."""
        if self.is_begun:
            return ()
        self.is_begun = True
        unsettled = await self.means.fates.take_back(unit, self.platform, self.lease, self.in_hand)
        self.has_unknown = any(message.state is State.UNKNOWN for message in unsettled)
        return unsettled

    async def _claim(self, unit: Unit, now: datetime, most: int) -> Sequence[Message]:
        if most == 1:
            return await self._made_ready(unit, await self._least_tried(unit, now), now)
        claimed = await unit.messages.claim(self.platform, now, most, self.lease.number)
        self.is_empty = len(claimed) < most
        if not claimed and self.ahead:
            return await self._claim_ahead(unit, now, most)
        return await self._made_ready(unit, claimed, now)

    async def _least_tried(self, unit: Unit, now: datetime) -> Sequence[Message]:
        """Take what is to show how the platform is doing: what fails again and again tells least of that."""
        claimed = await unit.messages.claim(self.platform, now, _LOOKED_AT, self.lease.number)
        self.is_empty = len(claimed) <= 1
        first: dict[tuple[str, MessageId | None], Message] = {}
        chats: dict[str, str] = {}
        for message in claimed:
            # What is said somewhere later does not overtake what was said before; where that is, is known of
            # what was tried.
            where = message.conversation or chats.get(message.recipient, message.recipient)
            chats.setdefault(message.recipient, where)
            first.setdefault((where, message.replaces), message)
        chosen = min(first.values(), key=lambda message: message.attempts, default=None)
        others = [left(message, now) for message in claimed if message is not chosen]
        await unit.messages.save_states(others)
        return () if chosen is None else (chosen,)

    async def _claim_ahead(self, unit: Unit, now: datetime, most: int) -> Sequence[Message]:
        """Take what is due soon and make it ready: at its instant it only has to be handed over."""
        plan = await unit.planned_at(now)
        if plan is None:
            # Something changed that it was planned from: better look at it when it is due.
            return ()
        soon = now + self.ahead
        claimed = await unit.messages.claim(self.platform, soon, most, self.lease.number)
        self.is_empty = len(claimed) < most
        self._is_kept, self._ready_under = True, plan
        at = max((message.due_at for message in claimed), default=now)
        looked_at = await self._made_ready(unit, claimed, at)
        ready = [m for m in looked_at if m.state is State.CLAIMED and m.id not in self.said]
        await unit.messages.note_words(ready)
        self.said.update(message.id for message in ready)
        return looked_at

    async def _still_ready(
        self, unit: Unit, waiting: Sequence[Message], now: datetime
    ) -> Sequence[Message]:
        if not self._is_kept:
            return waiting
        plan = await unit.planned_at(now)
        if plan is not None and plan == self._ready_under:
            return waiting
        self._ready_under = plan
        waiting = await still_ours(unit, waiting)
        early = [left(message, now) for message in waiting if message.due_at > now]
        await unit.messages.save_states(early)
        due = [message for message in waiting if message.due_at <= now]
        return [*early, *await self._made_ready(unit, due, now)]

    async def _made_ready(
        self, unit: Unit, claimed: Sequence[Message], at: datetime
    ) -> Sequence[Message]:
        """Return these with their words and their place, as they go at this instant; or skipped, or moved."""
        if not claimed:
            return ()
        preparing = await Preparing.of(unit, self.means.knowledge, claimed, at)
        prepared = []
        for message in claimed:
            # One after the other: where one moves to, the next does not.
            try:
                looked_at = await preparing.prepare(message)
            except Exception as error:  # one message keeps nobody else waiting
                prepared.append(await _put_off(unit, message, at, error))
                continue
            prepared.append(looked_at)
            if looked_at.state is not State.CLAIMED or looked_at.local_on != message.local_on:
                await unit.messages.save(looked_at)
            # It may have been claimed before, and say something else by now.
            self.said.discard(message.id)
            if looked_at.content is message.content:
                self.said.add(message.id)
            if looked_at.state is State.CLAIMED and message.id not in self.in_hand:
                self._taken.add(message.id)
                self.in_hand.add(message.id)
        return prepared


async def _put_off(unit: Unit, message: Message, at: datetime, error: Exception) -> Message:
    """Leave a message for later that cannot be made ready, and tell of it once.

    Its words do not open, or composing breaks: the next version, or the right key, may do better
    while it is wanted; then it fails. Where the database failed this fails too, and nothing was claimed.
    """
    kind = type(error).__name__
    later = not_made_ready(left(message, at), at, kind)
    if later.state is not State.FAILED and message.attempts < NOT_READY:
        log.error("not made ready", message=message.id, error=kind, until=str(later.expires_at))
    await unit.messages.save_states([later])
    return later
