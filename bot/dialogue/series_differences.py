"""What differs between a series as it is and as it would be, as an admin reads it before it happens."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from bot.administration.coming import coming
from bot.administration.series_difference import series_difference
from bot.content import Text
from bot.dates.write import write_day
from bot.dialogue.own_moment import utc_now
from bot.dialogue.series_source import source_words
from bot.dialogue.series_when_fields import town_of
from bot.dialogue.series_words import (
    audience_words,
    cadence_words,
    place_words,
    table_day,
    zone_name,
)
from bot.model.ids import derive_id
from bot.model.series import FallsAway, Newcomers, Series
from bot.model.situation import Situation

_HOUR = timedelta(hours=1)
_SHOWN_DATES = 3

Said = Callable[[Series, Situation], str]


def mark_of(before: Series, made: Series) -> str:
    """Return a short mark of this very difference: only what was shown may be changed."""
    found = (str(one) for one in series_difference(before, made))
    return derive_id("difference", before.id, *found)[:16]


def difference_lines(situation: Situation, before: Series, made: Series) -> Iterator[Text]:
    """Yield a line for each thing that would be otherwise, and then the next dates."""
    voice = situation.voice
    yield voice.t("Dit verandert er aan **{name}**:", name=before.name)
    for label, said in _said(situation):
        old, new = said(before, situation), said(made, situation)
        if old != new:
            yield voice.t("{what}: {old} wordt {new}.", what=label, old=old, new=new)
    yield from _next_dates(situation, made)


def _said(situation: Situation) -> tuple[tuple[str, Said], ...]:
    voice = situation.voice
    return (
        (voice.s("Naam"), lambda one, at: one.name),
        (voice.s("Wat"), lambda one, at: source_words(at, one)),
        (voice.s("Voor wie"), audience_words),
        (voice.s("Wanneer"), lambda one, at: cadence_words(one, at.voice)),
        (voice.s("Tijdzone"), lambda one, at: zone_name(one.cadence, at)),
        (voice.s("Te laat na"), _grace),
        (voice.s("Dagen zonder"), _skipped),
        (voice.s("Waar"), place_words),
        (voice.s("Vanaf"), _begin),
        (voice.s("Tot en met"), lambda one, at: _day(one.ends_on, at)),
        (voice.s("Valt een week weg"), _falls_away),
        (voice.s("Wie later instapt"), _newcomers),
        (voice.s("Herinnering"), _reminder),
    )


def _next_dates(situation: Situation, made: Series) -> Iterator[Text]:
    voice, today = situation.voice, situation.now.date()
    dates = coming(made, town_of(situation), utc_now(situation), most=_SHOWN_DATES)
    for each in dates:
        days = ", ".join(table_day(one.on, voice.language, today) for one in each.sent)
        name = each.group.name if each.group else voice.s("iedereen")
        if days:
            yield voice.t("Daarna komt het voor {name} op: {days}.", name=name, days=days)
    if dates and not any(each.sent for each in dates):
        yield voice.t("Er komt dan niets meer: op deze dagen valt alles weg.")


def _day(day: date | None, situation: Situation) -> str:
    if day is None:
        return situation.voice.s("geen dag")
    return write_day(day, situation.voice.language, today=situation.now.date())


def _begin(series: Series, situation: Situation) -> str:
    since = series.cadence.starts_on if series.cadence else None
    return _day(series.begins_on or since, situation)


def _skipped(series: Series, situation: Situation) -> str:
    days = series.cadence.except_on if series.cadence else ()
    return ", ".join(_day(day, situation) for day in days) or situation.voice.s("geen")


def _grace(series: Series, situation: Situation) -> str:
    hours = series.cadence.grace // _HOUR if series.cadence else 0
    return str(situation.voice.n("1 uur", "{count} uur", hours))


def _falls_away(series: Series, situation: Situation) -> str:
    lapses = series.falls_away is FallsAway.LAPSES
    voice = situation.voice
    return voice.s("de stap vervalt") if lapses else voice.s("de stap schuift op")


def _newcomers(series: Series, situation: Situation) -> str:
    at_first = series.newcomers is Newcomers.FIRST_STEP
    voice = situation.voice
    return voice.s("begint bij stap 1") if at_first else voice.s("gaat mee met de groep")


def _reminder(series: Series, situation: Situation) -> str:
    return situation.voice.s("ja") if series.reminder else situation.voice.s("nee")
