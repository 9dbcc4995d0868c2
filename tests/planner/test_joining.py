"""Who comes into a series that runs: with the group, or from step 1 when they chose that."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.model.ids import PersonId
from bot.model.messages import Purpose, State
from bot.model.people import Period
from bot.model.series import Audience, Cadence, Joining, Newcomers, Series
from bot.planner.joining import with_joinings
from tests.factories import FATMA, HANNEKE, YUSUF, a_group, a_series
from tests.planner.town import Town, at, some_prompts, someone

STEPS = tuple(prompt.id for prompt in some_prompts(5))
TUESDAYS = Cadence(rule="FREQ=WEEKLY;BYDAY=TU", starts_on=date(2027, 1, 11), wall_time=time(16))
IN_WEEK_THREE = "2027-01-22 09:00"


def town(**changes: Any) -> Town:
    """Fatma from the beginning; Yusuf comes into the group in the third week."""
    group = a_group(FATMA)
    series = a_series(
        audience=Audience(groups=frozenset({group.id})), steps=STEPS, cadence=TUESDAYS, **changes
    )
    return Town(
        people=[someone(FATMA), someone(YUSUF)],
        groups=[group],
        prompts=some_prompts(5),
        series=[series],
    )


def play(of: Town, since: str, until: str) -> None:
    """Plan and send day by day."""
    day: datetime = at(since)
    while day < at(until):
        of.plan(day)
        day += timedelta(days=1)
        of.send_due(day)


def come_in(of: Town) -> Town:
    play(of, "2027-01-11 09:00", IN_WEEK_THREE)
    of.groups = [replace(of.groups[0], members=frozenset({FATMA, YUSUF}))]
    return of


def asked(of: Town, person: PersonId) -> list[str]:
    found = sorted(of.messages.values(), key=lambda one: one.due_at)
    return [
        one.prompt or ""
        for one in found
        if one.person == person and one.purpose is Purpose.PROMPT and one.state is State.SENT
    ]


def the_series(of: Town) -> Series:
    (series,) = of.series
    return series


def test_a_newcomer_goes_with_the_group_and_is_noted_once() -> None:
    of = come_in(town())
    play(of, IN_WEEK_THREE, "2027-03-20 09:00")
    assert asked(of, FATMA) == list(STEPS)
    assert asked(of, YUSUF) == list(STEPS[2:])
    assert the_series(of).joinings == (Joining(YUSUF, STEPS[2]),)


def test_nobody_is_noted_twice_in_a_series_however_often_they_come_in() -> None:
    before = replace(the_series(town()), joinings=(Joining(YUSUF, STEPS[1]),))
    found = [(before.id, Joining(YUSUF, STEPS[2])), (before.id, Joining(HANNEKE, STEPS[2]))]
    found += [(before.id, Joining(YUSUF, STEPS[3]))]
    (noted,) = with_joinings([before], found)
    assert noted.joinings == (Joining(HANNEKE, STEPS[2]), Joining(YUSUF, STEPS[3]))


def test_who_chose_so_gets_all_steps_and_the_others_no_more_than_theirs() -> None:
    of = come_in(town())
    of.series = [replace(the_series(of), own_pace=frozenset({YUSUF}))]
    play(of, IN_WEEK_THREE, "2027-03-20 09:00")
    assert asked(of, YUSUF) == list(STEPS)
    assert asked(of, FATMA) == list(STEPS)
    skipped = [one for one in of.messages.values() if one.state is State.SKIPPED]
    assert skipped == []
    assert the_series(of).joinings == ()


def test_choosing_after_the_first_step_asks_nothing_twice() -> None:
    of = come_in(town())
    play(of, IN_WEEK_THREE, "2027-01-28 09:00")
    of.series = [replace(the_series(of), own_pace=frozenset({YUSUF}))]
    play(of, "2027-01-28 09:00", "2027-04-20 09:00")
    first = STEPS[2]
    assert asked(of, YUSUF) == [first, *(step for step in STEPS if step != first)]


def test_in_a_series_where_newcomers_begin_at_step_one_nothing_is_noted() -> None:
    of = come_in(town(newcomers=Newcomers.FIRST_STEP))
    play(of, IN_WEEK_THREE, "2027-04-20 09:00")
    assert asked(of, YUSUF) == list(STEPS)
    assert the_series(of).joinings == ()


def test_who_was_there_from_the_beginning_is_never_noted() -> None:
    of = town()
    play(of, "2027-01-11 09:00", "2027-03-20 09:00")
    assert the_series(of).joinings == ()


def test_a_deputy_does_not_come_in() -> None:
    of = town()
    play(of, "2027-01-11 09:00", IN_WEEK_THREE)
    away = Period(date(2027, 1, 22), date(2027, 2, 5))
    of.people = [someone(FATMA, absences=(away,), deputy=HANNEKE), someone(HANNEKE)]
    play(of, IN_WEEK_THREE, "2027-02-06 09:00")
    assert asked(of, HANNEKE)[0] == STEPS[2]
    assert the_series(of).joinings == ()
