"""Which themes a person put something down about in a month, and one that they did not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from bot.digest.month import Month
from bot.local_time import day_in
from bot.model.ids import PersonId, derive_id
from bot.model.people import Person
from bot.model.prompts import Fits, Kind, Library, Theme
from bot.model.records import Commitment, Dilemma, Records


@dataclass(frozen=True, slots=True)
class Attention:
    """Themes in the order in which they got attention; and one that rested, or None."""

    given: tuple[Theme, ...] = ()
    rested: Theme | None = None


def attention(records: Records, person: Person, library: Library, month: Month) -> Attention:
    """Return the themes of the month.

    What rested is, of the themes that the library has a question about for this person, the one left
    alone for longest; among equals another one each month, and the same one for the same month.
    Without any attention nothing rested.
    """
    touches = [(day_in(at, person.zone), theme) for at, theme in sorted(_touches(records))]
    given = tuple(dict.fromkeys(theme for day, theme in touches if day in month))
    if not given:
        return Attention()
    last = {theme: day for day, theme in touches if day <= month.last_on}
    return Attention(given, _rested(_offered(library, person), given, last, (person.id, month)))


def _touches(records: Records) -> Iterator[tuple[datetime, Theme]]:
    for reply in records.replies:
        if reply.theme:
            yield reply.at, reply.theme
    for item in records.agenda_items:
        if item.theme:
            yield item.created_at, item.theme
    kept_things: tuple[Commitment | Dilemma, ...] = (*records.commitments, *records.dilemmas)
    for kept in kept_things:
        if kept.theme:
            yield kept.created_at, kept.theme
        if kept.theme and kept.closed_at:
            yield kept.closed_at, kept.theme


def _offered(library: Library, person: Person) -> tuple[Theme, ...]:
    fitting = (
        prompt.theme
        for prompt in library.prompts
        if prompt.kind is Kind.REFLECTION
        and Fits.SELF in prompt.fits
        and (not prompt.roles or prompt.roles & person.roles)
    )
    return tuple(dict.fromkeys(fitting))


def _rested(
    offered: tuple[Theme, ...],
    given: tuple[Theme, ...],
    last: dict[Theme, date],
    whose: tuple[PersonId, Month],
) -> Theme | None:
    left_alone = [theme for theme in offered if theme not in given]
    longest = min((last.get(theme, date.min) for theme in left_alone), default=date.min)
    equals = sorted(theme for theme in left_alone if last.get(theme, date.min) == longest)
    if not equals:
        return None
    person, month = whose
    start = int(derive_id("rested", person)[:6], 36)
    return equals[(start + month.place) % len(equals)]
