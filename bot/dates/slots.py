"""What may stand in the slots of a phrase: each takes the text of one token, or refuses with None.

The figures are tokens such as *31-12* and *11.00*; day comes before month, always.
"""

from collections.abc import Callable, Mapping

from bot.dates import dutch, english
from bot.dates.clock import Clock
from bot.dates.months import Figures
from bot.dates.phrase import Slot

_WEEKDAY_NAMES = {**dutch.WEEKDAYS, **english.WEEKDAYS}
_SHORT_WEEKDAYS = {**dutch.SHORT_WEEKDAYS, **english.SHORT_WEEKDAYS}
_NUMBERS = {**dutch.NUMBERS, **english.NUMBERS}
_ORDINALS = {**dutch.ORDINALS, **english.ORDINALS}
_ALWAYS_OPEN = "24/7"
_ARTICLES = frozenset({"een", "a", "an"})
_YEARS = range(1900, 2200)


def number_of(text: str) -> int | None:
    """Return the number that these ASCII digits write; None for anything else or beyond 9999."""
    return int(text) if len(text) <= 4 and text.isascii() and text.isdigit() else None


def dated_figures(text: str) -> Figures | None:
    """Read *31-12-2027*, *31.12.2027*, *31/12/27* and *2027-12-31*."""
    separator, parts = _split(text)
    if separator not in {"-", "/", "."} or len(parts) != 3:
        return None
    if len(parts[0]) == 4:
        parts = parts[::-1]
    day, month, year = parts
    if len(day) > 2 or len(month) > 2 or len(year) not in {2, 4}:
        return None
    full_year = int(year) + (2000 if len(year) == 2 else 0)
    return Figures(int(day), int(month), full_year) if full_year in _YEARS else None


def bare_figures(text: str) -> Figures | None:
    """Read *31-12* and *31/12*. With a dot it would be a time."""
    separator, parts = _split(text)
    if text == _ALWAYS_OPEN:
        return None
    if separator not in {"-", "/"} or len(parts) != 2 or max(map(len, parts)) > 2:
        return None
    return Figures(int(parts[0]), int(parts[1]))


def clock_figures(text: str) -> Clock | None:
    """Read *9.00*, *11:00* and *03:00*; an hour with a zero in front is meant as it stands."""
    separator, parts = _split(text)
    if separator not in {".", ":"} or len(parts) != 2:
        return None
    if len(parts[0]) > 2 or len(parts[1]) != 2:
        return None
    hour, minute = int(parts[0]), int(parts[1])
    if hour > 23 or minute > 59:
        return None
    is_exact = parts[0].startswith("0") or hour > 12
    return Clock(60 * hour + minute, is_exact=is_exact)


def _split(text: str) -> tuple[str, list[str]]:
    signs = {char for char in text if not (char.isascii() and char.isdigit())}
    if len(signs) != 1:
        return "", []
    separator = signs.pop()
    parts = text.split(separator)
    return (separator, parts) if all(parts) else ("", [])


def _figures(text: str) -> Figures | None:
    return dated_figures(text) or bare_figures(text)


def _one_of(*tables: Mapping[str, object]) -> Slot:
    merged = {word: value for table in tables for word, value in table.items()}
    return merged.get


def _number(low: int, high: int, *, words: bool = False) -> Callable[[str], int | None]:
    def slot(text: str) -> int | None:
        value = _NUMBERS.get(text) if words else None
        value = number_of(text) if value is None else value
        return value if value is not None and low <= value <= high else None

    return slot


def _hour_but_a(text: str) -> int | None:
    # *een uur* is how long something takes, and *om een afspraak te maken* no time at all.
    return None if text in _ARTICLES else _number(0, 23, words=True)(text)


def _minute(text: str) -> int | None:
    return _number(0, 59)(text) if len(text) == 2 else None


def _five(text: str) -> int | None:
    value = _number(5, 25, words=True)(text)
    return value if value is not None and value % 5 == 0 else None


def _nth_quarter(text: str) -> int | None:
    value = _ORDINALS.get(text, 0)
    return value if 1 <= value <= 4 else None


SLOTS: Mapping[str, Slot] = {
    "weekday_name": _one_of(_WEEKDAY_NAMES),
    "short_weekday": _one_of(_SHORT_WEEKDAYS),
    "weekday": _one_of(_WEEKDAY_NAMES, _SHORT_WEEKDAYS, dutch.SHORT_WEEKDAYS_BESIDE_A_DATE),
    "month": _one_of(dutch.MONTHS, english.MONTHS),
    "unit": _one_of(dutch.UNITS, english.UNITS),
    "nth": _one_of(_ORDINALS),
    "count": _number(1, 999, words=True),
    "day": _number(1, 31),
    "year": _number(_YEARS.start, _YEARS.stop - 1),
    "week": _number(1, 53),
    "quarter": _number(1, 4),
    "nth_quarter": _nth_quarter,
    "figures": _figures,
    "dated_figures": dated_figures,
    "bare_figures": bare_figures,
    "clock": clock_figures,
    "hour": _number(0, 23, words=True),
    "hour_but_a": _hour_but_a,
    "hour12": _number(1, 12, words=True),
    "minute": _minute,
    "five": _five,
}
