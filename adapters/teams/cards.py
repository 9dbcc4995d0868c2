"""From a message's content to the activity that goes to Teams, and how language is chosen. Pure."""

from typing import Any, TypeAlias

from adapters.teams.render import TooLargeForTeamsError, card, with_key, written, written_card
from bot.content import Block, Buttons, Content
from bot.model.people import Language

Json: TypeAlias = dict[str, Any]

CARD = "application/vnd.microsoft.card.adaptive"
MOST_CARDS = 3


def activity_of(content: Content, language: Language) -> Json:
    """Return the activity of a message: a card, or bare text to copy.

    `summary` is all that a lock screen shows. Raises TooLargeForTeamsError for what does not fit in
    one card: an activity with several gets no usable id, and cannot be changed any more.
    """
    made: Json = {"type": "message", "summary": content.summary}
    if content.bare:
        return {**made, "textFormat": "plain", "text": content.as_text()}
    return {**made, "attachments": [attachment(card(content, language))]}


def activities_of(content: Content, language: Language) -> list[str]:
    """Return the activity of a message as JSON, or up to three that follow each other when it is long.

    Raises TooLargeForTeamsError beyond that.
    """
    try:
        return [_written_activity(content, language)]
    except TooLargeForTeamsError:
        parts = divided(content, language)
        if len(parts) > MOST_CARDS:
            raise
        return [_written_activity(part, language) for part in parts]


def _written_activity(content: Content, language: Language) -> str:
    """Return `activity_of` as JSON, around a card that is written once."""
    if content.bare:
        return written(activity_of(content, language))
    said = written({"type": "message", "summary": content.summary})
    attached = f'[{{"contentType": "{CARD}", "content": {written_card(content, language)}}}]'
    return with_key(said, "attachments", attached)


def attachment(card: Json) -> Json:
    """Return a card as it is attached."""
    return {"contentType": CARD, "content": card}


def divided(content: Content, language: Language) -> list[Content]:
    """Return the content in parts that each fit in a card; buttons stay with what stands above them.

    Raises TooLargeForTeamsError when a single block is too large.
    """
    parts: list[tuple[Block, ...]] = []
    for group in _groups(content.blocks):
        joined = (*parts[-1], *group) if parts else group
        if parts and _fits(Content(joined, content.summary), language):
            parts[-1] = joined
        else:
            card(Content(group, content.summary), language)
            parts.append(group)
    return [Content(part, content.summary) for part in parts]


def _groups(blocks: tuple[Block, ...]) -> list[tuple[Block, ...]]:
    groups: list[tuple[Block, ...]] = []
    for block in blocks:
        if isinstance(block, Buttons) and groups:
            groups[-1] = (*groups[-1], block)
        else:
            groups.append((block,))
    return groups


def _fits(content: Content, language: Language) -> bool:
    try:
        card(content, language)
    except TooLargeForTeamsError:
        return False
    return True
