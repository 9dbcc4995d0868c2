"""The languages of a tenant are read once for many messages, and kept for a minute."""

import asyncio
from contextlib import AbstractAsyncContextManager

import pytest

from adapters.teams.languages import Languages
from bot.model.ids import TenantId
from bot.model.people import Language
from bot.ports.stores import TenantStores, Unit
from tests.factories import HANNEKE, WATERSTAD, YUSUF, a_message, a_person, a_tenant
from tests.fakes.memory import MemoryStores

MANY = 50


class Counted(MemoryStores):
    """Stores that count who is read."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[TenantId] = []

    def of(self, tenant: TenantId) -> TenantStores:  # type: ignore[override]  # it counts
        return _Counted(super().of(tenant), tenant, self.read)


class _Counted(TenantStores):
    def __init__(self, inner: TenantStores, tenant: TenantId, read: list[TenantId]) -> None:
        self._inner, self._tenant, self._read = inner, tenant, read

    def write(self) -> AbstractAsyncContextManager[Unit]:
        return self._inner.write()

    def read(self) -> AbstractAsyncContextManager[Unit]:
        self._read.append(self._tenant)
        return self._inner.read()


@pytest.fixture
async def stores() -> Counted:
    stores = Counted()
    await stores.directory.save_tenant(a_tenant())
    async with stores.of(WATERSTAD).write() as unit:
        await unit.people.save(a_person())
        await unit.people.save(a_person(YUSUF, language=Language.EN))
    return stores


async def test_many_at_once_ask_once(stores: Counted) -> None:
    languages = Languages(stores, now=lambda: 0.0)
    of_yusuf = a_message(person=YUSUF)
    assert (
        await asyncio.gather(*(languages.of(of_yusuf) for _ in range(MANY))) == [Language.EN] * MANY
    )
    assert await languages.of(a_message(person=HANNEKE)) is Language.NL
    assert await languages.of(a_message(person=None)) is Language.NL
    assert stores.read == [WATERSTAD]


async def test_what_was_got_ready_is_not_read_again_for_a_minute(stores: Counted) -> None:
    now = [0.0]
    languages = Languages(stores, now=lambda: now[0])
    await languages.of(a_message())
    now[0] = 60.0
    await languages.of(a_message())
    assert stores.read == [WATERSTAD]
    now[0] = 60.1
    await languages.of(a_message())
    assert stores.read == [WATERSTAD] * 2
