"""Series, occurrences and the dates of a tenant."""

import asyncio
from dataclasses import replace
from datetime import date, time, timedelta

from bot.model.calendar import HeldDate, MovedDate
from bot.model.ids import GroupId, MeetingId, PersonId, PromptId, SeriesId
from bot.model.people import Period, Role
from bot.model.prompts import Kind, Theme
from bot.model.series import Audience, Joining, PromptFilter, SeriesPlace, SeriesState
from bot.ports.stores import TenantStores
from tests.factories import (
    MT,
    NOW,
    a_cadence,
    a_meeting,
    a_moment,
    a_recess,
    a_series,
    a_state,
    an_occurrence,
)


async def test_every_field_of_a_series_comes_back(waterstad: TenantStores) -> None:
    full = a_series(
        name="Zetje van de maand — “proef”",
        audience=Audience(
            frozenset({Role.HR, Role.CIO}), frozenset({MT}), frozenset({PersonId("bram")})
        ),
        draws_from=PromptFilter(frozenset({Kind.REFLECTION}), frozenset({Theme.STAFF})),
        steps=(PromptId("p2"), PromptId("p1")),
        cadence=a_cadence(grace=timedelta(minutes=90, microseconds=1), zone="Europe/Brussels"),
        place=SeriesPlace.CHANNEL,
        own_pace=frozenset({PersonId("fatma"), PersonId("bram")}),
        joinings=(Joining(PersonId("yusuf"), PromptId("p1")),),
        begins_on=date(2026, 11, 1),
        ends_on=date(2027, 6, 30),
        reminder=False,
        state=SeriesState.PAUSED,
        planned_through_at=NOW,
    )
    bare = a_series("bare", cadence=None, audience=Audience())
    async with waterstad.write() as unit:
        await unit.series.save(full)
        await unit.series.save(bare)

    async with waterstad.read() as unit:
        assert await unit.series.get(full.id) == full
        assert await unit.series.get(SeriesId("gone")) is None
        assert await unit.series.all() == [bare, full]


async def test_saving_a_series_replaces_it(waterstad: TenantStores) -> None:
    async with waterstad.write() as unit:
        await unit.series.save(a_series())
        await unit.series.save(a_series(state=SeriesState.STOPPED))

    async with waterstad.read() as unit:
        assert await unit.series.all() == [a_series(state=SeriesState.STOPPED)]


async def test_an_occurrence_happens_once(waterstad: TenantStores) -> None:
    nudge = an_occurrence(due_at=NOW + timedelta(days=7), number=1, prompt=PromptId("kadernota"))

    async with waterstad.write() as unit:
        assert await unit.series.add_occurrence(an_occurrence())
        assert not await unit.series.add_occurrence(an_occurrence(number=3))
        assert await unit.series.add_occurrence(nudge)

    async with waterstad.write() as unit:
        assert not await unit.series.add_occurrence(nudge)


async def test_of_twenty_planners_at_once_one_adds_it(waterstad: TenantStores) -> None:
    async def plan() -> bool:
        async with waterstad.write() as unit:
            return await unit.series.add_occurrence(an_occurrence())

    outcomes = await asyncio.gather(*(plan() for _ in range(20)))

    assert outcomes.count(True) == 1


async def test_meetings_ordered_by_id(waterstad: TenantStores) -> None:
    mt = a_meeting(
        id=MeetingId("mt"),
        every_weeks=2,
        zone="Europe/Brussels",
        group=GroupId("mt"),
        prepared_by=PersonId("hanneke"),
        cancelled_on=(date(2026, 12, 29), date(2027, 1, 5)),
        wall_time=time(13, 30),
        rule="FREQ=MONTHLY;BYDAY=2TU",
        ends_on=date(2027, 12, 31),
        closes_workdays_before=3,
        moved=(MovedDate(date(2027, 3, 16), date(2027, 3, 18), time(9)),),
        source="mt.ics",
        held=(HeldDate(date(2027, 1, 12), time(13, 30), "abc"),),
        known_until_on=date(2028, 12, 31),
    )
    async with waterstad.write() as unit:
        await unit.dates.save_meeting(mt)
        await unit.dates.save_meeting(a_meeting(name="B&W"))
        await unit.dates.save_meeting(a_meeting())

    async with waterstad.read() as unit:
        assert await unit.dates.meetings() == [a_meeting(), mt]


async def test_what_is_dropped_is_gone_and_dropping_it_again_is_fine(
    waterstad: TenantStores,
) -> None:
    crisis = a_state()
    async with waterstad.write() as unit:
        await unit.dates.save_meeting(a_meeting())
        await unit.dates.save_moment(a_moment())
        await unit.dates.save_moment(a_moment(on=date(2028, 4, 13)))
        await unit.dates.save_recess(a_recess())
        await unit.dates.save_state(crisis)
        await unit.dates.save_state(a_state("formatie", last_on=None))
    for _ in range(2):
        async with waterstad.write() as unit:
            await unit.dates.drop_meeting(a_meeting().id)
            await unit.dates.drop_moment(a_moment().key, a_moment().on)
            await unit.dates.drop_recess(a_recess().name, a_recess().period.first_on)
            await unit.dates.drop_state(crisis.name, crisis.first_on)

    async with waterstad.read() as unit:
        assert await unit.dates.meetings() == []
        assert await unit.dates.moments() == [a_moment(on=date(2028, 4, 13))]
        assert await unit.dates.recesses() == []
        assert await unit.dates.states() == [a_state("formatie", last_on=None)]


async def test_states_in_order_of_date(waterstad: TenantStores) -> None:
    crisis, forming = a_state(), a_state("formatie", first_on=date(2026, 3, 18), last_on=None)
    async with waterstad.write() as unit:
        await unit.dates.save_state(replace(crisis, last_on=None))
        await unit.dates.save_state(crisis)
        await unit.dates.save_state(forming)

    async with waterstad.read() as unit:
        assert await unit.dates.states() == [forming, crisis]


async def test_moments_in_order_of_date(waterstad: TenantStores) -> None:
    spring, autumn = a_moment(), a_moment(on=date(2026, 11, 5), label="de begroting is vast")
    async with waterstad.write() as unit:
        await unit.dates.save_moment(a_moment(label="oud"))
        await unit.dates.save_moment(spring)
        await unit.dates.save_moment(autumn)

    async with waterstad.read() as unit:
        assert await unit.dates.moments() == [autumn, spring]


async def test_days_of_rest_in_order_of_date(waterstad: TenantStores) -> None:
    winter = a_recess()
    bridge = a_recess(name="brugdag", period=Period(date(2026, 5, 15), date(2026, 5, 15)))
    async with waterstad.write() as unit:
        await unit.dates.save_recess(a_recess(period=Period(date(2026, 12, 21), date(2027, 1, 1))))
        await unit.dates.save_recess(winter)
        await unit.dates.save_recess(bridge)

    async with waterstad.read() as unit:
        assert await unit.dates.recesses() == [bridge, winter]
