"""One clean prompt of each kind as it is written, and ways to put something wrong into it."""

from collections.abc import Callable
from typing import Any

from bot.library.draft import Draft, Finding
from bot.library.lint import lint_prompt
from bot.library.register import Register, SourceDocument, SourceRow
from bot.library.runs import pack, unpack

SOURCE_TEXT = (
    "De molenaar vertelde dat zijn wieken bij harde wind 's nachts altijd vanzelf blijven draaien."
)
REGISTER = Register(
    documents={
        "essay": SourceDocument("Een essay", 2020, {"1": "Begin", "2": "Eind"}),
        "gesprek": SourceDocument("Een gesprek", 2019, {"Rol": "Rol"}),
    },
    rows={
        "F01": SourceRow("frame", "Drie toetsen", (("essay", "1"),), ("secretary",)),
        "D02": SourceRow("dilemma", "Twee wegen", (("gesprek", "Rol"),), ()),
    },
    hashes=unpack(pack([SOURCE_TEXT])),
)


def small_win() -> dict[str, Any]:
    """Return a small win that breaks no rule."""
    return {
        "id": "proef:sw-1",
        "kind": "small_win",
        "theme": "dienstverlening.processen",
        "roles": ["secretary"],
        "minutes": 5,
        "timing": {"weekday": "thursday", "avoid": ["zomerreces"]},
        "search_words": ["brief", "balie", "letter", "desk"],
        "sources": [{"document": "essay", "section": "1; 2", "rows": ["F01"]}],
        "texts": {
            "nl": {
                "title": "Eén brief hardop",
                "body": "Lees één brief hardop voor aan de balie. Wie kies je, en wanneer?",
            },
            "nl@formal": {
                "body": "Lees één brief hardop voor aan de balie. Wie kiest u, en wanneer?"
            },
            "en": {
                "title": "One letter aloud",
                "body": "Read one letter aloud at the desk. Whom will you pick, and when?",
            },
        },
    }


def reflection() -> dict[str, Any]:
    """Return a reflection that breaks no rule."""
    return small_win() | {
        "id": "proef:rf-1",
        "kind": "reflection",
        "texts": {
            "nl": {"title": "Wie haakt af?", "body": "Bij welke dienst zie jij mensen afhaken?"},
            "nl@formal": {"body": "Bij welke dienst ziet u mensen afhaken?"},
            "en": {"title": "Who drops out?", "body": "In which service do you see people stop?"},
        },
    }


def nudge() -> dict[str, Any]:
    """Return an agenda nudge that breaks no rule."""
    return small_win() | {
        "id": "proef:ag-1",
        "kind": "agenda_nudge",
        "agenda_minutes": 5,
        "timing": {"moment": "kadernota_sluiting", "offset_days": -15, "avoid": ["formatie"]},
        "texts": {
            "nl": {
                "title": "Eén regel geld",
                "body": "De kadernota sluit over {workdays} werkdagen. Dit past in het MT.",
                "item": "Welk bedrag willen we volgend jaar kunnen uitleggen?",
            },
            "en": {
                "title": "One line of money",
                "body": "The memo closes in {workdays} working days. This suits the next meeting.",
                "item": "Which amount do we want to explain next year?",
            },
        },
    }


KINDS: dict[str, Callable[[], dict[str, Any]]] = {
    "sw": small_win,
    "rf": reflection,
    "ag": nudge,
}


def changed(kind: str, path: str, value: object) -> dict[str, Any]:
    """Return a clean prompt with one value put in at a path such as `texts/nl/body`."""
    prompt = KINDS[kind]()
    inside: Any = prompt
    *parents, last = [int(part) if part.isdigit() else part for part in path.split("/")]
    for part in parents:
        inside = inside[part]
    inside[last] = value
    return prompt


def lint(prompt: dict[str, Any]) -> tuple[Finding, ...]:
    """Return what the style guide is against."""
    return tuple(lint_prompt(Draft(prompt, ("nl", "en")), REGISTER))
