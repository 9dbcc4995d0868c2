"""When a message that could not go is tried again, and when that ends.

`Message.attempts` counts what was tried in vain. While the fate of the last try is unknown it counts
halves: each try is two of them, and that the platform was asked in vain is one.
"""

from datetime import datetime, timedelta

from bot.model.messages import Message, Purpose, Reason, State, changed

# So often it is tried without a wait of its own. What fails more often has a trouble of its own.
TRIED_AT_ONCE = 4
_FIRST_WAIT = timedelta(seconds=30)
_GROWS = 1.5
_LONGEST_WAIT = timedelta(hours=4)
# What cannot be read or composed waits from the beginning as what was tried so often: some minutes.
NOT_READY = 12
# Beyond this many a wait is the longest anyway.
_MOST_STEPS = 16
# So long what does not say until when it is wanted is tried, once it has a trouble of its own.
_SOON_FORGOTTEN = (Purpose.ANSWER, Purpose.UPDATE)
_KEEPS_SHORTLY, _KEEPS = timedelta(days=1), timedelta(days=7)


def has_own_trouble(message: Message) -> bool:
    """Tell whether it was tried so often that its failing says nothing of how its platform is doing."""
    return _tries(message) >= TRIED_AT_ONCE


def of_unknown_fate(message: Message, since: datetime) -> Message:
    """Return a message that was handed over and of which nobody can say whether it arrived."""
    halves = 2 * (_tries(message) + 1)
    return changed(message, state=State.UNKNOWN, unknown_at=since, attempts=halves)


def not_handed_over(message: Message) -> Message:
    """Return a message that never went as it waits; this is no try, also if it was taken for one."""
    tries = _tries(message) - (message.state is State.UNKNOWN)
    return changed(message, state=State.PLANNED, sent_at=None, attempts=max(tries, 0))


def was_asked(message: Message) -> bool:
    """Tell whether the platform was asked in vain about this message of unknown fate."""
    return message.attempts % 2 == 1


def asked_in_vain(message: Message) -> Message:
    """Return this message of unknown fate after its platform said for the first time that it is not there."""
    return changed(message, attempts=message.attempts + 1)


def tried_in_vain(message: Message, now: datetime, why: str | None) -> Message:
    """Return a message that certainly did not arrive as it waits for its next try, or as it failed for good.

    At first it is tried again as soon as its platform may be. Then it waits for instants of its own,
    each half as far again as the one before; what is said later in the same conversation no longer
    waits for it. It fails, for this reason, when the next try would be too late.
    """
    is_counted = message.state is State.UNKNOWN
    tries = _tries(message) if is_counted else message.attempts + 1
    waiting = changed(message, state=State.PLANNED, sent_at=None, unknown_at=None, attempts=tries)
    if tries < TRIED_AT_ONCE:
        return waiting
    return _put_off(waiting, now, Reason.REFUSED, why)


def not_made_ready(message: Message, now: datetime, why: str) -> Message:
    """Return a planned message that cannot be read or composed as it waits, or as it failed for good."""
    tries = max(message.attempts + 1, NOT_READY)
    return _put_off(changed(message, attempts=tries), now, Reason.UNREADABLE, why)


def was_due_at(message: Message) -> datetime:
    """Return about when a planned message was due before it was put off.

    It may be up to 25 minutes too early: see `put_off_by`.
    """
    return message.due_at - put_off_by(message.attempts)


def put_off_by(attempts: int) -> timedelta:
    """Return about how much later than it was due a message goes that was tried so often in vain.

    It counts a wait for each try. What could not be made ready counts as tried so often without
    having waited for all of those tries: for that it may be up to 25 minutes too much.
    """
    waits = (_wait(tries) for tries in range(TRIED_AT_ONCE, attempts + 1))
    return sum(waits, timedelta(0))


def _put_off(message: Message, now: datetime, reason: Reason, why: str | None) -> Message:
    """Return it as it waits for its next try, or as failed for this reason when that is too late."""
    until = message.expires_at or now + _kept(message)
    again_at = now + _wait(message.attempts)
    if again_at > until:
        return changed(message, state=State.FAILED, reason=reason, detail=why)
    return changed(message, state=State.PLANNED, due_at=again_at, expires_at=until)


def _tries(message: Message) -> int:
    return message.attempts // 2 if message.state is State.UNKNOWN else message.attempts


def _wait(tries: int) -> timedelta:
    steps = min(tries - TRIED_AT_ONCE, _MOST_STEPS)
    return min(_FIRST_WAIT * _GROWS**steps, _LONGEST_WAIT)


def _kept(message: Message) -> timedelta:
    return _KEEPS_SHORTLY if message.purpose in _SOON_FORGOTTEN else _KEEPS
