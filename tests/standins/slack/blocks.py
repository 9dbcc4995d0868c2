"""Which blocks Slack takes in a message, a modal and a Home tab, and what it says of the others."""

from collections.abc import Iterable, Iterator
from typing import Any

from tests.standins.slack.checks import (
    Check,
    Json,
    Problems,
    Shape,
    Typed,
    anything,
    boolean,
    listed,
    one_of,
    string,
    text,
    whole,
    wrong,
)
from tests.standins.slack.elements import (
    IDENTIFIER,
    IN_ACTIONS,
    IN_CONTEXT,
    IN_INPUT,
    IN_SECTION,
)

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
MOST_TEXT = 13_000
MOST_MARKDOWN = 12_000
ONLY_IN_MESSAGES = ("table", "markdown")

_STYLE = Shape(dict.fromkeys(("bold", "italic", "strike", "code", "underline"), boolean))
_RUN: dict[str, Check] = {"type": anything, "style": _STYLE}
_RUNS = Typed(
    {
        "text": Shape({**_RUN, "text": string(12_000)}, ("type", "text")),
        "link": Shape(
            {**_RUN, "url": string(3000), "text": string(3000), "unsafe": boolean}, ("type", "url")
        ),
        "emoji": Shape({**_RUN, "name": string(100), "unicode": string(100)}, ("type", "name")),
        "user": Shape({**_RUN, "user_id": string(50)}, ("type", "user_id")),
        "channel": Shape({**_RUN, "channel_id": string(50)}, ("type", "channel_id")),
        "usergroup": Shape({**_RUN, "usergroup_id": string(50)}, ("type", "usergroup_id")),
        "broadcast": Shape(
            {**_RUN, "range": one_of("here", "channel", "everyone")}, ("type", "range")
        ),
        "date": Shape(
            {
                **_RUN,
                "timestamp": whole(0, 9_999_999_999),
                "format": string(200),
                "url": string(3000),
                "fallback": string(200),
            },
            ("type", "timestamp", "format"),
        ),
    }
)
_SECTION_OF_RUNS = Shape({"type": anything, "elements": listed(_RUNS, 1000, 0)}, ("elements",))
_QUOTED = Shape(
    {"type": anything, "elements": listed(_RUNS, 1000, 0), "border": whole(0, 1)}, ("elements",)
)
_RICH = Typed(
    {
        "rich_text_section": _SECTION_OF_RUNS,
        "rich_text_quote": _QUOTED,
        "rich_text_preformatted": _QUOTED,
        "rich_text_list": Shape(
            {
                "type": anything,
                "style": one_of("bullet", "ordered"),
                "indent": whole(0, 8),
                "offset": whole(0, 10_000),
                "border": whole(0, 1),
                "elements": listed(Typed({"rich_text_section": _SECTION_OF_RUNS}), 1000),
            },
            ("style", "elements"),
        ),
    }
)
_BLOCK: dict[str, Check] = {"type": anything, "block_id": IDENTIFIER}
_RICH_BLOCK = Shape({**_BLOCK, "elements": listed(_RICH, 1000)}, ("elements",))
_CELL = Typed(
    {
        "raw_text": Shape({"type": anything, "text": string(3000)}, ("text",)),
        "rich_text": _RICH_BLOCK,
    }
)
_ANY_TEXT = ("plain_text", "mrkdwn")


def _section(value: Any, where: str, problems: Problems) -> None:
    Shape(
        {
            **_BLOCK,
            "text": text(3000, *_ANY_TEXT),
            "fields": listed(text(2000, *_ANY_TEXT), 10),
            "accessory": IN_SECTION,
            "expand": boolean,
        }
    )(value, where, problems)
    if "text" not in value and "fields" not in value:
        wrong(problems, where, "section needs text or fields")


