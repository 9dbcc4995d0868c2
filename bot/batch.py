"""Messages on their way to a platform: who goes when, how each ended, and how fast to go on after."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic

import structlog

from bot.errors import FateUnknown, Gone, NotSent
from bot.model.ids import MessageId
from bot.model.messages import Message, Reason, State, as_sent, changed
from bot.model.tries import has_own_trouble, not_handed_over, of_unknown_fate, tried_in_vain
from bot.pacing import Pacer, Turn
from bot.ports.outside import Arrived, ChatPlatform

log = structlog.get_logger()

FAILURES_BEFORE_PAUSE = 5
PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=4)
BREATH = timedelta(seconds=1)
# The longest that a platform may ask to wait; after that it is asked again.
LONGEST_WAIT = timedelta(hours=1)
_LONGEST_DETAIL = 200
_ON_ITS_WAY = (State.CLAIMED, State.SENDING)


class NotTried(NotSent):
    """A message was claimed but never handed to the platform, and can go later."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How sending one message ended."""

    message: Message
    arrived: Arrived | None = None
    error: NotSent | FateUnknown | None = None

    @property
    def is_failure(self) -> bool:
        """Tell whether the platform was tried and seems to be in trouble; refusing one message is none."""
        match self.error:
            case None | NotTried() | NotSent(final=True):
                return False
            case NotSent() | FateUnknown():
                return True

    @property
    def was_tried(self) -> bool:
        """Tell whether the platform was asked at all."""
        return not isinstance(self.error, NotTried)

    @property
    def is_again(self) -> bool:
        """Tell whether the message failed before, and now once more: that may be its own trouble."""
        return self.is_failure and self.message.attempts > 0

    def counts_for(self, stored: Message) -> bool:
        """Tell whether this says something about the message as it is in the store now.

        It may have been erased, or taken back by who has the right to send now. What is certain is
        worth knowing even then, unless it is on its way once more.
        """
        is_of_this_try = stored.lease == self.message.lease
        if is_of_this_try and stored.state in _ON_ITS_WAY:
            return True
        if isinstance(self.error, FateUnknown):
            return False
        if is_of_this_try and stored.state is State.UNKNOWN:
            return True
        return self.error is None and stored.state in (State.PLANNED, State.UNKNOWN)

    def settles(self, stored: Message, now: datetime) -> Message:
        """Return the message as it is in the store now, with this outcome."""
        settled = self._applied_to(stored, now)
        unknown_at = now if settled.state is State.UNKNOWN else None
        return (
            changed(settled, unknown_at=unknown_at) if settled.unknown_at != unknown_at else settled
        )

    def _applied_to(self, stored: Message, now: datetime) -> Message:
        match self.error:
            case None:
                ref, conversation = _of(self.arrived)
                return as_sent(stored, ref, conversation)
            case FateUnknown():
                return changed(of_unknown_fate(stored, now), detail=_why(self.error))
            case NotTried():
                return not_handed_over(stored)
            case NotSent(final=False) as error if error.retry_after is not None:
                # It only came too soon, which says nothing of this message.
                return not_handed_over(stored)
            case Gone():
                return replace(stored, state=State.SKIPPED, reason=Reason.STOPPED)
            case NotSent(final=True):
                detail = _why(self.error)
                return replace(stored, state=State.FAILED, reason=Reason.REFUSED, detail=detail)
            case NotSent():
                return tried_in_vain(stored, now, _why(self.error))


class Batch:
    """Sends messages to one platform: concurrently, but in order within each lane.

    What follows on a failure in a lane waits, so that nothing overtakes it, and after five failures
    in a row nothing more is handed over. `may_go` is asked before each, and nobody waits for the pace
    beyond `until`, a moment of the monotonic clock: what did not get its turn by then was not tried.
    """

    def __init__(
        self,
        platform: ChatPlatform,
        pacer: Pacer,
        may_go: Callable[[], bool],
        until: float | None = None,
    ) -> None:
        self._platform = platform
        self._pacer = pacer
        self._may_go = may_go
        self._until = until
        self._failures = 0
        self._outcomes: dict[MessageId, Outcome] = {}

    @property
    def is_broken(self) -> bool:
        """Tell whether the platform failed five times in a row."""
        return self._failures >= FAILURES_BEFORE_PAUSE

    @property
    def outcomes(self) -> Sequence[Outcome]:
        """How each of what was sent last ended, in that order; of what is on its way nobody can say."""
        return tuple(self._outcomes.values())

    async def send(self, messages: Iterable[Message]) -> Sequence[Outcome]:
        """Return how each ended. Never raises for what the platform does."""
        threads = lanes(messages)
        self._outcomes = {one.id: _not_tried(one) for thread in threads for one in thread}
        await asyncio.gather(*(self._in_order(thread) for thread in threads))
        return self.outcomes

    async def _in_order(self, thread: Sequence[Message]) -> None:
        for message in thread:
            turn = await self._got_turn(message)
            if turn is None:
                return
            if self.is_broken or not self._may_go():
                return
            self._outcomes[message.id] = Outcome(message, error=FateUnknown("interrupted"))
            outcome = await self._one(message)
            turn.end()
            # In the order in which they end: what counts is how the platform is doing now.
            del self._outcomes[message.id]
            self._outcomes[message.id] = outcome
            if not outcome.is_again:
                self._failures = self._failures + 1 if outcome.is_failure else 0
            if outcome.is_failure:
                return

    async def _got_turn(self, message: Message) -> Turn | None:
        conversation = message.conversation or ""
        if self._until is None:
            return await self._pacer.turn(conversation)
        try:
            async with asyncio.timeout(max(self._until - monotonic(), 0)):
                return await self._pacer.turn(conversation)
        except TimeoutError:
            return None

    async def _one(self, message: Message) -> Outcome:
        if message.content is None or message.conversation is None:
            # Its words were erased on the way.
            return Outcome(message, error=NotSent("nothing to say", final=True))
        try:
            arrived = await self._platform.send(message, message.conversation, message.content)
        except (NotSent, FateUnknown) as error:
            log.warning("not sent", message=message.id, error=type(error).__name__)
            return Outcome(message, error=error)
        except Exception as error:
            # No platform should raise this; whether the message went out, nobody can say. The
            # text of the error may hold words, its type does not.
            log.error("platform broke", message=message.id, error=type(error).__name__)
            return Outcome(message, error=FateUnknown("the platform broke"))
        return Outcome(message, arrived)


