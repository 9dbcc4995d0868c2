"""Which prompts a person's plain text can be an answer to."""

from collections.abc import Iterator
from datetime import timedelta

from bot.dialogue.on_demand import takes_text
from bot.model.ids import MessageId
from bot.model.messages import Message, Purpose, State
from bot.model.situation import Situation

_A_DAY = timedelta(days=1)
_LATELY = timedelta(days=7)
_JUST_NOW = timedelta(minutes=15)


def open_for_text(situation: Situation) -> tuple[Message, ...]:
    """Return the open prompts that plain text may answer, newest first, each once.

    Also those of which nobody can say yet that they arrived: who answers has read them.
    """
    found: dict[str, Message] = {}
    for message in situation.open_prompts:
        if takes_text(message) and _may_have_been_read(message, situation):
            # What was put off and came again is the same question.
            found.setdefault(message.subject, message)
    return tuple(found.values())


def _may_have_been_read(message: Message, situation: Situation) -> bool:
    if message.state is State.SENT:
        return True
    return message.sent_at is not None and situation.now - message.sent_at <= _A_DAY


def lately(situation: Situation) -> Message | None:
    """Return the prompt that text may still be about when none is open, or None.

    One that was answered just now in plain text, or was put off or away in the last week.
    """
    return next(_just_answered(situation), None) or next(_put_off(situation), None)


def _just_answered(situation: Situation) -> Iterator[Message]:
    by_id = {message.id: message for message in situation.history}
    for reply in reversed(situation.records.replies):
        is_new = situation.now - reply.at <= _JUST_NOW
        if reply.typed_ref and is_new and reply.message in by_id:
            yield by_id[reply.message]


def _put_off(situation: Situation) -> Iterator[Message]:
    used = _messages_of_records(situation)
    for message in situation.history:
        is_sent = message.purpose is Purpose.PROMPT and message.state is State.SENT
        is_put_off = is_sent and message.prompt is not None and message.answered_at is not None
        if not is_put_off or message.id in used or not takes_text(message):
            continue
        if message.sent_at is not None and situation.now - message.sent_at <= _LATELY:
            yield message


def _messages_of_records(situation: Situation) -> frozenset[MessageId]:
    kept = situation.records
    found = {reply.message for reply in kept.replies}
    found |= {commitment.message for commitment in kept.commitments}
    found |= {dilemma.message for dilemma in kept.dilemmas}
    found |= {item.message for item in kept.agenda_items}
    return frozenset(message for message in found if message is not None)
