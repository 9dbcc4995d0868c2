"""How a series will go, before it goes: its next dates, a step as a test, and the start."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import zip_longest

from bot.administration.changes import skipping, started
from bot.administration.coming import (
    Coming,
    ComingDate,
    beginning,
    coming,
    specials,
)
from bot.administration.programmes import look_back
from bot.compose.programmes import with_opening
from bot.compose.prompts import prompt_content
from bot.compose.series_verbs import SeriesVerb
from bot.content import Block, Button, Buttons, Content, Paragraph, Press, Style, Table, Text, plain
from bot.dates.write import write_day
from bot.dialogue.own_moment import utc_now
from bot.dialogue.series_log import noted
from bot.dialogue.series_when_fields import is_dated, town_of
from bot.dialogue.series_words import (
    audience_words,
    cadence_words,
    series_with,
    step_name,
    table_day,
    zone_name,
)
from bot.dialogue.telling import tell
from bot.digest.days import holiday_name
from bot.model.ids import MessageId
from bot.model.prompts import Prompt
from bot.model.series import Series, SeriesState
from bot.model.situation import Decision, Say, Situation
from bot.planner.choice import in_filter

_NOTHING = "–"


def ahead(situation: Situation, series: Series, *first: Text) -> Decision:
    """Return what is to be seen before it starts, or while it runs, below these sentences."""
    voice = situation.voice
    line = voice.t(
        "**{name}**, voor {audience}, {cadence}.",
        name=series.name,
        audience=audience_words(series, situation),
        cadence=cadence_words(series, voice),
    )
    dates = coming(series, town_of(situation), utc_now(situation))
    blocks: list[Block] = [Paragraph(text) for text in (*first, line)]
    blocks += _dates(situation, series, dates)
    held = (one for one in specials(dates) if situation.calendar.election_on(one.on))
    asked = next(held, None)
    if asked is not None:
        blocks += _special(situation, series, asked)
    blocks.append(Buttons(_buttons(situation, series)))
    return Decision(says=(Say(Content(tuple(blocks), series.name)),), keeps_expected=True)


def on_ahead(situation: Situation, press: Press) -> Decision:
    """*Data*: the next dates."""
    series = series_with(situation, press.subject)
    return ahead(situation, series) if series else gone(situation)


def on_skip(situation: Situation, press: Press) -> Decision:
    """*Sla over*: nothing comes on that day; what was meant for it moves on."""
    series, day = series_with(situation, press.subject), _day(press.arg)
    if series is None or day is None:
        return gone(situation)
    changed = skipping(series, day)
    said = situation.voice.t("Goed, {day} slaat de reeks over.", day=_written(situation, day))
    entry = noted(situation, series, "day skipped", day.isoformat())
    return replace(ahead(situation, changed, said), series=(changed,), audit=(entry,))


def on_keep_day(situation: Situation, press: Press) -> Decision:
    """*Laat staan*."""
    series, day = series_with(situation, press.subject), _day(press.arg)
    if series is None or day is None:
        return gone(situation)
    voice = situation.voice
    return tell(
        voice.t("Goed, {day} blijft staan.", day=_written(situation, day)),
        buttons=_buttons(situation, series),
    )


def on_start(situation: Situation, press: Press) -> Decision:
    """*Start de reeks*."""
    series = series_with(situation, press.subject)
    if series is None:
        return gone(situation)
    voice = situation.voice
    if series.state is not SeriesState.DRAFT:
        return tell(voice.t("Deze reeks is al gestart. Met **reeksen** zie je hoe het gaat."))
    if series.cadence is None and not is_dated(series):
        when = voice.button("Wanneer en waar", SeriesVerb.WHEN, series.id, style=Style.PRIMARY)
        return tell(voice.t("Kies eerst wanneer deze reeks komt."), buttons=(when,))
    series = beginning(series, town_of(situation), utc_now(situation))
    begins = series.begins_on or situation.now.date()
    dates = coming(series, town_of(situation), utc_now(situation), most=1)
    first = min((one.on for each in dates for one in each.sent), default=begins)
    day = write_day(first, voice.language, today=situation.now.date())
    if series.cadence is None:
        said = voice.t("De reeks loopt vanaf {day}.", day=day)
    else:
        said = voice.t("De reeks start op {day}.", day=day)
    told = tell(said + plain(" ") + voice.t("Stoppen of pauzeren kan altijd met **reeksen**."))
    closing = look_back(series)
    return replace(
        told,
        series=(started(series),),
        prompts=(closing,) if closing else (),
        audit=(noted(situation, series, "series started"),),
    )


def on_test(situation: Situation, press: Press) -> Decision:
    """*Stuur mij stap 1 als proef*: as people see it, without buttons that do anything."""
    series = series_with(situation, press.subject)
    if series is None:
        return gone(situation)
    voice, number = situation.voice, int(press.arg) if press.arg.isdecimal() else 1
    prompt = step_to_try(situation, series, number)
    if prompt is None:
        return tell(voice.t("Deze stap is er niet (meer)."))
    content = tried(situation, series, prompt)
    following = step_to_try(situation, series, number + 1)
    buttons = _buttons(situation, series)
    if following is not None and following != prompt:
        more = voice.button("Volgende stap", SeriesVerb.TEST, series.id, str(number + 1))
        buttons = (more, *(one for one in buttons if one.press.verb != SeriesVerb.TEST))
    shown = replace(content, blocks=(*content.blocks, Buttons(buttons)))
    return Decision(says=(Say(shown),), keeps_expected=True)


def tried(situation: Situation, series: Series, prompt: Prompt) -> Content:
    """Return a step as a test: what people read, and what their buttons are called."""
    voice = situation.voice
    made = prompt_content(prompt, MessageId(""), situation)
    made = with_opening(made, series, prompt.id, voice.language)
    labels = " · ".join(button.label for button in made.buttons())
    words = tuple(block for block in made.blocks if not isinstance(block, Buttons))
    first = Paragraph(voice.t("Proef, telt niet mee."))
    return Content(
        (first, *words, Paragraph(voice.t("Knoppen: {labels}.", labels=labels))),
        voice.s("Proef: {name}", name=made.summary),
    )


def step_to_try(situation: Situation, series: Series, number: int) -> Prompt | None:
    """Return the prompt of this step; without steps that of the library that comes so far on."""
    if series.steps:
        closing = look_back(series)
        if not 0 < number <= len(series.steps):
            return None
        step = series.steps[number - 1]
        found = situation.library.to_ask(step)
        return closing if closing and closing.id == step else found
    drawn = [one for one in situation.library.prompts if in_filter(one, series)]
    return drawn[number - 1] if 0 < number <= len(drawn) else None


def gone(situation: Situation) -> Decision:
    """Return what is said when the series of a button is not there any more."""
    return tell(situation.voice.t("Deze reeks ken ik niet (meer). Typ **reeksen** voor de lijst."))


def _dates(situation: Situation, series: Series, dates: tuple[Coming, ...]) -> Iterator[Block]:
    voice = situation.voice
    if is_dated(series) or series.cadence is None:
        yield Paragraph(
            voice.t("Elk duwtje komt op tijd voor de agenda of de datum waar het over gaat.")
        )
        return
    if not any(each.sent for each in dates):
        yield Paragraph(
            voice.t("Er komt zo niets: op deze dagen valt alles weg. Kies iets anders.")
        )
        return
    zone = zone_name(series.cadence, situation)
    yield Paragraph(voice.t("Zo gaat het lopen, tijden voor {zone}:", zone=zone))
    headings = (
        voice.s("stap") if series.steps else voice.s("keer"),
        *(each.group.name if each.group else voice.s("iedereen") for each in dates),
    )
    yield Table(headings, tuple(_rows(situation, series, dates)))


def _rows(
    situation: Situation, series: Series, dates: tuple[Coming, ...]
) -> Iterator[tuple[str, ...]]:
    """Yield a row for each step, and before it the rows of what falls away for a group."""
    waiting = [list(each.dates) for each in dates]
    first = min(each.sent[0].number for each in dates if each.sent)
    last = max(each.sent[-1].number for each in dates if each.sent)
    for number in range(first, last + 1):
        fallen: list[list[str]] = []
        cells: list[str] = []
        for row in waiting:
            notes: list[str] = []
            while row and not row[0].number:
                notes.append(_fallen(situation, series, row.pop(0)))
            fallen.append(notes)
            has_it = bool(row) and row[0].number == number
            cells.append(_cell(situation, row.pop(0)) if has_it else _NOTHING)
        for notes_of_all in zip_longest(*fallen, fillvalue=""):
            yield _NOTHING, *notes_of_all
        name = step_name(series, number, situation.voice) if series.steps else str(number)
        yield name, *cells


def _cell(situation: Situation, found: ComingDate) -> str:
    voice = situation.voice
    day = table_day(found.on, voice.language, situation.now.date())
    return f"{day}: {holiday_name(found.special, voice)}" if found.special else day


def _fallen(situation: Situation, series: Series, found: ComingDate) -> str:
    voice = situation.voice
    day = table_day(found.on, voice.language, situation.now.date())
    why = holiday_name(found.special, voice) or voice.s("geen gewone dag")
    if series.steps:
        lapses = series.falls_away == "lapses"
        what = voice.s("vervalt") if lapses else voice.s("schuift op")
        return f"{day}: {why}, {what}"
    return f"{day}: {why}"


def _special(situation: Situation, series: Series, found: ComingDate) -> Iterator[Block]:
    voice, day = situation.voice, _written(situation, found.on)
    yield Paragraph(
        voice.t("Let op: {day} is {what}. Wil je die dag overslaan?", day=day, what=found.special)
    )
    arg = found.on.isoformat()
    yield Buttons(
        (
            voice.button("Sla over", SeriesVerb.SKIP, series.id, arg),
            voice.button("Laat staan", SeriesVerb.KEEP_DAY, series.id, arg),
        )
    )


def _buttons(situation: Situation, series: Series) -> tuple[Button, ...]:
    voice = situation.voice
    if series.state is not SeriesState.DRAFT:
        return (
            voice.button("Stuur mij een stap als proef", SeriesVerb.TEST, series.id, "1"),
            voice.button("Verander", SeriesVerb.CHANGE, series.id),
            voice.button("Alle reeksen", SeriesVerb.LIST),
        )
    return (
        voice.button("Start de reeks", SeriesVerb.START, series.id, style=Style.PRIMARY),
        voice.button("Stuur mij stap 1 als proef", SeriesVerb.TEST, series.id, "1"),
        voice.button("Verander", SeriesVerb.CHANGE, series.id),
        voice.button("Weg ermee", SeriesVerb.DROP, series.id),
    )


def _day(arg: str) -> date | None:
    try:
        return date.fromisoformat(arg)
    except ValueError:
        return None


def _written(situation: Situation, day: date) -> str:
    return write_day(day, situation.voice.language, today=situation.now.date())
