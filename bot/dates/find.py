"""Finds the pieces in a sentence that speak about its date, among words that do not."""

from datetime import datetime

from bot.dates.clock import Clock
from bot.dates.grammar import Filler, Piece, pieces_at
from bot.dates.phrase import Tokens
from bot.dates.relation import Relation
from bot.dates.stretch import Part, Stretch

# Pieces without a word between them.
_Run = tuple[Piece, ...]


def chosen_pieces(tokens: Tokens, now: datetime) -> tuple[Piece, ...]:
    """Return the pieces that count, in order; empty when no day or time is named."""
    return tuple(piece for run in _runs(tokens, now) for piece in _counting(run))


def _runs(tokens: Tokens, now: datetime) -> list[_Run]:
    runs: list[_Run] = []
    position = 0
    while position < len(tokens):
        longest = next(iter(pieces_at(tokens, position, now)), None)
        if longest is None:
            position += 1
            continue
        if runs and runs[-1][-1].end == position:
            runs[-1] = (*runs[-1], longest)
        else:
            runs.append((longest,))
        position = longest.end
    return runs


def _counting(run: _Run) -> _Run:
    solid = tuple(
        piece for number, piece in enumerate(run) if _names_time(piece) and _is_sure(run, number)
    )
    if not solid:
        return ()
    return tuple(
        piece
        for number, piece in enumerate(run)
        if piece in solid
        or isinstance(piece.value, Part)
        or (isinstance(piece.value, Relation) and _binds(run, number, solid))
    )


def _names_time(piece: Piece) -> bool:
    return isinstance(piece.value, Stretch | Clock)


def _is_sure(run: _Run, number: int) -> bool:
    if not run[number].is_hesitant:
        return True
    is_led = number > 0 and isinstance(run[number - 1].value, Relation)
    beside = (*run[max(number - 1, 0) : number], *run[number + 1 : number + 2])
    return is_led or any(isinstance(piece.value, Stretch | Clock | Part) for piece in beside)


def _binds(run: _Run, number: int, solid: _Run) -> bool:
    """Tell whether this relation says something about a day: one that follows, for most."""
    rest = [piece for piece in run[number + 1 :] if not _says_nothing(piece)]
    if rest:
        return rest[0] in solid
    return run[number].value is Relation.UP_TO


def _says_nothing(piece: Piece) -> bool:
    return isinstance(piece.value, Filler | Part) or piece.value is Relation.ON
