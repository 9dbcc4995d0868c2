"""How messages and windows of Slack look to a person."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tests.stages.stage import Shown, ShownDialog
from tests.standins.slack.dialogs import REQUIRED
from tests.standins.slack.elements import choices

Json = dict[str, Any]

_FACT = re.compile(r"^\*\*([^*]+: )\*\*")
_BOXES = ("checkboxes", "multi_static_select")
# Transcripts know no platform: what the bot calls by its name is the chat there, and a field that
# Slack itself holds back says what the bot would say.
_THE_CHAT = ("in Slack", "in de chat")
_HELD_BACK = {REQUIRED: "Vul hier iets in."}


def shown(message: Mapping[str, Any]) -> Shown:
    """Return a message as a person sees it."""
    blocks = message.get("blocks", [])
    if not blocks:
        return Shown((message["text"],), ())
    buttons = [
        element["text"]["text"]
        for block in blocks
        if block["type"] == "actions"
        for element in block["elements"]
    ]
    return Shown(tuple(_lines(blocks)), tuple(buttons))


def shown_dialog(window: Mapping[str, Any]) -> ShownDialog:
    """Return a window as a person sees it."""
    title, blocks = window["title"]["text"], list(window["blocks"])
    if blocks and blocks[0]["type"] == "header":
        title = blocks.pop(0)["text"]["text"]
    inputs = [block for block in blocks if block["type"] == "input"]
    links, whole = dict(_links(blocks)), _whole_options(blocks)
    values = {_label(one): _value(window, one, whole) for one in inputs}
    intro = (block for block in blocks if not dict(_links([block])))
    names = {block["block_id"]: _label(block) for block in inputs}
    return ShownDialog(
        title=title,
        values=links | values,
        errors={names[k]: _HELD_BACK.get(words, words) for k, words in window["errors"].items()},
        intro=tuple(line for line in _lines(intro) if line not in whole.values()),
        offers={
            _label(one): tuple(_words(option, whole) for option in choices(one["element"]))
            for one in inputs
            if one["element"]["type"] in _BOXES
        },
        can_send=bool(window.get("submit")),
    )


def filled(window: Mapping[str, Any], values: Mapping[str, str]) -> dict[str, object]:
    """Return what to fill in, as the stand-in takes it: several choices are a list."""
    boxes = {_label(one) for one in window["blocks"] if _is_boxes(one)}
    labels = {whole: label for label, whole in _whole_options(window["blocks"]).items()}
    return {
        name: [labels.get(part, part) for part in value.split("\n") if part]
        if name in boxes
        else labels.get(value, value)
        for name, value in values.items()
    }


def _value(window: Mapping[str, Any], block: Mapping[str, Any], whole: Mapping[str, str]) -> str:
    """Return what stands in a field; what is ticked stands a line each."""
    state = window["state"][block["block_id"]][block["element"]["action_id"]]
    if "selected_options" in state:
        return "\n".join(_words(one, whole) for one in state["selected_options"])
    if "selected_option" in state:
        chosen = state["selected_option"]
        return _words(chosen, whole) if chosen else ""
    return next((str(value) for key, value in state.items() if key != "type" and value), "")


def _whole_options(blocks: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the whole words of each choice that has room for their beginning only: above its field."""
    above: list[str] = []
    found: dict[str, str] = {}
    for block in blocks:
        if block["type"] == "section":
            above.append(block["text"]["text"])
        elif block["type"] == "input":
            labels = [one["text"]["text"] for one in choices(block["element"])]
            for label in (one for one in labels if one.endswith("…")):
                start = label.removesuffix("…")
                found.update((label, words) for words in above if words.startswith(start))
            above = []
    return found


def _words(option: Mapping[str, Any], whole: Mapping[str, str]) -> str:
    label = str(option["text"]["text"])
    return whole.get(label, label)


def _lines(blocks: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for block in blocks:
        yield from (line.replace(*_THE_CHAT) for line in _lines_of(block))


def _lines_of(block: Mapping[str, Any]) -> Iterator[str]:
    match block["type"]:
        case "section":
            yield block["text"]["text"]
        case "rich_text":
            yield from (_run_together(one) for one in block["elements"])
        case "table":
            yield from (" | ".join(cell["text"] for cell in row) for row in block["rows"])
        case "actions" | "input":
            return
        case other:
            raise AssertionError(f"this stage cannot read a block of type {other}")


def _run_together(section: Mapping[str, Any]) -> str:
    words, is_strong = "", False
    for run in section["elements"]:
        strong = bool(run.get("style", {}).get("bold"))
        if strong != is_strong:
            words += "**"
        is_strong = strong
        words += run.get("text") or run["url"]
    words += "**" if is_strong else ""
    return _FACT.sub(r"\1", words.removesuffix("\n"))


def _links(blocks: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield the label and the address of each link that stands by itself."""
    for block in blocks:
        if block["type"] != "rich_text":
            continue
        for section in block["elements"]:
            runs = section["elements"]
            if len(runs) == 2 and runs[1]["type"] == "link":
                yield runs[0]["text"].removesuffix(": "), runs[1]["url"]


def _label(block: Mapping[str, Any]) -> str:
    return str(block["label"]["text"])


def _is_boxes(block: Mapping[str, Any]) -> bool:
    return block["type"] == "input" and block["element"]["type"] in _BOXES
