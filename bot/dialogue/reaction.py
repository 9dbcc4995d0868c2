"""What any reaction of a person does: the prompt has been heard, and the silence is over."""

from dataclasses import replace
from datetime import UTC
from itertools import chain

from bot.model.ids import MessageId
from bot.model.messages import Message
from bot.model.people import Person, Platform
from bot.model.situation import Situation


def heard(situation: Situation) -> Person | None:
    """Return the person with their silence ended, or None when there was none to end."""
    person = situation.person
    return replace(person, unanswered=0) if person.unanswered else None


def answered(message: Message, situation: Situation) -> Message:
    """Return the message as answered now: no reminder follows. The first instant stays."""
    return replace(message, answered_at=message.answered_at or situation.now.astimezone(UTC))


def message_with(situation: Situation, message_id: str) -> Message | None:
    """Return the message to this person with this id, or None when it is not known (any more)."""
    # One after the other: what stands further on may not have to be read.
    known = chain((situation.message,), situation.open_prompts, situation.history)
    return next((one for one in known if one is not None and one.id == MessageId(message_id)), None)


def title_of(message: Message, situation: Situation) -> str:
    """Return the title of the prompt that was sent, for as far as the library still has it."""
    prompt = situation.library.find(message.prompt) if message.prompt else None
    if prompt is None:
        return situation.voice.s("een eerdere vraag")
    return prompt.text(situation.person.language).title


def place_name(situation: Situation) -> str:
    """Return what people call the place where they type: Teams, Slack, or the chat."""
    known = (situation.message, *situation.history)
    platform = next((one.platform for one in known if one is not None), None)
    match platform:
        case Platform.TEAMS:
            return "Teams"
        case Platform.SLACK:
            return "Slack"
        case _:
            return situation.voice.s("de chat")
