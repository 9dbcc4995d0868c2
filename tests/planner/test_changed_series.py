"""A series that changes around its instant is planned anew: nobody loses a question, nobody gets two."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.administration.changes import paused, resumed
from bot.administration.coming import Town as Shown
from bot.administration.going_on import on_other_dates
from bot.local_time import day_in
from bot.model.messages import NOT_HANDED_OVER, Reason, State
from bot.model.people import Group, Person
from bot.model.series import Audience, Series, SeriesPlace
from bot.model.tries import was_due_at
from bot.planner.recheck import still_wanted
from bot.series_anew import looked_at_again, what_stays
from bot.silence import rest_of
from tests.factories import (
    FATMA,
    HANNEKE,
    YUSUF,
    a_cadence,
    a_group,
    a_meeting,
    a_series,
)
from tests.planner.town import CALENDAR, Town, a_nudge, at, someone

TUESDAY = "prompt Tue 2027-01-12 10:00"
EVERYBODY = Audience(people=frozenset({HANNEKE, YUSUF, FATMA}))
THREE = (someone(HANNEKE, weekday=None, wall_time=None), someone(YUSUF), someone(FATMA))
SECOND = timedelta(seconds=1)
Change = Callable[[Series], Series]


def tuesdays(**changes: Any) -> Series:
    cadence = a_cadence("FREQ=WEEKLY;BYDAY=TU", starts_on=date(2027, 1, 4), wall_time=time(10))
    return a_series(**{"id": "small-wins", "cadence": cadence, "audience": EVERYBODY, **changes})


def a_town(*people: Person, **changes: Any) -> Town:
    town = Town(people=list(people or THREE), series=[tuesdays(**changes)])
    town.plan("2027-01-11 13:00")
    return town


def changes(town: Town, now: datetime, change: Change = lambda one: one) -> None:
    """Do as the stores do when somebody changes the series, and none of it was asked for."""
    (series,) = town.series
    after = change(series)
    stays = what_stays(series, after, town.occurrences.values(), now)
    goes = [
        one
        for one in town.messages.values()
        if one.state in NOT_HANDED_OVER and one.series and one.occurrence not in stays
    ]
    for message in goes:
        del town.messages[message.id]
    first_due_at = min(map(was_due_at, goes), default=None)
    town.series = [looked_at_again(after, first_due_at, now)]


def sent_to(town: Town, person: Person, now: datetime) -> None:
    for message in list(town.messages.values()):
        if message.person == person.id:
            town.messages[message.id] = replace(message, state=State.SENT, sent_at=now)


def at_another_time(town: Town, now: datetime, wall_time: time) -> None:
    """Let an admin choose another time for the series, as soon as that can hold."""

    def change(series: Series) -> Series:
        assert series.cadence is not None
        cadence = replace(series.cadence, wall_time=wall_time)
        today, shown = day_in(now, town.tenant.zone), Shown(town.tenant, town.calendar)
        return on_other_dates(series, cadence, max(series.begins_on or today, today), shown, now)

    changes(town, now, change)


def after_nine(minutes: int) -> time:
    """Return the wall time so many minutes after nine."""
    return time(9 + minutes // 60, minutes % 60)


def renamed(series: Series) -> Series:
    return replace(series, name="Een vraag op dinsdag")


@pytest.mark.parametrize(
    ("changed", "planned"),
    [
        ("2027-01-12 09:59:57", "2027-01-12 10:00:07"),
        ("2027-01-12 10:00:00", "2027-01-12 10:00:10"),
        ("2027-01-12 10:00:05", "2027-01-12 10:00:06"),
        ("2027-01-12 13:00:00", "2027-01-12 13:00:10"),
        ("2027-01-12 10:00:05", "2027-01-12 17:59:00"),
    ],
)
def test_who_waits_keeps_their_question_at_its_instant(changed: str, planned: str) -> None:
    town = a_town()
    before = dict(town.messages)
    sent_to(town, THREE[0], at("2027-01-12 10:00"))
    changes(town, at(changed), renamed)
    town.plan(planned)

    waits = [one for one in before.values() if one.person != HANNEKE]
    assert len(waits) == len(THREE) - 1
    for one in waits:
        assert replace(town.messages[one.id], created_at=one.created_at) == one
    assert len(town.messages) == len(THREE)
    assert town.plan(at(planned) + SECOND).messages == ()


def test_two_changes_before_it_is_planned_are_as_one() -> None:
    town = a_town()
    changes(town, at("2027-01-12 10:00:01"), renamed)
    changes(town, at("2027-01-12 10:00:04"))
    town.plan("2027-01-12 10:00:06")
    assert [town.told(person.id) for person in THREE] == [[TUESDAY]] * 3


def test_what_is_past_its_grace_says_so() -> None:
    town = a_town()
    changes(town, at("2027-01-12 10:00:05"))
    now, (series,) = at("2027-01-12 18:00:01"), town.series
    town.plan(now)
    rest = rest_of(town.tenant, town.calendar)
    ends = [still_wanted(one, series, now, rest) for one in town.messages.values() if one.series]
    assert ends == [Reason.LATE] * 3


def test_a_change_after_everybody_got_it_asks_nobody_else() -> None:
    """Fatma comes into the series an hour later: she is asked from the next time on."""
    town = a_town(audience=Audience(people=frozenset({HANNEKE, YUSUF})))
    town.send_due(at("2027-01-12 10:00"))
    changes(town, at("2027-01-12 11:00"), lambda one: replace(one, audience=EVERYBODY))
    town.plan("2027-01-12 11:00:05")
    assert town.told(FATMA) == town.skipped(FATMA) == []


def test_another_time_after_everybody_got_it_asks_nobody_again() -> None:
    """At 10:05 it moves to 10:30, which holds from next week on."""
    town = a_town()
    town.send_due(at("2027-01-12 10:00"))
    at_another_time(town, at("2027-01-12 10:05"), time(10, 30))
    town.plan("2027-01-12 10:05:05", "2027-01-19 13:00")
    told = [TUESDAY, "prompt Tue 2027-01-19 10:30"]
    assert [town.told(person.id) for person in THREE] == [told] * 3


def test_who_chose_a_moment_of_their_own_keeps_it() -> None:
    """It does not wait until the series itself is due, later that week."""
    early = someone(YUSUF, weekday=0, wall_time=time(16, 30))
    town = a_town(early)
    town.plan("2027-01-11 16:00")
    changes(town, at("2027-01-11 16:30:02"), renamed)
    town.plan("2027-01-11 16:30:05")
    assert town.told(YUSUF) == ["prompt Mon 2027-01-11 16:30"]


def test_who_started_only_after_their_own_moment_still_gets_it_with_the_series() -> None:
    late = someone(FATMA, weekday=0, wall_time=time(8, 30), started_at=at("2027-01-11 13:00"))
    monday = someone(YUSUF, weekday=0, wall_time=time(13, 30))
    town = a_town(late, monday)
    changes(town, at("2027-01-11 13:30:02"), renamed)
    town.plan("2027-01-11 13:30:05", "2027-01-13 13:00")
    assert town.told(YUSUF) == ["prompt Mon 2027-01-11 13:30"]
    assert town.told(FATMA) == [TUESDAY]


@pytest.mark.parametrize(
    ("resumed_at", "told", "skipped"),
    [
        ("2027-01-12 10:00:20", [TUESDAY], []),
        ("2027-01-12 17:00:00", [TUESDAY], []),
        ("2027-01-12 18:30:00", [], [f"{TUESDAY} late"]),
        ("2027-01-15 10:00:00", [], [f"{TUESDAY} late"]),
    ],
)
def test_what_a_pause_kept_back_comes_within_its_grace(
    resumed_at: str, told: list[str], skipped: list[str]
) -> None:
    town = a_town()
    sent_to(town, THREE[0], at("2027-01-12 10:00"))
    begins_at, ends_at = at("2027-01-12 10:00:04"), at(resumed_at)
    changes(town, begins_at, lambda one: paused(one, begins_at))
    for minutes in (1, 61, 121):
        assert town.plan(begins_at + timedelta(minutes=minutes)).messages == ()
    changes(town, ends_at, lambda one: resumed(one, ends_at))
    town.plan(ends_at + SECOND)
    assert town.told(HANNEKE) == [TUESDAY]
    assert (town.told(YUSUF), town.skipped(YUSUF)) == (told, skipped)


def test_a_pause_over_the_instant_itself_asks_nobody_for_it_later() -> None:
    town = a_town()
    begins_at, ends_at = at("2027-01-12 09:00"), at("2027-01-12 11:00")
    changes(town, begins_at, lambda one: paused(one, begins_at))
    town.plan("2027-01-12 10:30")
    changes(town, ends_at, lambda one: resumed(one, ends_at))
    town.plan("2027-01-12 11:00:01")
    assert [town.told(one.id) + town.skipped(one.id) for one in THREE] == [[]] * 3


@pytest.mark.parametrize(
    ("own_moment", "begins", "ends", "told"),
    [
        ((3, time(10)), "2027-01-13 09:00", "2027-01-15 09:00", []),
        ((3, time(10)), "2027-01-14 09:30", "2027-01-14 11:00", []),
        ((3, time(10)), "2027-01-14 09:30", "2027-01-14 09:45", ["prompt Thu 2027-01-14 10:00"]),
        ((3, time(10)), "2027-01-14 10:00", "2027-01-14 11:00", ["prompt Thu 2027-01-14 10:00"]),
        ((0, time(14)), "2027-01-11 13:30", "2027-01-11 14:30", [TUESDAY]),
    ],
)
def test_an_own_moment_in_a_pause_never_was_theirs(
    own_moment: tuple[int, time], begins: str, ends: str, told: list[str]
) -> None:
    """It is not late afterwards either: nothing went wrong, so no admin hears of it."""
    weekday, wall_time = own_moment
    town = a_town(someone(YUSUF, weekday=weekday, wall_time=wall_time))
    begins_at, ends_at = at(begins), at(ends)
    town.plan(begins_at - SECOND)
    changes(town, begins_at, lambda one: paused(one, begins_at))
    changes(town, ends_at, lambda one: resumed(one, ends_at))
    town.plan(ends_at + SECOND)
    assert (town.told(YUSUF), town.skipped(YUSUF)) == (told, [])


def test_the_channel_of_a_group_keeps_its_question() -> None:
    group: Group = a_group(HANNEKE, conversation="kanaal")
    place = {"place": SeriesPlace.CHANNEL, "audience": Audience(groups=frozenset({group.id}))}
    town = Town(series=[tuesdays(**place)], groups=[group])
    town.plan("2027-01-11 13:00")
    changes(town, at("2027-01-12 10:00:03"), renamed)
    town.plan("2027-01-12 10:00:05")
    (message,) = [one for one in town.messages.values() if one.group == group.id]
    assert (message.state, message.due_at) == (State.PLANNED, at("2027-01-12 10:00"))


def nudging() -> Town:
    """Return a town with a nudge on Wednesday, a day before the agenda closes."""
    town = Town(
        people=[someone(YUSUF)],
        prompts=[a_nudge("een", "closing:college", -1)],
        series=[a_series(id="duwtjes", cadence=None, audience=EVERYBODY)],
        calendar=replace(CALENDAR, meetings=(a_meeting(),)),
    )
    town.plan("2027-01-12 13:00")
    return town


def test_a_nudge_that_was_going_out_still_comes_the_same_day() -> None:
    town = nudging()
    (told,) = town.told(YUSUF)
    (due_at,) = [one.due_at for one in town.messages.values()]
    changes(town, due_at + SECOND, renamed)
    town.plan(due_at + 3 * SECOND)
    assert town.told(YUSUF) == [told]


def test_a_nudge_of_a_short_pause_still_comes_before_its_closing() -> None:
    town = nudging()
    (told,) = town.told(YUSUF)
    (due_at,) = [one.due_at for one in town.messages.values()]
    half_an_hour = timedelta(minutes=30)
    begins_at, ends_at = due_at - half_an_hour, due_at + half_an_hour
    changes(town, begins_at, lambda one: paused(one, begins_at))
    changes(town, ends_at, lambda one: resumed(one, ends_at))
    town.plan(ends_at + SECOND)
    assert town.told(YUSUF) == [told]


def test_a_nudge_of_a_pause_is_not_late_afterwards() -> None:
    town = nudging()
    begins_at, ends_at = at("2027-01-12 14:00"), at("2027-02-12 13:00")
    changes(town, begins_at, lambda one: paused(one, begins_at))
    town.plan("2027-01-20 13:00")
    changes(town, ends_at, lambda one: resumed(one, ends_at))
    town.plan(ends_at + SECOND)
    assert town.skipped(YUSUF) == []


@settings(max_examples=60, deadline=None)
@given(
    at_seconds=st.lists(st.integers(-90, 90), min_size=1, max_size=5),
    planned=st.lists(st.integers(-90, 90), max_size=4),
    sent=st.lists(st.tuples(st.sampled_from(THREE), st.integers(0, 90)), max_size=3),
)
def test_whenever_it_changes_everybody_is_asked_once(
    at_seconds: list[int], planned: list[int], sent: list[tuple[Person, int]]
) -> None:
    """Changed, planned and handed over in any order around its instant."""
    town, due_at = a_town(), at("2027-01-12 10:00")
    happens: list[tuple[int, Callable[[datetime], object]]] = [
        *((when, lambda now: changes(town, now, renamed)) for when in at_seconds),
        *((when, lambda now: town.plan(now)) for when in planned),
        *((when, lambda now, who=who: sent_to(town, who, now)) for who, when in sent),
    ]
    for when, what in sorted(happens, key=lambda one: one[0]):
        what(due_at + when * SECOND)
    town.plan(due_at + 100 * SECOND)
    assert [town.told(person.id) for person in THREE] == [[TUESDAY]] * 3


@settings(max_examples=60, deadline=None)
@given(
    moves=st.dictionaries(st.integers(1, 179), st.integers(1, 5), min_size=1, max_size=4),
    planned=st.lists(st.integers(0, 180), max_size=4),
)
def test_whenever_its_time_changes_nobody_is_asked_twice(
    moves: dict[int, int], planned: list[int]
) -> None:
    """Between nine and twelve on its day: once its instant was there, that was it for this week.

    `moves` tells the minutes after nine at which it moves to so many half hours after nine.
    """
    town, nine = a_town(), at("2027-01-12 09:00")
    due, this_week, is_settled = 60, [], False
    for minute in sorted({*moves, *planned, *range(0, 181, 30)}):
        now = nine + timedelta(minutes=minute)
        town.plan(now)
        town.send_due(now)
        if due <= minute and not is_settled:
            this_week, is_settled = [f"prompt Tue 2027-01-12 {after_nine(due):%H:%M}"], True
        if minute in moves:
            due = 30 * moves[minute]
            at_another_time(town, now, after_nine(due))
            is_settled = is_settled or due <= minute
    town.plan("2027-01-12 12:00:01", "2027-01-19 13:00")
    told = [*this_week, f"prompt Tue 2027-01-19 {after_nine(due):%H:%M}"]
    assert [town.told(person.id) for person in THREE] == [told] * 3
