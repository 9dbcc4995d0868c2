"""Cuts a text into the words, figures and signs that a date phrase is made of."""

import unicodedata
from dataclasses import dataclass

from bot.dates.weekdays import DUTCH

_DIGITS = frozenset("0123456789")
_JOINS_DIGITS = frozenset("-/.:,")
_OPENS = frozenset('([{"«')
_CLOSES = frozenset(')]}"»!?;:')
_SPACE_INSTEAD = {ord(sign): " " for sign in "\t\r\n\v\f"}
_DASHES = dict.fromkeys((8208, 8209, 8210, 8211, 8212, 8722), "-")
# Before normalising: the free-standing acute would fall apart into a space and an accent.
_APOSTROPHES = dict.fromkeys((39, 96, 180, 8216, 8217, 8219, 8242))
_QUOTES = dict.fromkeys((8220, 8221, 8222), '"')
_REPLACED = {**_SPACE_INSTEAD, **_DASHES, **_APOSTROPHES, **_QUOTES}

_DAY_NAMES = (*DUTCH, "morgen", "overmorgen")
_DAY_PARTS = ["ochtend", "middag", "avond"]
# *vrijdagmiddag* is two words in one; *vrijdagmiddagborrel* is none of ours and stays whole.
_COMPOUNDS = {f"{day}{part}": (day, part) for day in _DAY_NAMES for part in _DAY_PARTS}
_COMPOUNDS["morgenvroeg"] = ("morgen", "ochtend")


@dataclass(frozen=True, slots=True)
class Token:
    """A word in small letters without accents, a figure (*31-12*, *11.00*), or one other sign.

    `is_glued` means that nothing stood between this token and the one before it.
    """

    text: str
    is_glued: bool = False


def tokens_of(text: str) -> tuple[Token, ...]:
    """Return the tokens; commas and the full stops after words are left out. Never raises."""
    plain = _plain(text)
    found: list[Token] = []
    position, glued = 0, False
    while position < len(plain):
        char = plain[position]
        end = _end_of(plain, position)
        piece = plain[position:end]
        if char.isspace() or piece == ",":
            glued = False
        elif piece != "." or not found:
            found += _split_compound(piece, glued)
            glued = True
        position = end
    return tuple(found)


def starts_word(tokens: tuple[Token, ...], position: int) -> bool:
    """Tell whether a phrase may start here: not in the middle of *A12* or *MT-vrijdag*."""
    if position == 0 or not tokens[position].is_glued:
        return True
    return tokens[position - 1].text in _OPENS


def ends_word(tokens: tuple[Token, ...], end: int) -> bool:
    """Tell whether a phrase may end before position `end`."""
    return end == len(tokens) or not tokens[end].is_glued or tokens[end].text in _CLOSES


def without_wrapping(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Return the tokens without the quotes, brackets and closing signs around them."""
    first, last = 0, len(tokens)
    while first < last and tokens[first].text in _OPENS:
        first += 1
    while last > first and tokens[last - 1].text in _CLOSES:
        last -= 1
    return tokens[first:last]


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text.translate(_REPLACED)).casefold()
    spread = unicodedata.normalize("NFKD", folded.translate(_REPLACED))
    return "".join(c for c in spread if unicodedata.category(c) not in {"Mn", "Cf"})


def _end_of(plain: str, start: int) -> int:
    char = plain[start]
    if char in _DIGITS:
        return _end_of_figure(plain, start)
    end = start + 1
    if char.isalpha():
        while end < len(plain) and plain[end].isalpha():
            end += 1
    return end


def _end_of_figure(plain: str, start: int) -> int:
    end = start + 1
    while end < len(plain):
        joins = plain[end] in _JOINS_DIGITS and plain[end + 1 : end + 2] in _DIGITS
        if plain[end] not in _DIGITS and not joins:
            break
        end += 1
    return end


def _split_compound(piece: str, glued: bool) -> list[Token]:
    first, *rest = _COMPOUNDS.get(piece, (piece,))
    return [Token(first, glued), *(Token(word) for word in rest)]
