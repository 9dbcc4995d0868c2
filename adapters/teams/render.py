"""From content to an Adaptive Card 1.5 as Teams shows it. Pure.

Teams reads Markdown in text blocks. What a person typed is therefore in runs of rich text, where none
is read; the rest is escaped.
"""

import re
from collections.abc import Iterator, Sequence
from json import JSONEncoder
from typing import Any, TypeAlias

from bot.compose.asides import open_window
from bot.content import (
    Block,
    Button,
    Buttons,
    Content,
    Facts,
    Paragraph,
    Press,
    Span,
    Style,
    Table,
    Text,
)
from bot.dialogue.windows import opens_window
from bot.model.people import Language
from bot.voice import Voice

Json: TypeAlias = dict[str, Any]

MAX_BYTES = 28_000
SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
_BUTTONS_IN_A_ROW = 6
_MARKS = re.compile(r"([\\`*_\[\]()~>#!|{}])|(?m:^(\s*)([-+]|\d+\.)(?=\s))")
_STYLES = {Style.PRIMARY: "positive", Style.DANGER: "destructive", Style.PLAIN: "default"}
_SPOKEN = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))
_encode = JSONEncoder(ensure_ascii=False, check_circular=False).encode


class TooLargeForTeamsError(ValueError):
    """The content does not fit in one card of Teams; divide it over several."""


def card(content: Content, language: Language = Language.NL) -> Json:
    """Return the card of a message. Raises TooLargeForTeamsError for more than fits (28 kB, UTF-16)."""
    return framed(_body(content), (_whole(content), content.summary), language)


def written_card(content: Content, language: Language) -> str:
    """Return the same card as JSON: what is measured is what goes out."""
    return _measured(_body(content), (_whole(content), content.summary), language, ())[1]


def framed(
    body: list[Json],
    spoken: tuple[str, str],
    language: Language,
    actions: Sequence[Json] = (),
) -> Json:
    """Return a card with this body, read out as the first of `spoken`, or the second where that is too long.

    Raises TooLargeForTeamsError for more than fits (28 kB, UTF-16).
    """
    return _measured(body, spoken, language, actions)[0]


def _measured(
    body: list[Json], spoken: tuple[str, str], language: Language, actions: Sequence[Json]
) -> tuple[Json, str]:
    sizes = []
    for words in spoken:
        made: Json = {
            "$schema": SCHEMA,
            "type": "AdaptiveCard",
            "version": "1.5",
            "lang": "en" if language is Language.EN else "nl",
            "fallbackText": words,
            "speak": _spoken(words),
            "body": body,
        }
        if actions:
            made["actions"] = list(actions)
        text = written(made)
        sizes.append(_size(text))
        if sizes[-1] <= MAX_BYTES:
            return made, text
    raise TooLargeForTeamsError(
        f"the card takes {sizes[0]} bytes, more than {MAX_BYTES}; divide it over several messages"
    )


def written(made: Json | str) -> str:
    """Return this as JSON."""
    return _encode(made)


def with_key(text: str, name: str, value: str) -> str:
    """Return the JSON of an object that is not empty, with one more key whose value is JSON too."""
    return f'{text[:-1]}, "{name}": {value}}}'


def size_of(made: Json) -> int:
    """Return how many bytes Teams counts for this card."""
    return _size(written(made))


def _size(text: str) -> int:
    return len(text.encode("utf-16-le"))


def escaped(words: str) -> str:
    """Return the words so that no Markdown in them comes alive."""

    def escape(found: re.Match[str]) -> str:
        mark, indent, bullet = found.groups()
        if mark:
            return f"\\{mark}"
        return f"{indent}{bullet[:-1]}\\{bullet[-1]}"

    return _MARKS.sub(escape, words)


def _whole(content: Content) -> str:
    choices = " ".join(f"[{button.label}]" for button in content.buttons())
    return "\n".join(part for part in (content.as_text(), choices) if part)


def _spoken(words: str) -> str:
    for mark, written in _SPOKEN:
        words = words.replace(mark, written)
    return words


def _body(content: Content) -> list[Json]:
    return [element for block in content.blocks for element in elements(block)]


def elements(block: Block) -> Iterator[Json]:
    """Yield what a block looks like in the body of a card."""
    match block:
        case Paragraph(words):
            yield words_of(words)
        case Facts(pairs):
            for label, value in pairs:
                yield words_of(Text((Span(f"{label}: ", strong=True),)) + value)
        case Table(headings, rows):
            yield _table(headings, rows)
        case Buttons(row):
            for start in range(0, len(row), _BUTTONS_IN_A_ROW):
                some = row[start : start + _BUTTONS_IN_A_ROW]
                yield {"type": "ActionSet", "actions": [_action(one) for one in some]}


def words_of(words: Text) -> Json:
    """Return a paragraph: rich text when something in it is strong or typed."""
    if any(span.strong or span.typed for span in words.spans):
        return {"type": "RichTextBlock", "inlines": [_run(one) for one in words.spans if one.text]}
    return _text_block(str(words))


def _run(span: Span) -> Json:
    run: Json = {"type": "TextRun", "text": span.text}
    return {**run, "weight": "Bolder"} if span.strong else run


def _text_block(words: str) -> Json:
    return {"type": "TextBlock", "text": escaped(words), "wrap": True}


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Json:
    return {
        "type": "Table",
        "firstRowAsHeader": True,
        "columns": [{"type": "TableColumnDefinition", "width": 1} for _ in headings],
        "rows": [
            {"type": "TableRow", "cells": [_cell(cell) for cell in row]}
            for row in (headings, *rows)
        ],
    }


def _cell(words: str) -> Json:
    return {"type": "TableCell", "items": [_text_block(words)]}


def _action(button: Button) -> Json:
    press = button.press
    if opens_window(press):
        return _opening(button)
    encoded = press.encode()
    # The action that all clients know, for those that do not know the other.
    fallback = {
        "type": "Action.Submit",
        "title": button.label,
        "data": {"verb": press.verb, "press": encoded},
    }
    return {
        "type": "Action.Execute",
        "title": button.label,
        "verb": press.verb,
        "data": {"press": encoded},
        "style": _STYLES[button.style],
        "fallback": fallback,
    }


def opening_card(press: Press, voice: Voice) -> Json:
    """Return the activity with one button that opens a window after all."""
    words = open_window(voice)
    action = _opening(Button(words, press, Style.PRIMARY))
    made = framed([{"type": "ActionSet", "actions": [action]}], (words, words), voice.language)
    attached = {"contentType": "application/vnd.microsoft.card.adaptive", "content": made}
    return {"type": "message", "summary": words, "attachments": [attached]}


def _opening(button: Button) -> Json:
    # Only this kind of action can open a window.
    return {
        "type": "Action.Submit",
        "title": button.label,
        "data": {"msteams": {"type": "task/fetch"}, "press": button.press.encode()},
        "style": _STYLES[button.style],
    }
