"""A commitment that waits: its day is unclear, or three are open already."""

from dataclasses import replace
from datetime import UTC, date, time, timedelta

import pytest

from bot.dates.when import When
from bot.dialogue.decide import decide
from bot.dialogue.small_wins import on_when_typed
from bot.events import Pressed, Submitted
from bot.model.records import Commitment, CommitmentState
from bot.model.situation import Awaits
from tests.dialogue.committing import CARD, FILLED, commit, open_ones, press, saved, waiting
from tests.dialogue.situations import NOW, button, labels, said, situation


def test_a_day_nobody_understands_is_asked_about_and_the_draft_waits() -> None:
    given = situation(CARD)
    decision = commit(given, when="als het rustig is")
    assert said(decision) == ["Die dag herken ik niet."]
    assert labels(decision) == [
        "Deze week",
        "Volgende week",
        "Kies een dag",
        "Zonder datum bewaren",
    ]
    assert decision.saves == ()
    assert decision.expected is not None
    assert decision.expected.awaits is Awaits.WHEN
    assert decision.expected.expires_at == NOW.astimezone(UTC) + timedelta(hours=1)


@pytest.mark.parametrize(
    ("label", "sentence", "due"),
    [
        (
            "Deze week",
            "Genoteerd: Eén lastig formulier, uiterlijk vrijdag 15 januari. "
            "Ik vraag daarna hoe het ging.",
            When(date(2027, 1, 15), is_deadline=True),
        ),
        (
            "Volgende week",
            "Genoteerd: Eén lastig formulier, uiterlijk vrijdag 22 januari. "
            "Ik vraag daarna hoe het ging.",
            When(date(2027, 1, 22), is_deadline=True),
        ),
        (
            "Zonder datum bewaren",
            "Genoteerd: Eén lastig formulier, zonder datum. Ik vraag er niet naar. "
            "Je vindt het terug in je maandoverzicht.",
            None,
        ),
    ],
)
def test_the_draft_gets_its_day_by_a_button(label: str, sentence: str, due: When | None) -> None:
    given = situation(CARD)
    asked = commit(given, when="ooit")
    decision = decide(waiting(given, asked), Pressed(button(asked, label).press))
    assert said(decision) == [sentence]
    assert saved(decision).due == due
    assert saved(decision).what == FILLED["what"]
    assert (decision.expected, decision.keeps_expected) == (None, False)
    if due is None:
        assert saved(decision).ask_at is None


def test_kies_een_dag_asks_for_the_day_only() -> None:
    given = situation(CARD)
    asked = commit(given, when="")
    assert said(asked) == ["Welke dag wordt het?"]
    later = waiting(given, asked)
    decision = decide(later, Pressed(button(asked, "Kies een dag").press))
    assert decision.dialog is not None
    assert decision.keeps_expected
    wrong = decide(later, Submitted(decision.dialog.press, {"when": "ooit"}))
    assert set(wrong.errors) == {"when"}
    right = decide(later, Submitted(decision.dialog.press, {"when": "maandag"}))
    assert saved(right).due == When(date(2027, 1, 18))


def test_the_day_may_also_be_typed() -> None:
    given = situation(CARD)
    later = waiting(given, commit(given, when="ooit"))
    assert said(on_when_typed(later, "geen idee")) == ["Die dag herken ik niet."]
    assert saved(on_when_typed(later, "maandag")).due == When(date(2027, 1, 18))


def test_a_draft_that_is_gone_can_be_filled_in_again() -> None:
    given = situation(CARD)
    asked = commit(given, when="ooit")
    late = replace(waiting(given, asked), now=NOW + timedelta(hours=2))
    decision = decide(late, Pressed(button(asked, "Deze week").press))
    assert said(decision) == ["Wat je invulde, heb ik niet meer. Wil je het opnieuw vastleggen?"]
    assert labels(decision) == ["Leg vast", "Nee, zo is het goed"]


def test_a_fourth_commitment_asks_which_one_goes() -> None:
    given = situation(CARD, records=open_ones("Formulier", "Back-up navragen", "Proeflezer zoeken"))
    decision = press(given, "commit")
    assert said(decision) == ["Je hebt al drie acties open. Welke gaat eraf voor deze nieuwe?"]
    assert labels(decision) == ["Formulier", "Back-up navragen", "Proeflezer zoeken", "Toch niet"]
    opened = decide(given, Pressed(button(decision, "Back-up navragen").press))
    assert opened.dialog is not None
    assert opened.saves == ()
    sent = decide(given, Submitted(opened.dialog.press, FILLED))
    new, gone = sent.saves
    assert isinstance(new, Commitment)
    assert isinstance(gone, Commitment)
    assert (new.short_name, new.state) == ("Eén lastig formulier", CommitmentState.OPEN)
    assert (gone.short_name, gone.state) == ("Back-up navragen", CommitmentState.DROPPED)


def test_a_window_sent_while_three_are_open_loses_nothing() -> None:
    given = situation(CARD, records=open_ones("Formulier", "Back-up navragen", "Proeflezer zoeken"))
    asked = commit(given)
    assert asked.saves == ()
    decision = decide(waiting(given, asked), Pressed(button(asked, "Formulier").press))
    new, gone = decision.saves
    assert isinstance(new, Commitment)
    assert isinstance(gone, Commitment)
    assert new.what == FILLED["what"]
    assert new.due == When(date(2027, 1, 15), time(11))
    assert gone.short_name == "Formulier"


def test_toch_niet_lets_the_draft_go() -> None:
    given = situation(CARD, records=open_ones("Een", "Twee", "Drie"))
    asked = commit(given)
    decision = decide(waiting(given, asked), Pressed(button(asked, "Toch niet").press))
    assert said(decision) == ["Goed."]
    assert (decision.expected, decision.keeps_expected) == (None, False)
    assert decision.saves == ()
