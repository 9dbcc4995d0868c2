"""Planned some people at a time, everything is as when all are planned at once."""

from dataclasses import replace
from datetime import date, time, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.local_time import at_wall_time
from bot.model.ids import PersonId
from bot.model.series import Series
from bot.planner.given import Plan, PlanInput
from bot.planner.outlook import Outlook, look
from bot.planner.plan import gather_some, place, plan
from tests.planner.test_years import DAY, WEEKS, ZONES, towns

_QUICKLY = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def in_parts(given_all: PlanInput, sizes: list[int]) -> Plan:
    """Plan parts of these sizes, each of which sees the messages of its own people only."""
    people, made, number = sorted(given_all.people, key=lambda one: one.id), Plan(), 0
    outlook = look(replace(given_all, taken=(), seen={}, to_remind=()))
    while True:
        some = people[number : number + sizes[0]]
        number, sizes = number + len(some), sizes[1:] + sizes[:1]
        ends = number >= len(people)
        theirs = of_these(outlook, given_all, {one.id for one in some})
        part = place(gather_some(theirs, some, ends=ends), given_all.existing)
        noted = {series.id: series for series in part.series}
        series = [noted.get(one.id, one) for one in outlook.given.series]
        outlook = replace(outlook, given=replace(outlook.given, series=series))
        made = Plan(
            (*made.changed, *part.changed),
            (*made.messages, *part.messages),
            (*made.occurrences, *part.occurrences),
            (*made.series, *part.series),
        )
        if ends:
            return made


def of_these(outlook: Outlook, given_all: PlanInput, some: set[PersonId]) -> Outlook:
    known = replace(
        outlook.given,
        taken=[message for message in given_all.taken if message.person in some],
        seen={person: seen for person, seen in given_all.seen.items() if person in some},
        to_remind=[message for message in given_all.to_remind if message.person in some],
    )
    return replace(outlook, given=known)


def outcome(made: Plan) -> tuple[object, ...]:
    """Return what counts of a plan: what is stored in the end, in whatever order."""
    last: dict[str, Series] = {series.id: series for series in made.series}
    return (
        sorted(made.messages, key=lambda message: message.id),
        sorted(made.changed, key=lambda message: message.id),
        {occurrence.id: occurrence for occurrence in made.occurrences},
        last,
    )


@_QUICKLY
@given(
    begin=st.dates(date(2025, 1, 1), date(2030, 11, 15)),
    zone=st.sampled_from(ZONES),
    sizes=st.lists(st.integers(1, 3), min_size=1, max_size=3),
    hours=st.lists(st.integers(1, 100), min_size=1, max_size=6),
    data=st.data(),
)
def test_some_at_a_time_or_all_at_once_is_the_same(
    begin: date, zone: str, sizes: list[int], hours: list[int], data: st.DataObject
) -> None:
    town = data.draw(towns(begin, zone))
    now = at_wall_time(begin, time(6), zone)
    for gap in hours:
        whole = town.given(now, now + DAY)
        assert outcome(in_parts(whole, sizes)) == outcome(plan(whole))
        town.plan(now, now + DAY)
        now = min(now + timedelta(hours=gap), now + timedelta(weeks=WEEKS))
        town.send_due(now)


@_QUICKLY
@given(
    begin=st.dates(date(2025, 1, 1), date(2030, 11, 15)),
    zone=st.sampled_from(ZONES),
    data=st.data(),
)
def test_who_shares_habits_gets_what_they_would_get_alone(
    begin: date, zone: str, data: st.DataObject
) -> None:
    """What is worked out once for who has the same habits is what each would get without the others."""
    town = data.draw(towns(begin, zone))
    now = at_wall_time(begin, time(6), zone)
    whole = town.given(now, now + timedelta(weeks=2))
    together = {one.id: one for one in plan(whole).messages if one.person is not None}
    alone = {
        message.id: message
        for person in whole.people
        for message in place(
            gather_some(look(whole), [person], ends=False), whole.existing
        ).messages
    }
    assert together == alone
