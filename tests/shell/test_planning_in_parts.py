"""Planning some people at a time: whoever waits comes in between, and nothing is lost or done twice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from adapters.demo.municipality import TENANT as LINDEWAARD
from adapters.demo.municipality import settle_in
from bot.model.ids import PersonId
from bot.model.messages import Message, State
from bot.model.people import Person, Standing
from bot.model.series import Series, SeriesState
from bot.planning import Planning
from bot.ports.stores import Stores, Unit
from bot.situations import Knowledge
from tests.databases import fresh_stores
from tests.stages.town import ZONE, instant

MONDAY = instant("2027-01-11 08:30")
SOON = MONDAY + timedelta(days=5)
STANDS = timedelta(hours=1)
NO_REST = timedelta(0)


@pytest.fixture(params=["memory", "sqlite", "postgres"])
async def stores(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stores]:
    """Return stores with a municipality on its first morning, in which everybody takes part."""
    async with fresh_stores(request.param, tmp_path) as made:
        await settle_in(made, MONDAY.astimezone(ZONE))
        async with made.of(LINDEWAARD).write() as unit:
            for person in await unit.people.all():
                await unit.people.save(started(person))
        yield made


def started(person: Person) -> Person:
    return replace(person, standing=Standing.ACTIVE, welcomed_at=MONDAY, started_at=MONDAY)


def planning(
    stores: Stores, knowledge: Knowledge, now: datetime = MONDAY, at_once: int = 2
) -> Planning:
    return Planning(stores.of(LINDEWAARD), knowledge, (now, SOON), at_once=at_once)


async def to_the_end(parts: Planning) -> int:
    """Plan all that is left; return how many parts that took."""
    number = 1
    while await parts.go_on(MONDAY + STANDS):
        number += 1
    return number


async def everything(stores: Stores) -> dict[str, Message]:
    async with stores.of(LINDEWAARD).read() as unit:
        people = await unit.people.all()
        return {m.id: m for one in people for m in await unit.messages.of_person(one.id)}


async def all_series(stores: Stores) -> list[Series]:
    async with stores.of(LINDEWAARD).read() as unit:
        return [*await unit.series.all()]


async def to_plan(stores: Stores, now: datetime = MONDAY) -> list[str]:
    return [one.id for one in await stores.directory.to_plan(now, NO_REST)]


async def at_once(stores: Stores, knowledge: Knowledge) -> tuple[dict[str, Message], list[Series]]:
    """Return what planning in one go would store, and store nothing."""
    tenant = stores.of(LINDEWAARD)
    found: dict[str, Message] = {}
    series: list[Series] = []
    with suppress(_Undone):
        async with tenant.write() as unit:
            assert not await Planning(_Within(unit), knowledge, (MONDAY, SOON)).go_on(SOON)
            for person in await unit.people.all():
                found |= {m.id: m for m in await unit.messages.of_person(person.id)}
            series = [*await unit.series.all()]
            raise _Undone
    return found, series


class _Undone(Exception):
    pass


@dataclass(frozen=True, slots=True)
class _Within:
    """The data of a tenant in a unit that is open already, and that may yet be undone."""

    unit: Unit

    def read(self) -> AbstractAsyncContextManager[Unit]:
        return nullcontext(self.unit)

    def write(self) -> AbstractAsyncContextManager[Unit]:
        return nullcontext(self.unit)


async def somebody(stores: Stores, number: int) -> PersonId:
    """Return who comes at this place in the order in which people are planned."""
    async with stores.of(LINDEWAARD).read() as unit:
        return (await unit.people.all())[number].id


async def stop(unit: Unit, person: PersonId) -> None:
    found = await unit.people.get(person)
    assert found is not None
    await unit.people.save(replace(found, standing=Standing.STOPPED))


@pytest.mark.parametrize("size", [1, 3, 500])
async def test_in_parts_or_in_one_go_is_the_same(
    stores: Stores, knowledge: Knowledge, size: int
) -> None:
    messages, series = await at_once(stores, knowledge)
    assert len(messages) > 10
    await to_the_end(planning(stores, knowledge, at_once=size))

    assert await everything(stores) == messages
    assert await all_series(stores) == series
    assert await to_plan(stores) == []


async def test_killed_between_two_parts_it_is_done_by_the_next(
    stores: Stores, knowledge: Knowledge
) -> None:
    messages, series = await at_once(stores, knowledge)
    killed = planning(stores, knowledge)
    assert await killed.go_on(MONDAY + STANDS)
    assert 0 < len(await everything(stores)) < len(messages)
    assert await to_plan(stores) == [LINDEWAARD]

    await to_the_end(planning(stores, knowledge))
    assert await everything(stores) == messages
    assert await all_series(stores) == series
    assert await to_plan(stores) == []


async def test_a_part_that_breaks_is_done_again(stores: Stores, knowledge: Knowledge) -> None:
    messages, _ = await at_once(stores, knowledge)
    parts = planning(stores, knowledge)
    await parts.go_on(MONDAY + STANDS)
    held = asyncio.create_task(parts.go_on(MONDAY + STANDS))
    await asyncio.sleep(0)
    held.cancel()
    with suppress(asyncio.CancelledError):
        await held

    await to_the_end(parts)
    assert await everything(stores) == messages


async def test_who_waits_comes_in_between(stores: Stores, knowledge: Knowledge) -> None:
    """An event waits for one part, not for everybody."""
    done: list[str] = []
    parts = planning(stores, knowledge)
    assert await parts.go_on(MONDAY + STANDS)

    async def plan() -> None:
        while await parts.go_on(MONDAY + STANDS):
            done.append("part")
        done.append("end")

    async def event() -> None:
        async with stores.of(LINDEWAARD).write() as unit:
            await unit.people.all()
            done.append("event")

    await asyncio.gather(plan(), event())
    assert "event" in done[:2]


async def test_a_change_between_two_parts_counts_for_those_after_it_and_is_planned_again(
    stores: Stores, knowledge: Knowledge
) -> None:
    last = await somebody(stores, -1)
    parts = planning(stores, knowledge)
    await parts.go_on(MONDAY + STANDS)
    async with stores.of(LINDEWAARD).write() as unit:
        await stop(unit, last)
    await to_the_end(parts)

    stored = await everything(stores)
    assert not [m for m in stored.values() if m.person == last and m.state is State.PLANNED]
    assert await to_plan(stores) == [LINDEWAARD]
    assert {one.planned_through_at for one in await all_series(stores)} == {None}

    expected, series = await at_once(stores, knowledge)
    await to_the_end(planning(stores, knowledge))
    assert await everything(stores) == expected == stored
    assert await all_series(stores) == series
    assert await to_plan(stores) == []


async def test_a_series_that_stops_between_two_parts_stays_stopped(
    stores: Stores, knowledge: Knowledge
) -> None:
    parts = planning(stores, knowledge)
    await parts.go_on(MONDAY + STANDS)
    async with stores.of(LINDEWAARD).write() as unit:
        for one in await unit.series.all():
            await unit.series.save(replace(one, state=SeriesState.STOPPED))
            await unit.messages.unplan(one.id)
    await to_the_end(parts)

    assert {one.state for one in await all_series(stores)} == {SeriesState.STOPPED}
    stored = (await everything(stores)).values()
    assert not [m for m in stored if m.series and m.state is State.PLANNED]


async def test_two_at_a_time_plan_everything_once(stores: Stores, knowledge: Knowledge) -> None:
    messages, series = await at_once(stores, knowledge)
    later = MONDAY + timedelta(microseconds=1)
    one, other = planning(stores, knowledge), planning(stores, knowledge, later, at_once=3)
    await asyncio.gather(to_the_end(one), to_the_end(other))

    stored = await everything(stores)
    assert {m.id: (m.due_at, m.prompt) for m in stored.values()} == {
        m.id: (m.due_at, m.prompt) for m in messages.values()
    }
    assert [one.id for one in await all_series(stores)] == [one.id for one in series]
