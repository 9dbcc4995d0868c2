"""From content to Block Kit. Pure.

No words are ever given as mrkdwn: what a person typed stays as it is, and no link, mention or emoji
in it comes alive. A screen reader and a notification read the top-level text instead of the blocks.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, TypeAlias

from bot.content import Block, Button, Buttons, Content, Facts, Paragraph, Span, Style, Table, Text

Json: TypeAlias = dict[str, Any]

MAX_BLOCKS = 50
MAX_WORDS = 12_000  # all blocks of a message together
MAX_TEXT = 40_000
_SECTION_TEXT = 3_000
_BUTTONS_IN_A_ROW = 25
_BUTTON_TEXT = 75
_TABLE_ROWS, _TABLE_COLUMNS = 100, 20


class TooLargeForSlackError(ValueError):
    """The content does not fit in one message of Slack; divide it over several."""


def blocks(content: Content) -> list[Json]:
    """Return the blocks of a message, at most 50. Raises TooLargeForSlackError for more than fits."""
    if sum(map(_size, content.blocks)) > MAX_WORDS:
        raise TooLargeForSlackError(
            f"the message has more than {MAX_WORDS} characters; divide it over several messages"
        )
    made = [one for block in _with_one_table(content.blocks) for one in _blocks(block)]
    if len(made) > MAX_BLOCKS:
        made = list(_joined(made))
    if len(made) > MAX_BLOCKS:
        raise TooLargeForSlackError(
            f"the message has {len(made)} blocks, more than {MAX_BLOCKS}; divide it over several"
        )
    _number(made)
    return made


def _number(made: Iterable[Json]) -> None:
    """Give every button a name of its own."""
    number = 0
    for one in made:
        for element in one["elements"] if one["type"] == "actions" else ():
            element["action_id"] = f"press-{number}"
            number += 1


def paragraphs(texts: Sequence[Text], most: int) -> Iterator[Json]:
    """Return these paragraphs in at most `most` blocks; several stand in one where there are many."""
    some = [text for text in texts if str(text)]
    if sum(_parts(text) for text in some) <= most:
        for text in some:
            yield from _paragraph(text)
        return
    each = -(-len(some) // max(most, 1))
    for start in range(0, len(some), each):
        yield _rich(some[start : start + each])


def home_blocks(content: Content, most: int) -> list[Json]:
    """Return the blocks of a Home tab, which takes no table and at most `most` blocks."""
    made = [one for block in _without_tables(content.blocks) for one in _blocks(block)]
    made = list(_joined(made)) if len(made) > most else made
    _number(made)
    return made[:most]


def _parts(text: Text) -> int:
    is_rich = any(span.strong for span in text.spans)
    return 1 if is_rich else -(-len(str(text)) // _SECTION_TEXT)


def _blocks(block: Block) -> Iterator[Json]:
    match block:
        case Paragraph(words):
            yield from _paragraph(words)
        case Facts(pairs):
            yield _rich(_fact(label, value) for label, value in pairs)
        case Table(headings, rows):
            yield _table([headings, *rows])
        case Buttons(row):
            for start in range(0, len(row), _BUTTONS_IN_A_ROW):
                some = row[start : start + _BUTTONS_IN_A_ROW]
                yield {"type": "actions", "elements": [_button(one) for one in some]}


def _with_one_table(of: Sequence[Block]) -> Iterator[Block]:
    """Give the blocks with the first table only: a message of Slack holds one, of a limited size."""
    is_first = True
    for block in of:
        if not isinstance(block, Table):
            yield block
        elif is_first and len(block.rows) < _TABLE_ROWS and len(block.headings) <= _TABLE_COLUMNS:
            is_first = False
            yield block
        else:
            yield from _as_lines(block)


def _without_tables(of: Sequence[Block]) -> Iterator[Block]:
    for block in of:
        if isinstance(block, Table):
            yield from _as_lines(block)
        else:
            yield block


def _as_lines(table: Table) -> Iterator[Paragraph]:
    for row in (table.headings, *table.rows):
        yield Paragraph(Text((Span(" | ".join(row)),)))


def _paragraph(words: Text) -> Iterator[Json]:
    if any(span.strong for span in words.spans):
        yield _rich([words])
        return
    whole = str(words)
    for start in range(0, len(whole), _SECTION_TEXT):
        yield {"type": "section", "text": plain(whole[start : start + _SECTION_TEXT])}


def _fact(label: str, value: Text) -> Text:
    return Text((Span(f"{label}: ", strong=True),)) + value


def _rich(lines: Iterable[Text]) -> Json:
    sections: list[Json] = [
        {"type": "rich_text_section", "elements": [_run(span) for span in line.spans if span.text]}
        for line in lines
    ]
    # Sections of one block follow each other on the same line.
    for section in sections[:-1]:
        section["elements"].append({"type": "text", "text": "\n"})
    return {"type": "rich_text", "elements": sections}


def _run(span: Span) -> Json:
    run: Json = {"type": "text", "text": span.text}
    return {**run, "style": {"bold": True}} if span.strong else run


def _table(rows: Sequence[Sequence[str]]) -> Json:
    cells = [[{"type": "raw_text", "text": cell or "-"} for cell in row] for row in rows]
    return {"type": "table", "rows": cells}


def _button(button: Button) -> Json:
    made: Json = {
        "type": "button",
        "text": plain(cut(button.label, _BUTTON_TEXT)),
        "value": button.press.encode(),
    }
    return made if button.style is Style.PLAIN else {**made, "style": button.style.value}


def plain(words: str) -> Json:
    """Return words that nothing is read into."""
    return {"type": "plain_text", "text": words, "emoji": False}


def _joined(made: Sequence[Json]) -> Iterator[Json]:
    """Give the same blocks with neighbours that only hold words in one."""
    for is_words, some in groupby(made, lambda one: one["type"] in ("section", "rich_text")):
        if not is_words:
            yield from some
            continue
        elements = [part for one in some for part in _sections(one)]
        for part in elements[:-1]:
            part["elements"].append({"type": "text", "text": "\n"})
        yield {"type": "rich_text", "elements": elements}


def _sections(block: Json) -> list[Json]:
    if block["type"] == "rich_text":
        return list(block["elements"])
    run = {"type": "text", "text": block["text"]["text"]}
    return [{"type": "rich_text_section", "elements": [run]}]


def _size(block: Block) -> int:
    match block:
        case Paragraph(text):
            return len(str(text))
        case Buttons(row):
            return sum([len(cut(one.label, _BUTTON_TEXT)) for one in row])
        case Facts() | Table():
            return len(Content((block,), "").as_text())


def cut(words: str, most: int) -> str:
    """Return the words as far as they fit."""
    return words if len(words) <= most else words[: most - 1] + "…"
