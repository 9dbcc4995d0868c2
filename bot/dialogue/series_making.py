"""Making a series and changing one: two windows, and what follows from each."""

from collections.abc import Mapping
from dataclasses import replace

from bot.administration.programmes import look_back
from bot.administration.series_difference import series_difference
from bot.compose.series_verbs import SeriesVerb
from bot.content import Press, Style
from bot.dialogue.forms import Form
from bot.dialogue.own_moment import utc_now
from bot.dialogue.series_ahead import ahead, gone
from bot.dialogue.series_log import noted
from bot.dialogue.series_what import what_dialog, with_what
from bot.dialogue.series_when import when_dialog, with_when
from bot.dialogue.series_words import audience_words, series_with
from bot.dialogue.telling import tell, wrong
from bot.model.ids import SeriesId, derive_id
from bot.model.records import AuditEntry
from bot.model.series import Audience, Series, SeriesState
from bot.model.situation import Decision, Situation


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
    made = with_what(situation, before or _new(situation), values)
    if isinstance(made, Form):
        return wrong(made.errors)
    if made.state is SeriesState.DRAFT:
        return replace(_asks_when(situation, made), series=(made,))
    if made == before:
        return ahead(situation, made)
    closing = look_back(made)
    return replace(
        ahead(situation, made, situation.voice.t("Genoteerd.")),
        series=(made,),
        prompts=(closing,) if closing else (),
        audit=(_changed(situation, before, made),),
    )


def on_when(situation: Situation, press: Press) -> Decision:
    """*Wanneer en waar*: the second window."""
    series = series_with(situation, press.subject)
    if series is None:
        return gone(situation)
    return Decision(dialog=when_dialog(situation, series), keeps_expected=True)


def on_when_sent(situation: Situation, press: Press, values: Mapping[str, str]) -> Decision:
    """The second window: the dates are shown, and a draft can start."""
    before = series_with(situation, press.subject)
    if before is None:
        return gone(situation)
    made = with_when(situation, before, values)
    if isinstance(made, Form):
        return wrong(made.errors)
    if made.state is SeriesState.DRAFT:
        return replace(ahead(situation, made), series=(made,))
    if made == before:
        return ahead(situation, made)
    entry = _changed(situation, before, made)
    said = situation.voice.t("Genoteerd.")
    return replace(ahead(situation, made, said), series=(made,), audit=(entry,))


def on_change(situation: Situation, press: Press) -> Decision:
    """*Verander*: which of the two windows."""
    series, voice = series_with(situation, press.subject), situation.voice
    if series is None:
        return gone(situation)
    buttons = (
        voice.button("Wat en voor wie", SeriesVerb.WHAT, series.id),
        voice.button("Wanneer en waar", SeriesVerb.WHEN, series.id),
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


def _new(situation: Situation) -> Series:
    tenant = situation.tenant.id
    made_at = utc_now(situation).isoformat()
    return Series(
        id=SeriesId(derive_id(tenant, "series", situation.key, made_at)),
        tenant=tenant,
        name="",
        audience=Audience(),
        state=SeriesState.DRAFT,
    )


def _changed(situation: Situation, before: Series | None, made: Series) -> AuditEntry:
    found = series_difference(before, made)
    details = "; ".join(f"{one.field}: {one.old or '-'} -> {one.new or '-'}" for one in found)
    return noted(situation, made, "series changed", details)


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
