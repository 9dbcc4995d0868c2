"""How sending messages ended, and in which order they stand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.errors import FateUnknown, Gone, NotSent
from bot.model.messages import Message, Reason, State, as_sent, changed
from bot.model.tries import not_handed_over, of_unknown_fate, tried_in_vain
from bot.ports.outside import Arrived

_LONGEST_DETAIL = 200
_ON_ITS_WAY = (State.CLAIMED, State.SENDING)
Lane = tuple[str, str]


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


def not_tried(messages: Iterable[Message]) -> list[Outcome]:
    """Return for each of these that it was not handed over."""
    return [Outcome(message, error=NotTried("not handed over")) for message in messages]


def lanes(messages: Iterable[Message]) -> Mapping[Lane, Sequence[Message]]:
    """Return these by lane; in each of them the order stays."""
    found: dict[Lane, list[Message]] = {}
    for message in messages:
        found.setdefault(lane(message), []).append(message)
    return found


def lane(message: Message) -> Lane:
    """Return in which queue a message stands: its conversation's, or that of the card it changes."""
    return message.conversation or "", message.replaces or ""


def _of(arrived: Arrived | None) -> tuple[str | None, str | None]:
    return (arrived.ref, arrived.conversation) if arrived else (None, None)


def _why(error: Exception) -> str:
    """Return the cause, as long as the store keeps it."""
    return str(error)[:_LONGEST_DETAIL]
