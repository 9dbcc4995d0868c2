"""A window for one answer, and the reply that it becomes."""

from dataclasses import replace
from datetime import UTC

from bot.content import Dialog, Field, FieldKind, Press, plain
from bot.dialogue.reaction import answered
from bot.model.ids import RecordId, derive_id
from bot.model.messages import Message, Purpose
from bot.model.prompts import Prompt
from bot.model.records import Commitment, Dilemma, Reply
from bot.model.situation import Decision, Situation
from bot.voice import Voice

MOST = 2000


def writing_dialog(situation: Situation, press: Press, question: str) -> Dialog:
    """Return the window that asks this question.

    `press.arg` tells this window from another one about the same thing: sent twice, it is one reply.
    """
    voice = situation.voice
    return Dialog(
        press=press,
        title=voice.s("Schrijf antwoord"),
        intro=(
            plain(question),
            voice.t("Alleen jij ziet dit. Het kan onder de Woo vallen. Noem geen namen."),
        ),
        fields=(answer_field(voice, ""),),
        submit_label=voice.s("Bewaar"),
    )


def answer_field(voice: Voice, value: str) -> Field:
    """Return the field of that window."""
    return Field(
        name="answer",
        label=voice.s("Je antwoord"),
        kind=FieldKind.TEXT,
        value=value,
        max_length=MOST,
    )


def reply_to(situation: Situation, press: Press, asked: tuple[Message, Prompt], text: str) -> Reply:
    """Return the reply to a prompt, from the window with this press."""
    message, prompt = asked
    return Reply(
        id=_id(situation, press),
        tenant=situation.tenant.id,
        person=situation.person.id,
        text=text,
        short_name=prompt.text(situation.voice.language).title,
        at=situation.now.astimezone(UTC),
        message=message.id,
        prompt=prompt.id,
        theme=prompt.theme,
    )


def reply_about(
    situation: Situation, press: Press, record: Commitment | Dilemma, text: str
) -> Reply:
    """Return the reply that adds to a commitment or a dilemma, from the window with this press."""
    return Reply(
        id=_id(situation, press),
        tenant=situation.tenant.id,
        person=situation.person.id,
        text=text,
        short_name=record.short_name,
        at=situation.now.astimezone(UTC),
        prompt=record.prompt,
        theme=record.theme,
        about=record.id,
    )


def ids_about(situation: Situation, record: RecordId) -> tuple[RecordId, ...]:
    """Return the ids of the replies that add to this record."""
    return tuple(one.id for one in situation.records.replies if one.about == record)


def follow_up_heard(situation: Situation, decision: Decision) -> Decision:
    """Return the decision with the follow-up that was pressed on marked as answered."""
    message = situation.message
    if message is None or message.purpose is not Purpose.FOLLOW_UP or message.answered_at:
        return decision
    return replace(decision, messages=(*decision.messages, answered(message, situation)))


def _id(situation: Situation, press: Press) -> RecordId:
    return RecordId(
        derive_id(
            situation.tenant.id, situation.person.id, "reply", press.verb, press.subject, press.arg
        )
    )