def not_tried(messages: Iterable[Message]) -> list[Outcome]:
    """Return for each of these that it was not handed over."""
    return [_not_tried(message) for message in messages]


def _not_tried(message: Message) -> Outcome:
    return Outcome(message, error=NotTried("not handed over"))


def lanes(messages: Iterable[Message]) -> list[list[Message]]:
    """Return these by lane; in each of them the order stays."""
    found: dict[tuple[str, str], list[Message]] = {}
    for message in messages:
        found.setdefault(lane(message), []).append(message)
    return list(found.values())


def _of(arrived: Arrived | None) -> tuple[str | None, str | None]:
    return (arrived.ref, arrived.conversation) if arrived else (None, None)


def _why(error: Exception) -> str:
    """Return the cause, as long as the store keeps it."""
    return str(error)[:_LONGEST_DETAIL]


def pace_after(
    outcomes: Sequence[Outcome], failures: int, now: datetime
) -> tuple[datetime | None, int]:
    """Return from when on the platform may be tried again (None: at once), and the failures in a row.

    `failures` are those before these outcomes, which are in the order in which they ended. What the
    platform asked for counts, also when other messages of the batch arrived. While it takes what
    goes elsewhere, a few failures at the end are trouble of those conversations alone. So is what
    failed before, as long as the platform is not in trouble itself.
    """
    asked = _asked_for(outcomes)
    is_in_trouble = failures >= FAILURES_BEFORE_PAUSE
    tried = [one for one in outcomes if one.was_tried]
    telling = [one for one in tried if is_in_trouble or not one.is_again]
    for outcome in telling:
        failures = failures + 1 if outcome.is_failure else 0
    last = {lane(outcome.message): outcome for outcome in telling}
    is_well_somewhere = not all(outcome.is_failure for outcome in last.values())
    if is_well_somewhere and failures < FAILURES_BEFORE_PAUSE:
        failures = 0
    if asked:
        return now + asked, failures
    if tried and not telling:
        # Who was put off waits for instants of their own.
        is_put_off = all(has_own_trouble(outcome.message) for outcome in tried)
        return (None if is_put_off else now + BREATH), failures
    return (now + _own_pause(failures) if failures else None), failures


def _asked_for(outcomes: Sequence[Outcome]) -> timedelta:
    """Return how long the platform asked to wait; nothing when it did not."""
    asked = timedelta(0)
    for outcome in outcomes:
        if isinstance(outcome.error, NotSent) and outcome.error.retry_after is not None:
            seconds = min(outcome.error.retry_after, LONGEST_WAIT.total_seconds())
            asked = max(asked, timedelta(seconds=seconds), BREATH)
    return asked


def holds_back(allowed_at: datetime | None, now: datetime) -> bool:
    """Tell whether the platform is to be left alone until that instant.

    One that lies further ahead than anybody asks to wait was stored under a clock that was wrong.
    """
    return allowed_at is not None and now < allowed_at <= now + LONGEST_WAIT


def _own_pause(failures: int) -> timedelta:
    """Return how long to leave a platform alone that fails.

    Each try may leave a message of unknown fate, so the tries come further and further apart: ten
    minutes of outage cost nine at most.
    """
    if failures < FAILURES_BEFORE_PAUSE:
        return BREATH
    doubled = min(failures - FAILURES_BEFORE_PAUSE, 3)
    return min(PAUSE * (1 << doubled), LONGEST_PAUSE)


def lane(message: Message) -> tuple[str, str]:
    """Return in which queue a message stands: its conversation's, or that of the card it changes."""
    return message.conversation or "", message.replaces or ""
