"""A series whose dates change in a week that has begun: everybody gets the step of that week, once."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.administration.changes import paused, resumed, skipping, stopped
from bot.administration.coming import Town as Shown
from bot.administration.going_on import on_other_dates
from bot.local_time import day_in
from bot.model.ids import PersonId, PromptId
from bot.model.messages import State
from bot.model.people import Person
from bot.model.series import Audience, Newcomers, Series
from tests.factories import BRAM, FATMA, HANNEKE, YUSUF, a_cadence, a_commitment
from tests.planner.test_changed_series import EVERYBODY, THREE, changes, renamed, sent_to, tuesdays
from tests.planner.town import Town, at, some_prompts, someone

STEPS = tuple(PromptId(f"p{number}") for number in range(8))
THURSDAY_AT_NOON = someone(HANNEKE)
MONDAY_EARLY = someone(YUSUF, weekday=0, wall_time=time(16, 30))
EARLIER_THAT_DAY = someone(YUSUF, wall_time=time(8, 30))
SECOND = timedelta(seconds=1)
DAYS = ("MO", "TU", "WE", "TH", "FR")


def a_town(*people: Person, **changed: Any) -> Town:
    """Return a town whose series has step 1 on Tuesday the 12th, as planned the day before."""
    begins = {"steps": STEPS, "begins_on": date(2027, 1, 11), **changed}
    town = Town(people=list(people), series=[tuesdays(**begins)], prompts=some_prompts(8))
    town.plan("2027-01-11 13:00")
    return town


def on_day(
    town: Town, now: datetime, day: str, wall_time: time, begins_on: date | None = None
) -> None:
    """Let an admin choose another day and time, from today or `begins_on`."""

    def change(series: Series) -> Series:
        cadence = a_cadence(f"FREQ=WEEKLY;BYDAY={day}", starts_on=date(2027, 1, 4))
        today, shown = day_in(now, town.tenant.zone), Shown(town.tenant, town.calendar)
        wanted = begins_on or max(series.begins_on or today, today)
        return on_other_dates(series, replace(cadence, wall_time=wall_time), wanted, shown, now)

    changes(town, now, change)


def asked(town: Town, person: PersonId) -> list[str]:
    """Return the steps of somebody, in the order in which they come: `p0 Tue 10:00`."""
    mine = [
        one
        for one in town.messages.values()
        if one.person == person and one.prompt and one.state is not State.SKIPPED
    ]
    told = town.told(person, purpose="prompt")
    in_order = sorted(mine, key=lambda one: one.due_at)
    return [
        f"{one.prompt} {text.split()[1]} {text.split()[3]}"
        for one, text in zip(in_order, told, strict=True)
    ]


def goes_on(town: Town, since: datetime, until: str) -> None:
    """Plan and send as time goes on, every half day."""
    now = since
    while now <= at(until):
        town.plan(now)
        town.send_due(now)
        now += timedelta(hours=12)
    town.plan(at(until))


# While it goes out, or later in the week: who still waits.


@pytest.mark.parametrize(
    ("day", "wall_time"), [("WE", time(14)), ("TH", time(10)), ("TU", time(8))]
)
def test_who_waits_while_it_goes_out_gets_this_step_and_then_the_next(
    day: str, wall_time: time
) -> None:
    """At 10:00:05 Hanneke has step 1; Yusuf and Fatma wait for it when it moves."""
    town = a_town(*THREE)
    sent_to(town, THREE[0], at("2027-01-12 10:00"))
    on_day(town, at("2027-01-12 10:00:05"), day, wall_time)
    goes_on(town, at("2027-01-12 10:00:07"), "2027-01-20 12:00")
    for person in THREE:
        first, second, *_ = asked(town, person.id)
        assert first == "p0 Tue 10:00"
        assert second.startswith("p1 ")


def test_who_chose_a_later_moment_that_week_still_gets_the_step_of_the_week() -> None:
    """On Wednesday it moves to Mondays: Hanneke still has step 1 on Thursday, at her own moment."""
    town = a_town(THURSDAY_AT_NOON, someone(FATMA))
    town.plan("2027-01-12 09:30", "2027-01-15 12:00")
    town.send_due(at("2027-01-12 10:00"))
    on_day(town, at("2027-01-13 09:00"), "MO", time(10))
    goes_on(town, at("2027-01-13 09:00:02"), "2027-01-22 12:00")
    assert asked(town, HANNEKE) == ["p0 Thu 12:15", "p1 Thu 12:15"]
    assert asked(town, FATMA) == ["p0 Tue 10:00", "p1 Mon 10:00"]


def test_also_when_it_was_not_planned_yet_for_that_later_moment() -> None:
    """A day ahead is planned: Hanneke's Thursday was not yet, when on Tuesday it moves to Mondays."""
    town = a_town(THURSDAY_AT_NOON, someone(FATMA))
    town.send_due(at("2027-01-12 10:00"))
    on_day(town, at("2027-01-12 11:00"), "MO", time(10))
    goes_on(town, at("2027-01-12 11:00:02"), "2027-01-22 12:00")
    assert asked(town, HANNEKE) == ["p0 Thu 12:15", "p1 Thu 12:15"]
    assert asked(town, FATMA) == ["p0 Tue 10:00", "p1 Mon 10:00"]


