"""How often it is looked at what a dead process left, and of what nobody knows whether it arrived."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.model.ids import TenantId
from bot.model.messages import State
from bot.model.people import Tenant
from bot.ticker import SETTLED_AT_ONCE
from bot.unsettled import AT_ONCE_FOR, SELDOM, Unsettled
from tests.factories import a_message
from tests.shell.town import A_SECOND, Town
from tests.stages.town import TENANT

TICK = timedelta(seconds=10)


async def leave(town: Town, state: State, since: datetime) -> None:
    """Let a message be in this state, handed over then."""
    changes: dict[str, Any] = {"state": state, "sent_at": since}
    if state is State.UNKNOWN:
        changes["unknown_at"] = since
    await town.plan(town.said("left", **changes))


async def times_looked_at(town: Town, ticks: int) -> int:
    """Return at how many of these ticks the tenant is among those to look at."""
    unsettled, start = Unsettled(town.stores.directory), town.clock.now()
    found = [await unsettled.places(start + number * TICK) for number in range(ticks)]
    return sum(TENANT in [tenant for _, tenant in places] for places in found)


@pytest.mark.parametrize("state", [State.CLAIMED, State.SENDING])
async def test_what_a_dead_process_left_is_looked_at_each_time(town: Town, state: State) -> None:
    await leave(town, state, town.clock.now() - timedelta(hours=3))
    assert await times_looked_at(town, 10) == 10


async def test_what_nobody_knows_is_looked_at_each_time_for_a_quarter_of_an_hour(
    town: Town,
) -> None:
    await leave(town, State.UNKNOWN, town.clock.now())
    at_once = AT_ONCE_FOR // TICK + 1
    assert await times_looked_at(town, at_once) == at_once


async def test_what_nobody_knows_for_longer_is_looked_at_every_ten_minutes(town: Town) -> None:
    await leave(town, State.UNKNOWN, town.clock.now() - AT_ONCE_FOR - A_SECOND)
    assert await times_looked_at(town, 3 * (SELDOM // TICK)) == 3


async def test_a_clock_that_is_set_back_keeps_nothing_waiting(town: Town) -> None:
    await leave(town, State.UNKNOWN, town.clock.now() - timedelta(days=2))
    unsettled, now = Unsettled(town.stores.directory), town.clock.now()
    assert await unsettled.places(now)
    assert await unsettled.places(now - timedelta(days=1))


async def test_a_beat_looks_into_an_organisation_where_nobody_can_be_asked_as_seldom(
    town: Town,
) -> None:
    town.platform.can_be_asked = False
    await leave(town, State.UNKNOWN, town.clock.now() - timedelta(hours=1))
    settled: list[TenantId] = []

    async def noted(tenant: TenantId) -> None:
        settled.append(tenant)

    town.sender.settle = noted  # type: ignore[method-assign]
    for _ in range(SELDOM // TICK + 1):
        await town.ticker.beat()
        await town.ticker.finish(A_SECOND)
        town.clock.move_to(town.clock.now() + TICK)
    assert settled == [TENANT, TENANT]


async def test_a_beat_settles_a_few_organisations_at_a_time_and_in_the_end_all(town: Town) -> None:
    for number in range(2 * SETTLED_AT_ONCE):
        tenant = TenantId(f"dorp-{number:02}")
        await town.stores.directory.save_tenant(Tenant(id=tenant, name=f"Dorp {number}"))
        lost = a_message(tenant=tenant, due_at=town.clock.now(), state=State.UNKNOWN)
        async with town.stores.of(tenant).write() as unit:
            await unit.messages.add(lost)
    going, settled, at_once = set[TenantId](), set[TenantId](), 0

    async def noted(tenant: TenantId) -> None:
        nonlocal at_once
        going.add(tenant)
        at_once = max(at_once, len(going))
        await asyncio.sleep(0)
        going.remove(tenant)
        settled.add(tenant)

    town.sender.settle = noted  # type: ignore[method-assign]
    await town.ticker.beat()
    await town.ticker.finish(timedelta(seconds=10))
    assert (at_once, len(settled)) == (SETTLED_AT_ONCE, 2 * SETTLED_AT_ONCE)
