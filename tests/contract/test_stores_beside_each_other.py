"""What everybody in a tenant shares is kept in a process: no process may show what another has changed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.sql.stores import SqlStores
from bot.model.calendar import Silence
from bot.model.ids import TenantId
from bot.ports.stores import Stores, Unit
from tests.contract.test_stores_tenants import WRITES
from tests.databases import a_database_of
from tests.factories import (
    BRAM,
    HANNEKE,
    NOW,
    WATERSTAD,
    a_group,
    a_meeting,
    a_moment,
    a_person,
    a_recess,
    a_series,
    a_state,
    a_tenant,
    an_own_prompt,
)
from tests.fakes.vault import a_vault

Act = Callable[[Unit], Awaitable[Any]]
Two = tuple[Stores, Stores]


@dataclass(frozen=True)
class Changing:
    """A writing method: what was there before, the change, and the reading method that shows it."""

    before: Act
    change: Act
    read: Act


async def _nothing(_: Unit) -> None:
    return None


async def _with_members(unit: Unit) -> None:
    await unit.people.save(a_person())
    await unit.people.save_group(a_group(members=frozenset({HANNEKE, BRAM})))


_MEETING, _MOMENT, _RECESS, _STATE = a_meeting(), a_moment(), a_recess(), a_state()
CHANGES: dict[str, Changing] = {
    "people.save_group": Changing(
        lambda unit: unit.people.save_group(a_group(members=frozenset({HANNEKE}))),
        lambda unit: unit.people.save_group(a_group(members=frozenset({BRAM}))),
        lambda unit: unit.people.groups(),
    ),
    "people.erase": Changing(
        _with_members, lambda unit: unit.people.erase(HANNEKE), lambda unit: unit.people.groups()
    ),
    "series.save": Changing(
        lambda unit: unit.series.save(a_series()),
        lambda unit: unit.series.save(a_series(name="Anders")),
        lambda unit: unit.series.all(),
    ),
    "series.save_own_prompt": Changing(
        _nothing,
        lambda unit: unit.series.save_own_prompt(an_own_prompt()),
        lambda unit: unit.series.own_prompts(),
    ),
    "series.save_silence": Changing(
        _nothing,
        lambda unit: unit.series.save_silence(Silence(tenant=WATERSTAD, since_at=NOW)),
        lambda unit: unit.series.silences(),
    ),
    "dates.save_meeting": Changing(
        lambda unit: unit.dates.save_meeting(_MEETING),
        lambda unit: unit.dates.save_meeting(replace(_MEETING, name="Anders")),
        lambda unit: unit.dates.meetings(),
    ),
    "dates.drop_meeting": Changing(
        lambda unit: unit.dates.save_meeting(_MEETING),
        lambda unit: unit.dates.drop_meeting(_MEETING.id),
        lambda unit: unit.dates.meetings(),
    ),
    "dates.save_moment": Changing(
        _nothing,
        lambda unit: unit.dates.save_moment(_MOMENT),
        lambda unit: unit.dates.moments(),
    ),
    "dates.drop_moment": Changing(
        lambda unit: unit.dates.save_moment(_MOMENT),
        lambda unit: unit.dates.drop_moment(_MOMENT.key, _MOMENT.on),
        lambda unit: unit.dates.moments(),
    ),
    "dates.save_recess": Changing(
        _nothing,
        lambda unit: unit.dates.save_recess(_RECESS),
        lambda unit: unit.dates.recesses(),
    ),
    "dates.drop_recess": Changing(
        lambda unit: unit.dates.save_recess(_RECESS),
        lambda unit: unit.dates.drop_recess(_RECESS.name, _RECESS.period.first_on),
        lambda unit: unit.dates.recesses(),
    ),
    "dates.save_state": Changing(
        _nothing, lambda unit: unit.dates.save_state(_STATE), lambda unit: unit.dates.states()
    ),
    "dates.drop_state": Changing(
        lambda unit: unit.dates.save_state(_STATE),
        lambda unit: unit.dates.drop_state(_STATE.name, _STATE.first_on),
        lambda unit: unit.dates.states(),
    ),
}


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the address of a migrated database."""
    with a_database_of(request.param, tmp_path) as address:
        yield address


