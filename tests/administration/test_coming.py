"""What an admin is shown beforehand is what is planned later, step for step."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from bot.administration.changes import paused, rescheduled, resumed, skipping
from bot.administration.coming import Town as Shown
from bot.administration.coming import asked_so_far, beginning, coming, special_name
from bot.model.calendar import Calendar, Meeting, MeetingKind, Silence, TenantMoment
from bot.model.ids import GroupId, MeetingId, PersonId
from bot.model.messages import Purpose, State
from bot.model.series import Audience, Cadence, FallsAway, Newcomers, Series
from tests.factories import FATMA, WATERSTAD, YUSUF, a_group, a_meeting, a_series
from tests.planner.town import CALENDAR, TENANT, Town, at, local, some_prompts, someone

SOCIAL, SPACE = GroupId("mt-sociaal"), GroupId("mt-ruimte")
GROUPS = (a_group(FATMA, id=SPACE, name="MT Ruimte"), a_group(YUSUF, id=SOCIAL, name="MT Sociaal"))
STEPS = tuple(prompt.id for prompt in some_prompts(10))
BOTH = Audience(groups=frozenset({SOCIAL, SPACE}))
BEGIN = "2027-01-18 10:00"
TUESDAYS = Cadence(rule="FREQ=WEEKLY;BYDAY=TU", starts_on=date(2027, 1, 25), wall_time=time(16))
DAY_BEFORE = replace(TUESDAYS, rule="", workdays_before_meeting=1)
LIBERATION = replace(TUESDAYS, rule="FREQ=WEEKLY;BYDAY=WE", starts_on=date(2027, 4, 5))


def mt(group: GroupId, weekday: int, **changes: Any) -> Meeting:
    return a_meeting(
        id=MeetingId(group), kind=MeetingKind.MT, group=group, weekday=weekday, **changes
    )


def calendar(**changes: Any) -> Calendar:
    meetings = (mt(SOCIAL, 2, wall_time=time(13)), mt(SPACE, 3, wall_time=time(13)))
    return replace(CALENDAR, meetings=meetings, **changes)


def the_series(cadence: Cadence | None = TUESDAYS, **changes: Any) -> Series:
    return a_series(audience=BOTH, steps=STEPS, cadence=cadence, **changes)


def shown(series: Series, of: Calendar, now: str = BEGIN) -> dict[str, list[str]]:
    """Return what an admin sees for each group: number and local instant."""
    town = Shown(TENANT, of, GROUPS)
    return {
        each.group.name if each.group else "all": [
            f"{one.number} {local(one.at)}" for one in each.sent
        ]
        for each in coming(series, town, at(now), most=10)
    }


def planned(series: Series, of: Calendar, now: str = BEGIN) -> dict[PersonId, list[str]]:
    """Return what Fatma (MT Ruimte) and Yusuf (MT Sociaal) get over twenty weeks."""
    # They react to everything, so nothing steps back.
    people = [someone(FATMA), someone(YUSUF)]
    town = Town(
        people=people,
        groups=list(GROUPS),
        prompts=some_prompts(10),
        series=[series],
        calendar=of,
    )
    day = at(now)
    for _ in range(175):
        town.plan(day)
        day += timedelta(days=1)
        town.send_due(day)
    found: dict[PersonId, list[str]] = {FATMA: [], YUSUF: []}
    for message in sorted(town.messages.values(), key=lambda one: one.due_at):
        asks = message.purpose is Purpose.PROMPT and message.state is not State.SKIPPED
        if asks and message.person and message.prompt:
            number = STEPS.index(message.prompt) + 1
            found[message.person].append(f"{number} {local(message.due_at)}")
    return found


SERIES = {
    "a fixed day": the_series(),
    "a day that falls on holidays": the_series(LIBERATION),
    "what falls away lapses": the_series(LIBERATION, falls_away=FallsAway.LAPSES),
    "every two weeks": the_series(replace(TUESDAYS, rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TU")),
    "a skipped day": skipping(the_series(), date(2027, 3, 16)),
    "an end": the_series(ends_on=date(2027, 3, 9)),
    "a pause": resumed(paused(the_series(), at("2027-02-03 09:00")), at("2027-03-03 09:00")),
    "the day before the meeting": the_series(DAY_BEFORE),
    "the day before, without an election day": skipping(the_series(DAY_BEFORE), date(2027, 3, 17)),
    "the day before, lapsing": the_series(DAY_BEFORE, falls_away=FallsAway.LAPSES),
}


@pytest.mark.parametrize("name", SERIES)
def test_what_is_shown_is_what_is_planned(name: str) -> None:
    series, of = SERIES[name], calendar()
    before = shown(series, of)
    after = planned(series, of)
    assert before.get("all", before.get("MT Ruimte")) == after[FATMA]
    assert before.get("all", before.get("MT Sociaal")) == after[YUSUF]


def test_a_silence_moves_the_steps_on_like_a_recess_does() -> None:
    quiet = Silence(tenant=WATERSTAD, since_at=at("2027-02-02 09:00"), until_on=date(2027, 2, 15))
    of = calendar(silences=(quiet,))
    days = shown(the_series(), of)["all"]
    assert days[:2] == ["1 Tue 2027-01-26 16:00", "2 Tue 2027-02-16 16:00"]
    assert planned(the_series(), of)[FATMA] == days


def test_what_falls_away_is_named() -> None:
    town = Shown(TENANT, calendar(), GROUPS)
    (everybody,) = coming(the_series(), town, at(BEGIN))
    fallen = [(one.on, one.special) for one in everybody.dates if not one.number]
    assert fallen == [(date(2027, 2, 23), "Voorjaarsvakantie")]


def test_an_election_is_named_and_nothing_else_of_the_year() -> None:
    moments = (
        TenantMoment(tenant=WATERSTAD, key="kadernota_sluiting", on=date(2027, 3, 12), label="x"),
        TenantMoment(
            tenant=WATERSTAD, key="provinciale_verkiezing", on=date(2027, 3, 17), label="stemmen"
        ),
    )
    of = calendar(moments=moments)
    assert special_name(date(2027, 3, 17), of) == "stemmen"
    assert special_name(date(2027, 3, 12), of) == ""
    assert special_name(date(2027, 4, 27), of) == "Koningsdag"


def test_another_day_goes_on_with_the_step_that_is_next() -> None:
    series, town = the_series(), Shown(TENANT, calendar(), GROUPS)
    now = at("2027-02-11 09:00")
    asked = asked_so_far(series, town, now)
    assert asked == 3
    thursdays = replace(TUESDAYS, rule="FREQ=WEEKLY;BYDAY=TH", starts_on=date(2027, 2, 15))
    changed = rescheduled(series, thursdays, date(2027, 2, 15), asked)
    days = shown(changed, calendar(), "2027-02-11 09:00")["all"]
    assert days[:2] == ["4 Thu 2027-02-18 16:00", "5 Thu 2027-03-04 16:00"]
    assert len(days) == 7


def test_the_group_that_is_least_far_counts() -> None:
    town = Shown(TENANT, calendar(), GROUPS)
    series = the_series(DAY_BEFORE)
    # MT Sociaal was asked on Tuesday, MT Ruimte is on Wednesday.
    assert asked_so_far(series, town, at("2027-02-02 20:00")) == 1
    assert asked_so_far(series, town, at("2027-02-03 20:00")) == 2


def test_newcomers_who_begin_at_step_one_go_through_all_of_it() -> None:
    series = the_series(newcomers=Newcomers.FIRST_STEP)
    late = replace(someone(YUSUF), started_at=at("2027-02-22 09:00"))
    town = Town(
        people=[someone(FATMA), late],
        groups=list(GROUPS),
        prompts=some_prompts(10),
        series=[series],
        calendar=calendar(),
    )
    day: datetime = at(BEGIN)
    for _ in range(200):
        town.plan(day)
        day += timedelta(days=1)
        town.send_due(day)
    for person in (FATMA, YUSUF):
        asked = [
            message.prompt
            for message in sorted(town.messages.values(), key=lambda one: one.due_at)
            if message.person == person and message.purpose is Purpose.PROMPT
        ]
        assert asked == list(STEPS)


@pytest.mark.parametrize(
    ("now", "begins_on", "first"),
    [
        ("2027-01-26 09:00", date(2027, 1, 26), "1 Tue 2027-01-26 16:00"),
        ("2027-01-26 17:00", date(2027, 1, 27), "1 Tue 2027-02-02 16:00"),
        ("2027-02-20 09:00", date(2027, 2, 20), "1 Tue 2027-03-02 16:00"),
        ("2027-01-18 09:00", date(2027, 1, 25), "1 Tue 2027-01-26 16:00"),
    ],
)
def test_a_series_begins_with_its_first_step(now: str, begins_on: date, first: str) -> None:
    draft = the_series(begins_on=date(2027, 1, 25))
    begun = beginning(draft, Shown(TENANT, calendar(), GROUPS), at(now))
    assert begun.begins_on == begins_on
    assert shown(begun, calendar(), now)["all"][0] == first
