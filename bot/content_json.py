"""Messages and dialogs as plain data that `json` can write, and back; what comes back is equal.

Keys that hold their default are left out. What is read was written by this module: anything else
raises ValueError.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.content import (
    Block,
    Button,
    Buttons,
    Content,
    Dialog,
    Facts,
    Field,
    FieldKind,
    Option,
    Paragraph,
    Press,
    Span,
    Style,
    Table,
    Text,
)

Data = dict[str, Any]


def content_to_json(content: Content) -> Data:
    """Return this message as plain data."""
    data: Data = {"summary": content.summary, "blocks": [_block(b) for b in content.blocks]}
    return {**data, "bare": True} if content.bare else data


def content_from_json(data: Mapping[str, Any]) -> Content:
    """Return the message that `content_to_json` made this of."""
    try:
        blocks = tuple([_read_block(block) for block in data["blocks"]])
        return Content(blocks, data["summary"], data.get("bare", False))
    except (KeyError, TypeError) as error:
        raise ValueError("This is not a stored message.") from error


def dialog_to_json(dialog: Dialog) -> Data:
    """Return this dialog as plain data."""
    return {
        "press": _press(dialog.press),
        "title": dialog.title,
        "intro": [_text(text) for text in dialog.intro],
        "fields": [_field(field) for field in dialog.fields],
        "submit_label": dialog.submit_label,
    }


def dialog_from_json(data: Mapping[str, Any]) -> Dialog:
    """Return the dialog that `dialog_to_json` made this of."""
    try:
        return Dialog(
            press=Press(*data["press"]),
            title=data["title"],
            intro=tuple(_read_text(text) for text in data["intro"]),
            fields=tuple(_read_field(field) for field in data["fields"]),
            submit_label=data["submit_label"],
        )
    except (KeyError, TypeError) as error:
        raise ValueError("This is not a stored dialog.") from error


def _block(block: Block) -> Data:
    match block:
        case Paragraph(text):
            return {"kind": "paragraph", "text": _text(text)}
        case Facts(pairs):
            return {"kind": "facts", "pairs": [[label, _text(text)] for label, text in pairs]}
        case Table(headings, rows):
            return {"kind": "table", "headings": list(headings), "rows": [list(r) for r in rows]}
        case Buttons(buttons):
            return {"kind": "buttons", "buttons": [_button(button) for button in buttons]}


def _read_block(data: Mapping[str, Any]) -> Block:
    match data["kind"]:
        case "paragraph":
            return Paragraph(_read_text(data["text"]))
        case "facts":
            return Facts(tuple((label, _read_text(text)) for label, text in data["pairs"]))
        case "table":
            return Table(tuple(data["headings"]), tuple(tuple(row) for row in data["rows"]))
        case "buttons":
            return Buttons(tuple([_read_button(button) for button in data["buttons"]]))
        case other:
            raise ValueError(f"A stored message has a block of an unknown kind, {other!r}.")


def _text(text: Text) -> list[Data]:
    return [_span(span) for span in text.spans]


def _read_text(data: Iterable[Mapping[str, Any]]) -> Text:
    return Text(tuple([_read_span(span) for span in data]))


def _span(span: Span) -> Data:
    data: Data = {"text": span.text}
    if span.strong:
        data["strong"] = True
    if span.typed:
        data["typed"] = True
    if span.private:
        data["private"] = True
    return data


def _read_span(data: Mapping[str, Any]) -> Span:
    text, flag = data["text"], data.get
    return Span(text, flag("strong", False), flag("typed", False), flag("private", False))


def _press(press: Press) -> list[str]:
    return [press.verb, press.subject, press.arg]


def _button(button: Button) -> Data:
    return {"label": button.label, "press": _press(button.press), "style": button.style.value}


def _read_button(data: Mapping[str, Any]) -> Button:
    return Button(data["label"], Press(*data["press"]), Style(data["style"]))


def _field(field: Field) -> Data:
    return {
        "name": field.name,
        "label": field.label,
        "kind": field.kind.value,
        "required": field.required,
        "value": field.value,
        "values": list(field.values),
        "options": [[option.value, option.label] for option in field.options],
        "max_length": field.max_length,
        "hint": field.hint,
    }


def _read_field(data: Mapping[str, Any]) -> Field:
    return Field(
        name=data["name"],
        label=data["label"],
        kind=FieldKind(data["kind"]),
        required=data["required"],
        value=data["value"],
        values=tuple(data["values"]),
        options=tuple(Option(value, label) for value, label in data["options"]),
        max_length=data["max_length"],
        hint=data["hint"],
    )
