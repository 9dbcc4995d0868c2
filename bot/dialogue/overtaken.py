"""A chat message whose change comes before it: what became of it waits until it comes itself.

So it goes when a platform repeats a message that it got no answer to, and not what happened since.
"""

from datetime import datetime, timedelta

from bot.dialogue.own_moment import utc_now
from bot.events import Deleted, Edited, Event, SentFile, Wrote
from bot.model.ids import derive_id
from bot.model.situation import Awaits, Decision, ExpectedAnswer, Situation

# No platform repeats what it delivers any longer.
WAITS = timedelta(days=1)
_CHANGED, _GONE = "changed", "gone"


def overtook(situation: Situation, change: Edited | Deleted) -> Decision:
    """Return what follows from a change of a message that is not known: nothing, if that one came."""
    words = change.text if isinstance(change, Edited) else None
    became = ExpectedAnswer(
        awaits=Awaits.MESSAGE,
        verb=_GONE if words is None else _CHANGED,
        words=words or "",
        ref=change.ref,
        expires_at=utc_now(situation) + WAITS,
    )
    return Decision(keeps_expected=True, overtook=became)


def place_of(conversation: str, ref: str) -> str:
    """Return the place, in the terms of the inbox, where a message with this id is waited for."""
    return derive_id(conversation, "message", ref)


def as_it_became(event: Event, became: ExpectedAnswer | None, now: datetime) -> Event | None:
    """Return the event as it is after what came before it; None when its message is gone already.

    `became` is what waits for its message.
    """
    if became is None or became.expires_at <= now or not isinstance(event, Wrote | SentFile):
        return event
    if became.verb == _GONE:
        return None
    return Wrote(became.words, event.ref) if isinstance(event, Wrote) else event


def last_of(earlier: ExpectedAnswer | None, later: ExpectedAnswer) -> ExpectedAnswer:
    """Return what became of a message by two changes: one that is gone has no other words any more."""
    return earlier if earlier is not None and earlier.verb == _GONE else later
