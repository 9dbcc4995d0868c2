"""Finds the pieces of a date phrase: a day, a clock time, a part of the day, a relation, a filler."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.dates import dutch, english
from bot.dates.clock import Clock
from bot.dates.phrase import Row, Table, Tokens, compile_table
from bot.dates.relation import Relation
from bot.dates.slots import SLOTS
from bot.dates.stretch import Part, Stretch
from bot.dates.tokens import ends_word, starts_word


@dataclass(frozen=True, slots=True)
class Filler:
    """Words that say nothing about the day: *graag*, *doe maar*, *op*."""


Value = Stretch | Clock | Part | Relation | Filler


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands from `start` until `end`."""

    start: int
    end: int
    value: Value


def _always(value: Value) -> Callable[[], Value]:
    return lambda: value


def _fixed_words() -> Iterator[Row[Value]]:
    for phrase, part in (*dutch.PARTS, *english.PARTS):
        yield phrase, _always(part)
    for phrase, relation in (*dutch.RELATIONS, *english.RELATIONS):
        yield phrase, _always(relation)
    for phrase in (*dutch.FILLERS, *english.FILLERS):
        yield phrase, _always(Filler())


_DAYS = compile_table((*dutch.DAYS, *english.DAYS), SLOTS)
_CLOCKS = compile_table((*dutch.CLOCKS, *english.CLOCKS), SLOTS)
_WORDS: Table[Value] = compile_table(_fixed_words(), SLOTS)
_LASTING = compile_table((*dutch.LASTING, *english.LASTING), SLOTS)


def pieces_at(tokens: Tokens, start: int, now: datetime) -> tuple[Piece, ...]:
    """Return every piece that starts at this token and ends at the end of a word."""
    if not starts_word(tokens, start):
        return ()
    return tuple(piece for piece in _pieces(tokens, start, now) if ends_word(tokens, piece.end))


def lasting(tokens: Tokens, now: datetime) -> Stretch | None:
    """Return the day on which *twee weken* or *voor een maand* is over; None for anything else."""
    if tokens:
        for stretch, end in _LASTING.matches(tokens, 0, now):
            if end == len(tokens):
                return stretch
    return None


def _pieces(tokens: Tokens, start: int, now: datetime) -> Iterator[Piece]:
    for stretch, end in _DAYS.matches(tokens, start, now):
        yield Piece(start, end, stretch)
    for clock, end in _CLOCKS.matches(tokens, start):
        yield Piece(start, end, clock)
    for value, end in _WORDS.matches(tokens, start):
        yield Piece(start, end, value)
