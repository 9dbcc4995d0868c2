"""What older keys sealed is sealed anew, so that they can leave the ring."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, func, select

from adapters.sql import reseal as resealing
from adapters.sql.reseal import Resealed, reseal, sealed_with
from adapters.sql.schema import metadata
from adapters.sql.stores import SqlStores
from adapters.vault.keyring import KeyRing, new_key
from bot.errors import SealError
from bot.model.ids import PersonId, TenantId
from bot.model.situation import Answer
from bot.ports.stores import Unit
from tests.contract.test_stores_installations import THERE
from tests.databases import a_database_of
from tests.factories import (
    HANNEKE,
    NOW,
    WATERSTAD,
    a_commitment,
    a_content,
    a_dialog,
    a_dilemma,
    a_message,
    a_person,
    a_reply,
    a_share,
    a_tenant,
    an_agenda_item,
    an_audit_entry,
    an_expected_answer,
)
from tests.factories_dates import an_own_prompt

OLD, NEW = new_key("2026a"), new_key("2027a")
ELSEWHERE = TenantId("elders")


class Town:
    """A database with a piece in every sealed column, each sealed by the old key."""

    def __init__(self, address: str) -> None:
        self._address = address

    @asynccontextmanager
    async def stores(self, *ring: str) -> AsyncIterator[SqlStores]:
        """Open it with these keys, of which the first seals."""
        stores = SqlStores(self._address, KeyRing(",".join(ring)))
        try:
            yield stores
        finally:
            await stores.close()

    async def build(self) -> None:
        async with self.stores(OLD) as stores:
            for tenant in (WATERSTAD, ELSEWHERE):
                await stores.directory.save_tenant(a_tenant(id=tenant))
                async with stores.of(tenant).write() as unit:
                    await fill(unit, tenant)
            await stores.installations.save(THERE)

    async def resealed(self, *ring: str) -> Resealed:
        async with self.stores(*ring) as stores:
            return await reseal(stores, mark(ring[0]))

    async def sealed_with(self, *keys: str) -> list[int]:
        async with self.stores(OLD) as stores:
            found = await sealed_with(stores, {key: mark(key) for key in keys})
        return [found[key] for key in keys]

    async def read(self, *ring: str) -> list[object]:
        """Return all that is sealed, as people would see it with this ring alone."""
        async with self.stores(*ring) as stores:
            found: list[object] = [await stores.installations.all()]
            for tenant in (WATERSTAD, ELSEWHERE):
                async with stores.of(tenant).read() as unit:
                    message = a_message(tenant=tenant)
                    found += [
                        await unit.people.all(),
                        await unit.records.of(HANNEKE),
                        await unit.audit.of(HANNEKE),
                        await unit.series.own_prompts(),
                        await unit.messages.get(message.id),
                        await unit.inbox.stored("e1"),
                        await unit.inbox.expected(HANNEKE, "dm"),
                    ]
        return found


async def fill(unit: Unit, tenant: TenantId) -> None:
    await unit.people.save(a_person(tenant=tenant))
    await unit.messages.add(a_message(tenant=tenant, content=a_content()))
    made = (a_reply, a_commitment, a_dilemma, an_agenda_item, a_share)
    for record in (make(tenant=tenant) for make in made):
        await unit.records.save(record)
    await unit.inbox.remember("e1", HANNEKE, Answer(a_dialog(), {"what": "balie"}), NOW)
    await unit.inbox.expect(HANNEKE, "dm", an_expected_answer(words="balie"))
    await unit.audit.add(an_audit_entry(tenant=tenant))
    await unit.series.save_own_prompt(an_own_prompt())


def mark(key: str) -> bytes:
    return next(iter(KeyRing(key).marks.values()))


@pytest.fixture(params=["sqlite", "postgres"])
async def town(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Town]:
    with a_database_of(request.param, tmp_path) as address:
        made = Town(address)
        await made.build()
        yield made


async def test_afterwards_the_old_key_opens_nothing_and_is_not_needed(town: Town) -> None:
    before = await town.read(OLD)
    (count,) = await town.sealed_with(OLD)
    assert await town.resealed(NEW, OLD) == Resealed(anew=count)

    assert await town.sealed_with(OLD, NEW) == [0, count]
    assert await town.read(NEW) == before
    with pytest.raises(SealError, match="2027a"):
        await town.read(OLD)


async def test_every_column_that_holds_sealed_pieces_was_tried(town: Town) -> None:
    """So that a new one cannot be forgotten."""
    sealed = [c for t in metadata.tables.values() for c in t.c if isinstance(c.type, LargeBinary)]
    assert len(sealed) > 7
    async with town.stores(OLD) as stores, stores.begin_read() as connection:
        for column in sealed:
            count = select(func.count()).where(column.is_not(None))
            assert (await connection.execute(count)).scalar(), f"{column} is empty"


async def test_twice_is_once(town: Town) -> None:
    await town.resealed(NEW, OLD)
    assert await town.resealed(NEW, OLD) == Resealed()


async def test_many_are_done_some_at_a_time(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that does not open keeps no other from it, and is counted once."""
    monkeypatch.setattr(resealing, "AT_ONCE", 2)
    async with town.stores(new_key("lost")) as stores, stores.of(WATERSTAD).write() as unit:
        await unit.people.save(a_person(HANNEKE, name="Sealed elsewhere"))
    async with town.stores(OLD) as stores, stores.of(WATERSTAD).write() as unit:
        for number in range(5):
            await unit.people.save(a_person(PersonId(f"p{number}")))
    (count,) = await town.sealed_with(OLD)
    assert await town.resealed(NEW, OLD) == Resealed(anew=count, closed=1)
    assert await town.sealed_with(OLD) == [0]


async def test_people_go_on_meanwhile(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resealing, "AT_ONCE", 1)
    names = [f"Hanneke {number}" for number in range(20)]
    async with town.stores(NEW, OLD) as stores, asyncio.TaskGroup() as group:
        group.create_task(reseal(stores, mark(NEW)))
        for name in names:
            async with stores.of(WATERSTAD).write() as unit:
                await unit.people.save(a_person(HANNEKE, name=name))
                await unit.people.save(a_person(PersonId(name[-1]), name=name))
    async with town.stores(NEW) as stores, stores.of(WATERSTAD).read() as unit:
        found = {one.id: one.name for one in await unit.people.all()}
    assert found[HANNEKE] == names[-1]
    assert set(found.values()) == set(names[-10:])
