"""The first window of a series: what is asked, and of whom."""

from collections.abc import Mapping
from dataclasses import replace

from bot.administration.going_on import with_other_source
from bot.compose.series_verbs import SeriesVerb
from bot.content import Dialog, Field, Press
from bot.dialogue.forms import Form, read_form
from bot.dialogue.own_moment import utc_now
from bot.dialogue.series_source import source_fields, with_source
from bot.dialogue.series_when_fields import town_of
from bot.dialogue.series_whom import audience_of, whom_fields
from bot.model.series import Series, SeriesState
from bot.model.situation import Situation


def what_dialog(situation: Situation, series: Series | None) -> Dialog:
    """Return the window, filled in with what the series has."""
    voice = situation.voice
    is_new = series is None or series.state is SeriesState.DRAFT
    return Dialog(
        press=Press(SeriesVerb.WHAT, series.id if series else ""),
        title=voice.s("Nieuwe reeks (1 van 2)") if series is None else voice.s("Wat en voor wie?"),
        intro=(voice.t("Antwoorden van mensen zie je niet. Wie meedoet, kiest dat zelf."),),
        fields=what_fields(situation, series),
        submit_label=voice.s("Verder") if is_new else voice.s("Laat het verschil zien"),
    )


def what_fields(situation: Situation, series: Series | None) -> tuple[Field, ...]:
    """Return the fields: what and for whom first, then what only some series need."""
    what, *more = source_fields(situation, series)
    return (what, *whom_fields(situation, series), *more)


def with_what(situation: Situation, series: Series, values: Mapping[str, str]) -> Series | Form:
    """Return the series as the window says; or the form with what is wrong in it.

    A series that began and gets other steps begins with the first of them.
    """
    form = read_form(situation.voice, what_fields(situation, series), values)
    errors = dict(form.errors)
    audience = audience_of(situation, series, form, errors)
    changed = with_source(situation, series, form, errors)
    if errors:
        return Form(form.values, errors)
    changed = replace(changed, audience=audience)
    if series.state is SeriesState.DRAFT:
        return changed
    return with_other_source(series, changed, town_of(situation), utc_now(situation))
