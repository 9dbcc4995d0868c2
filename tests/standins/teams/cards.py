"""An Adaptive Card as a person sees it, and whether Teams can show it at all."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jsonschema import Draft6Validator
from jsonschema.exceptions import best_match

from tests.standins.teams.world import Json

CARD = "application/vnd.microsoft.card.adaptive"
SCHEMA = Path(__file__).parents[2] / "schemas" / "adaptive-card-1.5.0.json"
_VERSIONS = ("1.0", "1.1", "1.2", "1.3", "1.4", "1.5")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!~>|])")


@dataclass(frozen=True)
class Line:
    """A paragraph, a fact or a row. Strong words stand between `**`; `color` is the card's word."""

    text: str
    color: str = ""


@dataclass(frozen=True)
class Choice:
    title: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Input:
    """Something to fill in. `value` is what stands in it, as it would be sent."""

    id: str
    label: str
    kind: str
    value: str = ""
    required: bool = False
    error: str = ""
    regex: str = ""
    max_length: int | None = None
    minimum: str = ""
    maximum: str = ""
    choices: tuple[Choice, ...] = ()
    several: bool = False

    def shown(self, value: str) -> str:
        """Return a value as it stands there; what is chosen of several things, a line each."""
        if not self.choices:
            return value
        titles = {choice.value: choice.title for choice in self.choices}
        parts = value.split(",") if self.several else [value]
        return "\n".join(titles.get(part, part) for part in parts if part)


@dataclass(frozen=True)
class Action:
    """A button."""

    title: str
    element: Json

    @property
    def type(self) -> str:
        return str(self.element["type"])

    def data(self) -> Json:
        data = self.element.get("data", {})
        return dict(data) if isinstance(data, dict) else {"data": data}

    def on_an_old_client(self) -> "Action":
        """Return what a client shows that does not know this action."""
        fallback = self.element.get("fallback")
        if self.type == "Action.Execute" and isinstance(fallback, dict):
            return Action(fallback.get("title", self.title), fallback)
        return self


Seen = Line | Input | Action


@cache
def _validator() -> Draft6Validator:
    return Draft6Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def fault_in(card: object) -> str | None:
    """Return why Teams would not show this card, or None."""
    if not isinstance(card, dict) or card.get("type") != "AdaptiveCard":
        return "this is not an AdaptiveCard"
    if card.get("version") not in _VERSIONS:
        return f"Teams shows cards up to version 1.5, not {card.get('version')!r}"
    bare = {name: value for name, value in card.items() if name != "msteams"}
    problem = best_match(_validator().iter_errors(bare))
    if problem is not None:
        return f"{problem.json_path}: {problem.message}"[:500]
    ids = [one.id for one in seen_in(card) if isinstance(one, Input)]
    twice = {one for one in ids if ids.count(one) > 1}
    return f"two inputs have the id {sorted(twice)}" if twice else None


def seen_in(card: Json) -> Iterator[Seen]:
    """Yield all there is to see, in reading order."""
    for element in card.get("body", []):
        yield from _seen(element)
    yield from _actions(card.get("actions", []))


def lines_of(card: Json) -> list[str]:
    return [one.text for one in seen_in(card) if isinstance(one, Line)]


def inputs_of(card: Json) -> list[Input]:
    return [one for one in seen_in(card) if isinstance(one, Input)]


def actions_of(card: Json) -> list[Action]:
    return [one for one in seen_in(card) if isinstance(one, Action)]


def _seen(element: Json) -> Iterator[Seen]:
    if element.get("isVisible") is False:
        return
    kind = element["type"]
    if kind.startswith("Input."):
        yield _input(element)
    elif kind == "ActionSet":
        yield from _actions(element["actions"])
    elif kind in _LINES:
        yield from _LINES[kind](element)
    else:
        for inner in (*element.get("items", ()), *element.get("columns", ())):
            yield from _seen({"type": "Column", **inner})


def _text(element: Json) -> Iterator[Line]:
    yield Line(as_shown(element["text"]), element.get("color", ""))


def _rich_text(element: Json) -> Iterator[Line]:
    yield Line(_runs(element["inlines"]), _color(element["inlines"]))


def _facts(element: Json) -> Iterator[Line]:
    for fact in element["facts"]:
        yield Line(f"{as_shown(fact['title']).strip()}: {as_shown(fact['value'])}")


def _rows(element: Json) -> Iterator[Line]:
    for row in element.get("rows", []):
        yield Line(" | ".join(_cell(cell) for cell in row.get("cells", [])))


_LINES = {"TextBlock": _text, "RichTextBlock": _rich_text, "FactSet": _facts, "Table": _rows}


def _actions(elements: list[Json]) -> Iterator[Action]:
    for element in elements:
        yield Action(element.get("title", ""), element)


def _cell(cell: Json) -> str:
    parts = (one for item in cell.get("items", []) for one in _seen(item))
    return " ".join(one.text for one in parts if isinstance(one, Line))


def _runs(inlines: list[Json | str]) -> str:
    parts: list[str] = []
    strong = False
    for run in inlines:
        text, bold = (run, False) if isinstance(run, str) else _run(run)
        if bold != strong:
            parts.append("**")
            strong = bold
        parts.append(text)
    return "".join(parts) + ("**" if strong else "")


def _run(run: Json) -> tuple[str, bool]:
    return run["text"], str(run.get("weight", "")).lower() == "bolder"


def _color(inlines: list[Json | str]) -> str:
    colors = {run.get("color", "") for run in inlines if isinstance(run, dict)}
    return str(colors.pop()) if len(colors) == 1 else ""


def as_shown(markdown: str) -> str:
    """Return text with Markdown as it looks; strong words stay between `**`."""
    return _ESCAPED.sub(r"\1", markdown)


def _input(element: Json) -> Input:
    choices = element.get("choices", ())
    return Input(
        id=element["id"],
        label=element.get("label", ""),
        kind=element["type"].removeprefix("Input."),
        value=str(element.get("value", "")),
        required=bool(element.get("isRequired")),
        error=element.get("errorMessage", ""),
        regex=element.get("regex", ""),
        max_length=element.get("maxLength"),
        minimum=str(element.get("min", "")),
        maximum=str(element.get("max", "")),
        choices=tuple(Choice(one["title"], one["value"]) for one in choices),
        several=bool(element.get("isMultiSelect")),
    )
