"""A deputy gets what is meant for whom they replace, during their absence only."""

from dataclasses import replace
from datetime import date

import pytest

from bot.model.calendar import MeetingKind
from bot.model.ids import PersonId
from bot.model.messages import Purpose
from bot.model.people import Period, Role
from bot.model.prompts import Kind
from bot.model.series import Audience, PromptFilter
from tests.factories import BRAM, FATMA, HANNEKE, a_cadence, a_meeting, a_series, an_agenda_item
from tests.planner.town import CALENDAR, Town, a_nudge, at, some_prompts, someone

AWAY = Period(date(2027, 1, 18), date(2027, 1, 29))
STEPS = tuple(prompt.id for prompt in some_prompts(6))
TUESDAYS = a_series(
    cadence=a_cadence(starts_on=date(2027, 1, 5)),
    steps=STEPS,
    audience=Audience(people=frozenset({HANNEKE})),
)


def town(**changes: object) -> Town:
    hanneke = someone(HANNEKE, absences=(AWAY,), deputy=BRAM, weekday=None, wall_time=None)
    return Town(people=[hanneke, someone(BRAM), someone(FATMA)], **changes)  # type: ignore[arg-type]


def asked(of: Town, person: PersonId) -> list[str]:
    return [line.removeprefix("prompt ") for line in of.told(person, purpose=Purpose.PROMPT)]


def test_during_the_absence_the_deputy_gets_the_steps() -> None:
    of = town(series=[TUESDAYS])
    for day in ("2027-01-11 08:00", "2027-01-18 08:00", "2027-01-25 08:00", "2027-02-01 08:00"):
        of.plan(
            day, at(day).replace(hour=18) + 4 * (at("2027-01-12 08:00") - at("2027-01-11 08:00"))
        )
    assert asked(of, HANNEKE) == ["Tue 2027-01-12 09:30", "Tue 2027-02-02 09:30"]
    assert asked(of, BRAM) == ["Tue 2027-01-19 09:30", "Tue 2027-01-26 09:30"]
    assert asked(of, FATMA) == []


def test_a_deputy_who_is_asked_anyway_is_not_asked_twice() -> None:
    both = replace(TUESDAYS, audience=Audience(people=frozenset({HANNEKE, BRAM})))
    of = town(series=[both])
    of.plan("2027-01-18 08:00", "2027-01-22 18:00")
    assert asked(of, BRAM) == ["Tue 2027-01-19 09:30"]


def test_who_stopped_is_replaced_by_nobody() -> None:
    of = town(series=[TUESDAYS])
    hanneke, *others = of.people
    of.people = [replace(hanneke, standing="stopped"), *others]  # type: ignore[arg-type]
    of.plan("2027-01-18 08:00", "2027-01-22 18:00")
    assert asked(of, BRAM) == []


def test_nudges_of_a_role_come_to_the_deputy_too() -> None:
    nudge = replace(a_nudge("n", "closing:college", -1), roles=frozenset({Role.SECRETARY}))
    college = a_meeting(kind=MeetingKind.COLLEGE, weekday=1, closes_weekday=3)
    of = town(
        series=[
            a_series(
                cadence=None,
                draws_from=PromptFilter(frozenset({Kind.AGENDA_NUDGE})),
                audience=Audience(roles=frozenset({Role.SECRETARY})),
            )
        ],
        prompts=[nudge],
        calendar=replace(CALENDAR, meetings=(college,)),
    )
    of.plan("2027-01-18 08:00", "2027-01-22 18:00")
    assert len(asked(of, BRAM)) == 1
    assert asked(of, FATMA) == []


@pytest.mark.parametrize(("closing", "gets"), [("2027-01-21", BRAM), ("2027-02-11", HANNEKE)])
def test_the_list_for_an_agenda_goes_to_who_is_there(closing: str, gets: PersonId) -> None:
    day = date.fromisoformat(closing)
    college = a_meeting(weekday=1, closes_weekday=3, prepared_by=HANNEKE)
    item = an_agenda_item(
        FATMA, meeting=college.id, meeting_on=date.fromordinal(day.toordinal() + 5)
    )
    of = town(
        calendar=replace(CALENDAR, meetings=(college,)),
        agenda_items=[
            replace(item, created_at=at("2027-01-12 09:00"), changed_at=at("2027-01-12 09:00"))
        ],
    )
    of.plan(f"{closing} 06:00", f"{closing} 18:00")
    lists = [m for m in of.messages.values() if m.subject.startswith("agenda:")]
    assert {message.person for message in lists} == {gets}
