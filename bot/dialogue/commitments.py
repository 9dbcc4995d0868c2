"""How a commitment goes on: done, partly, another day, no longer needed.

Every handler copes with a commitment that is gone or closed, and with a button of an older question.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.compose.verbs import Verb
from bot.content import Button, Dialog, Press, Style
from bot.dates.when import When
from bot.dates.write import write_weekday
from bot.dialogue.cards import cards, commitment_cards
from bot.dialogue.drafts import day_dialog, day_field
from bot.dialogue.forms import read_form
from bot.dialogue.instants import NoDay, coming_day, next_friday, next_workday, why_not
from bot.dialogue.origins import STEP, commitment_with
from bot.dialogue.settling import closed, moment, moved_to
from bot.dialogue.story import Story
from bot.dialogue.telling import discreet, tell, wrong
from bot.dialogue.writing import (
    answer_field,
    follow_up_heard,
    ids_about,
    reply_about,
    writing_dialog,
)
from bot.model.records import Commitment, CommitmentState
from bot.model.situation import Decision, Situation

_OnOpen = Callable[[Situation, Commitment, Press], Decision]


def on_done(situation: Situation, commitment: Commitment, _: Press) -> Decision:
    """Close it as done, and ask what they noticed."""
    voice = situation.voice
    write = voice.button(
        "Schrijf antwoord", Verb.COMMITMENT_NOTICED, commitment.id, style=Style.PRIMARY
    )
    ready = voice.button("Klaar", Verb.ENOUGH, commitment.id)
    decision = tell(
        voice.t("Genoteerd. Wat merkte je? Eén zin mag, niets hoeft ook."), buttons=(write, ready)
    )
    return _changed(situation, closed(situation, commitment, CommitmentState.DONE), decision)


def on_partly(situation: Situation, commitment: Commitment, _: Press) -> Decision:
    """Ask for the step that is left; it stays open."""
    voice = situation.voice
    step = voice.button("Leg vast", Verb.COMMIT, STEP + commitment.id, style=Style.PRIMARY)
    enough = voice.button("Zo is het goed", Verb.COMMITMENT_KEEP, commitment.id)
    question = voice.t("Wat is de kleinste stap die nog over is?")
    return follow_up_heard(situation, tell(question, buttons=(step, enough)))


def on_keep(situation: Situation, commitment: Commitment, _: Press) -> Decision:
    """Leave it open as it is."""
    voice = situation.voice
    away = voice.button("Niet meer nodig", Verb.COMMITMENT_NOT_NEEDED, commitment.id)
    return tell(voice.t("Goed, hij blijft op je lijst staan."), buttons=(away,))


def on_other_day(situation: Situation, commitment: Commitment, _: Press) -> Decision:
    """Ask which day; the second time, whether it is too big."""
    voice, turn = situation.voice, str(commitment.turn)
    if commitment.moved:
        smaller = voice.button("Maak kleiner", Verb.COMMIT, commitment.id)
        leave = voice.button("Laat staan", Verb.COMMITMENT_KEEP, commitment.id)
        strike = voice.button("Streep door", Verb.COMMITMENT_NOT_NEEDED, commitment.id)
        question = voice.t("Misschien is hij te groot. Half zo klein maken, of doorstrepen?")
        return follow_up_heard(situation, tell(question, buttons=(smaller, leave, strike)))
    buttons = (
        _next_workday_button(situation, commitment),
        voice.button(
            "Volgende week vrijdag", Verb.COMMITMENT_MOVE, commitment.id, f"{turn}:friday"
        ),
        voice.button("Zelf kiezen", Verb.COMMITMENT_PICK_DAY, commitment.id, turn),
    )
    return follow_up_heard(situation, tell(voice.t("Welke dag?"), buttons=buttons))


def on_move(situation: Situation, commitment: Commitment, press: Press) -> Decision:
    """Give it the day of the button."""
    choice = press.arg.partition(":")[2]
    on = next_friday(situation.now) if choice == "friday" else next_workday(situation.now)
    return _moved(situation, commitment, When(on))


def on_pick_day(situation: Situation, commitment: Commitment, press: Press) -> Decision:
    """Open the window that asks for a day."""
    dialog = day_dialog(situation, commitment.id)
    picking = Press(Verb.COMMITMENT_PICK_DAY, commitment.id, press.arg)
    return Decision(dialog=replace(dialog, press=picking), keeps_expected=True)


def on_day_sent(situation: Situation, press: Press, values: Mapping[str, str]) -> Decision:
    """Give it the day that was filled in."""
    form = read_form(situation.voice, (day_field(situation),), values)
    if form.errors:
        return wrong(form.errors)
    day = coming_day(form["when"], situation.now)
    if isinstance(day, NoDay):
        return wrong({"when": why_not(situation.voice, day)})

    def move(situation: Situation, commitment: Commitment, _: Press) -> Decision:
        return _moved(situation, commitment, day)

    return _while_open(move)(situation, press)


def on_not_needed(situation: Situation, commitment: Commitment, _: Press) -> Decision:
    """Drop it."""
    dropped = closed(situation, commitment, CommitmentState.DROPPED)
    return _changed(situation, dropped, tell(situation.voice.t("Goed, die is van je lijst.")))


def on_discard(situation: Situation, press: Press) -> Decision:
    """Remove it and what was written about it later; what was shared stays until it is taken back."""
    commitment, voice = commitment_with(situation, press.subject), situation.voice
    if commitment is None:
        return tell(voice.t("Die staat er niet meer."))
    return replace(
        tell(voice.t("Goed, die is weg.")),
        deletes=(commitment.id, *ids_about(situation, commitment.id)),
        updates=cards(situation, commitment.message, voice.t("weggehaald")),
    )


def on_noticed(situation: Situation, press: Press) -> Decision:
    """Open the window for what they noticed."""
    if commitment_with(situation, press.subject) is None:
        return tell(situation.voice.t("Die actie staat er niet meer."))
    return Decision(dialog=_noticed_dialog(situation, press), keeps_expected=True)


def on_noticed_sent(situation: Situation, press: Press, values: Mapping[str, str]) -> Decision:
    """Save what they noticed."""
    voice, commitment = situation.voice, commitment_with(situation, press.subject)
    form = read_form(voice, (answer_field(voice, ""),), values)
    if form.errors:
        return wrong(form.errors)
    if commitment is None:
        return wrong({"answer": voice.s("Die actie staat er niet meer.")})
    reply = reply_about(situation, press, commitment, form["answer"])
    buttons = (
        voice.button("Maak er een actie van", Verb.COMMIT, reply.id),
        voice.button("Deel met een collega", Verb.SHARE, reply.id),
    )
    said = tell(voice.t("Bewaard. Ik zet het in je maandoverzicht."), buttons=buttons)
    return replace(said, saves=(reply,))


def _noticed_dialog(situation: Situation, press: Press) -> Dialog:
    return writing_dialog(
        situation,
        Press(Verb.COMMITMENT_NOTICED, press.subject, situation.key),
        situation.voice.s("Wat merkte je?"),
    )


def _moved(situation: Situation, commitment: Commitment, due: When) -> Decision:
    voice = situation.voice
    moved = replace(moved_to(situation, commitment, due), moved=commitment.moved + 1)
    change = voice.button("Verander", Verb.COMMIT, commitment.id)
    noted = voice.t("Genoteerd: {moment}.", moment=moment(situation, due))
    return _changed(situation, moved, tell(noted, buttons=(change,)))


def _changed(situation: Situation, commitment: Commitment, decision: Decision) -> Decision:
    return follow_up_heard(
        situation,
        replace(decision, saves=(commitment,), updates=commitment_cards(situation, commitment)),
    )


def _next_workday_button(situation: Situation, commitment: Commitment) -> Button:
    on, arg = next_workday(situation.now), f"{commitment.turn}:next"
    button = situation.voice.button("Morgen", Verb.COMMITMENT_MOVE, commitment.id, arg)
    if (on - situation.now.date()).days == 1:
        return button
    return replace(button, label=write_weekday(on, situation.voice.language).capitalize())


def _while_open(handler: _OnOpen) -> Callable[[Situation, Press], Decision]:
    """Return a handler for an open commitment, on the question that stands now; else it says how it is."""

    def on_press(situation: Situation, press: Press) -> Decision:
        voice, commitment = situation.voice, commitment_with(situation, press.subject)
        if commitment is None:
            return tell(voice.t("Die actie staat er niet meer."))
        if commitment.state is CommitmentState.DONE:
            return tell(voice.t("Die staat al op klaar."))
        if commitment.state is CommitmentState.DROPPED:
            return tell(voice.t("Die is al van je lijst."))
        turn = press.arg.partition(":")[0]
        if turn and turn != str(commitment.turn):
            return _as_it_is(situation, commitment)
        return handler(situation, commitment, press)

    return on_press


def _as_it_is(situation: Situation, commitment: Commitment) -> Decision:
    voice = situation.voice
    change = voice.button("Verander", Verb.COMMIT, commitment.id)
    if commitment.due is None:
        return tell(voice.t("Die staat nu zonder datum op je lijst."), buttons=(change,))
    when = moment(situation, commitment.due)
    return tell(voice.t("Die staat nu voor {moment}.", moment=when), buttons=(change,))


STORY = discreet(
    Story(
        presses={
            Verb.COMMITMENT_DONE: _while_open(on_done),
            Verb.COMMITMENT_PARTLY: _while_open(on_partly),
            Verb.COMMITMENT_KEEP: _while_open(on_keep),
            Verb.COMMITMENT_OTHER_DAY: _while_open(on_other_day),
            Verb.COMMITMENT_MOVE: _while_open(on_move),
            Verb.COMMITMENT_PICK_DAY: _while_open(on_pick_day),
            Verb.COMMITMENT_NOT_NEEDED: _while_open(on_not_needed),
            Verb.COMMITMENT_DISCARD: on_discard,
            Verb.COMMITMENT_NOTICED: on_noticed,
        },
        submits={
            Verb.COMMITMENT_PICK_DAY: on_day_sent,
            Verb.COMMITMENT_NOTICED: on_noticed_sent,
        },
    )
)
