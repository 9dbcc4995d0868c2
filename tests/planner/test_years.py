"""Any six weeks of 2025 up to 2030 in four zones: never on a silent day, above a cap, twice, or
missing without a reason.
"""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from adapters.calendar.dutch_holidays import DutchHolidays
from bot.local_time import at_wall_time, day_in, monday_of
from bot.meetings import dates_of
from bot.model.calendar import Calendar, Meeting, MeetingKind, MovedDate
from bot.model.ids import GroupId, MeetingId, PersonId, PromptId
from bot.model.messages import Message, Purpose, State
from bot.model.people import Period, Person, Region, Rhythm
from bot.model.prompts import Prompt, Timing
from bot.model.series import Audience, Cadence, Series
from bot.planner.choice import is_avoided
from bot.planner.outlook import look
from bot.silence import RestDays, rest_of
from tests.factories import (
    FATMA,
    HANNEKE,
    YUSUF,
    a_group,
    a_meeting,
    a_moment,
    a_prompt,
    a_recess,
    a_series,
    a_state,
    a_tenant,
)
from tests.planner.town import Town, a_nudge, some_prompts, someone

ZONES = ("Europe/Amsterdam", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland")
WEEKS = 6
DAY = timedelta(days=1)
FIRST, SECOND = GroupId("mt-een"), GroupId("mt-twee")
PEOPLE = (HANNEKE, YUSUF, FATMA)
EVERYBODY = Audience(people=frozenset(PEOPLE))
IN_GROUPS = Audience(groups=frozenset({FIRST, SECOND}))
RULES = (
    "FREQ=WEEKLY;BYDAY=TU",
    "FREQ=WEEKLY;BYDAY=MO,TH",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
    "FREQ=MONTHLY;BYDAY=-1WE",
    "FREQ=DAILY",
)
MEETING_RULES = (
    "FREQ=WEEKLY;BYDAY=WE",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO",
    "FREQ=MONTHLY;BYDAY=1TH,3TH",
    "FREQ=MONTHLY;BYDAY=-1TU",
)


@cache
def calendar(region: Region) -> Calendar:
    source = DutchHolidays()
    years = range(2024, 2032)
    return Calendar(
        holidays=tuple(day for year in years for day in source.public(year)),
        school_holidays=tuple(days for year in years for days in source.school(year, region)),
    )


@st.composite
def people(draw: st.DrawFn, id: PersonId, begin: date, zone: str) -> Person:
    away_on = begin + draw(st.integers(-20, 40)) * DAY
    away = Period(away_on, away_on + draw(st.integers(0, 16)) * DAY)
    paused = draw(st.none() | st.integers(0, 30))
    long_ago = at_wall_time(begin - 60 * DAY, time(9), zone)
    return someone(
        id,
        zone=draw(st.sampled_from([zone] * 3 + list(ZONES))),
        weekday=draw(st.none() | st.integers(0, 4)),
        wall_time=draw(st.none() | st.builds(time, st.integers(7, 20), st.sampled_from([0, 30]))),
        rhythm=draw(st.sampled_from(list(Rhythm))),
        absences=(away,) if draw(st.booleans()) else (),
        days_off=draw(st.sampled_from([frozenset[int](), frozenset({2}), frozenset({0, 4})])),
        paused_until_on=None if paused is None else begin + paused * DAY,
        started_at=long_ago,
        welcomed_at=long_ago,
    )


@st.composite
def meetings(draw: st.DrawFn, group: GroupId, begin: date, zone: str) -> Meeting:
    rule = draw(st.sampled_from(MEETING_RULES))
    plain = a_meeting(
        id=MeetingId(group),
        kind=MeetingKind.MT,
        group=group,
        rule=rule,
        starts_on=date(2024, 12, 30),
        wall_time=time(draw(st.integers(9, 16))),
        closes_workdays_before=draw(st.integers(1, 4)),
        zone=zone,
    )
    days = RestDays(a_tenant(), Calendar())
    held = dates_of(plain, begin, begin + timedelta(weeks=WEEKS), days)
    if not held:
        return plain
    one, other = draw(st.sampled_from(held)), draw(st.sampled_from(held))
    moved = MovedDate(one.on, one.on + draw(st.integers(1, 4)) * DAY)
    cancelled = (other.on,) if draw(st.booleans()) else ()
    return replace(plain, moved=(moved,), cancelled_on=cancelled)


def library() -> list[Prompt]:
    avoids = [
        a_prompt(f"a{number}", roles=frozenset(), timing=Timing(avoid=("crisis", "zomerreces")))
        for number in range(6)
    ]
    return [
        *some_prompts(40),
        *avoids,
        a_nudge("een", "closing:mt", -1, repeat_after_days=14),
        a_nudge("twee", "closing:mt", -1, repeat_after_days=14, avoid=("crisis",)),
        a_nudge("kader", "kadernota_sluiting", -10),
    ]


@st.composite
def series_of(draw: st.DrawFn, id: str, begin: date, zone: str) -> Series:
    counted = draw(st.booleans())
    cadence = Cadence(
        rule="" if counted else draw(st.sampled_from(RULES)),
        starts_on=begin - 21 * DAY,
        wall_time=time(draw(st.integers(8, 17)), 15),
        zone=zone,
        except_on=(begin + draw(st.integers(0, 30)) * DAY,),
        workdays_before_meeting=draw(st.integers(1, 3)) if counted else None,
    )
    steps = tuple(PromptId(f"p{number}") for number in range(30, 40))
    return a_series(
        id=id,
        audience=IN_GROUPS if counted else EVERYBODY,
        cadence=cadence,
        steps=steps if draw(st.booleans()) else (),
    )


@st.composite
def towns(draw: st.DrawFn, begin: date, zone: str) -> Town:
    crisis_on = begin + draw(st.integers(-5, 30)) * DAY
    recess_on = begin + draw(st.integers(-5, 30)) * DAY
    nudging = a_series(id="duwtjes", cadence=None, audience=EVERYBODY)
    return Town(
        tenant=a_tenant(
            zone=zone,
            keeps_good_friday=draw(st.booleans()),
            keeps_liberation_day=draw(st.booleans()),
        ),
        people=[draw(people(id, begin, zone)) for id in PEOPLE],
        prompts=library(),
        series=[*(draw(series_of(id, begin, zone)) for id in ("a", "b")), nudging],
        groups=[a_group(HANNEKE, YUSUF, id=FIRST), a_group(YUSUF, FATMA, id=SECOND)],
        calendar=replace(
            calendar(draw(st.sampled_from(list(Region)))),
            meetings=tuple(draw(meetings(group, begin, zone)) for group in (FIRST, SECOND)),
            moments=(a_moment(on=begin + draw(st.integers(0, 60)) * DAY),),
            states=(a_state(first_on=crisis_on, last_on=crisis_on + 10 * DAY),),
            recesses=(a_recess(name="zomerreces", period=Period(recess_on, recess_on + 9 * DAY)),),
        ),
    )


def comes(town: Town, person: Person) -> list[Message]:
    """Return what this person gets unasked, in order."""
    found = [
        message
        for message in town.messages.values()
        if message.person == person.id and message.state is State.PLANNED and message.local_on
    ]
    return sorted(found, key=lambda each: each.due_at)


def assert_fits(town: Town) -> None:
    """Fail on a delivery on a silent day, above a cap, twice, or where it is not wanted."""
    known = {prompt.id: prompt for prompt in town.prompts}
    for person in town.people:
        rest = rest_of(town.tenant, town.calendar, person)
        messages = comes(town, person)
        for message in messages:
            day = day_in(message.due_at, person.zone)
            assert message.local_on == day
            assert not rest.is_silent(day)
            assert rest.is_ordinary(message.due_at)
            assert message.closes_at is None or message.due_at < message.closes_at
            if message.prompt:
                assert not is_avoided(known[message.prompt], rest.days.states_on(day))
        days = Counter(message.local_on for message in messages)
        assert max(days.values(), default=0) <= town.tenant.day_cap
        weeks = Counter(monday_of(day) for day in days if day)
        assert max(weeks.values(), default=0) <= town.tenant.week_cap
        prompts = Counter(m.prompt for m in messages if m.prompt and m.meeting is None)
        assert max(prompts.values(), default=0) <= 1
        for prompt in ("een", "twee"):
            asked = [m.due_at for m in messages if m.prompt == prompt]
            assert all(after - before >= 13 * DAY for before, after in pairwise(asked))


def assert_nothing_missing(town: Town, begin: datetime, until: datetime) -> None:
    """Fail when an occurrence that was somebody's has neither a delivery nor a reason."""
    given = town.given(begin, until)  # the same outlook as planning had
    outlook = look(
        replace(given, series=[replace(s, planned_through_at=None) for s in given.series])
    )
    subjects = {(m.person, m.subject) for m in town.messages.values()}
    for running in outlook.running:
        for person in town.people:
            if person.id not in running.audience:
                continue
            for occasion in running.occasions_for(person.id):
                # A person's own moment lies within the week.
                inside = begin < at_wall_time(occasion.week, time.min, person.zone)
                if inside and occasion.week + 8 * DAY < until.date():
                    assert (person.id, occasion.occurrence.id) in subjects
    for message in town.messages.values():
        assert (message.state is State.SKIPPED) == (message.reason is not None)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    begin=st.dates(date(2025, 1, 1), date(2030, 11, 15)),
    zone=st.sampled_from(ZONES),
    data=st.data(),
)
def test_any_weeks_in_any_zone(begin: date, zone: str, data: st.DataObject) -> None:
    town = data.draw(towns(begin, zone))
    now = at_wall_time(begin, time(6), zone)
    until = now + timedelta(weeks=WEEKS)
    town.plan(now, until)
    assert_fits(town)
    assert_nothing_missing(town, now, until)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    begin=st.dates(date(2025, 1, 1), date(2030, 11, 15)),
    zone=st.sampled_from(ZONES),
    hours=st.lists(st.integers(1, 9 * 24), min_size=5, max_size=25),
    data=st.data(),
)
def test_with_a_clock_that_jumps_and_a_server_that_sleeps(
    begin: date, zone: str, hours: list[int], data: st.DataObject
) -> None:
    town = data.draw(towns(begin, zone))
    start = now = at_wall_time(begin, time(6), zone)
    for gap in hours:
        # Planning from before the last time too: a clock may be set back.
        town.plan(now, now + DAY)
        back = now - timedelta(hours=data.draw(st.integers(0, 30)))
        town.plan(max(back, start), max(back, start) + DAY)
        now += timedelta(hours=gap)
        if now > start + timedelta(weeks=WEEKS):
            break
    town.plan(now, now + DAY)
    assert_fits(town)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    begin=st.dates(date(2025, 1, 1), date(2030, 11, 15)),
    zone=st.sampled_from(ZONES),
    data=st.data(),
)
def test_planned_day_by_day_it_is_the_same(begin: date, zone: str, data: st.DataObject) -> None:
    town = data.draw(towns(begin, zone))
    now = at_wall_time(begin, time(6), zone)
    until = now + timedelta(weeks=3)
    whole = replace(town, messages={}, occurrences={})
    whole.plan(now, until)
    while now < until:
        town.plan(now, min(now + DAY, until))
        now += DAY

    def outcome(one: Town) -> dict[str, tuple[object, ...]]:
        return {
            m.id: (m.due_at, m.local_on, m.reason, m.prompt, m.expires_at)
            for m in one.messages.values()
            if m.purpose is Purpose.PROMPT
        }

    assert outcome(town) == outcome(whole)