def test_a_second_change_does_not_take_it_either() -> None:
    town = a_town(THURSDAY_AT_NOON)
    town.plan("2027-01-12 09:30", "2027-01-15 12:00")
    on_day(town, at("2027-01-13 09:00"), "MO", time(10))
    changes(town, at("2027-01-13 09:10"), renamed)
    on_day(town, at("2027-01-13 09:20"), "MO", time(11))
    goes_on(town, at("2027-01-13 09:20:02"), "2027-01-16 12:00")
    assert asked(town, HANNEKE) == ["p0 Thu 12:15"]


def test_a_pause_in_between_does_not_take_it_from_who_waits() -> None:
    """At 10:00:04 it pauses while it goes out, then it moves to Wednesdays, and goes on at 10:10."""
    town = a_town(*THREE)
    sent_to(town, THREE[0], at("2027-01-12 10:00"))
    pauses_at, goes_on_at = at("2027-01-12 10:00:04"), at("2027-01-12 10:10")
    changes(town, pauses_at, lambda one: paused(one, pauses_at))
    assert town.plan("2027-01-12 10:01").messages == ()
    on_day(town, at("2027-01-12 10:05"), "WE", time(14))
    changes(town, goes_on_at, lambda one: resumed(one, goes_on_at))
    goes_on(town, goes_on_at + SECOND, "2027-01-14 09:00")
    assert [asked(town, one.id) for one in THREE] == [["p0 Tue 10:00", "p1 Wed 14:00"]] * 3


def nobody(series: Series) -> Series:
    return replace(series, audience=Audience(people=frozenset({BRAM})))


def other_steps(series: Series) -> Series:
    return replace(series, steps=STEPS[4:])


def over(series: Series) -> Series:
    return replace(series, ends_on=date(2027, 1, 11))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (stopped, []),
        (nobody, []),
        (over, []),
        (lambda one: skipping(one, date(2027, 1, 12)), []),
        (other_steps, ["p4 Thu 12:15"]),
    ],
)
def test_what_an_admin_takes_back_does_not_come(
    change: Callable[[Series], Series], told: list[str]
) -> None:
    town = a_town(THURSDAY_AT_NOON)
    town.plan("2027-01-12 09:30", "2027-01-15 12:00")
    changes(town, at("2027-01-13 09:00"), change)
    goes_on(town, at("2027-01-13 09:00:02"), "2027-01-16 12:00")
    assert asked(town, HANNEKE) == told


# Who had it already, at a moment of their own.


