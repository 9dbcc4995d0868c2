"""Reads the dates that people type, Dutch first, English too.

What is ambiguous, and how it is settled:

- *vrijdag* is the first Friday after today; said on a Friday it is next week's, unless a time follows
  that is still to come. *deze vrijdag* may be today, *aanstaande* and *komende vrijdag* may not.
- *volgende vrijdag* and *next Friday* lie in next week (Monday to Sunday), like *volgende week
  vrijdag*.
- *vóór* ends on the day before, *uiterlijk*, *tot en met* and *by* on the day itself; with a time
  (*voor vrijdag 12.00*) the day itself counts until then. *voor eind mei* includes 31 May.
- A period is a deadline on its last day: *volgende week* and *week 12* on Friday, *deze maand* on its
  last day. *eind van de week* is Friday, *begin juni* the 1st, *half* and *medio* the 15th.
- A date without a year is the first one that is not past. *29-2* has to come within a year. What
  does not exist (*31-04*), or has the wrong weekday (*maandag 15 januari*), is no date.
- Day before month, always: *12/31* is no date. Two figures with a dot are a time: *11.00*.
- Without a part of the day, hours before seven are in the afternoon: *half drie* is 14.30, *drie uur*
  15.00. *03:00* stands as it is. A time without a day is today, or tomorrow once it is past.
- A month, a bare number, and *zo* alone are no dates; *ma* alone is Monday. *tot vrijdag* is read only
  where a pause ends, for it does not say whether Friday counts.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from bot.dates.clock import Clock
from bot.dates.grammar import Filler, Piece, lasting, pieces_at
from bot.dates.phrase import Tokens
from bot.dates.relation import Relation
from bot.dates.stretch import DAY, Part, Stretch
from bot.dates.tokens import tokens_of, without_wrapping
from bot.dates.when import When

_LONGEST_PHRASE = 80
_NO_DAY = frozenset({Relation.UNTIL, Relation.UNTIL_AFTER})


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the pieces say together; each kind of piece at most once."""

    day: Stretch | None = None
    clock: Clock | None = None
    part: Part | None = None
    relation: Relation | None = None


def read_when(text: str, *, now: datetime) -> When | None:
    """Return the day that this text names and nothing else; None when it is not wholly a date phrase.

    `now` is aware, in the person's own zone: today is `now.date()`. Never raises, on any text. The day
    is never past, unless the text gave a full date with its year. A time today may be past
    (*vandaag 9.00*). Texts over 80 characters are no date phrase.
    """
    try:
        whens = {_when(reading, now) for reading in _readings(text, now)} - {None}
    except OverflowError:
        return None
    return whens.pop() if len(whens) == 1 else None


def read_until(text: str, *, now: datetime) -> date | None:
    """Return the first day that counts again, for what follows *pauze*.

    *tot 1 mei* is 1 May; *tot en met vrijdag* is Saturday; *twee weken* is today and 14 days. None for
    anything that is not wholly such a phrase, and for a day that is not after today. Never raises.
    """
    days = {_resumes_on(reading) for reading in _readings(text, now)}
    stretch = _lasting(text, now)
    if stretch is not None:
        days.add(stretch.on)
    coming = {day for day in days if day is not None and day > now.date()}
    return coming.pop() if len(coming) == 1 else None


def _tokens(text: str) -> Tokens:
    if len(text) > _LONGEST_PHRASE:
        return ()
    return without_wrapping(tokens_of(text))


def _lasting(text: str, now: datetime) -> Stretch | None:
    try:
        return lasting(_tokens(text), now)
    except (ValueError, OverflowError):
        return None


def _readings(text: str, now: datetime) -> tuple[_Reading, ...]:
    """Return the ways in which pieces cover the whole text.

    What lies outside the calendar (*over 999 jaar* in 9500) is no reading.
    """
    try:
        return _covering(_tokens(text), now)
    except (ValueError, OverflowError):
        return ()


def _covering(tokens: Tokens, now: datetime) -> tuple[_Reading, ...]:
    # Per position what the pieces before it can mean; equal readings fall together, so that the work
    # grows with the length of the text only.
    reached: list[set[_Reading]] = [set() for _ in range(len(tokens) + 1)]
    reached[0].add(_Reading())
    for position in range(len(tokens)):
        if not reached[position]:
            continue
        for piece in pieces_at(tokens, position, now):
            if piece.value is Relation.BEFORE and piece.end == len(tokens):
                continue
            extended = (_with(reading, piece) for reading in reached[position])
            reached[piece.end] |= {reading for reading in extended if reading is not None}
    return tuple(reached[-1])


def _with(reading: _Reading, piece: Piece) -> _Reading | None:
    """Return the reading with this piece added; None when it contradicts what is there."""
    value = piece.value
    known: object
    match value:
        case Filler():
            return reading
        case Relation():
            if value is Relation.ON:
                return reading
            known, extended = reading.relation, replace(reading, relation=value)
        case Part():
            known, extended = reading.part, replace(reading, part=value)
        case Clock():
            known, extended = reading.clock, replace(reading, clock=value)
        case _:
            known, extended = reading.day, replace(reading, day=value)
    return extended if known is None or known == value else None


def _when(reading: _Reading, now: datetime) -> When | None:
    """Return what the reading comes to, or None when its parts do not make one day."""
    day = reading.day
    if day is None:
        return _time_only(reading, now)
    if not _fits_together(reading, day):
        return None
    part = reading.part or day.part
    wall_time = reading.clock.wall_time(part) if reading.clock else day.wall_time
    if wall_time is None and reading.clock is not None:
        return None
    on = _today_or(day, wall_time, now)
    is_deadline = day.is_period or reading.relation in {Relation.BEFORE, Relation.UP_TO}
    if reading.relation is Relation.BEFORE and wall_time is None and _counts_from_start(part):
        on = day.begins_on - DAY
    if reading.relation in _NO_DAY or (on < now.date() and not day.has_year):
        return None
    return When(on, wall_time, is_deadline)


def _time_only(reading: _Reading, now: datetime) -> When | None:
    wall_time = reading.clock.wall_time(reading.part) if reading.clock else None
    if wall_time is None or reading.relation in _NO_DAY:
        return None
    on = now.date() if wall_time > now.time() else now.date() + DAY
    return When(on, wall_time, is_deadline=reading.relation is not None)


def _fits_together(reading: _Reading, day: Stretch) -> bool:
    if day.is_period and (reading.clock or reading.part):
        return False
    if day.wall_time is not None and reading.clock:
        return False
    return reading.part is None or day.part in {None, reading.part}


def _today_or(day: Stretch, wall_time: time | None, now: datetime) -> date:
    is_today_named = day.is_bare_weekday and day.on.weekday() == now.weekday()
    return now.date() if is_today_named and wall_time and wall_time > now.time() else day.on


def _counts_from_start(part: Part | None) -> bool:
    """Tell whether nothing of the day comes before this part, so that *vóór* excludes the day."""
    return part is None or part is Part.MORNING


def _resumes_on(reading: _Reading) -> date | None:
    day = reading.day
    if day is None or not _fits_together(reading, day):
        return None
    match reading.relation:
        case None:
            return day.on + DAY if day.is_period else day.begins_on
        case Relation.UNTIL:
            return day.begins_on
        case Relation.UP_TO | Relation.UNTIL_AFTER:
            return day.on + DAY
        case _:
            return None
