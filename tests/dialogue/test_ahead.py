"""What comes: a person's own next four weeks, in their own chat."""

from dataclasses import replace
from datetime import date, time
from typing import Any

from bot.dialogue.decide import decide
from bot.events import Wrote
from bot.model.calendar import Silence
from bot.model.ids import SeriesId
from bot.model.people import Language, Period, Rhythm
from bot.model.series import Audience, Cadence, Series
from tests.dialogue.situations import (
    CALENDAR,
    HANNEKE,
    TENANT,
    local,
    said,
    situation,
)
from tests.factories import a_commitment

TUESDAYS = Series(
    id=SeriesId("kleine-stappen"),
    tenant=TENANT.id,
    name="Kleine stappen",
    audience=Audience(people=frozenset({HANNEKE.id})),
    cadence=Cadence(rule="FREQ=WEEKLY;BYDAY=TU", starts_on=date(2027, 1, 4), wall_time=time(10)),
)


def asks(text: str = "wat komt er", **changes: Any) -> list[str]:
    decision = decide(situation(**{"series": (TUESDAYS,), **changes}), Wrote(text, "ref"))
    assert decision.keeps_expected
    (told,) = said(decision)
    return told.split("\n")


def test_four_weeks_with_the_own_day_and_no_title() -> None:
    lines = asks()
    assert lines[0] == "Dit komt er in vier weken, als je steeds antwoordt:"
    assert "donderdag 14 januari om 12.15 uur: een kleine stap" in lines
    assert "3 berichten sla ik over: je hebt alles al gehad." in lines
    assert "donderdag 4 februari om 12.15 uur: je maandoverzicht" in lines
    assert lines[-1] == "Je eigen dag, tijd en ritme verander je met instellingen."
    titles = [prompt.text(Language.NL).title for prompt in situation().library.prompts]
    assert not any(title in line for title in titles for line in lines)


def test_the_own_reasons_are_told_in_words() -> None:
    away = Period(date(2027, 1, 15), date(2027, 1, 24))
    told = asks(person=replace(HANNEKE, absences=(away,), rhythm=Rhythm.MONTHLY))
    assert any("sla ik over" in line and "je bent er niet" in line for line in told)


def test_what_was_promised_is_told_too() -> None:
    asked = a_commitment(HANNEKE.id, ask_at=local("2027-01-18 09:00"))
    records = replace(situation().records, commitments=(asked,))
    told = asks(records=records)
    assert "maandag 18 januari om 12.15 uur: ik vraag hoe het ging met wat je vastlegde" in told


def test_while_everything_is_silenced() -> None:
    silence = Silence(tenant=TENANT.id, since_at=local("2027-01-10 09:00"))
    told = asks(calendar=replace(CALENDAR, silences=(silence,)))
    assert told == ["Alles staat stil voor iedereen. Er komt niets tot het weer mag."]


def test_nothing_comes_without_a_series() -> None:
    told = asks(
        "what is coming", series=(), person=replace(HANNEKE, paused_until_on=date(2027, 6, 1))
    )
    assert told[0] == "De komende vier weken komt er niets."


def test_others_do_not_read_along() -> None:
    shown = decide(situation(series=(TUESDAYS,), shared=True), Wrote("wat komt er", "ref"))
    assert shown.says == ()