BLOCKS: dict[str, Check] = {
    "section": _section,
    "divider": Shape(_BLOCK),
    "header": Shape({**_BLOCK, "text": text(150), "level": whole(1, 6)}, ("text",)),
    "context": Shape({**_BLOCK, "elements": listed(IN_CONTEXT, 10)}, ("elements",)),
    "actions": Shape({**_BLOCK, "elements": listed(IN_ACTIONS, 25)}, ("elements",)),
    "input": Shape(
        {
            **_BLOCK,
            "label": text(2000),
            "element": IN_INPUT,
            "hint": text(2000),
            "optional": boolean,
            "dispatch_action": boolean,
        },
        ("label", "element"),
    ),
    "image": Shape(
        {
            **_BLOCK,
            "image_url": string(3000),
            "slack_file": anything,
            "alt_text": string(2000),
            "title": text(2000),
        },
        ("alt_text",),
    ),
    "rich_text": _RICH_BLOCK,
    "markdown": Shape({**_BLOCK, "text": string(MOST_MARKDOWN)}, ("text",)),
    "table": Shape(
        {
            **_BLOCK,
            "rows": listed(listed(_CELL, 20), 100),
            "column_settings": listed(
                Shape({"align": one_of("left", "center", "right"), "is_wrapped": boolean}), 20, 0
            ),
        },
        ("rows",),
    ),
}
_ALL = Typed(BLOCKS)


def problems_of(blocks: Any, surface: str) -> Problems:
    """Return what Slack finds wrong with the blocks of a message, a modal or a Home tab."""
    found: Problems = []
    listed(_ALL, MOST_BLOCKS[surface], 0)(blocks, "/blocks", found)
    if not found:
        _unique(blocks, found)
        _placed(blocks, surface, found)
    return found


def _unique(blocks: list[Json], problems: Problems) -> None:
    seen: set[str] = set()
    for number, block in enumerate(blocks):
        name = block.get("block_id")
        if name in seen:
            wrong(problems, f"/blocks/{number}/block_id", f"block_id {name!r} already exists")
        seen |= {name} if name else set()
        own = [one["action_id"] for one in elements_of(block) if one.get("action_id")]
        if len(own) != len(set(own)):
            wrong(problems, f"/blocks/{number}", "action_id already exists in this block")


def _placed(blocks: list[Json], surface: str, problems: Problems) -> None:
    kinds = [block["type"] for block in blocks]
    for number, kind in enumerate(kinds):
        if kind in ONLY_IN_MESSAGES and surface != "message":
            wrong(problems, f"/blocks/{number}/type", f"unsupported type: {kind}")
    if kinds.count("table") > 1:
        wrong(problems, "/blocks", "only_one_table_allowed")
    if sum(len(one["text"]) for one in blocks if one["type"] == "markdown") > MOST_MARKDOWN:
        wrong(problems, "/blocks", f"markdown must be less than {MOST_MARKDOWN + 1} characters")


def elements_of(block: Json) -> Iterator[Json]:
    """Yield what can be pressed, chosen or filled in in a block."""
    if block["type"] == "actions":
        yield from block["elements"]
    elif block["type"] == "input":
        yield block["element"]
    elif block.get("accessory"):
        yield block["accessory"]


def size(value: Any) -> int:
    """Return how many characters of text there are in blocks."""
    if isinstance(value, dict):
        own = value.get("text")
        words = len(own) if isinstance(own, str) else 0
        return words + sum(size(one) for one in value.values() if not isinstance(one, str))
    return sum(size(one) for one in value) if isinstance(value, list) else 0


def named(blocks: Iterable[Json], new_name: Iterator[str]) -> list[Json]:
    """Return the blocks as Slack keeps them: each with a block_id, each element with an action_id."""
    kept: list[Json] = []
    for block in blocks:
        made = {**block, "block_id": block.get("block_id") or next(new_name)}
        if made["type"] == "actions":
            made["elements"] = [_element(one, new_name) for one in made["elements"]]
        for place in ("element", "accessory"):
            if place in made:
                made[place] = _element(made[place], new_name)
        kept.append(made)
    return kept


def _element(element: Json, new_name: Iterator[str]) -> Json:
    if element["type"] == "image" or element.get("action_id"):
        return element
    return {**element, "action_id": next(new_name)}
