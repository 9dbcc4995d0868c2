"""The second window of a series: when, where, and what happens when a week falls away."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time

from bot.administration.going_on import on_other_dates
from bot.compose.series_verbs import SeriesVerb
from bot.content import Dialog, Press
from bot.dates.read import read_when
from bot.dialogue.forms import Form, read_form
from bot.dialogue.own_moment import utc_now
from bot.dialogue.series_when_fields import (
    AT,
    AWAY,
    BEGINS,
    ENDS,
    EVERY,
    NEWCOMERS,
    NO,
    ON,
    PLACE,
    REMINDER,
    SAME,
    USUAL,
    shown_begin,
    town_of,
    when_fields,
    workdays_before,
)
from bot.dialogue.series_whom import is_of_channels, no_channel, without_channel
from bot.dialogue.series_words import weekly_rule
from bot.local_time import monday_of
from bot.model.series import (
    Cadence,
    FallsAway,
    Newcomers,
    Series,
    SeriesPlace,
    SeriesState,
)
from bot.model.situation import Situation

_TIME = re.compile(r"(\d{1,2})(?:[.:](\d{2}))?(?: ?(?:uur|u|h))?", re.ASCII)
_EARLIEST, _LATEST = time(6), time(22)


def when_dialog(situation: Situation, series: Series) -> Dialog:
    """Return the window, filled in with what the series has, or with what is usual."""
    voice = situation.voice
    is_new = series.state is SeriesState.DRAFT
    return Dialog(
        press=Press(SeriesVerb.WHEN, series.id),
        title=voice.s("Wanneer, waar (2 van 2)") if is_new else voice.s("Wanneer en waar?"),
        fields=when_fields(situation, series),
        submit_label=voice.s("Laat zien hoe het loopt")
        if is_new
        else voice.s("Laat het verschil zien"),
    )


def with_when(situation: Situation, series: Series, values: Mapping[str, str]) -> Series | Form:
    """Return the series as the window says; or the form with what is wrong in it."""
    voice, fields = situation.voice, when_fields(situation, series)
    form = read_form(voice, fields, values)
    errors = dict(form.errors)
    at = _time_of(form.values.get(AT, ""))
    if AT in form.values and AT not in errors and at is None:
        errors[AT] = voice.s("Dit is geen tijd tussen 6.00 en 22.00 uur. Bijvoorbeeld: 16.00.")
    days = _days_of(situation, form, errors)
    changed = _with_rest(situation, series, form, errors)
    if errors or days is None:
        return Form(form.values, errors)
    cadence = _cadence(situation, series, form, (at or USUAL, days.begins_on))
    return _scheduled(situation, replace(changed, ends_on=days.ends_on), cadence, days.begins_on)


@dataclass(frozen=True, slots=True)
class _Span:
    begins_on: date
    ends_on: date | None


def _days_of(situation: Situation, form: Form, errors: dict[str, str]) -> _Span | None:
    """Return the days of the form; what is wrong with them is added to `errors`."""
    voice, now = situation.voice, situation.now
    begins = read_when(form[BEGINS], now=now) if form[BEGINS] else None
    ends = read_when(form[ENDS], now=now) if form[ENDS] else None
    if begins is None:
        errors.setdefault(BEGINS, voice.s("Die dag herken ik niet. Bijvoorbeeld: 25 januari."))
        return None
    if begins.on < now.date():
        errors[BEGINS] = voice.s("Die dag is al geweest.")
    if form[ENDS] and ends is None:
        errors[ENDS] = voice.s("Die dag herken ik niet. Bijvoorbeeld: 25 januari.")
    elif ends is not None and ends.on < begins.on:
        errors[ENDS] = voice.s("Dit ligt voor het begin.")
    return _Span(begins.on, ends.on if ends else None)


def _with_rest(situation: Situation, series: Series, form: Form, errors: dict[str, str]) -> Series:
    values, audience = form.values, series.audience
    place = SeriesPlace(values.get(PLACE) or SeriesPlace.OWN_CHAT)
    if place is SeriesPlace.CHANNEL and not is_of_channels(audience):
        errors[PLACE] = situation.voice.s("Alleen groepen hebben een kanaal.")
    elif place is SeriesPlace.CHANNEL and without_channel(situation, audience):
        errors[PLACE] = no_channel(situation, audience)
    away = values.get(AWAY) or series.falls_away
    newcomers = values.get(NEWCOMERS) or series.newcomers
    return replace(
        series,
        place=place,
        falls_away=FallsAway(away),
        newcomers=Newcomers(newcomers),
        reminder=form[REMINDER] != NO,
    )


def _cadence(
    situation: Situation, series: Series, form: Form, start: tuple[time, date]
) -> Cadence | None:
    if ON not in form.values:
        return series.cadence
    (at, begins_on), on = start, form[ON]
    before = workdays_before(on)
    zone = series.cadence.zone if series.cadence else situation.tenant.zone
    starts_on = monday_of(begins_on)
    if on == SAME and series.cadence is not None:
        return replace(series.cadence, wall_time=at)
    rule = "" if before else weekly_rule(int(form[EVERY]), int(on))
    kept = series.cadence.except_on if series.cadence else ()
    made = Cadence(
        rule=rule,
        starts_on=starts_on,
        wall_time=at,
        zone=zone,
        except_on=tuple(day for day in kept if day >= begins_on),
        workdays_before_meeting=before,
    )
    return replace(made, grace=series.cadence.grace) if series.cadence else made


def _scheduled(
    situation: Situation, series: Series, cadence: Cadence | None, begins_on: date
) -> Series:
    if series.state is SeriesState.DRAFT:
        return replace(series, cadence=cadence, begins_on=begins_on)
    was, same = series.cadence, cadence
    if was is not None and cadence is not None:
        same = replace(cadence, starts_on=was.starts_on, except_on=was.except_on)
    if same == was and begins_on == shown_begin(situation, series):
        return series
    return on_other_dates(series, cadence, begins_on, town_of(situation), utc_now(situation))


def _time_of(text: str) -> time | None:
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes = int(found[1]), int(found[2] or 0)
    if hours > _LATEST.hour or minutes > 59:
        return None
    wall_time = time(hours, minutes)
    return wall_time if _EARLIEST <= wall_time <= _LATEST else None
