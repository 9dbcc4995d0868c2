"""Units: all or nothing, one after the other, on one state, in one tenant."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.errors import AlreadyHandled, UnknownThing
from bot.model.ids import MessageId, PersonId, RecordId, TenantId
from bot.model.people import Platform
from bot.model.situation import Answer
from bot.ports.stores import Stores, TenantStores, Unit
from tests.factories import (
    HANNEKE,
    NOW,
    a_commitment,
    a_message,
    a_person,
    a_reply,
    a_tenant,
)

PRESSES, SOON = 50, 30


class ItBroke(Exception):
    """Something went wrong in the middle."""


async def test_what_a_unit_does_is_there_after_it(waterstad: TenantStores) -> None:
    async with waterstad.write() as unit:
        await unit.people.save(a_person())

    async with waterstad.read() as unit:
        assert await unit.people.get(HANNEKE) == a_person()


async def test_a_unit_knows_its_tenant(stores: Stores, waterstad: TenantStores) -> None:
    await stores.directory.save_tenant(a_tenant(day_cap=2))

    async with waterstad.read() as unit:
        assert unit.tenant == a_tenant(day_cap=2)


async def test_a_unit_sees_what_it_wrote_itself(waterstad: TenantStores) -> None:
    async with waterstad.write() as unit:
        await unit.people.save(a_person())
        assert await unit.people.get(HANNEKE) == a_person()


async def test_nothing_is_left_of_a_unit_that_broke(waterstad: TenantStores) -> None:
    async with waterstad.write() as unit:
        await unit.people.save(a_person())

    async def break_halfway() -> None:
        async with waterstad.write() as unit:
            await unit.people.save(a_person(unanswered=3))
            await unit.messages.add(a_message())
            await unit.records.save(a_commitment())
            await unit.inbox.remember("e1", HANNEKE, Answer(), NOW)
            raise ItBroke

    with pytest.raises(ItBroke):
        await break_halfway()

    async with waterstad.read() as unit:
        assert await unit.people.get(HANNEKE) == a_person()
        assert await unit.messages.get(a_message().id) is None
        assert await unit.records.get(a_commitment().id) is None
        assert await unit.inbox.stored("e1") is None


async def test_nothing_is_left_of_a_unit_that_was_cancelled(waterstad: TenantStores) -> None:
    halfway = asyncio.Event()

    async def hang() -> None:
        async with waterstad.write() as unit:
            await unit.people.save(a_person())
            halfway.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    async with asyncio.timeout(SOON):
        await halfway.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    async with waterstad.write() as unit:
        assert await unit.people.all() == []
        await unit.people.save(a_person())


async def test_fifty_presses_of_one_button_each_count(waterstad: TenantStores) -> None:
    async with waterstad.write() as unit:
        await unit.records.save(a_commitment(moved=0))

    async def press() -> None:
        async with waterstad.write() as unit:
            commitment = (await unit.records.of(HANNEKE)).commitments[0]
            await unit.records.save(replace(commitment, moved=commitment.moved + 1))

    await asyncio.gather(*(press() for _ in range(PRESSES)))

    async with waterstad.read() as unit:
        assert (await unit.records.of(HANNEKE)).commitments[0].moved == PRESSES


async def test_of_fifty_deliveries_of_one_event_one_is_handled(waterstad: TenantStores) -> None:
    async def handle(number: int) -> bool:
        try:
            async with waterstad.write() as unit:
                await unit.people.save(a_person(PersonId(f"person-{number}")))
                await unit.inbox.remember("event", HANNEKE, Answer(), NOW)
        except AlreadyHandled:
            return False
        return True

    outcomes = await asyncio.gather(*(handle(number) for number in range(PRESSES)))

    assert outcomes.count(True) == 1
    async with waterstad.read() as unit:
        assert len(await unit.people.all()) == 1


async def test_a_reading_unit_sees_one_state(waterstad: TenantStores) -> None:
    async with waterstad.read() as reading:
        before = await reading.people.all()
        async with waterstad.write() as writing:
            await writing.people.save(a_person())
            await writing.records.save(a_reply())
        after = await reading.people.all()
        records = await reading.records.of(HANNEKE)

    assert (before, after, records.replies) == ([], [], ())
    async with waterstad.read() as unit:
        assert await unit.people.all() == [a_person()]


async def test_readers_do_not_wait_for_a_writer(waterstad: TenantStores) -> None:
    async with waterstad.write() as writing:
        await writing.people.save(a_person())
        async with waterstad.read() as reading:
            assert await reading.people.all() == []


async def test_many_readers_at_once(waterstad: TenantStores) -> None:
    async with waterstad.write() as unit:
        await unit.people.save(a_person())

    async def look() -> object:
        async with waterstad.read() as unit:
            return await unit.people.get(HANNEKE)

    assert await asyncio.gather(*(look() for _ in range(PRESSES))) == [a_person()] * PRESSES


async def test_a_reading_unit_cannot_write(waterstad: TenantStores) -> None:
    async def writes(unit: Unit) -> None:
        await unit.people.save(a_person())

    with pytest.raises(RuntimeError, match="reading unit"):
        async with waterstad.read() as unit:
            await writes(unit)


async def test_a_tenant_that_does_not_exist_has_no_data(stores: Stores) -> None:
    nowhere = stores.of(TenantId("nergens"))

    with pytest.raises(UnknownThing, match="nergens"):
        async with nowhere.read():
            pass
    with pytest.raises(UnknownThing, match="nergens"):
        async with nowhere.write():
            pass


async def test_instants_come_back_in_utc(waterstad: TenantStores) -> None:
    summer = timezone(timedelta(hours=2))
    at = datetime(2026, 7, 1, 10, 0, 0, 123456, tzinfo=summer)

    async with waterstad.write() as unit:
        await unit.people.save(a_person(started_at=at))
        await unit.records.save(a_reply(at=at))

    async with waterstad.read() as unit:
        person = await unit.people.get(HANNEKE)
        reply = (await unit.records.of(HANNEKE)).replies[0]
    assert person is not None
    assert person.started_at is not None
    for found in (person.started_at, reply.at):
        assert (found, found.tzinfo) == (at, UTC)


async def test_an_instant_without_zone_is_refused(waterstad: TenantStores) -> None:
    naive = NOW.replace(tzinfo=None)

    with pytest.raises(ValueError, match="no time zone"):
        async with waterstad.write() as unit:
            await unit.people.save(a_person(started_at=naive))
    with pytest.raises(ValueError, match="no time zone"):
        async with waterstad.write() as unit:
            await unit.records.save(a_commitment(ask_at=naive))
    with pytest.raises(ValueError, match="no time zone"):
        async with waterstad.write() as unit:
            await unit.inbox.remember("e1", HANNEKE, Answer(), naive)


@pytest.mark.parametrize("made_up", ["\0", "m1\0", "\ud800", "''; DROP TABLE people", "é" * 5000])
async def test_an_id_that_somebody_made_up_is_the_id_of_nothing(
    waterstad: TenantStores, made_up: str
) -> None:
    async with waterstad.write() as unit:
        await unit.people.save(a_person())
        assert await unit.messages.get(MessageId(made_up)) is None
        assert await unit.messages.at_ref("dm", made_up) is None
        assert await unit.people.locked(PersonId(made_up)) is None
        assert await unit.people.at(Platform.TEAMS, made_up) is None
        assert await unit.records.get(RecordId(made_up)) is None
        assert await unit.inbox.expected(HANNEKE, made_up) is None
        assert await unit.inbox.stored(made_up) is None
        await unit.people.save(a_person(unanswered=2))

    async with waterstad.read() as unit:
        assert await unit.people.all() == [a_person(unanswered=2)]
