"""The entry: what a message says when it is claimed, together with the messages that joined it."""

from collections.abc import Sequence
from itertools import chain

from bot.compose.digests import digest_content
from bot.compose.follow_ups import follow_up_content
from bot.compose.joining import with_joining
from bot.compose.notices import notice_content
from bot.compose.programmes import with_opening
from bot.compose.prompts import prompt_content, reminder_content
from bot.compose.welcome import welcome_content
from bot.content import Content
from bot.model.messages import Message, Purpose, Reason
from bot.model.prompts import Kind, Prompt
from bot.model.situation import Situation


def compose(
    message: Message, situation: Situation, joined: Sequence[Message] = ()
) -> Content | Reason:
    """Return what `message` and those that joined it say as one, each with its own buttons.

    What has nothing to say any more is left out; when that is everything, the reason of `message`
    comes back.
    """
    first = _content(message, situation)
    others = [_content(other, situation) for other in joined]
    said = [content for content in (first, *others) if isinstance(content, Content)]
    if not said:
        return first
    if len(said) == 1:
        return said[0]
    blocks = tuple(chain.from_iterable(content.blocks for content in said))
    return Content(blocks, " · ".join(content.summary for content in said))


def _content(message: Message, situation: Situation) -> Content | Reason:
    match message.purpose:
        case Purpose.PROMPT:
            return _prompt(message, situation)
        case Purpose.REMINDER:
            return _reminder(message, situation)
        case Purpose.FOLLOW_UP:
            return follow_up_content(message, situation)
        case Purpose.WELCOME:
            return welcome_content(situation)
        case Purpose.NOTICE:
            return notice_content(message, situation)
        case Purpose.DIGEST:
            return digest_content(message, situation)
        case Purpose.ANSWER | Purpose.UPDATE:
            return message.content or Reason.EMPTY


def _prompt(message: Message, situation: Situation) -> Content | Reason:
    prompt = _prompt_of(message, situation)
    if prompt is None:
        return Reason.CHANGED
    if message.answered_at is not None:
        return Reason.ANSWERED
    if _is_closed(message, situation):
        return Reason.LATE
    content = prompt_content(prompt, message.id, situation, message)
    series = next((one for one in situation.series if one.id == message.series), None)
    if series is None or message.prompt is None:
        return content
    content = with_opening(content, series, message.prompt, situation.voice.language)
    return with_joining(content, message, series, situation)


def _reminder(message: Message, situation: Situation) -> Content | Reason:
    original = next((one for one in situation.history if one.id == message.subject), None)
    prompt = _prompt_of(original, situation) if original else None
    if original is None or prompt is None or prompt.kind is Kind.REFLECTION:
        return Reason.CHANGED
    if original.answered_at is not None:
        return Reason.ANSWERED
    if _is_closed(original, situation):
        return Reason.LATE
    return reminder_content(prompt, original, situation)


def _prompt_of(message: Message, situation: Situation) -> Prompt | None:
    return situation.library.to_ask(message.prompt) if message.prompt else None


def _is_closed(message: Message, situation: Situation) -> bool:
    return message.closes_at is not None and message.closes_at <= situation.now