@pytest.fixture
async def two(url: str) -> AsyncIterator[Two]:
    """Return the stores of two processes on one database in which Waterstad exists."""
    made = (SqlStores(url, a_vault()), SqlStores(url, a_vault()))
    await made[0].directory.save_tenant(a_tenant())
    yield made
    for stores in made:
        await stores.close()


async def _read(stores: Stores, read: Act, tenant: TenantId = WATERSTAD) -> Any:
    async with stores.of(tenant).read() as unit:
        return await read(unit)


async def _write(stores: Stores, change: Act, tenant: TenantId = WATERSTAD) -> None:
    async with stores.of(tenant).write() as unit:
        await change(unit)


def test_this_suite_knows_every_method_that_changes_what_all_share() -> None:
    shared = {name for name in WRITES if name.startswith(("series.", "dates."))}
    shared -= {"series.add_occurrence", "series.add_occurrences"}
    of_groups = {name for name in WRITES if "group" in name or name == "people.erase"}
    assert shared | of_groups == CHANGES.keys()


@pytest.mark.parametrize("method", sorted(CHANGES))
async def test_a_change_is_seen_by_every_process(two: Two, method: str) -> None:
    here, there = two
    changing = CHANGES[method]
    await _write(here, changing.before)
    before = [await _read(stores, changing.read) for stores in two]
    assert before[0] == before[1]

    await _write(here, changing.change)

    after = [await _read(stores, changing.read) for stores in two]
    assert after[0] == after[1] != before[0]
    async with there.of(WATERSTAD).write() as unit:
        assert await changing.read(unit) == after[0]


@pytest.mark.parametrize("method", sorted(CHANGES))
async def test_a_unit_sees_what_it_changed_itself(two: Two, method: str) -> None:
    here, _ = two
    changing = CHANGES[method]
    await _write(here, changing.before)
    async with here.of(WATERSTAD).write() as unit:
        before = await changing.read(unit)
        await changing.change(unit)
        within = await changing.read(unit)
    assert before != within == await _read(here, changing.read)


@pytest.mark.parametrize("method", sorted(CHANGES))
async def test_nothing_is_kept_of_a_unit_that_broke(two: Two, method: str) -> None:
    here, _ = two
    changing = CHANGES[method]
    await _write(here, changing.before)
    before = await _read(here, changing.read)

    async def breaks(unit: Unit) -> None:
        await changing.change(unit)
        assert await changing.read(unit) != before
        raise LookupError

    with pytest.raises(LookupError):
        await _write(here, breaks)
    assert [await _read(stores, changing.read) for stores in two] == [before, before]


async def test_who_reads_an_older_state_keeps_it_and_leaves_the_newer_to_others(two: Two) -> None:
    here, there = two
    changing = CHANGES["series.save"]
    await _write(here, changing.before)
    async with here.of(WATERSTAD).read() as unit:
        older = unit.tenant, await unit.people.groups()
        await _write(there, changing.change)
        newer = await _read(here, changing.read)
        # This unit began before the change, and read no series yet.
        assert [one.name for one in await unit.series.all()] == [a_series().name]
        assert older == (unit.tenant, await unit.people.groups())
    assert await _read(here, changing.read) == newer != [a_series()]


async def test_of_many_changes_at_once_each_process_ends_with_the_last(two: Two) -> None:
    async def rename(number: int) -> None:
        stores = two[number % 2]
        await _write(stores, lambda unit: unit.series.save(a_series(name=f"Reeks {number}")))
        await _read(stores, CHANGES["series.save"].read)

    await asyncio.gather(*(rename(number) for number in range(20)))
    found = [await _read(stores, CHANGES["series.save"].read) for stores in two]
    assert found[0] == found[1]


async def test_each_tenant_has_its_own(two: Two) -> None:
    here, _ = two
    other = TenantId("dorpen")
    await here.directory.save_tenant(a_tenant(id=other))
    await _write(here, lambda unit: unit.series.save(a_series()))
    assert await _read(here, CHANGES["series.save"].read, other) == []
    later = NOW + timedelta(days=1)
    theirs = Silence(tenant=other, since_at=later)
    await _write(here, lambda unit: unit.series.save_silence(theirs), other)
    assert await _read(here, CHANGES["series.save_silence"].read) == []
