"""Where a commitment comes from: a prompt, a reply, a dilemma, an agenda item, an earlier one, or nothing.

A button tells it by its subject: the id of that thing; `first:` before a commitment's id asks for a
first step towards it, `step:` for the step that is left of it.
"""

import re
from dataclasses import dataclass

from bot.dialogue.reaction import message_with
from bot.model.ids import PromptId, RecordId, derive_id
from bot.model.messages import Message
from bot.model.prompts import PromptTexts, ReplyForm, Theme
from bot.model.records import AgendaItem, Commitment, Dilemma, Reply
from bot.model.situation import Situation

FIRST = "first:"
STEP = "step:"
MOST_OF_STEP = 500
# A small win ends by asking who and when; what stands before it is the step itself.
_LAST_QUESTION = re.compile(r"(?:^|\s)[^.!?\s][^.!?]*\?\s*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a commitment gets from where it comes from. `existing` is the one that is changed.

    `asks_step` leaves the step to be filled in anew. `message` is the prompt's, when it is known.
    `link` leads to the message in the chat that it is about.
    """

    id: RecordId
    short_name: str = ""
    what: str = ""
    existing: Commitment | None = None
    asks_step: bool = False
    message: Message | None = None
    prompt: PromptId | None = None
    theme: Theme | None = None
    link: str = ""


def origin_of(situation: Situation, subject: str) -> Origin:
    """Return where a commitment with this subject comes from; an unknown subject stands on its own."""
    bare = subject.removeprefix(FIRST).removeprefix(STEP)
    commitment = commitment_with(situation, bare)
    if commitment is not None:
        return _of_commitment(situation, subject, commitment)
    new_id = _id(situation, subject)
    existing = commitment_with(situation, new_id)
    message = message_with(situation, subject)
    prompt = situation.library.find(message.prompt) if message and message.prompt else None
    if message is not None and prompt is not None:
        texts = prompt.text(situation.voice.language)
        is_step = prompt.reply_form is ReplyForm.COMMITMENT
        return Origin(
            id=new_id,
            short_name=texts.title,
            what=_step(texts) if is_step else texts.title,
            existing=existing,
            message=message,
            prompt=prompt.id,
            theme=prompt.theme,
        )
    records: tuple[Reply | Dilemma | AgendaItem, ...] = (
        *situation.records.replies,
        *situation.records.dilemmas,
        *situation.records.agenda_items,
    )
    for record in records:
        if record.id == subject:
            return Origin(
                id=new_id,
                short_name=record.short_name,
                existing=existing,
                prompt=record.prompt,
                theme=record.theme,
                link=record.link if isinstance(record, Dilemma) else "",
            )
    return Origin(id=new_id, existing=existing)


def _step(texts: PromptTexts) -> str:
    """Return what the prompt asks to do, or its title when that is too long for the window."""
    step = _LAST_QUESTION.sub("", texts.body).strip()
    return step if 0 < len(step) <= MOST_OF_STEP else texts.title


def commitment_with(situation: Situation, record_id: str) -> Commitment | None:
    """Return the person's commitment with this id, or None."""
    return next((one for one in situation.records.commitments if one.id == record_id), None)


def _of_commitment(situation: Situation, subject: str, commitment: Commitment) -> Origin:
    if subject.startswith(FIRST):
        new_id = _id(situation, subject)
        return Origin(
            id=new_id,
            short_name=commitment.short_name,
            existing=commitment_with(situation, new_id),
            prompt=commitment.prompt,
            theme=commitment.theme,
            link=commitment.link,
        )
    message = message_with(situation, commitment.message) if commitment.message else None
    return Origin(
        id=commitment.id,
        existing=commitment,
        asks_step=subject.startswith(STEP),
        message=message,
        prompt=commitment.prompt,
        theme=commitment.theme,
        link=commitment.link,
    )


def _id(situation: Situation, subject: str) -> RecordId:
    return RecordId(derive_id(situation.tenant.id, situation.person.id, "commitment", subject))