@pytest.mark.parametrize("person", [MONDAY_EARLY, EARLIER_THAT_DAY])
@pytest.mark.parametrize(
    ("day", "wall_time"), [("TU", time(11)), ("WE", time(10)), ("FR", time(9))]
)
@pytest.mark.parametrize("begins_on", [None, date(2027, 1, 13)])
@pytest.mark.parametrize(
    "kind",
    [
        {},
        {"newcomers": Newcomers.FIRST_STEP},
        {"steps": ()},
    ],
    ids=["steps", "own pace", "drawn"],
)
def test_who_had_it_at_a_moment_of_their_own_has_had_it_for_this_week(
    person: Person, day: str, wall_time: time, begins_on: date | None, kind: dict[str, Any]
) -> None:
    """Yusuf had it before; Fatma gets it at the new time. Next week both get the next."""
    town = a_town(person, someone(FATMA), **kind)
    town.plan("2027-01-11 16:00")
    town.send_due(at("2027-01-12 08:30"))
    assert len(asked(town, YUSUF)) == 1
    on_day(town, at("2027-01-12 09:00"), day, wall_time, begins_on)
    goes_on(town, at("2027-01-12 09:00:02"), "2027-01-17 12:00")
    assert len(asked(town, YUSUF)) == 1
    assert town.skipped(YUSUF) == []
    expected = 0 if day == "TU" and begins_on else 1
    assert len(asked(town, FATMA)) == expected
    goes_on(town, at("2027-01-17 13:00"), "2027-01-24 12:00")
    assert len(asked(town, YUSUF)) == (2 if expected or kind != {} else 1)
    assert len(asked(town, FATMA)) == expected + 1


def test_moved_twice_and_back_again_nobody_is_asked_anew() -> None:
    town = a_town(MONDAY_EARLY, newcomers=Newcomers.FIRST_STEP)
    town.plan("2027-01-11 16:00")
    town.send_due(at("2027-01-11 16:30"))
    for minute, (day, wall_time) in enumerate([("WE", time(9)), ("FR", time(9)), ("TU", time(10))]):
        now = at("2027-01-11 17:00") + timedelta(minutes=minute)
        on_day(town, now, day, wall_time)
        town.plan(now + SECOND, "2027-01-16 12:00")
        assert asked(town, YUSUF) == ["p0 Mon 16:30"]
    goes_on(town, at("2027-01-11 18:00"), "2027-01-22 12:00")
    assert asked(town, YUSUF) == ["p0 Mon 16:30", "p1 Mon 16:30"]


def test_of_two_a_week_only_what_was_had_early_gives_way() -> None:
    """Tuesday's came on Monday. With Wednesday and Friday in their place Friday's is still to come."""
    twice = a_cadence("FREQ=WEEKLY;BYDAY=TU,TH", starts_on=date(2027, 1, 4), wall_time=time(10))
    town = Town(
        people=[MONDAY_EARLY],
        series=[tuesdays(steps=STEPS, begins_on=date(2027, 1, 11), cadence=twice)],
        prompts=some_prompts(8),
    )
    town.plan("2027-01-11 16:00")
    town.send_due(at("2027-01-11 16:30"))
    on_day(town, at("2027-01-11 17:00"), "WE,FR", time(10))
    goes_on(town, at("2027-01-11 17:00:02"), "2027-01-17 12:00")
    assert asked(town, YUSUF) == ["p0 Mon 16:30", "p1 Fri 10:00"]


# Moved to a later day, because the day was taken.


def with_a_promise(person: Person = THREE[1]) -> Town:
    """Return a town in which Yusuf made a promise for Tuesday, so that his step comes on Wednesday."""
    town = Town(
        people=[person, someone(FATMA)],
        series=[tuesdays(steps=STEPS, begins_on=date(2027, 1, 11))],
        prompts=some_prompts(8),
        to_ask=[a_commitment(person=YUSUF, ask_at=at("2027-01-12 09:00"))],
    )
    town.plan("2027-01-11 13:00", "2027-01-14 13:00")
    assert asked(town, YUSUF) == ["p0 Wed 10:00"]
    return town


