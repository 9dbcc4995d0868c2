"""How a row of the word tables is written, and how it is matched.

A row is a phrase and what it means. The phrase stands there as people type it, in small letters
without accents, with four marks:

    volgende week {weekday}     {name}: a slot; what stands there is given to the meaning by name
    week|wk {week}              a|b: either word
    eind [van] [de] maand       [word]: may be left out; [{year}] works too
    {weekday:short_weekday}     {name:slot}: the slot `short_weekday`, given as `weekday`
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from bot.dates.tokens import Token

Meaning = TypeVar("Meaning")
Tokens = tuple[Token, ...]
# What one token stands for in a slot, or None when it does not belong there.
Slot = Callable[[str], object]
Row = tuple[str, Callable[..., Meaning | None]]


@dataclass(frozen=True, slots=True)
class _Element:
    words: frozenset[str]
    name: str
    slot: Slot | None
    is_optional: bool

    def value_of(self, word: str) -> object:
        if self.slot is not None:
            return self.slot(word)
        return word if word in self.words else None


@dataclass(frozen=True, slots=True)
class _CompiledRow(Generic[Meaning]):
    elements: tuple[_Element, ...]
    meaning: Callable[..., Meaning | None]


@dataclass(frozen=True, slots=True)
class Table(Generic[Meaning]):
    """Rows to look phrases up in; compiled once."""

    rows: tuple[_CompiledRow[Meaning], ...]
    by_first_word: Mapping[str, tuple[int, ...]] = field(repr=False)
    starting_with_slot: tuple[int, ...] = field(repr=False)

    def matches(self, tokens: Tokens, start: int, *given: object) -> Iterator[tuple[Meaning, int]]:
        """Yield what the phrases that start here mean, and where each ends, in table order.

        `given` goes to every meaning before what stood in its slots.
        """
        listed = self.by_first_word.get(tokens[start].text, ())
        for number in sorted({*listed, *self.starting_with_slot}):
            row = self.rows[number]
            for named, end in _walk(row.elements, tokens, start):
                meaning = row.meaning(*given, **named)
                if meaning is None:
                    # *29 februari 2027* does not exist, and is not *29 februari* with a number after it.
                    break
                yield meaning, end


def compile_table(rows: Iterable[Row[Meaning]], slots: Mapping[str, Slot]) -> Table[Meaning]:
    """Return the table of these rows. An unknown slot is a KeyError at import."""
    compiled = tuple(
        _CompiledRow(tuple(_element(part, slots) for part in phrase.split()), meaning)
        for phrase, meaning in rows
    )
    by_first_word: dict[str, list[int]] = {}
    starting_with_slot: list[int] = []
    for number, row in enumerate(compiled):
        for element in _openings(row.elements):
            if element.slot is not None:
                starting_with_slot.append(number)
            for word in element.words:
                by_first_word.setdefault(word, []).append(number)
    frozen = {word: tuple(numbers) for word, numbers in by_first_word.items()}
    return Table(compiled, frozen, tuple(starting_with_slot))


def _element(part: str, slots: Mapping[str, Slot]) -> _Element:
    bare = part.removeprefix("[").removesuffix("]")
    is_optional = bare != part
    if bare.startswith("{"):
        name, _, slot = bare.strip("{}").partition(":")
        return _Element(frozenset(), name, slots[slot or name], is_optional)
    return _Element(frozenset(bare.split("|")), "", None, is_optional)


def _openings(elements: tuple[_Element, ...]) -> Iterator[_Element]:
    for element in elements:
        yield element
        if not element.is_optional:
            return


def _walk(
    elements: tuple[_Element, ...], tokens: Tokens, position: int
) -> Iterator[tuple[dict[str, object], int]]:
    if not elements:
        yield {}, position
        return
    element, rest = elements[0], elements[1:]
    value = element.value_of(tokens[position].text) if position < len(tokens) else None
    if value is not None:
        for named, end in _walk(rest, tokens, position + 1):
            yield ({element.name: value, **named} if element.name else named), end
    if element.is_optional:
        yield from _walk(rest, tokens, position)