@example(year=2026)
@example(year=2028)
@settings(max_examples=6, deadline=None)
@given(year=st.integers(2025, 2030))
def test_clocks_that_change_move_nothing(year: int) -> None:
    for zone in ZONES:
        series = a_series(
            audience=EVERYBODY,
            cadence=Cadence(
                rule="FREQ=WEEKLY;BYDAY=TU",
                starts_on=date(year, 1, 1),
                wall_time=time(10, 15),
                zone=zone,
            ),
        )
        started = datetime(year - 1, 12, 1, tzinfo=UTC)
        person = someone(FATMA, zone=zone, started_at=started, welcomed_at=started)
        town = Town(
            tenant=a_tenant(zone=zone),
            people=[person],
            series=[series],
            prompts=some_prompts(80),
            calendar=Calendar(),
        )
        now = at_wall_time(date(year, 1, 1), time(0), zone)
        town.plan(now, now + timedelta(days=365))
        local = {
            (m.due_at - day_start(m.due_at, zone)) - timedelta(hours=10, minutes=15)
            for m in comes(town, person)
            if m.purpose is Purpose.PROMPT and is_tuesday(m, zone)
        }
        assert local <= {timedelta(0)}
        assert len(comes(town, person)) > 50


def day_start(at: datetime, zone: str) -> datetime:
    return at_wall_time(day_in(at, zone), time.min, zone)


def is_tuesday(message: Message, zone: str) -> bool:
    return day_in(message.due_at, zone).weekday() == 1