@pytest.mark.parametrize(
    "changed", ["2027-01-12 10:00:05", "2027-01-12 15:00", "2027-01-12 21:00", "2027-01-13 09:30"]
)
@pytest.mark.parametrize("day", [None, "TU", "TH", "MO"])
def test_what_was_moved_by_the_cap_comes_on_its_later_day(changed: str, day: str | None) -> None:
    town = with_a_promise()
    town.send_due(at("2027-01-12 10:00"))
    if day is None:
        changes(town, at(changed), renamed)
    else:
        on_day(town, at(changed), day, time(15))
    goes_on(town, at(changed) + SECOND, "2027-01-14 09:00")
    assert asked(town, YUSUF)[0] == "p0 Wed 10:00"


def test_it_also_comes_when_somebody_is_added_meanwhile() -> None:
    town = with_a_promise()
    town.send_due(at("2027-01-12 10:00"))
    more = Audience(people=EVERYBODY.people | {BRAM})
    changes(town, at("2027-01-12 21:00"), lambda one: replace(one, audience=more))
    town.plan("2027-01-12 21:00:01")
    assert asked(town, YUSUF) == ["p0 Wed 10:00"]


def test_what_came_early_and_was_moved_comes_with_the_series() -> None:
    """Yusuf's Monday was taken, so it was to come on Tuesday; the series itself is due on Thursday."""
    early = replace(MONDAY_EARLY, wall_time=time(10))
    town = Town(
        people=[early],
        series=[
            tuesdays(
                steps=STEPS,
                cadence=a_cadence("FREQ=WEEKLY;BYDAY=TH", starts_on=date(2027, 1, 4)),
                begins_on=date(2027, 1, 11),
            )
        ],
        prompts=some_prompts(8),
        to_ask=[a_commitment(person=YUSUF, ask_at=at("2027-01-11 09:00"))],
    )
    town.plan("2027-01-11 08:00", "2027-01-13 13:00")
    town.send_due(at("2027-01-11 10:00"))
    changes(town, at("2027-01-11 21:00"), renamed)
    goes_on(town, at("2027-01-11 21:00:01"), "2027-01-15 12:00")
    assert len(asked(town, YUSUF)) == 1


# Whatever happens.


def _owns() -> st.SearchStrategy[tuple[int | None, time | None]]:
    weekdays = st.none() | st.integers(0, 4)
    return st.tuples(weekdays, st.none() | st.sampled_from([time(8, 30), time(11, 15)]))


def steps_of(town: Town, person: PersonId) -> Iterable[str]:
    return [one.split()[0] for one in asked(town, person)]


@settings(max_examples=60, deadline=None)
@given(
    owns=st.lists(_owns(), min_size=2, max_size=3),
    moves=st.lists(
        st.tuples(st.integers(0, 96), st.sampled_from(DAYS), st.integers(8, 11)), max_size=3
    ),
    paced=st.sampled_from(list(Newcomers)),
)
def test_whenever_the_dates_move_nobody_gets_a_step_twice_and_nobody_loses_one(
    owns: list[tuple[int | None, time | None]],
    moves: list[tuple[int, str, int]],
    paced: Newcomers,
) -> None:
    """Hours after Monday morning it moves to another day and hour; a fortnight later all is there."""
    ids = (HANNEKE, YUSUF, FATMA)
    people = [
        someone(BRAM),
        *(
            someone(id, weekday=weekday, wall_time=wall_time)
            for id, (weekday, wall_time) in zip(ids, owns, strict=False)
        ),
    ]
    everybody = Audience(people=frozenset({BRAM, *ids}))
    town = a_town(*people, newcomers=paced, audience=everybody)
    monday = at("2027-01-11 14:00")
    hours = dict[int, tuple[str, int]]()
    for hour, day, clock in moves:
        hours.setdefault(hour, (day, clock))
    for hour in sorted({*hours, *range(0, 11 * 24, 6)}):
        now = monday + timedelta(hours=hour)
        town.plan(now)
        town.send_due(now)
        if hour in hours:
            day, clock = hours[hour]
            on_day(town, now, day, time(clock, 30))
    for person in people:
        had = list(steps_of(town, person.id))
        assert len(set(had)) == len(had)
        assert had == sorted(had)
        assert had[:1] == ["p0"]
