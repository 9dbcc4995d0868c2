"""Plans: until when they stand, and which changes let them fall."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.ids import TenantId
from bot.model.messages import Message, State
from bot.model.people import Platform
from bot.model.situation import Answer
from bot.ports.stores import Stores, TenantStores, Unit
from tests.factories import (
    HANNEKE,
    NOW,
    WATERSTAD,
    a_commitment,
    a_group,
    a_message,
    a_person,
    a_reply,
    a_tenant,
    an_address,
    an_audit_entry,
)
from tests.factories_dates import a_meeting, a_moment, a_recess, a_series, an_occurrence

HOUR = timedelta(hours=1)
NO_REST = timedelta(0)
PLANNED = a_message(subject="planned")
MOVED = replace(PLANNED, due_at=NOW + HOUR)
SENT = a_message(subject="sent", state=State.SENT)
Change = Callable[[Unit], Awaitable[object]]


async def _to_plan(stores: Stores, after: timedelta = NO_REST) -> list[TenantId]:
    return [tenant.id for tenant in await stores.directory.to_plan(NOW + after, NO_REST)]


@pytest.fixture
async def planned(stores: Stores, waterstad: TenantStores) -> TenantStores:
    """Return the stores of Waterstad, planned for an hour."""
    async with waterstad.write() as unit:
        await unit.people.save(a_person())
        await unit.messages.add(PLANNED)
        await unit.messages.add(SENT)
        await unit.planned(NOW, NOW + HOUR)
    return waterstad


async def test_who_was_never_planned_is_to_be_planned(stores: Stores) -> None:
    await stores.directory.save_tenant(a_tenant(id=TenantId("dorpen")))

    assert await _to_plan(stores) == ["dorpen", WATERSTAD]


async def test_a_plan_stands_until_its_hour(stores: Stores, planned: TenantStores) -> None:
    assert await _to_plan(stores) == []
    assert await _to_plan(stores, HOUR - timedelta(seconds=1)) == []
    assert await _to_plan(stores, HOUR) == [WATERSTAD]


def _saves(message: Message) -> Change:
    return lambda unit: unit.messages.save(message)


FALLS: dict[str, Change] = {
    "a person": lambda unit: unit.people.save(a_person(unanswered=2)),
    "an address": lambda unit: unit.people.save_address(an_address()),
    "a group": lambda unit: unit.people.save_group(a_group()),
    "a record": lambda unit: unit.records.save(a_commitment()),
    "a record that goes": lambda unit: unit.records.erase(HANNEKE),
    "a series": lambda unit: unit.series.save(a_series()),
    "a meeting": lambda unit: unit.dates.save_meeting(a_meeting()),
    "a moment": lambda unit: unit.dates.save_moment(a_moment()),
    "a recess": lambda unit: unit.dates.save_recess(a_recess()),
    "a message that is skipped": _saves(replace(PLANNED, state=State.SKIPPED)),
    "a message that failed": _saves(replace(SENT, state=State.FAILED)),
    "a message that moves": _saves(MOVED),
    "one of many that moves": lambda unit: unit.messages.save_all([SENT, MOVED]),
    "one of many that is put off": lambda unit: unit.messages.save_states([SENT, MOVED]),
    "words that are erased": lambda unit: unit.messages.erase(HANNEKE),
}
STANDS: dict[str, Change] = {
    "nothing": lambda unit: unit.people.all(),
    "a new message": lambda unit: unit.messages.add(a_message(subject="new")),
    "a claim": lambda unit: unit.messages.claim(Platform.BROWSER, NOW, 9),
    "a message that goes": _saves(replace(PLANNED, state=State.SENDING)),
    "how one of many went": lambda unit: unit.messages.save_states([SENT]),
    "an answer": _saves(replace(SENT, answered_at=NOW)),
    "an event": lambda unit: unit.inbox.remember("e1", HANNEKE, Answer(), NOW),
    "an occurrence": lambda unit: unit.series.add_occurrence(an_occurrence()),
    "an entry": lambda unit: unit.audit.add(an_audit_entry()),
}


@pytest.mark.parametrize("name", FALLS)
async def test_what_lets_a_plan_fall(stores: Stores, planned: TenantStores, name: str) -> None:
    async with planned.write() as unit:
        await FALLS[name](unit)

    assert await _to_plan(stores) == [WATERSTAD]


@pytest.mark.parametrize("name", STANDS)
async def test_what_leaves_a_plan_standing(
    stores: Stores, planned: TenantStores, name: str
) -> None:
    async with planned.write() as unit:
        await STANDS[name](unit)

    assert await _to_plan(stores) == []


async def test_a_change_without_weight_leaves_it_standing(
    stores: Stores, planned: TenantStores
) -> None:
    async with planned.write() as unit:
        await unit.people.save(a_person(unanswered=2))
        unit.leaves_plan()

    assert await _to_plan(stores) == []


async def test_saving_the_tenant_lets_it_fall(stores: Stores, planned: TenantStores) -> None:
    await stores.directory.save_tenant(a_tenant(day_cap=2))

    assert await _to_plan(stores) == [WATERSTAD]


async def test_a_unit_that_broke_changes_nothing_of_it(
    stores: Stores, planned: TenantStores
) -> None:
    async def breaks() -> None:
        async with planned.write() as unit:
            await unit.records.save(a_reply())
            raise LookupError

    with pytest.raises(LookupError):
        await breaks()

    assert await _to_plan(stores) == []


async def test_after_a_change_planning_may_rest_a_while(
    stores: Stores, planned: TenantStores
) -> None:
    async with planned.write() as unit:
        await unit.records.save(a_reply())
    rest = timedelta(minutes=1)

    assert await stores.directory.to_plan(NOW + timedelta(seconds=59), rest) == []
    assert await stores.directory.to_plan(NOW + rest, rest) == [a_tenant()]


async def test_who_is_planned_again_stands_again(stores: Stores, planned: TenantStores) -> None:
    async with planned.write() as unit:
        await unit.people.save(a_person(unanswered=2))
    async with planned.write() as unit:
        await unit.series.save(a_series())
        await unit.planned(NOW + HOUR, NOW + 2 * HOUR)

    assert await _to_plan(stores, HOUR) == []


async def test_what_is_still_being_planned_is_still_to_plan(
    stores: Stores, planned: TenantStores
) -> None:
    async with planned.write() as unit:
        await unit.series.save(a_series())
        await unit.planning(NOW + HOUR)

    assert await _to_plan(stores, HOUR) == [WATERSTAD]


async def test_who_goes_on_planning_sees_that_nothing_changed(planned: TenantStores) -> None:
    async with planned.write() as unit:
        assert not await unit.is_planning(NOW)
        await unit.planning(NOW + HOUR)
    async with planned.write() as unit:
        assert await unit.is_planning(NOW + HOUR)
        await unit.people.save(a_person(unanswered=2))
        unit.leaves_plan()
    async with planned.write() as unit:
        assert await unit.is_planning(NOW + HOUR)


@pytest.mark.parametrize("name", FALLS)
async def test_who_goes_on_planning_sees_that_something_changed(
    planned: TenantStores, name: str
) -> None:
    async with planned.write() as unit:
        await unit.planning(NOW + HOUR)
    async with planned.write() as unit:
        await FALLS[name](unit)
    async with planned.write() as unit:
        assert not await unit.is_planning(NOW + HOUR)


async def test_who_goes_on_planning_sees_that_somebody_else_began(planned: TenantStores) -> None:
    async with planned.write() as unit:
        await unit.planning(NOW + HOUR)
    async with planned.write() as unit:
        await unit.planning(NOW + 2 * HOUR)
    async with planned.write() as unit:
        assert not await unit.is_planning(NOW + HOUR)


async def test_saving_the_tenant_is_seen_by_who_goes_on_planning(
    stores: Stores, planned: TenantStores
) -> None:
    async with planned.write() as unit:
        await unit.planning(NOW)
    await stores.directory.save_tenant(a_tenant(day_cap=2))
    async with planned.write() as unit:
        assert not await unit.is_planning(NOW)


async def test_when_the_plan_that_stands_was_made(planned: TenantStores) -> None:
    async with planned.write() as unit:
        assert await unit.planned_at(NOW) == NOW
        assert await unit.planned_at(NOW + HOUR) is None
        await unit.planning(NOW + HOUR)
    async with planned.write() as unit:
        assert await unit.planned_at(NOW + HOUR) is None
        await unit.planned(NOW + HOUR, NOW + 2 * HOUR)
    async with planned.write() as unit:
        assert await unit.planned_at(NOW + HOUR) == NOW + HOUR
        await unit.records.save(a_reply())
    async with planned.write() as unit:
        assert await unit.planned_at(NOW + HOUR) is None


async def test_where_nobody_planned_no_plan_stands(waterstad: TenantStores) -> None:
    async with waterstad.read() as unit:
        assert await unit.planned_at(NOW) is None
