"""From a message's content to the activity that goes to Teams, and how language is chosen. Pure."""

from typing import Any, TypeAlias

from adapters.teams.render import TooLargeForTeamsError, card
from bot.content import Block, Buttons, Content
from bot.model.people import Language

Json: TypeAlias = dict[str, Any]

CARD = "application/vnd.microsoft.card.adaptive"
MOST_CARDS = 3


def activity_of(content: Content, language: Language) -> Json:
    """Return the activity of a message: a card, or bare text to copy.

    `summary` is all that a lock screen shows. What does not fit in one card is divided over up to
    three in the one message; raises TooLargeForTeamsError beyond that.
    """
    made: Json = {"type": "message", "summary": content.summary}
    if content.bare:
        return {**made, "textFormat": "plain", "text": content.as_text()}
    return {**made, "attachments": [attachment(one) for one in cards_of(content, language)]}


def attachment(card: Json) -> Json:
    """Return a card as it is attached."""
    return {"contentType": CARD, "content": card}


def cards_of(content: Content, language: Language) -> list[Json]:
    """Return the card of this content, or the cards when it takes several."""
    try:
        return [card(content, language)]
    except TooLargeForTeamsError:
        parts = divided(content, language)
        if len(parts) > MOST_CARDS:
            raise
        return [card(part, language) for part in parts]


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
