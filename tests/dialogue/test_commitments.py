"""How a commitment goes on after the follow-up: done, partly, another day, no longer needed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, time
from typing import Any

import pytest

from bot.compose.follow_ups import commitment_question
from bot.content import Press
from bot.dates.when import When
from bot.dialogue.decide import decide
from bot.events import Pressed, Submitted
from bot.model.ids import RecordId
from bot.model.messages import Message, Priority, Purpose
from bot.model.records import Commitment, CommitmentState, Records, Reply
from bot.model.situation import Decision, Situation
from tests.dialogue.situations import (
    HANNEKE,
    NOW,
    SMALL_WIN,
    TENANT,
    button,
    labels,
    local,
    message,
    said,
    situation,
)

MONDAY = local("2027-01-18 12:15")
CARD = message(SMALL_WIN)
FORM = Commitment(
    id=RecordId("formulier"),
    tenant=TENANT.id,
    person=HANNEKE.id,
    what="eigen woorden",
    short_name="Eén lastig formulier",
    due=When(date(2027, 1, 15), time(11)),
    created_at=NOW.astimezone(UTC),
    ask_at=local("2027-01-15 11:00").astimezone(UTC),
    message=CARD.id,
    prompt=SMALL_WIN.id,
    theme=SMALL_WIN.theme,
)


def on_monday(commitment: Commitment = FORM, **changes: Any) -> Situation:
    given = situation(
        now=MONDAY,
        records=Records(commitments=(commitment,)),
        history=(CARD,),
    )
    return replace(given, **changes)


def asked(label: str, given: Situation | None = None) -> Decision:
    """Press this button under the follow-up."""
    given = given or on_monday()
    question = commitment_question(given.records.commitments[0], given)
    return decide(given, Pressed(button(question, label).press))


def saved(decision: Decision) -> Commitment:
    [record] = decision.saves
    assert isinstance(record, Commitment)
    return record


def after(decision: Decision, **changes: Any) -> Situation:
    return on_monday(saved(decision), **changes)


def test_the_follow_up_asks_how_it_stands() -> None:
    question = commitment_question(FORM, on_monday())
    assert question.as_text() == "Eén lastig formulier stond voor vrijdag. Hoe staat het?"
    assert labels(question) == ["Gedaan", "Deels", "Andere dag", "Niet meer nodig"]


def test_gedaan_closes_it_and_asks_what_they_noticed() -> None:
    decision = asked("Gedaan")
    assert said(decision) == ["Genoteerd. Wat merkte je? Eén zin mag, niets hoeft ook."]
    assert labels(decision) == ["Schrijf antwoord", "Klaar"]
    done = saved(decision)
    assert (done.state, done.closed_at) == (CommitmentState.DONE, MONDAY.astimezone(UTC))
    assert (done.ask_at, done.turn) == (None, 1)
    [update] = decision.updates
    assert update.content.as_text() == "Eén lastig formulier · klaar"


def test_what_they_noticed_is_kept_with_it() -> None:
    done = asked("Gedaan")
    given = after(done)
    opened = decide(given, Pressed(button(done, "Schrijf antwoord").press))
    assert opened.dialog is not None
    words = "Vraag 7 wordt door niemand begrepen. Ook niet door ons."
    decision = decide(given, Submitted(opened.dialog.press, {"answer": words}))
    assert said(decision) == ["Bewaard. Ik zet het in je maandoverzicht."]
    assert labels(decision) == ["Maak er een actie van", "Deel met een collega"]
    [reply] = decision.saves
    assert isinstance(reply, Reply)
    assert (reply.text, reply.about, reply.theme) == (words, FORM.id, FORM.theme)
    empty = decide(given, Submitted(opened.dialog.press, {"answer": " \n"}))
    assert empty.errors == {"answer": "Vul hier iets in."}


def test_what_they_noticed_becomes_an_action() -> None:
    done = asked("Gedaan")
    given = after(done)
    opened = decide(given, Pressed(button(done, "Schrijf antwoord").press))
    assert opened.dialog is not None
    kept = decide(given, Submitted(opened.dialog.press, {"answer": "vraag 7"}))
    [reply] = kept.saves
    assert isinstance(reply, Reply)
    later = replace(given, records=replace(given.records, replies=(reply,)))
    window = decide(later, Pressed(button(kept, "Maak er een actie van").press))
    assert window.dialog is not None
    values = {"what": "Vraag 7 schrappen", "short_name": "Vraag 7", "when": "vrijdag"}
    made = saved(decide(later, Submitted(window.dialog.press, values)))
    assert made.id != FORM.id
    assert made.theme == FORM.theme


def test_klaar_ends_it_briefly() -> None:
    done = asked("Gedaan")
    assert said(decide(after(done), Pressed(button(done, "Klaar").press))) == ["Goed."]


def test_deels_asks_for_the_smallest_step_that_is_left() -> None:
    decision = asked("Deels")
    assert said(decision) == ["Wat is de kleinste stap die nog over is?"]
    assert labels(decision) == ["Leg vast", "Zo is het goed"]
    given = on_monday()
    opened = decide(given, Pressed(button(decision, "Leg vast").press))
    assert opened.dialog is not None
    assert {field.name: field.value for field in opened.dialog.fields} == {
        "what": "",
        "with_whom": "",
        "when": "",
        "if_then": "",
        "short_name": "Eén lastig formulier",
    }
    values = {"what": "bel Vergunningen", "short_name": "Eén lastig formulier", "when": "morgen"}
    step = saved(decide(given, Submitted(opened.dialog.press, values)))
    assert (step.id, step.what, step.turn) == (FORM.id, "bel Vergunningen", 1)
    assert step.due == When(date(2027, 1, 19))


def test_zo_is_het_goed_leaves_it_open() -> None:
    decision = decide(on_monday(), Pressed(button(asked("Deels"), "Zo is het goed").press))
    assert said(decision) == ["Goed, hij blijft op je lijst staan."]
    assert decision.saves == ()


@pytest.mark.parametrize(
    ("now", "choices"),
    [
        ("2027-01-18 12:15", ["Morgen", "Volgende week vrijdag", "Zelf kiezen"]),
        ("2027-01-15 12:15", ["Maandag", "Volgende week vrijdag", "Zelf kiezen"]),
        ("2027-01-16 12:15", ["Maandag", "Volgende week vrijdag", "Zelf kiezen"]),
        ("2027-01-17 12:15", ["Morgen", "Volgende week vrijdag", "Zelf kiezen"]),
    ],
)
def test_andere_dag_offers_days_that_are_working_days(now: str, choices: list[str]) -> None:
    decision = asked("Andere dag", on_monday(now=local(now)))
    assert said(decision) == ["Welke dag?"]
    assert labels(decision) == choices


@pytest.mark.parametrize(
    ("now", "label", "sentence", "on"),
    [
        ("2027-01-15 12:15", "Volgende week vrijdag", "Genoteerd: vrijdag 22 januari.", 22),
        ("2027-01-18 12:15", "Morgen", "Genoteerd: dinsdag 19 januari.", 19),
        ("2027-01-16 09:00", "Maandag", "Genoteerd: maandag 18 januari.", 18),
    ],
)
def test_another_day_is_noted(now: str, label: str, sentence: str, on: int) -> None:
    given = on_monday(now=local(now))
    decision = decide(given, Pressed(button(asked("Andere dag", given), label).press))
    assert said(decision) == [sentence]
    moved = saved(decision)
    assert moved.due == When(date(2027, 1, on))
    assert moved.ask_at == local(f"2027-01-{on + 1} 00:00").astimezone(UTC)
    assert (moved.turn, moved.moved) == (1, 1)
    [update] = decision.updates
    assert f"{on} januari" in update.content.as_text()


def test_zelf_kiezen_asks_for_a_day_in_a_window() -> None:
    given = on_monday()
    opened = decide(given, Pressed(button(asked("Andere dag"), "Zelf kiezen").press))
    assert opened.dialog is not None
    right = decide(given, Submitted(opened.dialog.press, {"when": "vrijdag"}))
    assert said(right) == ["Genoteerd: vrijdag 22 januari."]
    wrong = decide(given, Submitted(opened.dialog.press, {"when": "als het rustig is"}))
    assert wrong.errors == {
        "when": "Die dag herken ik niet. Schrijf bijvoorbeeld: vrijdag, of vóór 1 mei."
    }


def test_andere_dag_for_the_second_time_asks_whether_it_is_too_big() -> None:
    given = on_monday(replace(FORM, moved=1, turn=1))
    decision = asked("Andere dag", given)
    assert said(decision) == ["Misschien is hij te groot. Half zo klein maken, of doorstrepen?"]
    assert labels(decision) == ["Maak kleiner", "Laat staan", "Streep door"]
    smaller = decide(given, Pressed(button(decision, "Maak kleiner").press))
    assert smaller.dialog is not None
    values = {field.name: field.value for field in smaller.dialog.fields}
    assert (values["what"], values["when"]) == ("eigen woorden", "")
    left = decide(given, Pressed(button(decision, "Laat staan").press))
    assert said(left) == ["Goed, hij blijft op je lijst staan."]
    struck = decide(given, Pressed(button(decision, "Streep door").press))
    assert said(struck) == ["Goed, die is van je lijst."]
    assert saved(struck).state is CommitmentState.DROPPED


def test_niet_meer_nodig_drops_it() -> None:
    decision = asked("Niet meer nodig")
    assert said(decision) == ["Goed, die is van je lijst."]
    assert saved(decision).state is CommitmentState.DROPPED
    assert saved(decision).ask_at is None


def test_weg_ermee_removes_it_with_its_words() -> None:
    decision = decide(on_monday(), Pressed(Press("commitment_discard", FORM.id)))
    assert said(decision) == ["Goed, die is weg."]
    assert decision.deletes == (FORM.id,)
    [update] = decision.updates
    assert update.content.as_text() == "Eén lastig formulier · weggehaald"
    again = decide(on_monday(records=Records()), Pressed(Press("commitment_discard", FORM.id)))
    assert said(again) == ["Die staat er niet meer."]


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (CommitmentState.DONE, "Die staat al op klaar."),
        (CommitmentState.DROPPED, "Die is al van je lijst."),
    ],
)
@pytest.mark.parametrize("label", ["Gedaan", "Deels", "Andere dag", "Niet meer nodig"])
def test_a_button_pressed_twice_does_nothing(
    label: str, state: CommitmentState, sentence: str
) -> None:
    given = on_monday(replace(FORM, state=state))
    decision = asked(label, given)
    assert said(decision) == [sentence]
    assert decision.saves == ()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            lambda: replace(FORM, turn=1, due=When(date(2027, 1, 22))),
            "Die staat nu voor vrijdag 22 januari.",
        ),
        (lambda: replace(FORM, turn=1, due=None), "Die staat nu zonder datum op je lijst."),
    ],
)
def test_a_button_of_an_older_question_tells_how_it_is(
    changed: Callable[[], Commitment], sentence: str
) -> None:
    decision = decide(on_monday(changed()), Pressed(Press("commitment_done", FORM.id, "0")))
    assert said(decision) == [sentence]
    assert decision.saves == ()


def test_what_is_gone_is_answered_kindly() -> None:
    decision = decide(on_monday(records=Records()), Pressed(Press("commitment_done", FORM.id, "0")))
    assert said(decision) == ["Die actie staat er niet meer."]


def test_the_follow_up_counts_as_answered() -> None:
    follow_up = Message(
        id=CARD.id,
        tenant=TENANT.id,
        purpose=Purpose.FOLLOW_UP,
        subject=FORM.id,
        recipient=HANNEKE.id,
        person=HANNEKE.id,
        platform=CARD.platform,
        priority=Priority.PROMISED,
        due_at=MONDAY.astimezone(UTC),
    )
    decision = asked("Deels", on_monday(message=follow_up, history=()))
    assert [one.answered_at for one in decision.messages] == [MONDAY.astimezone(UTC)]
