"""Planning in any split of time gives each message once, on an ordinary day, under the caps."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.local_time import day_in, monday_of
from bot.model.ids import PersonId
from bot.model.messages import Message, Purpose, Reason, State
from bot.model.people import Period, Person, Rhythm, Standing
from bot.model.records import AgendaItemState
from bot.model.series import Audience, Series, SeriesState
from bot.silence import rest_of
from tests.factories import (
    FATMA,
    HANNEKE,
    JOKE,
    YUSUF,
    a_cadence,
    a_commitment,
    a_dilemma,
    a_group,
    a_meeting,
    a_moment,
    a_series,
    a_share,
    an_agenda_item,
)
from tests.planner.town import CALENDAR, DAY, TENANT, Town, a_nudge, at, some_prompts, someone

BEGIN = at("2027-01-31 22:00")
LENGTH = timedelta(days=35)
EVERYBODY = Audience(people=frozenset({HANNEKE, YUSUF, FATMA, JOKE}))
ZONES = ["Europe/Amsterdam", "America/New_York", "Asia/Kathmandu"]
_MAKES_ROOM = (Reason.DAY_CAP, Reason.WEEK_CAP, Reason.GAVE_WAY, Reason.OWN_RHYTHM)
RULES = ["FREQ=WEEKLY;BYDAY=TU", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=DAILY", "FREQ=MONTHLY;BYDAY=2WE"]

series_of = st.builds(
    lambda id, rule, hour: a_series(
        id=id,
        audience=EVERYBODY,
        cadence=a_cadence(rule, starts_on=date(2027, 1, 4), wall_time=time(hour, 15)),
    ),
    st.sampled_from(["a", "b", "c"]),
    st.sampled_from(RULES),
    st.integers(8, 17),
)


@st.composite
def people(draw: st.DrawFn, id: PersonId) -> Person:
    first_on = draw(st.dates(date(2027, 1, 25), date(2027, 3, 1)))
    away = Period(first_on, first_on + draw(st.integers(0, 9)) * DAY)
    return someone(
        id,
        zone=draw(st.sampled_from(ZONES)),
        weekday=draw(st.none() | st.integers(0, 4)),
        wall_time=draw(st.none() | st.builds(time, st.integers(7, 20), st.sampled_from([0, 30]))),
        rhythm=draw(st.sampled_from(list(Rhythm))),
        unanswered=draw(st.integers(0, 7)),
        absences=(away,) if draw(st.booleans()) else (),
        paused_until_on=draw(st.none() | st.just(date(2027, 2, 11))),
        standing=draw(st.sampled_from([Standing.ACTIVE] * 3 + list(Standing))),
    )


@st.composite
def towns(draw: st.DrawFn) -> Town:
    series = draw(st.lists(series_of, max_size=3, unique_by=lambda each: each.id))
    nudging = a_series(id="duwtjes", cadence=None, audience=EVERYBODY)
    town = Town(
        people=[draw(people(id)) for id in (HANNEKE, YUSUF, FATMA)],
        prompts=[
            *some_prompts(30),
            a_nudge("een", "closing:college", -1, repeat_after_days=14),
            a_nudge("twee", "closing:college", -1, repeat_after_days=14),
            a_nudge("kader", "kadernota_sluiting", -15),
        ],
        series=[*series, nudging],
        groups=[a_group(HANNEKE, YUSUF, FATMA, conversation="kanaal")],
        calendar=replace(
            CALENDAR,
            meetings=(a_meeting(prepared_by=HANNEKE, group=a_group().id),),
            moments=(a_moment(on=date(2027, 3, 12)),),
        ),
    )
    hours = st.integers(0, 32 * 24)
    for number, person in enumerate(draw(st.lists(st.sampled_from([HANNEKE, YUSUF]), max_size=5))):
        ask_at = BEGIN + timedelta(hours=draw(hours))
        record = (a_commitment, a_dilemma)[draw(st.integers(0, 1))]
        town.to_ask.append(record(person, name=str(number), ask_at=ask_at))
    return town


def a_month(cuts: list[int]) -> list[datetime]:
    """Return the instants at which to plan: at least every 20 hours, and at these hours as well."""
    regular = [BEGIN + timedelta(hours=hours) for hours in range(0, 36 * 24, 20)]
    extra = [BEGIN + timedelta(minutes=minutes) for minutes in cuts]
    return sorted(each for each in [*regular, *extra] if each < BEGIN + LENGTH)


def outcome(town: Town, until: datetime) -> dict[str, tuple[object, ...]]:
    """Return what became of each message that was due up to `until`.

    Which of the follow-ups of one day carries the others makes no difference; nor which of the
    reasons to make room is named where several hold, before or after a prompt was drawn: the first one met.
    """
    return {
        message.id: (message.purpose, message.due_at)
        if message.purpose is Purpose.FOLLOW_UP
        else (message.purpose, message.due_at, _MAKES_ROOM)
        if message.reason in _MAKES_ROOM
        else (
            message.purpose,
            message.due_at,
            message.local_on,
            message.reason,
            message.prompt,
            message.expires_at,
        )
        for message in town.messages.values()
        if message.due_at <= until
    }


def dates(town: Town) -> set[str]:
    """Return the occurrences that were numbered, and those of which something comes.

    A nudge that was drawn, and made room before it came, may leave one of which nothing did.
    """
    came = {one.occurrence for one in town.messages.values() if one.reason is None}
    return {id for id, one in town.occurrences.items() if one.number or id in came}


def assert_in_order(town: Town) -> None:
    """Fail when a message is on a silent day, or a day or week holds too many."""
    for person in town.people:
        rest = rest_of(TENANT, town.calendar, person)
        unasked = [
            message
            for message in town.messages.values()
            if message.person == person.id and message.state is State.PLANNED and not message.asked
        ]
        assert all(message.local_on == day_in(message.due_at, person.zone) for message in unasked)
        assert all(not rest.is_silent(day_of(message)) for message in unasked)
        assert all(rest.is_ordinary(message.due_at) for message in unasked)
        days = Counter(day_of(message) for message in unasked)
        weeks = Counter(monday_of(day_of(message)) for message in unasked)
        assert max(days.values(), default=0) <= TENANT.day_cap
        assert max(weeks.values(), default=0) <= TENANT.week_cap
        prompts = [message for message in unasked if message.purpose is Purpose.PROMPT]
        assert len({message.prompt for message in prompts}) == len(prompts) or has_repeats(prompts)


def has_repeats(prompts: list[Message]) -> bool:
    """Tell whether only nudges come back, and not within their two weeks."""
    by_prompt: dict[object, list[datetime]] = {}
    for message in sorted(prompts, key=lambda each: each.due_at):
        by_prompt.setdefault(message.prompt, []).append(message.due_at)
    return all(
        len(instants) == 1 or (prompt in ("een", "twee") and gaps_of(instants) >= 7 * DAY)
        for prompt, instants in by_prompt.items()
    )


def gaps_of(instants: list[datetime]) -> timedelta:
    return min(after - before for before, after in pairwise(instants))


def day_of(message: Message) -> date:
    assert message.local_on is not None
    return message.local_on


@settings(max_examples=30, deadline=None)
@given(town=towns(), cuts=st.lists(st.integers(0, 35 * 24 * 60), max_size=6))
def test_any_split_of_windows_gives_the_same_messages(town: Town, cuts: list[int]) -> None:
    until = BEGIN + LENGTH
    whole = replace(town, messages={}, occurrences={})
    whole.plan(BEGIN, until + DAY)
    for now in a_month(cuts):
        town.plan(now, now + DAY)
    town.plan(until, until + DAY)
    assert outcome(town, until) == outcome(whole, until)
    assert dates(town) == dates(whole)
    assert_in_order(town)


@settings(max_examples=20, deadline=None)
@given(town=towns(), hours=st.integers(0, 30))
def test_planning_again_adds_nothing(town: Town, hours: int) -> None:
    town.plan(BEGIN, BEGIN + LENGTH)
    before = dict(town.messages)
    for now, until in ((BEGIN, LENGTH), (BEGIN, DAY), (BEGIN + timedelta(hours=hours), DAY)):
        made = town.plan(now, now + until)
        assert made.messages == ()
        assert made.changed == ()
        assert made.occurrences == ()
    assert town.messages == before


def somebody_changes(town: Town, data: st.DataObject, now: datetime) -> None:
    index = data.draw(st.integers(0, 2))
    town.people[index] = data.draw(people(town.people[index].id))


def somebody_commits(town: Town, data: st.DataObject, now: datetime) -> None:
    later = now + timedelta(hours=data.draw(st.integers(-5, 60)))
    person = town.people[data.draw(st.integers(0, 2))]
    town.to_ask.append(a_commitment(person.id, name=now.isoformat(), ask_at=later))


def somebody_shares(town: Town, data: st.DataObject, now: datetime) -> None:
    share = a_share(name=now.isoformat(), to_person=YUSUF, to_group=None, at=now)
    town.news.append(share)


def an_item_is_placed(town: Town, data: st.DataObject, now: datetime) -> None:
    placed = AgendaItemState.PLACED
    town.news.append(an_agenda_item(name=now.isoformat(), state=placed, changed_at=now))


def series_change(town: Town, data: st.DataObject, now: datetime) -> None:
    town.pause_series(data.draw(st.sampled_from(SeriesState)))


def prompts_stay_unanswered(town: Town, data: st.DataObject, now: datetime) -> None:
    town.to_remind = [
        message
        for message in town.messages.values()
        if message.purpose is Purpose.PROMPT and message.state is State.SENT and message.person
    ]


CHANGES = [
    somebody_changes,
    somebody_commits,
    somebody_shares,
    an_item_is_placed,
    series_change,
    prompts_stay_unanswered,
]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.large_base_example])
@given(town=towns(), data=st.data())
def test_whatever_changes_meanwhile_nothing_comes_twice_or_too_often(
    town: Town, data: st.DataObject
) -> None:
    now = BEGIN
    while now < BEGIN + timedelta(days=21):
        # Town.plan fails on a message that is planned twice, and on a day that is taken twice.
        town.plan(now, now + DAY)
        town.send_due(now)
        change = data.draw(st.sampled_from(CHANGES))
        change(town, data, now)
        now += timedelta(hours=data.draw(st.integers(1, 40)))
    for person in town.people:
        unasked = [
            message
            for message in town.messages.values()
            if message.person == person.id
            and message.state in (State.PLANNED, State.SENT)
            and message.local_on
        ]
        weeks = Counter(monday_of(day_of(message)) for message in unasked)
        assert max(weeks.values(), default=0) <= TENANT.week_cap


def running(series: list[Series]) -> set[str]:
    return {each.id for each in series if each.cadence}


@settings(max_examples=20, deadline=None)
@given(town=towns(), gaps=st.lists(st.integers(1, 12 * 24), min_size=3, max_size=10))
def test_after_any_outage_each_delivery_is_there_once(town: Town, gaps: list[int]) -> None:
    town.people = [replace(each, standing=Standing.ACTIVE) for each in town.people]
    now = BEGIN
    for gap in gaps:
        town.plan(now, now + DAY)
        now += timedelta(hours=gap)
    town.plan(now, now + timedelta(days=8))
    whole = replace(town, messages={}, occurrences={})
    whole.series = [replace(each, planned_through_at=None) for each in town.series]
    whole.plan(BEGIN, now)
    cadenced = running(town.series)
    wanted = {
        message.id
        for message in whole.messages.values()
        if message.purpose is Purpose.PROMPT and message.series in cadenced
    }
    assert wanted <= set(town.messages)
