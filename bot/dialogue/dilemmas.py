"""A dilemma is kept, asked about, and in the end decided or let go.

Every handler copes with a dilemma that is gone or closed, and with a button of an older question.
The window that keeps one is in `dilemma_form.py`, what is written in the end in `dilemma_endings.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date

from bot.compose.verbs import Verb
from bot.content import Press, Style, Text, plain
from bot.dates.write import write_day
from bot.dialogue.cards import cards
from bot.dialogue.commands import Word
from bot.dialogue.dilemma_endings import ENDINGS
from bot.dialogue.dilemma_form import (
    Start,
    dilemma_dialog,
    dilemma_fields,
    dilemma_with,
    start_of,
)
from bot.dialogue.forms import LINK, Form, read_form
from bot.dialogue.instants import NoDay, before_choice, coming_day, in_a_month, why_not
from bot.dialogue.reaction import answered
from bot.dialogue.story import Story
from bot.dialogue.telling import discreet, tell, wrong
from bot.dialogue.writing import follow_up_heard, ids_about
from bot.model.records import Dilemma, DilemmaState
from bot.model.situation import Decision, Situation
from bot.voice import Typed

_OnOpen = Callable[[Situation, Dilemma], Decision]
_STAYS_OPEN = 3


def on_keep(situation: Situation, press: Press) -> Decision:
    """Open the window that keeps a dilemma, or changes one."""
    start = start_of(situation, press.subject)
    if start.existing is not None and start.existing.state is not DilemmaState.OPEN:
        return _closed_already(situation, start.existing)
    return Decision(dialog=dilemma_dialog(situation, press.subject, start), keeps_expected=True)


def on_kept(situation: Situation, press: Press, values: Mapping[str, str]) -> Decision:
    """Save the dilemma, and say when it will be asked about."""
    start = start_of(situation, press.subject)
    if start.existing is not None and start.existing.state is not DilemmaState.OPEN:
        return _closed_already(situation, start.existing)
    start = replace(start, link=start.link or values.get(LINK, ""))
    form = read_form(situation.voice, dilemma_fields(situation.voice, start), values)
    phrase = form["decide_by"]
    day = coming_day(phrase, situation.now) if phrase else None
    errors = dict(form.errors)
    if isinstance(day, NoDay):
        errors.setdefault("decide_by", why_not(situation.voice, day))
        return wrong(errors)
    if errors:
        return wrong(errors)
    dilemma = _dilemma(situation, start, form, day.on if day else None)
    message = start.message
    answers = message is not None and message.person is not None
    return replace(
        _confirmation(situation, dilemma),
        saves=(dilemma,),
        messages=(answered(message, situation),) if message and answers else (),
        updates=cards(
            situation, dilemma.message, situation.voice.t("bewaard als dilemma"), dilemma.id
        ),
    )


def on_discard(situation: Situation, press: Press) -> Decision:
    """Remove it and what was written about it later; what was shared stays until it is taken back."""
    dilemma, voice = dilemma_with(situation, press.subject), situation.voice
    if dilemma is None:
        return tell(voice.t("Dat dilemma staat er niet meer."))
    return replace(
        tell(voice.t("Goed, dat is weg.")),
        deletes=(dilemma.id, *ids_about(situation, dilemma.id)),
        updates=cards(situation, dilemma.message, voice.t("weggehaald")),
    )


def on_still_open(situation: Situation, dilemma: Dilemma) -> Decision:
    """Ask again in a month; the third time in a row, ask who could help."""
    voice = situation.voice
    kept = replace(_asked_again(situation, dilemma), still_open=dilemma.still_open + 1)
    if kept.still_open % _STAYS_OPEN:
        said = tell(voice.t("Goed, hij blijft staan. Over een maand vraag ik het weer."))
        return _changed(situation, kept, said)
    line = voice.t("Hij staat nu drie maanden open. Met wie kun je er een kwartier over praten?")
    if kept.still_open > _STAYS_OPEN:
        line = voice.t("Hij staat nog steeds open. Met wie kun je er een kwartier over praten?")
    buttons = (
        voice.button("Collega-secretaris", Verb.DILEMMA_TALK, dilemma.id, "peer"),
        voice.button("FG", Verb.DILEMMA_TALK, dilemma.id, "privacy_officer"),
        voice.button("Iemand anders", Verb.DILEMMA_TALK, dilemma.id, "other"),
        voice.button("Niet nodig", Verb.DILEMMA_TALK, dilemma.id, "none"),
    )
    return _changed(situation, kept, tell(line, buttons=buttons))


def on_talk(situation: Situation, press: Press) -> Decision:
    """Offer to make an action of talking about it."""
    voice = situation.voice
    if press.arg == "none" or dilemma_with(situation, press.subject) is None:
        return tell(voice.t("Goed. Over een maand vraag ik het weer."))
    line = voice.t(
        "Goed. Over een maand vraag ik het weer. Wil je het gesprek als actie vastleggen?"
    )
    buttons = (
        voice.button("Leg vast", Verb.COMMIT, press.subject, style=Style.PRIMARY),
        voice.button("Nee, zo is het goed", Verb.ENOUGH, press.subject),
    )
    return tell(line, buttons=buttons)


def on_shifted(situation: Situation, dilemma: Dilemma) -> Decision:
    """Ask which way; it stays open."""
    voice = situation.voice
    kept = replace(_asked_again(situation, dilemma), still_open=0)
    buttons = (
        voice.button("Schrijf antwoord", Verb.DILEMMA_WRITE, dilemma.id, style=Style.PRIMARY),
        voice.button("Klaar", Verb.DILEMMA_CLOSE, dilemma.id),
    )
    said = tell(voice.t("Welke kant op? Eén zin is genoeg."), buttons=buttons)
    return _changed(situation, kept, said)


def on_decided(situation: Situation, dilemma: Dilemma) -> Decision:
    """Close it as decided, and ask what settled it."""
    voice = situation.voice
    buttons = (
        voice.button("Schrijf antwoord", Verb.DILEMMA_WRITE, dilemma.id, style=Style.PRIMARY),
        voice.button("Klaar", Verb.DILEMMA_CLOSE, dilemma.id),
    )
    said = tell(voice.t("Wat gaf de doorslag?"), buttons=buttons)
    return _changed(situation, _closed(situation, dilemma, DilemmaState.DECIDED), said)


def on_let_go(situation: Situation, dilemma: Dilemma) -> Decision:
    """Close it as let go."""
    said = tell(situation.voice.t("Goed, hij gaat van je lijst. Over zes maanden wis ik hem."))
    return _changed(situation, _closed(situation, dilemma, DilemmaState.LET_GO), said)


def on_command(situation: Situation, _: str) -> Decision:
    """Answer the command for dilemmas: how many are open, and a button for a new one."""
    voice, count = situation.voice, len(situation.records.open_dilemmas())
    new = voice.button("Bewaar als dilemma", Verb.DILEMMA_KEEP, situation.key, style=Style.PRIMARY)
    line = voice.t("Er staat geen dilemma open. Wil je er een bewaren?")
    if count:
        line = voice.n("Er staat één dilemma open.", "Er staan {count} dilemma's open.", count)
    return tell(line, buttons=(new,))


def _dilemma(situation: Situation, start: Start, form: Form, decide_by: date | None) -> Dilemma:
    now = situation.now
    ask_at = before_choice(decide_by, now).at if decide_by else in_a_month(now)
    known = start.existing or Dilemma(
        id=start.id,
        tenant=situation.tenant.id,
        person=situation.person.id,
        short_name="",
        one_side="",
        other_side="",
        created_at=now.astimezone(UTC),
        turn=-1,
        message=start.message.id if start.message else None,
        prompt=start.prompt,
        theme=start.theme,
    )
    return replace(
        known,
        short_name=form["short_name"],
        one_side=form["one_side"],
        other_side=form["other_side"],
        stakes=form.chosen("stakes"),
        who_feels_it=form["who_feels_it"],
        link=form.values.get(LINK) or known.link,
        decide_by_on=decide_by,
        ask_at=ask_at,
        turn=known.turn + 1,
    )


def _confirmation(situation: Situation, dilemma: Dilemma) -> Decision:
    voice = situation.voice
    buttons = (
        voice.button("Verander", Verb.DILEMMA_KEEP, dilemma.id),
        voice.button("Weg ermee", Verb.DILEMMA_DISCARD, dilemma.id),
        voice.button("Deel met een collega", Verb.SHARE, dilemma.id),
    )
    kept = voice.t("Bewaard als dilemma: **{name}**.", name=Typed(dilemma.short_name))
    return tell(kept + plain(" ") + _promise(situation, dilemma), buttons=buttons)


def _promise(situation: Situation, dilemma: Dilemma) -> Text:
    voice, today = situation.voice, situation.now.date()
    if dilemma.decide_by_on is None:
        return voice.t("Over een maand vraag ik of er iets veranderd is.")
    day = write_day(dilemma.decide_by_on, voice.language, today=today)
    match before_choice(dilemma.decide_by_on, situation.now).days_before:
        case None:
            return voice.t("Kiezen kan tot en met {day}. Daarna vraag ik wat het werd.", day=day)
        case 1:
            return voice.t("Kiezen kan tot en met {day}. De dag ervoor kom ik erop terug.", day=day)
        case _:
            return voice.t(
                "Kiezen kan tot en met {day}. Een week ervoor kom ik erop terug.", day=day
            )


def _asked_again(situation: Situation, dilemma: Dilemma) -> Dilemma:
    return replace(dilemma, ask_at=in_a_month(situation.now), turn=dilemma.turn + 1)


def _closed(situation: Situation, dilemma: Dilemma, state: DilemmaState) -> Dilemma:
    closed_at = situation.now.astimezone(UTC)
    return replace(dilemma, state=state, closed_at=closed_at, ask_at=None, turn=dilemma.turn + 1)


def _changed(situation: Situation, dilemma: Dilemma, decision: Decision) -> Decision:
    return follow_up_heard(situation, replace(decision, saves=(dilemma,)))


def _closed_already(situation: Situation, dilemma: Dilemma) -> Decision:
    voice = situation.voice
    if dilemma.state is DilemmaState.DECIDED:
        return tell(voice.t("Die staat al op gekozen."))
    return tell(voice.t("Die heb je al losgelaten."))


def _while_open(handler: _OnOpen) -> Callable[[Situation, Press], Decision]:
    """Return a handler for an open dilemma, on the question that stands now; else it says how it is."""

    def on_press(situation: Situation, press: Press) -> Decision:
        dilemma = dilemma_with(situation, press.subject)
        if dilemma is None:
            return tell(situation.voice.t("Dat dilemma staat er niet meer."))
        if dilemma.state is not DilemmaState.OPEN:
            return _closed_already(situation, dilemma)
        if press.arg and press.arg != str(dilemma.turn):
            return tell(situation.voice.t("Dat had ik al genoteerd. Het dilemma staat open."))
        return handler(situation, dilemma)

    return on_press


STORY = discreet(
    Story(
        presses={
            Verb.DILEMMA_KEEP: on_keep,
            Verb.DILEMMA_DISCARD: on_discard,
            Verb.DILEMMA_STILL_OPEN: _while_open(on_still_open),
            Verb.DILEMMA_TALK: on_talk,
            Verb.DILEMMA_SHIFTED: _while_open(on_shifted),
            Verb.DILEMMA_DECIDED: _while_open(on_decided),
            Verb.DILEMMA_LET_GO: _while_open(on_let_go),
            **ENDINGS.presses,
        },
        submits={Verb.DILEMMA_KEEP: on_kept, **ENDINGS.submits},
        commands={Word.DILEMMA: on_command},
    )
)
