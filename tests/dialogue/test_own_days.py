"""Part-time days, absence and rhythm: each says it, nobody asks why."""

from dataclasses import replace
from datetime import date

import pytest

from bot.compose.own_verbs import OwnVerb
from bot.content import Press
from bot.dialogue.decide import decide
from bot.events import Pressed, Submitted, Wrote
from bot.model.people import Period, Rhythm
from bot.model.situation import Decision
from tests.dialogue.situations import (
    FATMA,
    HANNEKE,
    REFLECTION,
    SMALL_WIN,
    button,
    labels,
    library,
    message,
    said,
    situation,
)

MAY = Period(date(2027, 5, 3), date(2027, 5, 10))


def absent(first: str, last: str) -> Decision:
    values = {"first": first, "last": last}
    return decide(situation(), Submitted(Press(OwnVerb.ABSENCE), values))


@pytest.mark.parametrize(
    ("word", "rhythm"),
    [("rustig", Rhythm.QUIET), ("gewoon", Rhythm.NORMAL), ("stevig", Rhythm.BRISK)],
)
def test_one_word_sets_the_rhythm(word: str, rhythm: Rhythm) -> None:
    decision = decide(situation(), Wrote(word, "m1"))
    assert decision.person is not None
    assert decision.person.rhythm is rhythm
    assert said(decision)[0].startswith("Genoteerd. Je ritme:")


def test_more_shows_what_else_there_is_to_choose() -> None:
    person = replace(HANNEKE, days_off=frozenset({2}), absences=(MAY,))
    more = decide(situation(person=person), Pressed(Press(OwnVerb.MORE)))
    assert said(more)[0].split("\n") == [
        "Vrije dagen: woensdag. Dan komt er niets.",
        "Afwezig van maandag 3 mei tot en met maandag 10 mei.",
    ]
    assert labels(more) == ["Stevig", "Vrije dagen", "Afwezig", "Vervanger"]
    brisk = replace(HANNEKE, rhythm=Rhythm.BRISK)
    none = decide(situation(person=brisk), Pressed(Press(OwnVerb.MORE)))
    assert said(none) == ["Ik ga ervan uit dat je elke werkdag werkt."]
    assert labels(none) == ["Vrije dagen", "Afwezig", "Vervanger"]


def test_days_off_are_chosen_in_a_window_and_seen_in_the_settings() -> None:
    window = decide(situation(), Pressed(Press(OwnVerb.DAYS_OFF))).dialog
    assert window is not None
    chosen = decide(situation(), Submitted(window.press, {"days": "2\n3"}))
    assert chosen.person is not None
    assert chosen.person.days_off == {2, 3}
    # Her own moment is on Thursday.
    assert "Kies liever een ander." in said(chosen)[0]
    assert labels(chosen) == ["Verander moment", "Vrije dagen"]
    settings = decide(situation(person=chosen.person), Wrote("instellingen", "m1"))
    assert "Vrije dagen: woensdag, donderdag." in said(settings)[0]
    none = decide(situation(person=chosen.person), Submitted(window.press, {"days": ""}))
    assert none.person is not None
    assert none.person.days_off == frozenset()


def test_not_every_day_can_be_free() -> None:
    every = decide(situation(), Submitted(Press(OwnVerb.DAYS_OFF), {"days": "0\n1\n2\n3\n4"}))
    assert every.errors["days"].startswith("Dan komt er niets meer.")
    assert every.person is None


def test_an_absence_has_a_first_and_a_last_day_and_can_go_again() -> None:
    decision = absent("3 mei", "10 mei")
    assert said(decision) == [
        "Genoteerd: afwezig van maandag 3 mei tot en met maandag 10 mei. Je opvolgingen wachten."
    ]
    assert decision.person is not None
    assert decision.person.absences == (MAY,)
    away = decide(situation(person=decision.person), Pressed(button(decision, "Weg ermee").press))
    assert away.person is not None
    assert away.person.absences == ()
    again = decide(situation(), Pressed(button(decision, "Weg ermee").press))
    assert said(again) == ["Deze afwezigheid staat er niet (meer)."]


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        ("ooit", "10 mei", "first"),
        ("3 mei", "ooit", "last"),
        ("10 mei", "3 mei", "last"),
        ("1 januari 2027", "4 januari 2027", "last"),
        ("3 mei 2027", "4 juni 2028", "last"),
        ("", "3 mei", "first"),
    ],
)
def test_what_is_no_absence_stays_in_the_window(first: str, last: str, field: str) -> None:
    decision = absent(first, last)
    assert field in decision.errors
    assert decision.person is None


def test_afwezig_tot_begins_today() -> None:
    decision = decide(situation(), Wrote("afwezig tot 1 februari", "m1"))
    assert decision.person is not None
    assert decision.person.absences == (Period(date(2027, 1, 14), date(2027, 1, 31)),)
    asked = decide(situation(), Wrote("afwezig", "m1"))
    assert said(asked) == ["Wanneer ben je er niet?"]
    prompt = message(REFLECTION)
    answer = decide(
        situation(prompt, library=library(REFLECTION, SMALL_WIN)),
        Wrote("afwezig waren vooral de inwoners", "m2"),
    )
    assert answer.person is None or not answer.person.absences
    assert answer.saves


def test_who_has_a_deputy_hears_who_gets_what_is_meant_for_them() -> None:
    person = replace(HANNEKE, deputy=FATMA.id)
    values = {"first": "3 mei", "last": "10 mei"}
    at = situation(person=person, colleagues=(FATMA,))
    decision = decide(at, Submitted(Press(OwnVerb.ABSENCE), values))
    assert said(decision)[0].endswith("Wat voor jou is, gaat dan naar Fatma.")
