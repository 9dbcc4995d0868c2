"""What a process does for each organisation, and what it keeps of it, where there are very many."""

import gc
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.model.ids import PersonId, TenantId
from bot.model.messages import State
from bot.model.people import Platform, Tenant
from bot.ports.stores import Stores
from bot.situations import Knowledge
from bot.together import Together
from tests.databases import fresh_stores
from tests.factories import a_message
from tests.fakes.platform import RecordingPlatform
from tests.shell.test_answering import decided
from tests.shell.town import Town
from tests.stages.town import TENANT

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NO_REST = timedelta(0)
BERGEN, DORPEN = TenantId("bergen"), TenantId("dorpen")


async def to_plan(town: Town) -> list[str]:
    return [one.id for one in await town.stores.directory.to_plan(town.clock.now(), NO_REST)]


async def test_a_tick_in_which_nothing_happens_does_not_read_every_tenant(
    knowledge: Knowledge, tmp_path: Path
) -> None:
    async with fresh_stores("sqlite", tmp_path) as stores:
        town = Town(stores, knowledge, RecordingPlatform())
        await town.settle()
        await town.ticker.tick()
        read: list[Sequence[Tenant]] = []
        tenants = stores.directory.tenants

        async def noted() -> Sequence[Tenant]:
            read.append(await tenants())
            return read[-1]

        stores.directory.tenants = noted  # type: ignore[method-assign]
        town.clock.move_to(town.clock.now() + MINUTE)
        await town.ticker.tick()

    assert read == []


async def test_a_tenant_that_came_later_is_planned(town: Town) -> None:
    await town.ticker.tick()
    await town.stores.directory.save_tenant(Tenant(id=DORPEN, name="Gemeente Dorpen"))
    assert await to_plan(town) == [DORPEN]
    await town.ticker.tick()
    assert await to_plan(town) == []


async def test_where_nobody_is_the_plan_stands_until_somebody_comes(town: Town) -> None:
    stores = town.stores
    await stores.directory.save_tenant(Tenant(id=DORPEN, name="Gemeente Dorpen"))
    await town.ticker.tick()
    town.clock.move_to(town.clock.now() + 2 * HOUR)
    assert await to_plan(town) == [TENANT]

    await _let_somebody_come(stores)
    assert await to_plan(town) == [DORPEN, TENANT]
    await town.ticker.tick()
    town.clock.move_to(town.clock.now() + 2 * HOUR)
    assert await to_plan(town) == [DORPEN, TENANT]


async def test_where_nobody_is_the_plan_stands_for_a_day_at_most(town: Town) -> None:
    await town.stores.directory.save_tenant(Tenant(id=DORPEN, name="Gemeente Dorpen"))
    await town.ticker.tick()
    town.clock.move_to(town.clock.now() + DAY)
    assert DORPEN in await to_plan(town)


async def _let_somebody_come(stores: Stores) -> None:
    async with stores.of(TENANT).read() as unit:
        hanneke = await unit.people.get(PersonId("hanneke"))
    assert hanneke is not None
    async with stores.of(DORPEN).write() as unit:
        await unit.people.save(replace(hanneke, tenant=DORPEN))


async def test_a_start_looks_only_where_a_dead_process_left_something(town: Town) -> None:
    directory, here, now = town.stores.directory, Platform.BROWSER, town.wall.now()
    for tenant in ("bergen", "dorpen", "elders"):
        await directory.save_tenant(Tenant(id=TenantId(tenant), name=f"Gemeente {tenant}"))
    await directory.take_lease(here, DORPEN, "a dead process", now, 30)
    claimed = a_message(tenant=BERGEN, platform=here, state=State.CLAIMED)
    async with town.stores.of(BERGEN).write() as unit:
        await unit.messages.add(claimed)

    await town.ticker.start()

    assert await directory.held() == []
    assert await directory.unsettled(claimed.due_at) == []
    looked_at = [BERGEN, DORPEN, TENANT, TenantId("elders")]
    assert [(await directory.last_right(here, one)).number for one in looked_at] == [1, 2, 0, 0]


async def test_of_answers_that_went_out_nothing_is_kept(town: Town) -> None:
    before = _stored_together()
    await town.inbox.send(await decided(town))
    assert len(town.heard("hanneke")) == 1
    assert _stored_together() == before


def _stored_together() -> int:
    gc.collect()
    return sum(isinstance(one, Together) for one in gc.get_objects())
