"""Making a series and changing one: two windows, a third for what is seldom set, and what follows."""

from collections.abc import Mapping
from dataclasses import replace

from bot.compose.series_verbs import SeriesVerb
from bot.content import Press, Style
from bot.dialogue.forms import Form
from bot.dialogue.own_moment import utc_now
from bot.dialogue.series_ahead import ahead, gone
from bot.dialogue.series_changing import Window, sent_of_running
from bot.dialogue.series_more import more_dialog, with_more
from bot.dialogue.series_what import what_dialog, with_what
from bot.dialogue.series_when import when_dialog, with_when
from bot.dialogue.series_words import audience_words, series_with
from bot.dialogue.telling import tell, wrong
from bot.model.ids import SeriesId, derive_id
from bot.model.series import Audience, Series, SeriesState
from bot.model.situation import Decision, Situation

_WHAT = Window(what_dialog, with_what)
_WHEN = Window(when_dialog, with_when)
_MORE = Window(more_dialog, with_more)


def on_new(situation: Situation, press: Press) -> Decision:
    """*Nieuwe reeks*: the first window, empty."""
    return Decision(dialog=what_dialog(situation, None), keeps_expected=True)


def on_what(situation: Situation, press: Press) -> Decision:
    """*Wat en voor wie*: the first window, with what the series has."""
    series = series_with(situation, press.subject)
    if series is None:
        return gone(situation)
    return Decision(dialog=what_dialog(situation, series), keeps_expected=True)


def on_what_sent(situation: Situation, press: Press, values: Mapping[str, str]) -> Decision:
    """The first window: a draft is made, or the series is changed."""
    before = series_with(situation, press.subject)
    if before is not None and before.state is not SeriesState.DRAFT:
        return sent_of_running(situation, press, values, _WHAT)
    made = with_what(situation, before or _new(situation), values)
    if isinstance(made, Form):
        return wrong(made.errors)
    return replace(_asks_when(situation, made), series=(made,))


def on_when(situation: Situation, press: Press) -> Decision:
    """*Wanneer en waar*: the second window."""
    series = series_with(situation, press.subject)
    if series is None:
        return gone(situation)
    return Decision(dialog=when_dialog(situation, series), keeps_expected=True)


def on_when_sent(situation: Situation, press: Press, values: Mapping[str, str]) -> Decision:
    """The second window: the dates are shown, and a draft can start."""
    return _sent(situation, press, values, _WHEN)


def on_more(situation: Situation, press: Press) -> Decision:
    """*Meer instellen*: the third window."""
    series = series_with(situation, press.subject)
    if series is None:
        return gone(situation)
    return Decision(dialog=more_dialog(situation, series), keeps_expected=True)


def on_more_sent(situation: Situation, press: Press, values: Mapping[str, str]) -> Decision:
    """The third window."""
    return _sent(situation, press, values, _MORE)


def on_change(situation: Situation, press: Press) -> Decision:
    """*Verander*: which of the three windows."""
    series, voice = series_with(situation, press.subject), situation.voice
    if series is None:
        return gone(situation)
    buttons = (
        voice.button("Wat en voor wie", SeriesVerb.WHAT, series.id),
        voice.button("Wanneer en waar", SeriesVerb.WHEN, series.id),
        voice.button("Meer instellen", SeriesVerb.MORE, series.id),
    )
    text = voice.t("Wat wil je veranderen aan **{name}**?", name=series.name)
    return tell(text, buttons=buttons)


def on_drop(situation: Situation, press: Press) -> Decision:
    """*Weg ermee*: the draft goes."""
    series = series_with(situation, press.subject)
    if series is None or series.state is not SeriesState.DRAFT:
        return gone(situation)
    dropped = replace(series, state=SeriesState.STOPPED)
    told = tell(situation.voice.t("Goed, **{name}** is weg.", name=series.name))
    return replace(told, series=(dropped,))


def _sent(
    situation: Situation, press: Press, values: Mapping[str, str], window: Window
) -> Decision:
    before = series_with(situation, press.subject)
    if before is None:
        return gone(situation)
    if before.state is not SeriesState.DRAFT:
        return sent_of_running(situation, press, values, window)
    made = window.read(situation, before, values)
    if isinstance(made, Form):
        return wrong(made.errors)
    return replace(ahead(situation, made), series=(made,))


def _new(situation: Situation) -> Series:
    tenant = situation.tenant.id
    made_at = utc_now(situation).isoformat()
    return Series(
        id=SeriesId(f"reeks-{derive_id(tenant, 'series', situation.key, made_at)[:12]}"),
        tenant=tenant,
        name="",
        audience=Audience(),
        state=SeriesState.DRAFT,
    )


def _asks_when(situation: Situation, series: Series) -> Decision:
    voice = situation.voice
    question = voice.t(
        "**{name}**, voor {audience}. Wanneer en waar?",
        name=series.name,
        audience=audience_words(series, situation),
    )
    buttons = (
        voice.button("Wanneer en waar", SeriesVerb.WHEN, series.id, style=Style.PRIMARY),
        voice.button("Verander", SeriesVerb.WHAT, series.id),
        voice.button("Weg ermee", SeriesVerb.DROP, series.id),
    )
    return tell(question, buttons=buttons)
