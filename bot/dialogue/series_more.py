"""The third window of a series: its name, and what is seldom set. Nobody needs it to make a series."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.administration.going_on import on_other_dates
from bot.cadence import CadenceError, validate
from bot.compose.series_verbs import SeriesVerb
from bot.content import Dialog, Field, FieldKind, Press
from bot.dates.read import read_when
from bot.dates.write import write_day
from bot.dialogue.forms import Form, read_form
from bot.dialogue.own_moment import utc_now
from bot.dialogue.series_when_fields import shown_begin, town_of
from bot.dialogue.series_words import weekly
from bot.model.series import Cadence, Series, SeriesState
from bot.model.situation import Situation

NAME, SKIPPED, ZONE, GRACE, RULE = "name", "skipped", "zone", "grace", "rule"
_MOST_NAME, _MOST_DAYS, _MOST_HOURS = 100, 60, 168
_HOUR = timedelta(hours=1)


def more_dialog(situation: Situation, series: Series) -> Dialog:
    """Return the window, filled in with what the series has."""
    voice = situation.voice
    is_new = series.state is SeriesState.DRAFT
    return Dialog(
        press=Press(SeriesVerb.MORE, series.id),
        title=voice.s("Meer instellen"),
        fields=more_fields(situation, series),
        submit_label=voice.s("Bewaar") if is_new else voice.s("Laat het verschil zien"),
    )


def more_fields(situation: Situation, series: Series) -> tuple[Field, ...]:
    """Return the fields; those about dates only where the series has dates of its own."""
    voice, cadence = situation.voice, series.cadence
    name = Field(name=NAME, label=voice.s("Naam"), value=series.name, max_length=_MOST_NAME)
    return (name, *_date_fields(situation, cadence)) if cadence else (name,)


def with_more(situation: Situation, series: Series, values: Mapping[str, str]) -> Series | Form:
    """Return the series as the window says; or the form with what is wrong in it."""
    form = read_form(situation.voice, more_fields(situation, series), values)
    errors = dict(form.errors)
    dates = _dates_of(situation, series, form, errors) if series.cadence else None
    if errors:
        return Form(form.values, errors)
    changed = replace(series, name=form[NAME])
    if dates is None or dates.cadence == series.cadence:
        return changed
    if series.state is SeriesState.DRAFT or not dates.are_other:
        return replace(changed, cadence=dates.cadence)
    begins_on = shown_begin(situation, series)
    at = utc_now(situation)
    return on_other_dates(changed, dates.cadence, begins_on, town_of(situation), at)


@dataclass(frozen=True, slots=True)
class _Dates:
    """The cadence as the window says; `are_other` when its dates are others than they were."""

    cadence: Cadence
    are_other: bool


def _date_fields(situation: Situation, cadence: Cadence) -> Iterator[Field]:
    voice, today = situation.voice, situation.now.date()
    skipped = (day for day in cadence.except_on if day >= today)
    yield Field(
        name=SKIPPED,
        label=voice.s("Op welke dagen komt er niets?"),
        kind=FieldKind.TEXT,
        required=False,
        value="\n".join(write_day(day, voice.language, today=today) for day in skipped),
        hint=voice.s("Elke dag op een eigen regel. Bijvoorbeeld: 17 maart."),
    )
    yield Field(
        name=GRACE,
        label=voice.s("Na hoeveel uur is het te laat om nog te sturen?"),
        kind=FieldKind.NUMBER,
        value=str(max(1, cadence.grace // _HOUR)),
        max_length=3,
    )
    yield Field(name=ZONE, label=voice.s("Tijdzone"), value=cadence.zone, max_length=64)
    if cadence.workdays_before_meeting is None:
        yield Field(
            name=RULE,
            label=voice.s("Eigen herhaling"),
            required=False,
            value="" if weekly(cadence.rule) else cadence.rule,
            max_length=255,
            hint=voice.s(
                "Alleen voor wie RRULE kent: FREQ=MONTHLY;BYDAY=1TU is elke eerste dinsdag."
            ),
        )


def _dates_of(
    situation: Situation, series: Series, form: Form, errors: dict[str, str]
) -> _Dates | None:
    """Return what the window says of the dates; what is wrong is added to `errors`."""
    was = series.cadence
    assert was is not None
    grace = _grace(situation, was, form, errors)
    skipped = _days(situation, form, errors)
    today = situation.now.date()
    passed = tuple(day for day in was.except_on if day < today)
    rule = form.values.get(RULE, "") or (was.rule if weekly(was.rule) else "")
    changed = replace(was, zone=form[ZONE], rule=rule)
    try:
        validate(changed)
    except CadenceError:
        wrong = RULE if RULE in form.values and _is_zone(was, form[ZONE]) else ZONE
        errors[wrong] = situation.voice.s("Dit ken ik niet. Laat het zoals het was, of vraag ICT.")
        return None
    days = tuple(sorted({*passed, *skipped}))
    return _Dates(replace(changed, grace=grace, except_on=days), are_other=changed != was)


def _is_zone(was: Cadence, zone: str) -> bool:
    try:
        validate(replace(was, zone=zone))
    except CadenceError:
        return False
    return True


def _grace(situation: Situation, was: Cadence, form: Form, errors: dict[str, str]) -> timedelta:
    hours = int(form[GRACE]) if form[GRACE].isascii() and form[GRACE].isdecimal() else 0
    if GRACE not in errors and not 1 <= hours <= _MOST_HOURS:
        errors[GRACE] = situation.voice.s("Kies 1 tot en met {most} uur.", most=_MOST_HOURS)
    # What a file sets to the minute stays so until somebody changes the hours.
    return was.grace if hours == max(1, was.grace // _HOUR) else timedelta(hours=hours)


def _days(situation: Situation, form: Form, errors: dict[str, str]) -> list[date]:
    voice, now = situation.voice, situation.now
    lines = [line.strip() for line in form[SKIPPED].splitlines() if line.strip()]
    found = [(line, read_when(line, now=now)) for line in lines]
    unclear = [line for line, when in found if when is None]
    if unclear:
        errors[SKIPPED] = voice.s("Die dag herken ik niet: ‘{day}’.", day=unclear[0])
    elif len(lines) > _MOST_DAYS:
        errors[SKIPPED] = voice.s("Dit zijn er te veel: hier passen {most} dagen.", most=_MOST_DAYS)
    return [when.on for _, when in found if when is not None]
