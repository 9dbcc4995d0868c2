"""The clock: tick as often, as late or in as many processes as you like, everything happens once."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.demo.municipality import TENANT as LINDEWAARD
from adapters.demo.municipality import settle_in
from adapters.sql.stores import SqlStores
from bot.content import Content
from bot.model.ids import TenantId
from bot.model.messages import Message, Reason, State
from bot.model.people import Person, Standing, Tenant
from bot.planning import Planning
from bot.ports.outside import Arrived
from bot.ports.stores import Stores, Unit
from bot.situations import Knowledge
from bot.ticker import Meanwhile
from tests.databases import a_database
from tests.fakes.platform import RecordingPlatform
from tests.fakes.vault import a_vault
from tests.shell.town import LONGEST_SECONDS, Town, until
from tests.stages.town import TENANT, ZONE, instant

MONDAY = instant("2027-01-11 08:30")
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def municipality(stores: Stores, knowledge: Knowledge) -> Town:
    """Return the demo's municipality on its first morning, in which everybody takes part."""
    return await a_municipality(stores, knowledge)


async def a_municipality(stores: Stores, knowledge: Knowledge) -> Town:
    town = Town(stores, knowledge, RecordingPlatform())
    await settle_in(stores, MONDAY.astimezone(ZONE))
    async with stores.of(LINDEWAARD).write() as unit:
        for person in await unit.people.all():
            await unit.people.save(started(person))
    town.clock.move_to(MONDAY)
    return town


def started(person: Person) -> Person:
    return replace(person, standing=Standing.ACTIVE, welcomed_at=MONDAY, started_at=MONDAY)


def arrived(town: Town) -> Counter[str]:
    return Counter(str(sent.message.id) for sent in town.platform.sent)


async def everything(town: Town) -> list[Message]:
    found: list[Message] = []
    async with town.stores.of(LINDEWAARD).read() as unit:
        for person in await unit.people.all():
            found += await unit.messages.of_person(person.id)
    return found


async def test_ticking_again_does_nothing_again(municipality: Town) -> None:
    await municipality.move_to("2027-01-14 12:15")
    first, stored = arrived(municipality), await everything(municipality)
    assert first
    assert await municipality.ticker.tick() == 0
    assert await municipality.beside("after a restart").ticker.tick() == 0

    assert arrived(municipality) == first
    assert await everything(municipality) == stored


