"""From content to an Adaptive Card 1.5 as Teams shows it. Pure.

Teams reads Markdown in text blocks. What a person typed is therefore in runs of rich text, where none
is read; the rest is escaped.
"""

import re
from collections.abc import Iterator, Sequence
from json import dumps
from typing import Any, TypeAlias

from bot.content import Block, Button, Buttons, Content, Facts, Paragraph, Span, Style, Table, Text
from bot.model.people import Language

Json: TypeAlias = dict[str, Any]

MAX_BYTES = 28_000
SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
_BUTTONS_IN_A_ROW = 6
_MARKS = re.compile(r"([\\`*_\[\]()~>#!|{}])|(?m:^(\s*)([-+]|\d+\.)(?=\s))")
_STYLES = {Style.PRIMARY: "positive", Style.DANGER: "destructive", Style.PLAIN: "default"}
_SPOKEN = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))


class TooLargeForTeamsError(ValueError):
    """The content does not fit in one card of Teams; divide it over several."""


def card(content: Content, language: Language = Language.NL) -> Json:
    """Return the card of a message. Raises TooLargeForTeamsError for more than fits (28 kB, UTF-16)."""
    made: Json = {
        "$schema": SCHEMA,
        "type": "AdaptiveCard",
        "version": "1.5",
        "lang": "en" if language is Language.EN else "nl",
        "fallbackText": _whole(content),
        "speak": _spoken(_whole(content)),
        "body": [element for block in content.blocks for element in _elements(block)],
    }
    size = len(dumps(made, ensure_ascii=False).encode("utf-16-le"))
    if size > MAX_BYTES:
        raise TooLargeForTeamsError(
            f"the card takes {size} bytes, more than {MAX_BYTES}; divide it over several messages"
        )
    return made


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


def _elements(block: Block) -> Iterator[Json]:
    match block:
        case Paragraph(words):
            yield _words(words)
        case Facts(pairs):
            for label, value in pairs:
                yield _words(Text((Span(f"{label}: ", strong=True),)) + value)
        case Table(headings, rows):
            yield _table(headings, rows)
        case Buttons(row):
            for start in range(0, len(row), _BUTTONS_IN_A_ROW):
                some = row[start : start + _BUTTONS_IN_A_ROW]
                yield {"type": "ActionSet", "actions": [_action(one) for one in some]}


def _words(words: Text) -> Json:
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
    # The action that all clients know, for those that do not know the other.
    fallback = {
        "type": "Action.Submit",
        "title": button.label,
        "data": {"verb": press.verb, "press": press.encode()},
    }
    return {
        "type": "Action.Execute",
        "title": button.label,
        "verb": press.verb,
        "data": {"press": press.encode()},
        "style": _STYLES[button.style],
        "fallback": fallback,
    }
