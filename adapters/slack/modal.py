"""From a dialog to a modal. Pure.

Every field is an input block whose id begins with the name of the field. A field for a moment takes
words as people type them, and has a date picker below it for who would rather choose a day.
"""

import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from urllib.parse import urlsplit

from adapters.slack.render import Json, cut, paragraphs, plain
from bot.content import Dialog, Field, FieldKind, Option

CALLBACK = "dialog"
MOST_TITLE = 24
MOST_BLOCKS = 100
_MOST_BYTES = 240_000
_MOST_HEADER = 150
_MOST_LABEL = 2_000
_MOST_TYPED = 3_000
_MOST_OPTION = 75
_MOST_BOXES = 10
_MOST_OPTIONS = 100
SIGN = "="  # an option has a value of at least one character
DAY = "day"


def modal(dialog: Dialog) -> Json:
    """Return the view. What it stands for travels in its metadata, with links but no words."""
    mark = _mark(dialog)
    below = [block for field in dialog.fields for block in _field(field, mark)]
    title = _heading(dialog.title)
    room = MOST_BLOCKS - len(below) - len(title)
    view: Json = {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": plain(cut(dialog.title, MOST_TITLE)),
        "blocks": [*title, *_intro(dialog, room), *below],
        "private_metadata": _metadata(dialog),
    }
    if dialog.submit_label is not None:
        view["submit"] = plain(cut(dialog.submit_label, MOST_TITLE))
    return view


def notice(title: str, words: str) -> Json:
    """Return a view that only says something, for while the bot is busy or when it cannot go on."""
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": plain(cut(title, MOST_TITLE)),
        "blocks": [{"type": "section", "text": plain(words)}],
    }


def _mark(dialog: Dialog) -> str:
    """Return a short mark of this very dialog: Slack keeps what was typed where a block has the same id."""
    whole = [dialog.press.encode(), *((one.name, one.value, one.values) for one in dialog.fields)]
    return sha256(repr(whole).encode()).hexdigest()[:8]


def _metadata(dialog: Dialog) -> str:
    links = {one.name: one.value for one in dialog.fields if one.kind is FieldKind.LINK}
    about: Json = {"press": dialog.press.encode()}
    return json.dumps({**about, "links": links} if links else about, ensure_ascii=False)


def _heading(title: str) -> list[Json]:
    if len(title) <= MOST_TITLE:
        return []
    return [{"type": "header", "block_id": "title", "text": plain(cut(title, _MOST_HEADER))}]


def _intro(dialog: Dialog, room: int) -> Sequence[Json]:
    found = list(paragraphs(dialog.intro, room))
    while found and len(json.dumps(found)) > _MOST_BYTES:
        found = [*found[: len(found) * 3 // 4], {"type": "section", "text": plain("…")}]
    return found


def _field(field: Field, mark: str) -> Iterator[Json]:
    name = f"{field.name}|{mark}"
    if field.kind is FieldKind.LINK:
        yield from _link(field, name)
        return
    element = _element(field)
    if element is None:
        return
    block: Json = {
        "type": "input",
        "block_id": name,
        "label": plain(cut(field.label, _MOST_LABEL)),
        "element": {**element, "action_id": field.name},
        "optional": not field.required,
    }
    if field.hint:
        block["hint"] = plain(cut(field.hint, _MOST_LABEL))
    yield from _whole_options(field, name)
    yield block
    if field.kind is FieldKind.WHEN:
        yield day_picker(name)


def _whole_options(field: Field, name: str) -> Iterator[Json]:
    """Yield the whole of each option that a list can only show the beginning of."""
    for place, one in enumerate(field.options):
        if len(one.label) > _MOST_OPTION:
            words = plain(cut(one.label, _MOST_TYPED))
            yield {"type": "section", "block_id": f"{name}|{place}", "text": words}


def day_picker(name: str, picked: str = "") -> Json:
    """Return the block below the field with this block id in which a day can be chosen."""
    picker: Json = {"type": "datepicker", "action_id": DAY}
    if picked:
        picker["initial_date"] = picked
    return {"type": "actions", "block_id": f"{name}|{DAY}", "elements": [picker]}


def _link(field: Field, name: str) -> Iterator[Json]:
    if urlsplit(field.value).scheme != "https":
        return
    label = {"type": "text", "text": f"{field.label}: "}
    link = {"type": "link", "url": field.value}
    section = {"type": "rich_text_section", "elements": [label, link]}
    yield {"type": "rich_text", "block_id": name, "elements": [section]}


def _element(field: Field) -> Json | None:
    match field.kind:
        case FieldKind.LINE | FieldKind.TEXT | FieldKind.WHEN | FieldKind.LINK:
            return _typing(field)
        case FieldKind.NUMBER:
            made: Json = {"type": "number_input", "is_decimal_allowed": False}
            return {**made, "initial_value": field.value} if field.value else made
        case FieldKind.CHOICE:
            return _choosing(field, (field.value,)) if field.options else None
        case FieldKind.CHOICES:
            return _choosing(field, field.values) if field.options else None


def _typing(field: Field) -> Json:
    most = min(max(field.max_length, len(field.value)), _MOST_TYPED)
    made: Json = {"type": "plain_text_input", "max_length": most}
    if field.kind is FieldKind.TEXT:
        made["multiline"] = True
    if field.value:
        made["initial_value"] = field.value[:_MOST_TYPED]
    return made


def _choosing(field: Field, chosen: Sequence[str]) -> Json:
    options = [_option(one) for one in field.options]
    first = [made for one, made in zip(field.options, options, strict=True) if one.value in chosen]
    if field.kind is FieldKind.CHOICE:
        select: Json = {"type": "static_select", **_offered(options)}
        return {**select, "initial_option": first[0]} if first else select
    is_short = len(options) <= _MOST_BOXES
    several: Json = {"type": "checkboxes" if is_short else "multi_static_select"}
    several |= {"options": options} if is_short else _offered(options)
    return {**several, "initial_options": first} if first else several


def _offered(options: Sequence[Json]) -> Json:
    """Return the options, in groups when there are more than one list may hold."""
    if len(options) <= _MOST_OPTIONS:
        return {"options": list(options)}
    groups = [
        options[start : start + _MOST_OPTIONS]
        for start in range(0, min(len(options), _MOST_OPTIONS**2), _MOST_OPTIONS)
    ]
    return {"option_groups": [{"label": _label(one), "options": list(one)} for one in groups]}


def _label(group: Sequence[Json]) -> Json:
    first, last = group[0]["text"]["text"], group[-1]["text"]["text"]
    return plain(f"{cut(first, 30)} – {cut(last, 30)}")


def _option(option: Option) -> Json:
    return {"text": plain(cut(option.label, _MOST_OPTION)), "value": SIGN + option.value}