async def test_two_clocks_on_one_database_deliver_everything_once(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    database = a_database(tmp_path)
    one_stores, other_stores = (SqlStores(database, a_vault()) for _ in range(2))
    town = await a_municipality(one_stores, knowledge)
    other = Town(
        other_stores,
        knowledge,
        town.platform,
        clock=town.clock,
        wall=town.wall,
        owner="another process",
    )
    for day in range(11, 23):
        for hour in (9, 12, 16):
            town.sleep_until(f"2027-01-{day} {hour:02}:15")
            await asyncio.gather(town.ticker.tick(), other.ticker.tick())

    counts = arrived(town)
    assert len(counts) > 10
    assert set(counts.values()) == {1}
    sent = {m.id for m in await everything(town) if m.state is State.SENT}
    assert set(counts) == sent
    await one_stores.close()
    await other_stores.close()


async def test_after_a_week_of_sleep_there_is_no_burst(municipality: Town) -> None:
    await municipality.ticker.tick()
    before = arrived(municipality)
    municipality.sleep_until("2027-01-21 10:00")
    await municipality.ticker.tick()
    await municipality.ticker.tick()

    late = [m for m in await everything(municipality) if m.reason is Reason.LATE]
    assert late
    counts = arrived(municipality) - before
    assert set(counts.values()) <= {1}
    per_person = Counter(
        sent.conversation
        for sent in municipality.platform.sent
        if sent.message.id in counts and not sent.message.asked
    )
    assert all(count <= 1 for count in per_person.values())


async def test_nobody_gets_two_unasked_messages_on_a_day(municipality: Town) -> None:
    await municipality.move_to("2027-02-05 18:00")
    days = Counter(
        (sent.message.person, sent.message.sent_at.astimezone(ZONE).date())
        for sent in municipality.platform.sent
        if sent.message.person and sent.message.sent_at and not sent.message.asked
    )
    assert len(days) > 10
    assert set(days.values()) == {1}


async def test_planning_in_steps_or_at_once_gives_the_same_messages(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    planned: list[dict[str, datetime]] = []
    for number, hours in enumerate((3, 24, 24 * 10)):
        folder = tmp_path / str(number)
        folder.mkdir()
        stores = SqlStores(a_database(folder), a_vault())
        town = await a_municipality(stores, knowledge)
        until = MONDAY
        while until < MONDAY + timedelta(days=10):
            until += timedelta(hours=hours)
            planning = Planning(stores.of(LINDEWAARD), knowledge, (MONDAY, until))
            assert not await planning.go_on(until)
        planned.append({m.id: m.due_at for m in await everything(town)})
        await stores.close()

    assert planned[0] == planned[1] == planned[2]
    assert len(planned[0]) > 10


async def test_each_tick_is_noted(town: Town) -> None:
    assert await town.stores.directory.last_tick_at() is None
    await town.ticker.tick()
    assert await town.stores.directory.last_tick_at() == town.clock.now()


async def test_trouble_at_one_tenant_leaves_the_others_in_peace(town: Town) -> None:
    await town.stores.directory.save_tenant(
        Tenant(id=TenantId("a-broken-one"), name="Gemeente Kapot", zone="Nowhere/Else")
    )
    town.sleep_until("2027-01-14 12:15")
    with pytest.raises(ExceptionGroup) as raised:
        await town.ticker.tick()

    assert len(raised.value.exceptions) == 1
    assert len(town.heard("hanneke")) == 1
    assert await town.stores.directory.last_tick_at() == town.clock.now()


async def test_the_next_due_instant_of_all_tenants(town: Town) -> None:
    assert await town.ticker.next_due_at(town.clock.now()) is None
    await town.ticker.tick()
    assert await town.ticker.next_due_at(town.clock.now()) == instant("2027-01-14 12:15")
    assert await town.ticker.next_due_at(datetime(2028, 1, 1, tzinfo=UTC)) is None


# Moving the demo's time on


async def test_the_mover_visits_every_due_instant(town: Town) -> None:
    await town.move_to("2027-01-14 18:00")
    (prompt,) = await town.messages_of("hanneke")
    assert prompt.sent_at == instant("2027-01-14 12:15")
    assert town.clock.now() == instant("2027-01-14 18:00")


async def test_moving_in_many_steps_or_in_one_is_the_same(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    seen: list[list[tuple[str, datetime | None]]] = []
    for number, steps in enumerate(
        (["2027-01-25 18:00"], [f"2027-01-{d} 13:33" for d in range(11, 26)])
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        stores = SqlStores(a_database(folder), a_vault())
        town = await a_municipality(stores, knowledge)
        for step in (*steps, "2027-01-25 18:00"):
            await town.move_to(step)
        seen.append(sorted((str(s.message.id), s.message.sent_at) for s in town.platform.sent))
        await stores.close()

    assert seen[0] == seen[1]
    assert len(seen[0]) > 10


async def test_moving_back_moves_nothing(town: Town) -> None:
    await town.move_to("2027-01-14 12:15")
    assert await town.mover.move_to(instant("2027-01-13 12:15")) == 0
    assert town.clock.now() == instant("2027-01-14 12:15")


async def test_the_mover_stops_at_the_next_message(town: Town) -> None:
    assert await town.mover.move_to_next_message() == 1
    assert town.clock.now() == instant("2027-01-14 12:15")


async def test_the_mover_does_not_wait_for_ever(town: Town) -> None:
    async with town.stores.of(TENANT).write() as unit:
        await _stops(unit)
    begun = town.clock.now()
    assert await town.mover.move_to_next_message() == 0
    assert timedelta(days=119) < town.clock.now() - begun < timedelta(days=122)


async def _stops(unit: Unit) -> None:
    for person in await unit.people.all():
        await unit.people.save(replace(person, standing=Standing.STOPPED))


async def test_a_beat_waits_for_nothing_that_goes_out(town: Town) -> None:
    begun, held = asyncio.Event(), asyncio.Event()
    send = town.platform.send

    async def slow(message: Message, conversation: str, content: Content) -> Arrived:
        begun.set()
        await held.wait()
        return await send(message, conversation, content)

    town.platform.send = slow  # type: ignore[method-assign]
    town.sleep_until("2027-01-14 12:15")
    await town.ticker.beat()
    await town.ticker.beat()
    assert town.platform.sent == []

    async with asyncio.timeout(LONGEST_SECONDS):
        await begun.wait()
    held.set()
    await town.ticker.finish(timedelta(seconds=5))
    assert len(town.platform.sent) == 1


async def test_what_is_due_does_not_wait_for_a_platform_that_is_asked_what_arrived(
    town: Town,
) -> None:
    lost = town.said("lost", state=State.UNKNOWN, unknown_at=town.clock.now() - timedelta(hours=1))
    await town.plan(lost)
    asked = asyncio.Event()

    async def says_nothing(message: Message, conversation: str) -> Arrived | None:
        asked.set()
        await asyncio.Event().wait()
        raise AssertionError

    town.platform.find = says_nothing  # type: ignore[method-assign]
    await asyncio.wait_for(town.ticker.beat(), timeout=10)
    await asyncio.wait_for(asked.wait(), timeout=10)
    town.sleep_until("2027-01-14 12:15")
    await asyncio.wait_for(town.ticker.beat(), timeout=10)

    async def came() -> bool:
        return len(town.platform.sent) == 1

    await until(came)
    await town.ticker.finish(timedelta(seconds=0))
    assert await town.states(lost) == [State.UNKNOWN]


async def test_what_is_due_does_not_wait_for_planning(town: Town) -> None:
    await town.ticker.tick()
    town.sleep_until("2027-01-14 12:15")
    await _beat_while_planning_waits_for_what_goes_out(town)


async def test_what_becomes_due_meanwhile_does_not_wait_for_planning(town: Town) -> None:
    await town.ticker.tick()
    town.sleep_until("2027-01-14 12:10")
    await _beat_while_planning_waits_for_what_goes_out(town, "2027-01-14 12:15")
    assert await town.stores.directory.last_tick_at() == instant("2027-01-14 12:15")


async def _beat_while_planning_waits_for_what_goes_out(town: Town, due: str = "") -> None:
    plan, send, gone = town.ticker.plan, town.platform.send, asyncio.Event()

    async def sends(message: Message, conversation: str, content: Content) -> Arrived:
        arrived = await send(message, conversation, content)
        gone.set()
        return arrived

    async def slow(tenant: Tenant, meanwhile: Meanwhile = _nothing) -> None:
        if due:
            town.sleep_until(due)
            await meanwhile()
        await gone.wait()
        await plan(tenant, meanwhile)

    async with town.stores.of(TENANT).write() as unit:
        for person in await unit.people.all():
            await unit.people.save(person)
    town.platform.send = sends  # type: ignore[method-assign]
    town.ticker.plan = slow  # type: ignore[method-assign]
    await asyncio.wait_for(town.ticker.beat(), timeout=10)
    await town.ticker.finish(timedelta(seconds=5))
    assert len(town.platform.sent) == 1


async def _nothing() -> None:
    pass


async def test_a_clock_passes_by_what_another_planned_meanwhile(
    stores: Stores, knowledge: Knowledge
) -> None:
    town = await a_municipality(stores, knowledge)
    other = town.beside("another clock")
    town.clock.move_to(MONDAY + MINUTE)
    await town.ticker.tick()
    first = await plan_instants(town)
    town.clock.move_to(MONDAY + 2 * MINUTE)
    await other.ticker.tick()
    assert await plan_instants(town) == first

    later = town.beside("a clock that began later")
    town.clock.move_to(MONDAY + 3 * MINUTE)
    await later.ticker.tick()
    assert await plan_instants(town) == [town.clock.now()]


async def plan_instants(town: Town) -> list[datetime | None]:
    found = []
    for tenant in await town.stores.directory.tenants():
        async with town.stores.of(tenant.id).read() as unit:
            found.append(await unit.planned_at(town.clock.now()))
    return found
