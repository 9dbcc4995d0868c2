"""What a month holds: its edges in the person's zone, and what turns with the months."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digest.month import Month
from bot.digest.personal import personal_digest
from bot.errors import UnknownThing
from bot.model.prompts import Theme
from bot.model.records import Records
from tests.digest.january import COUNTING, FORM, TRADE, a_library, a_situation
from tests.factories import a_dilemma, a_person, a_recess, a_reply


@pytest.mark.parametrize(
    ("zone", "instant", "month"),
    [
        ("Europe/Amsterdam", "2027-01-31T22:59:59+00:00", "2027-01"),
        ("Europe/Amsterdam", "2027-01-31T23:00:00+00:00", "2027-02"),
        ("Europe/Amsterdam", "2027-01-31T23:30:00+00:00", "2027-02"),
        ("Europe/Amsterdam", "2026-12-31T22:59:59+00:00", "2026-12"),
        ("Europe/Amsterdam", "2027-06-30T21:59:59+00:00", "2027-06"),  # summer time
        ("Europe/Amsterdam", "2027-06-30T22:00:00+00:00", "2027-07"),
        ("America/Curacao", "2027-02-01T03:59:59+00:00", "2027-01"),
        ("America/Curacao", "2027-02-01T04:00:00+00:00", "2027-02"),
        ("Pacific/Auckland", "2027-01-31T11:00:00+00:00", "2027-02"),
    ],
)
def test_a_month_ends_at_midnight_where_the_person_is(zone: str, instant: str, month: str) -> None:
    at = datetime.fromisoformat(instant)
    records = Records(
        replies=(a_reply(at=at),),
        commitments=(replace(FORM, created_at=at, closed_at=at),),
        dilemmas=(a_dilemma(created_at=at),),
    )
    now = at.astimezone(ZoneInfo(zone))
    situation = a_situation(records, person=a_person(zone=zone), now=now)
    right = Month.read(month)

    inside = personal_digest(situation, month)
    assert (len(inside.answered), len(inside.done), inside.new.dilemmas) == (1, 1, 1)
    for other in (right.previous, Month.of(right.last_on.replace(day=28)).previous):
        outside = personal_digest(situation, str(other))
        assert (len(outside.answered), len(outside.done), outside.new.dilemmas) == (0, 0, 0)


@pytest.mark.parametrize(
    "text", ["", "2027", "2027-13", "2027-00", "27-01", "2027-1", "januari", "x"]
)
def test_what_is_no_month_gets_a_clear_error(text: str) -> None:
    with pytest.raises(UnknownThing, match="2027-01"):
        personal_digest(a_situation(), text)


@settings(deadline=None)
@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_a_day_is_in_its_own_month_and_between_its_edges(day: date) -> None:
    month = Month.of(day)
    assert day in month
    assert month.first_on <= day <= month.last_on
    assert Month.read(str(month)) == month
    assert month.previous.place == month.place - 1
    assert month.previous.last_on not in month


def test_a_dilemma_gets_another_question_each_month_and_the_same_in_the_same_month() -> None:
    situation = a_situation(Records(dilemmas=(COUNTING,)))
    months = ["2027-01", "2027-02", "2027-03", "2027-04"]
    numbers = [personal_digest(situation, month).dilemmas[0].question for month in months]
    assert len(set(numbers)) == 4
    assert personal_digest(situation, "2027-02").dilemmas[0].question == numbers[1]


def test_dilemmas_of_one_month_get_different_questions_also_when_the_first_is_gone() -> None:
    second = a_dilemma(name="second", created_at=COUNTING.created_at.replace(hour=20))
    both = personal_digest(a_situation(Records(dilemmas=(COUNTING, second))), "2027-01")
    assert [one.question for one in both.dilemmas] == [0, 1]


def test_notes_go_with_what_they_are_about() -> None:
    digest = personal_digest(a_situation(), "2027-01")
    assert [note.text for note in digest.done[0].notes] == [
        "Vraag 7 wordt door niemand begrepen. Ook niet door ons."
    ]
    assert [note.id for note in digest.dilemmas[0].notes] == [TRADE.id]
    assert digest.answered == ()


def test_the_theme_that_rested_is_the_one_left_alone_longest() -> None:
    library = a_library(Theme.STAFF, Theme.PROCESSES, Theme.TRANSPARENCY)
    long_ago = a_reply(name="a", theme=Theme.STAFF, at=datetime.fromisoformat("2026-10-01T09:00Z"))
    longer = a_reply(
        name="b", theme=Theme.PROCESSES, at=datetime.fromisoformat("2026-09-02T09:00Z")
    )
    records = Records(replies=(longer, long_ago, TRADE))
    digest = personal_digest(a_situation(records, library=library), "2027-01")
    assert digest.attention.given == (Theme.TRANSPARENCY,)
    assert digest.attention.rested is Theme.PROCESSES


def test_among_equals_another_theme_rests_each_month() -> None:
    library = a_library(*Theme)
    rested = []
    for month, day in (("2027-01", 14), ("2027-02", 14), ("2027-03", 14)):
        at = datetime.fromisoformat(f"{month}-{day}T09:00Z")
        records = Records(replies=(a_reply(theme=Theme.STAFF, at=at),))
        rested.append(
            personal_digest(a_situation(records, library=library), month).attention.rested
        )
    assert len(set(rested)) == 3
    assert Theme.STAFF not in rested


def test_without_a_prompt_for_the_person_no_theme_rests() -> None:
    nobodys = a_situation(library=a_library(Theme.STAFF), person=a_person(roles=frozenset()))
    digest = personal_digest(nobodys, "2027-01")
    assert digest.attention.given == (Theme.TRANSPARENCY, Theme.CHANNELS)
    assert digest.attention.rested is None


def test_what_is_coming_is_of_the_next_six_weeks_and_not_begun() -> None:
    digest = personal_digest(a_situation(), "2027-01")
    assert [(one.name, one.first_on) for one in digest.coming] == [
        ("Voorjaarsvakantie", date(2027, 2, 20)),
        ("de input voor de kadernota", date(2027, 3, 12)),
    ]
    recess = replace(a_situation().calendar, recesses=(a_recess(),))
    now = datetime(2026, 12, 10, 12, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
    before = personal_digest(a_situation(calendar=recess, now=now), "2026-11")
    assert [one.name for one in before.coming] == ["winterreces"]
    during = now.replace(day=24)
    assert personal_digest(a_situation(calendar=recess, now=during), "2026-11").coming == ()
