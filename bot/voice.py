"""How the bot speaks: Dutch sentences in the code, and their other forms from a catalog.

A sentence is written once, in Dutch with *je*, where it is said. `**…**` makes words strong and
`{name}` is filled in; what is filled in is never read as markup.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from bot.content import Button, Press, Span, Style, Text
from bot.model.people import Language

_PIECE = re.compile(r"\*\*|\{(\w+)\}")
# More than there are in all catalogs together.
_MOST_SENTENCES = 8_192


@dataclass(frozen=True, slots=True)
class Typed:
    """A person's own words, to be filled into a sentence. Other than a name, they may be `private`."""

    text: str
    private: bool = False


Value = str | int | Typed


def sentence(text: str) -> str:
    """Mark a sentence that stands in a table and is said elsewhere, so that the catalogs hold it."""
    return text


@dataclass(frozen=True, slots=True)
class Voice:
    """Speaks one language. `catalog` maps the Dutch sentence to the one to say; a gap says the Dutch."""

    language: Language = Language.NL
    catalog: Mapping[str, str] = field(default_factory=dict)

    def t(self, text: str, /, **values: Value) -> Text:
        """Return the sentence in this language, filled in."""
        return _fill(self.catalog.get(text, text), values)

    def s(self, text: str, /, **values: Value) -> str:
        """Return the sentence in this language as bare words: for labels and summaries."""
        return str(self.t(text, **values))

    def word(self, text: str, /) -> str:
        """Return a word of a closed list in this language; any other text as it is, to the letter."""
        return self.catalog.get(text, text)

    def n(self, one: str, many: str, count: int, /, **values: Value) -> Text:
        """Return `one` when `count` is 1, else `many`; {count} is filled in."""
        return self.t(one if count == 1 else many, count=count, **values)

    def button(
        self, label: str, verb: str, subject: str = "", arg: str = "", style: Style = Style.PLAIN
    ) -> Button:
        """Return a button with its label in this language."""
        return Button(self.s(label), Press(verb, subject, arg), style)


@lru_cache(maxsize=_MOST_SENTENCES)
def _unfilled(sentence: str) -> tuple[Text, tuple[str, ...]]:
    """Return the sentence as it stands, and which name each of its spans is the place of ("" for none)."""
    found: list[tuple[Span, str]] = []
    strong = False
    position = 0
    for piece in _PIECE.finditer(sentence):
        found.append((Span(sentence[position : piece.start()], strong), ""))
        position = piece.end()
        name = piece.group(1)
        if name is None:
            strong = not strong
        else:
            found.append((Span(piece.group(), strong), name))
    found.append((Span(sentence[position:], strong), ""))
    worded = [(span, name) for span, name in found if span.text]
    return Text(tuple(span for span, _ in worded)), tuple(name for _, name in worded)


def _fill(sentence: str, values: Mapping[str, Value]) -> Text:
    text, names = _unfilled(sentence)
    if not values:
        return text
    spans: list[Span] = []
    for span, name in zip(text.spans, names, strict=True):
        if name not in values:
            spans.append(span)
            continue
        value = values[name]
        if isinstance(value, Typed):
            filled = Span(value.text, span.strong, typed=True, private=value.private)
        else:
            filled = Span(str(value), span.strong)
        if filled.text:
            spans.append(filled)
    return Text(tuple(spans))
