"""The series there are: how far each is, how it goes, and pausing, resuming and stopping one."""

from collections.abc import Iterator
from dataclasses import replace

from bot.administration.changes import paused, resumed, silence_at, stopped
from bot.administration.coming import asked_so_far, coming
from bot.administration.figures import figures
from bot.administration.programmes import newer, step_count
from bot.administration.troubles import HARMLESS, troubles
from bot.compose.series_verbs import SeriesVerb
from bot.content import Block, Button, Buttons, Content, Paragraph, Press, Style, Text, plain
from bot.dates.write import write_day
from bot.dialogue.own_moment import utc_now
from bot.dialogue.series_ahead import gone
from bot.dialogue.series_health import figure_line, trouble_line
from bot.dialogue.series_log import noted
from bot.dialogue.series_when_fields import town_of
from bot.dialogue.series_words import audience_words, cadence_words, series_with
from bot.dialogue.telling import tell
from bot.local_time import day_in
from bot.model.calendar import Silence
from bot.model.series import Series, SeriesState
from bot.model.situation import Decision, Say, Situation

# More than this is too long for one message.
_MOST = 8


def on_series(situation: Situation, rest: str) -> Decision:
    """*reeksen*."""
    return list_of(situation)


def on_list(situation: Situation, press: Press) -> Decision:
    """*Alle reeksen*."""
    return list_of(situation)


def list_of(situation: Situation) -> Decision:
    """Return all series that are not over, each with its buttons, and what else an admin can do."""
    voice = situation.voice
    shown = [one for one in situation.series if one.state is not SeriesState.STOPPED]
    blocks: list[Block] = []
    silence = _silence(situation)
    if silence is not None:
        blocks.append(Paragraph(voice.t("**Alles staat stil**, voor iedereen.")))
    if not shown:
        blocks.append(Paragraph(voice.t("Er lopen nog geen reeksen.")))
    for series in shown[:_MOST]:
        blocks += _listed(situation, series)
    if len(shown) > _MOST:
        more = len(shown) - _MOST
        blocks.append(Paragraph(voice.n("En nog 1 reeks.", "En nog {count} reeksen.", more)))
    silent = (
        voice.button("Weer starten", SeriesVerb.LIFT)
        if silence
        else voice.button("Zet alles stil", SeriesVerb.SILENCE)
    )
    buttons = (
        voice.button("Nieuwe reeks", SeriesVerb.NEW, style=Style.PRIMARY),
        voice.button("Eigen vraag", SeriesVerb.OWN),
        silent,
        voice.button("Logboek", SeriesVerb.LOG),
    )
    blocks.append(Buttons(buttons))
    return Decision(says=(Say(Content(tuple(blocks), voice.s("Reeksen"))),), keeps_expected=True)


def on_show(situation: Situation, press: Press) -> Decision:
    """*Bekijk*: how far, how it goes in a group, and what went wrong."""
    series = series_with(situation, press.subject)
    if series is None:
        return gone(situation)
    voice = situation.voice
    about = voice.t(
        "**{name}**, voor {audience}, {cadence}.",
        name=series.name,
        audience=audience_words(series, situation),
        cadence=cadence_words(series, voice),
    )
    outcomes = situation.desk.outcomes if situation.desk else ()
    how_far = _how_far(situation, series)
    lines = [about, _capital(how_far), *_troubled(situation, series)]
    lines.append(
        voice.t(
            "Hoe het gaat laat ik alleen zien bij vijf of meer deelnemers, en nooit per persoon."
        )
    )
    lines += [figure_line(one, voice) for one in figures(series, situation.groups, outcomes)]
    data = (
        voice.button("Data", SeriesVerb.AHEAD, series.id),
        voice.button("Stuur mij een stap als proef", SeriesVerb.TEST, series.id, "1"),
    )
    others = _of_series(situation, series)[1:]
    return tell(*lines, buttons=(*data, *others))


def on_pause(situation: Situation, press: Press) -> Decision:
    """*Pauzeer*."""
    series, voice = series_with(situation, press.subject), situation.voice
    if series is None:
        return gone(situation)
    if series.state is not SeriesState.RUNNING:
        return tell(voice.t("**{name}** loopt niet.", name=series.name))
    changed = paused(series, utc_now(situation))
    told = tell(
        voice.t("**{name}** staat stil. De stappen wachten tot je weer start.", name=series.name),
        buttons=(voice.button("Weer starten", SeriesVerb.RESUME, series.id),),
    )
    entry = noted(situation, series, "series paused")
    return replace(told, series=(changed,), audit=(entry,))


def on_resume(situation: Situation, press: Press) -> Decision:
    """*Weer starten*."""
    series, voice = series_with(situation, press.subject), situation.voice
    if series is None:
        return gone(situation)
    if series.state is not SeriesState.PAUSED:
        return tell(voice.t("**{name}** stond niet stil.", name=series.name))
    changed = resumed(series, utc_now(situation))
    said = voice.t("**{name}** loopt weer.", name=series.name)
    told = tell(said + plain(" ") + _next(situation, changed))
    entry = noted(situation, series, "series resumed")
    return replace(told, series=(changed,), audit=(entry,))


