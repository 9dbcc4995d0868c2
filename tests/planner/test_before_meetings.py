"""One series that serves two MTs: the working day before the own meeting of each."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from bot.cadence import CadenceError, validate
from bot.model.calendar import Calendar, Meeting, MeetingKind, MovedDate
from bot.model.ids import GroupId, MeetingId
from bot.model.messages import Message, Purpose, State
from bot.model.people import Period, Platform
from bot.model.series import Audience, Cadence, FallsAway, SeriesPlace
from tests.factories import (
    BRAM,
    FATMA,
    HANNEKE,
    JOKE,
    YUSUF,
    a_group,
    a_meeting,
    a_recess,
    a_series,
)
from tests.planner.town import CALENDAR, Town, at, local, some_prompts, someone

SOCIAL, SPACE = GroupId("mt-sociaal"), GroupId("mt-ruimte")
STEPS = tuple(prompt.id for prompt in some_prompts(10))
DAY_BEFORE = Cadence(
    rule="", starts_on=date(2027, 1, 25), wall_time=time(16), workdays_before_meeting=1
)


def mt(group: GroupId, weekday: int, **changes: Any) -> Meeting:
    return a_meeting(
        id=MeetingId(group),
        kind=MeetingKind.MT,
        group=group,
        weekday=weekday,
        wall_time=time(13),
        closes_workdays_before=2,
        **changes,
    )


def two_mts(cadence: Cadence = DAY_BEFORE, **changes: Any) -> Town:
    series = a_series(
        cadence=cadence,
        steps=STEPS,
        audience=Audience(groups=frozenset({SOCIAL, SPACE})),
        **changes,
    )
    return Town(
        people=[someone(FATMA), someone(YUSUF)],
        groups=[a_group(FATMA, id=SOCIAL), a_group(YUSUF, id=SPACE)],
        prompts=some_prompts(10),
        series=[series],
        calendar=replace(CALENDAR, meetings=(mt(SOCIAL, 2), mt(SPACE, 3))),
    )


def days(town: Town, person: str) -> list[str]:
    found = [
        message
        for message in town.messages.values()
        if message.person == person
        and message.purpose is Purpose.PROMPT
        and message.state is State.PLANNED
    ]
    found.sort(key=lambda each: each.due_at)
    assert [each.prompt for each in found] == list(STEPS[: len(found)])
    return [local(each.due_at)[:14] for each in found]


def test_ten_steps_for_two_mts_over_a_holiday_and_around_an_election() -> None:
    town = two_mts(replace(DAY_BEFORE, except_on=(date(2027, 3, 17),)))
    town.plan("2027-01-25 09:00", "2027-05-31 09:00")
    assert days(town, FATMA) == [
        "Tue 2027-01-26",
        "Tue 2027-02-02",
        "Tue 2027-02-09",
        "Tue 2027-02-16",
        "Tue 2027-03-02",
        "Tue 2027-03-09",
        "Tue 2027-03-16",
        "Tue 2027-03-23",
        "Tue 2027-03-30",
        "Tue 2027-04-06",
    ]
    assert days(town, YUSUF) == [
        "Wed 2027-01-27",
        "Wed 2027-02-03",
        "Wed 2027-02-10",
        "Wed 2027-02-17",
        "Wed 2027-03-03",
        "Wed 2027-03-10",
        "Wed 2027-03-24",
        "Wed 2027-03-31",
        "Wed 2027-04-07",
        "Wed 2027-04-14",
    ]


def test_planning_it_day_by_day_gives_the_same() -> None:
    whole, daily = two_mts(), two_mts()
    whole.plan("2027-01-25 09:00", "2027-03-30 09:00")
    now = at("2027-01-25 09:00")
    while now < at("2027-03-29 09:00"):
        daily.plan(now)
        daily.send_due(now)
        now += timedelta(days=1)
    assert set(daily.messages) == set(whole.messages)


def test_a_step_lapses_when_the_series_says_so() -> None:
    town = two_mts(falls_away=FallsAway.LAPSES)
    town.calendar = replace(
        town.calendar,
        meetings=(mt(SOCIAL, 2, cancelled_on=(date(2027, 2, 10),)),),
    )
    town.plan("2027-01-25 09:00", "2027-03-04 09:00")
    came = [
        (each.prompt, local(each.due_at)[4:14])
        for each in sorted(town.messages.values(), key=lambda one: one.due_at)
        if each.person == FATMA and each.purpose is Purpose.PROMPT
    ]
    assert came == [
        ("p0", "2027-01-26"),
        ("p1", "2027-02-02"),
        # p2 was for the meeting of 10 February, p4 for the week of the holiday.
        ("p3", "2027-02-16"),
        ("p5", "2027-03-02"),
    ]


def test_the_own_day_goes_first_but_never_past_the_meeting() -> None:
    town = two_mts()
    town.people = [
        someone(FATMA, weekday=0, wall_time=time(9)),
        someone(YUSUF, weekday=4, wall_time=time(9)),
    ]
    town.plan("2027-01-25 07:00", "2027-02-01 06:00")
    assert days(town, FATMA) == ["Mon 2027-01-25"]
    # On Friday the meeting of Thursday is over: the day before it is kept.
    assert days(town, YUSUF) == ["Wed 2027-01-27"]


def test_a_meeting_right_after_a_recess_has_its_prompt_in_the_week_before_or_not_at_all() -> None:
    recess = a_recess(name="zomerreces", period=Period(date(2027, 8, 16), date(2027, 8, 31)))
    town = two_mts(replace(DAY_BEFORE, starts_on=date(2027, 8, 2), wall_time=time(8, 15)))
    town.calendar = replace(
        town.calendar, recesses=(recess,), meetings=(mt(SOCIAL, 2),), school_holidays=()
    )
    town.plan("2027-08-02 06:00", "2027-09-03 09:00")
    # The MT of 1 September: the working day before lies on the other side of the recess.
    assert days(town, FATMA) == ["Tue 2027-08-03", "Tue 2027-08-10", "Fri 2027-08-13"]


def prompt_of(town: Town, person: str) -> Message:
    (found,) = (m for m in town.messages.values() if m.person == person and m.prompt)
    return found


def test_what_loses_its_day_still_comes_before_the_meeting_or_not_at_all() -> None:
    town = two_mts(replace(DAY_BEFORE, wall_time=time(16)))
    town.people = [someone(FATMA, absences=(Period(date(2027, 1, 25), date(2027, 1, 26)),))]
    town.plan("2027-01-25 09:00", "2027-01-29 09:00")
    # Away on the day before and at 16:00 on Wednesday the MT is over.
    assert prompt_of(town, FATMA).state is State.SKIPPED


def test_a_meeting_that_moves_takes_its_prompt_along() -> None:
    town = two_mts()
    town.plan("2027-01-25 18:00")
    assert days(town, FATMA) == ["Tue 2027-01-26"]
    moved = mt(SOCIAL, 2, moved=(MovedDate(date(2027, 1, 27), date(2027, 1, 29), time(10)),))
    town.calendar = replace(town.calendar, meetings=(moved, mt(SPACE, 3)))
    town.plan("2027-01-26 10:00", "2027-01-29 09:00")
    assert town.skipped(FATMA) == ["prompt Tue 2027-01-26 16:00 changed"]
    assert days(town, FATMA) == ["Thu 2027-01-28"]


def test_a_meeting_that_is_cancelled_takes_its_prompt_away() -> None:
    town = two_mts()
    town.plan("2027-01-25 18:00")
    cancelled = mt(SOCIAL, 2, cancelled_on=(date(2027, 1, 27),))
    town.calendar = replace(town.calendar, meetings=(cancelled, mt(SPACE, 3)))
    town.plan("2027-01-26 10:00", "2027-02-05 09:00")
    assert town.skipped(FATMA) == ["prompt Tue 2027-01-26 16:00 changed"]
    assert days(town, FATMA) == ["Tue 2027-02-02"]


def test_who_is_in_two_mts_goes_along_with_one() -> None:
    town = two_mts()
    town.groups = [a_group(FATMA, id=SOCIAL), a_group(FATMA, YUSUF, id=SPACE)]
    town.plan("2027-01-25 09:00", "2027-02-12 09:00")
    assert days(town, FATMA) == ["Wed 2027-01-27", "Wed 2027-02-03", "Wed 2027-02-10"]


def test_each_mt_gets_it_in_its_own_channel_before_its_own_meeting() -> None:
    town = two_mts(place=SeriesPlace.CHANNEL)
    town.groups = [
        a_group(FATMA, BRAM, id=SOCIAL, conversation="kanaal-sociaal"),
        a_group(YUSUF, JOKE, id=SPACE, conversation="kanaal-ruimte"),
    ]
    town.plan("2027-01-25 09:00", "2027-02-01 09:00")
    assert [
        (each.recipient, local(each.due_at), each.prompt)
        for each in town.messages.values()
        if each.purpose is Purpose.PROMPT
    ] == [
        ("kanaal-ruimte", "Wed 2027-01-27 16:00", "p0"),
        ("kanaal-sociaal", "Tue 2027-01-26 16:00", "p0"),
    ]


def test_each_channel_is_on_the_platform_where_it_was_linked() -> None:
    town = two_mts(place=SeriesPlace.CHANNEL)
    town.groups = [
        a_group(FATMA, id=SOCIAL, conversation="kanaal-sociaal", platform=Platform.TEAMS),
        a_group(YUSUF, id=SPACE, conversation="kanaal-ruimte", platform=Platform.SLACK),
    ]
    town.plan("2027-01-25 09:00", "2027-02-01 09:00")
    assert {
        each.recipient: each.platform
        for each in town.messages.values()
        if each.purpose is Purpose.PROMPT
    } == {"kanaal-ruimte": Platform.SLACK, "kanaal-sociaal": Platform.TEAMS}


def test_a_channel_counts_its_own_steps() -> None:
    """MT Sociaal does not meet in the second week: its channel is a step behind from then on."""
    town = two_mts(place=SeriesPlace.CHANNEL)
    cancelled = mt(SOCIAL, 2, cancelled_on=(date(2027, 2, 3),))
    town.calendar = replace(town.calendar, meetings=(cancelled, mt(SPACE, 3)))
    town.groups = [
        a_group(FATMA, id=SOCIAL, conversation="kanaal-sociaal"),
        a_group(YUSUF, id=SPACE, conversation="kanaal-ruimte"),
    ]
    town.plan("2027-01-25 09:00", "2027-02-12 09:00")
    found = [each for each in town.messages.values() if each.purpose is Purpose.PROMPT]
    by_channel = {
        channel: [each.prompt for each in found if each.recipient == channel]
        for channel in ("kanaal-sociaal", "kanaal-ruimte")
    }
    assert by_channel == {"kanaal-sociaal": ["p0", "p1"], "kanaal-ruimte": ["p0", "p1", "p2"]}


def test_a_bridge_day_before_a_meeting_is_a_day_of_rest() -> None:
    friday = a_recess(name="brugdag", period=Period(date(2027, 5, 7), date(2027, 5, 7)))
    mondays = mt(SOCIAL, 0)
    town = two_mts(replace(DAY_BEFORE, starts_on=date(2027, 5, 3)))
    town.calendar = Calendar(holidays=CALENDAR.holidays, recesses=(friday,), meetings=(mondays,))
    town.plan("2027-05-03 09:00", "2027-05-14 09:00")
    # The meeting of Monday the 10th: the 7th is silent, the 5th and 6th are holidays.
    assert days(town, FATMA) == ["Tue 2027-05-04"]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"rule": "FREQ=WEEKLY"}, "there is no rule"),
        ({"workdays_before_meeting": 0}, "from 1 to 10"),
        ({"workdays_before_meeting": 11}, "from 1 to 10"),
        ({"zone": "Mars"}, "not a time zone"),
    ],
)
def test_what_cannot_be_followed_is_refused(changes: dict[str, Any], wrong: str) -> None:
    with pytest.raises(CadenceError, match=wrong):
        validate(replace(DAY_BEFORE, **changes))


def test_the_day_of_an_exception_is_no_occurrence() -> None:
    series = a_series(
        cadence=Cadence(
            rule="FREQ=WEEKLY;BYDAY=TU",
            starts_on=date(2027, 1, 12),
            wall_time=time(16),
            except_on=(date(2027, 1, 19),),
        ),
        steps=STEPS,
        audience=Audience(people=frozenset({HANNEKE, FATMA})),
    )
    town = Town(people=[someone(FATMA)], prompts=some_prompts(10), series=[series])
    town.plan("2027-01-11 09:00", "2027-02-01 09:00")
    assert days(town, FATMA) == ["Tue 2027-01-12", "Tue 2027-01-26"]
