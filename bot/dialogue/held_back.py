"""Finds what identifies someone in typed text, so that it is asked about before it is saved."""

import re
from collections.abc import Iterator
from enum import StrEnum

from bot.content import Text
from bot.voice import Voice


class Held(StrEnum):
    """What was found."""

    BSN = "bsn"
    EMAIL = "email"
    PHONE = "phone"


TAKEN_OUT = "…"

_EMAIL = re.compile(
    r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[^\W_](?:[\w-]{0,62}[^\W_])?(?:\.[\w-]{1,63}){0,8}\.[^\W\d_]{2,24}"
)
# Digits with at most two signs between two of them: what people write as one number, or as several.
_NUMBER = re.compile(r"(?<![\w.,/-])\+?\(?\d(?:[ .\-/()]{0,2}\d){6,60}\)?(?!\d|[.,]\d|-\d|\w)")
_PART = re.compile(r"\S+")
_BSN_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_BSN_SHAPES = re.compile(r"\d{8,9}|\d{4}[ .-]\d{2}[ .-]\d{3}|\d{2,3}([ .-])\d{3}\1\d{3}")
_MOBILE_OR_AREA = re.compile(r"(?:(?:\+|00)31\(?0?\)?|0)([1-9]\d{8})")
_FOREIGN = re.compile(r"(?:\+|00)(?!31)[1-9]\d{7,13}")


def found_in(text: str) -> Held | None:
    """Return the first kind of personal data in the text, or None. Never raises.

    A citizen number has nine digits, or eight when its leading zero was left out, passes the
    eleven-test, and may be written with spaces, dots or dashes. It is never part of a longer number.
    """
    kinds = {kind for _, _, kind in _pieces(text)}
    return next((kind for kind in Held if kind in kinds), None)


def without(text: str) -> str:
    """Return the text with all personal data in it replaced by an ellipsis."""
    parts: list[str] = []
    position = 0
    for start, end, _ in sorted(_pieces(text)):
        if start < position:
            continue
        parts += (text[position:start], TAKEN_OUT)
        position = end
    return "".join((*parts, text[position:]))


def sentence(voice: Voice, held: Held) -> Text:
    """Return what to say when this was found, in the chat."""
    match held:
        case Held.BSN:
            return voice.t(
                "Hier lijkt een burgerservicenummer in te staan. Ik heb nog niets bewaard."
            )
        case Held.EMAIL:
            return voice.t("Hier lijkt een e-mailadres in te staan. Ik heb nog niets bewaard.")
        case Held.PHONE:
            return voice.t("Hier lijkt een telefoonnummer in te staan. Ik heb nog niets bewaard.")


def field_error(voice: Voice, held: Held) -> str:
    """Return what a field of a dialog says when this was found in it."""
    match held:
        case Held.BSN:
            return voice.s("Hier lijkt een burgerservicenummer in te staan. Haal het eruit.")
        case Held.EMAIL:
            return voice.s("Hier lijkt een e-mailadres in te staan. Haal het eruit.")
        case Held.PHONE:
            return voice.s("Hier lijkt een telefoonnummer in te staan. Haal het eruit.")


def _pieces(text: str) -> Iterator[tuple[int, int, Held]]:
    for match in _EMAIL.finditer(text):
        yield match.start(), match.end(), Held.EMAIL
    for match in _NUMBER.finditer(text):
        for start, end, kind in _numbers(match.group()):
            yield match.start() + start, match.start() + end, kind


def _numbers(written: str) -> Iterator[tuple[int, int, Held]]:
    """Yield the numbers in a run of digits: all of it as one, else its parts between spaces."""
    kind = _kind_of_number(written)
    if kind is not None:
        yield 0, len(written), kind
        return
    parts = [part.span() for part in _PART.finditer(written)]
    first = 0
    while first < len(parts):
        found = _longest(written, parts, first)
        if found is None:
            first += 1
            continue
        last, kind = found
        yield parts[first][0], parts[last][1], kind
        first = last + 1


def _longest(written: str, parts: list[tuple[int, int]], first: int) -> tuple[int, Held] | None:
    for last in reversed(range(first, len(parts))):
        kind = _kind_of_number(written[parts[first][0] : parts[last][1]])
        # Some parts of a longer number may pass the eleven-test by accident; a part by itself counts.
        if kind is Held.PHONE or (kind is Held.BSN and last == first):
            return last, kind
    return None


def _kind_of_number(written: str) -> Held | None:
    if _BSN_SHAPES.fullmatch(written) and _passes_eleven_test(re.sub(r"\D", "", written)):
        return Held.BSN
    digits = re.sub(r"[^\d+]", "", written)
    if _MOBILE_OR_AREA.fullmatch(digits) or _FOREIGN.fullmatch(digits):
        return Held.PHONE
    return None


def _passes_eleven_test(digits: str) -> bool:
    full = digits.zfill(9)
    if not full.isascii() or int(full) == 0:
        return False
    weighed = sum(weight * int(digit) for weight, digit in zip(_BSN_WEIGHTS, full, strict=True))
    return weighed % 11 == 0