def on_stop(situation: Situation, press: Press) -> Decision:
    """*Stop*: asks once more, because it is for good."""
    series, voice = series_with(situation, press.subject), situation.voice
    if series is None:
        return gone(situation)
    buttons = (
        voice.button("Stop de reeks", SeriesVerb.STOP_NOW, series.id, style=Style.DANGER),
        voice.button("Pauzeer liever", SeriesVerb.PAUSE, series.id),
        voice.button("Laat lopen", SeriesVerb.STILL, series.id),
    )
    text = voice.t(
        "**{name}** stopt dan voor iedereen. Wat mensen bewaarden, houden zij.", name=series.name
    )
    return tell(text, buttons=buttons)


def on_stop_now(situation: Situation, press: Press) -> Decision:
    """*Stop de reeks*."""
    series, voice = series_with(situation, press.subject), situation.voice
    if series is None or series.state is SeriesState.STOPPED:
        return gone(situation)
    told = tell(voice.t("**{name}** is gestopt.", name=series.name))
    entry = noted(situation, series, "series stopped")
    return replace(told, series=(stopped(series),), audit=(entry,))


def on_still(situation: Situation, press: Press) -> Decision:
    """*Laat lopen*, *Laat stil*."""
    return tell(situation.voice.t("Goed, het blijft zoals het is."))


def _listed(situation: Situation, series: Series) -> Iterator[Block]:
    yield Paragraph(
        situation.voice.t("**{name}**", name=series.name)
        + plain(", ")
        + _how_far(situation, series)
    )
    yield Buttons(_of_series(situation, series))


def _how_far(situation: Situation, series: Series) -> Text:
    voice = situation.voice
    match series.state:
        case SeriesState.DRAFT:
            return voice.t("nog niet gestart.")
        case SeriesState.PAUSED:
            return voice.t("gepauzeerd.")
        case _ if _silence(situation):
            return voice.t("wacht tot alles weer loopt.")
        case _:
            pass
    parts = [_step(situation, series), _next(situation, series)]
    outcomes = situation.desk.outcomes if situation.desk else ()
    if any(one.trouble not in HARMLESS for one in troubles(series, outcomes)):
        parts.append(voice.t("Er ging iets mis met versturen."))
    elif any(one.series == series.id for one in outcomes):
        parts.append(voice.t("Alles is op tijd verstuurd."))
    if newer(series, situation.desk.programmes if situation.desk else ()):
        parts.append(voice.t("Er is een nieuwe versie."))
    return _joined(parts)


def _step(situation: Situation, series: Series) -> Text:
    voice, steps = situation.voice, step_count(series)
    if not steps:
        return voice.t("loopt.")
    asked = asked_so_far(series, town_of(situation), utc_now(situation))
    if asked == 0:
        return voice.t("nog niet begonnen.")
    return voice.t("stap {number} van {count}.", number=min(asked, steps), count=steps)


def _next(situation: Situation, series: Series) -> Text:
    voice = situation.voice
    if series.cadence is None:
        return voice.t("Duwtjes komen op tijd voor hun datum.")
    dates = coming(series, town_of(situation), utc_now(situation), most=1)
    days = sorted({one.on for each in dates for one in each.sent})
    if not days:
        return voice.t("Er komt niets meer.")
    today = situation.now.date()
    return voice.t("Volgende: {day}.", day=write_day(days[0], voice.language, today=today))


def _troubled(situation: Situation, series: Series) -> Iterator[Text]:
    outcomes = situation.desk.outcomes if situation.desk else ()
    for found in troubles(series, outcomes):
        yield trouble_line(found, situation.voice)


def _of_series(situation: Situation, series: Series) -> tuple[Button, ...]:
    voice = situation.voice
    if series.state is SeriesState.DRAFT:
        return (
            voice.button("Ga verder", SeriesVerb.WHEN, series.id),
            voice.button("Weg ermee", SeriesVerb.DROP, series.id),
        )
    known = situation.desk.programmes if situation.desk else ()
    running = series.state is SeriesState.RUNNING
    first = (
        voice.button("Bekijk verschil", SeriesVerb.DIFFERENCE, series.id)
        if newer(series, known)
        else voice.button("Bekijk", SeriesVerb.SHOW, series.id)
    )
    return (
        first,
        voice.button("Pauzeer", SeriesVerb.PAUSE, series.id)
        if running
        else voice.button("Weer starten", SeriesVerb.RESUME, series.id),
        voice.button("Verander", SeriesVerb.CHANGE, series.id),
        voice.button("Stop", SeriesVerb.STOP, series.id),
    )


def _capital(text: Text) -> Text:
    first, *others = text.spans
    begun = replace(first, text=first.text[:1].upper() + first.text[1:])
    return Text((begun, *others))


def _joined(parts: list[Text]) -> Text:
    first, *others = parts
    for part in others:
        first = first + plain(" ") + part
    return first


def _silence(situation: Situation) -> Silence | None:
    today = day_in(situation.now, situation.tenant.zone)
    return silence_at(situation.calendar.silences, utc_now(situation), today)
