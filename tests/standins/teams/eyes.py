"""What a person sees: messages as they are now on a device, and the window that stands open."""

from dataclasses import dataclass

from tests.standins.teams.cards import CARD, Action, Input, Line, lines_of, seen_in
from tests.standins.teams.forms import Dialog
from tests.standins.teams.world import Conversation, Json, Posted

DESKTOP = "desktop"
OLD_CLIENT = "old"  # a client that does not know Action.Execute


def cards_of(posted: Posted, who: str = "", device: str = DESKTOP) -> list[Json]:
    """Return the cards of a message as this person sees them on this device."""
    if posted.deleted:
        return []
    attached = posted.activity.get("attachments") or []
    cards = [one["content"] for one in attached if one.get("contentType") == CARD]
    own = posted.own.get((who, device), {})
    return [own.get(number, card) for number, card in enumerate(cards)]


def message(posted: Posted, who: str = "", device: str = DESKTOP) -> Json:
    """Return a message as it stands there. Nothing is left of one that was taken away."""
    cards = cards_of(posted, who, device)
    text = "" if posted.deleted else posted.activity.get("text") or ""
    return {
        "id": posted.id,
        "thread": posted.thread,
        "author": posted.author,
        "deleted": posted.deleted,
        "updates": posted.updates,
        "notification": posted.notification,
        "text": text,
        "lines": [
            *(text.split("\n") if text else ()),
            *(line for card in cards for line in lines_of(card)),
        ],
        "buttons": [one.title for card in cards for one in buttons(card, device)],
        "cards": cards,
    }


def buttons(card: Json, device: str = DESKTOP) -> list[Action]:
    """Return the buttons of a card, as a client of this kind knows them."""
    found = [one for one in seen_in(card) if isinstance(one, Action)]
    return [one.on_an_old_client() for one in found] if device == OLD_CLIENT else found


def dialog(window: Dialog) -> Json:
    """Return a window as it stands there, with what was typed in it."""
    elements = (one for one in seen_in(window.card) if not isinstance(one, Action))
    return {
        "title": window.title,
        "seen": [_element(one, window.values) for one in elements],
        "buttons": [one.title for one in buttons(window.card)],
        "errors": window.errors,
        "card": window.card,
    }


@dataclass(frozen=True)
class Button:
    """A button on a card of a message; `number` counts its cards."""

    posted: Posted
    number: int
    card: Json
    action: Action


def find_button(conversation: Conversation, who: str, title: str, device: str) -> Button | None:
    """Return the newest button with this title, or None."""
    for posted in reversed(conversation.messages):
        for number, card in enumerate(cards_of(posted, who, device)):
            for action in buttons(card, device):
                if action.title == title:
                    return Button(posted, number, card, action)
    return None


def _element(one: Line | Input, values: dict[str, str]) -> Json:
    if isinstance(one, Line):
        return {"is": "line", "text": one.text, "color": one.color.lower()}
    return {
        "is": "input",
        "id": one.id,
        "label": one.label,
        "kind": one.kind,
        "value": one.shown(values.get(one.id, one.value)),
        "required": one.required,
        "choices": [choice.title for choice in one.choices],
        "several": one.several,
    }
