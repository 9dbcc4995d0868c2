"""A line that takes everything and carries nothing: nobody waits for good, and all goes on after it."""

import asyncio
from collections.abc import Iterator

import pytest
from sqlalchemy.exc import DBAPIError

from adapters.hanging_up import AnsweredConnection
from adapters.queue.drains import open_drains
from adapters.sql.connect import connect
from adapters.sql.stores import SqlStores
from bot.errors import UnknownThing
from bot.model.ids import TenantId
from tests.chaos.line import DatabaseLine, a_line
from tests.databases import a_queue_database
from tests.factories import a_tenant
from tests.fakes.vault import a_vault

pytestmark = pytest.mark.chaos

# So long nothing may be heard while the line is silent; while it speaks, the machine may be slow.
LONGEST = 0.3
# Of connecting it is the driver that knows no less than two seconds.
TO_CONNECT = 2
LONG_ENOUGH = 60


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Iterator[DatabaseLine]:
    """Return a line to a database, on which nobody is as patient as in earnest."""
    with a_queue_database() as url, a_line(url) as made:
        longest = property(lambda _: LONGEST if made.is_silent else LONG_ENOUGH, lambda *_: None)
        monkeypatch.setattr(AnsweredConnection, "longest_seconds", longest)
        yield made


async def test_the_store_gives_up_and_goes_on_when_the_line_speaks_again(
    line: DatabaseLine,
) -> None:
    tenant = a_tenant(id=TenantId("lindewaard"))
    stores = SqlStores(connect(f"{line.url}&connect_timeout={TO_CONNECT}"), a_vault())
    await stores.directory.save_tenant(tenant)

    async def writes() -> None:
        async with stores.of(tenant.id).write():
            pass

    line.fall_silent()
    async with asyncio.timeout(LONG_ENOUGH):
        # They wait for each other, and each of them for the server.
        ended = await asyncio.gather(*(writes() for _ in range(3)), return_exceptions=True)
    assert {isinstance(one, DBAPIError) for one in ended} == {True}
    line.speak()
    await writes()
    assert await stores.directory.tenants() == [tenant]
    await stores.close()


async def test_a_transaction_that_was_open_when_the_line_fell_silent_ends_too(
    line: DatabaseLine,
) -> None:
    stores = SqlStores(connect(f"{line.url}&connect_timeout={TO_CONNECT}"), a_vault())
    tenant = a_tenant()
    await stores.directory.save_tenant(tenant)

    async def is_cut_off() -> None:
        async with stores.of(tenant.id).write() as unit:
            line.fall_silent()
            await unit.people.all()

    async with asyncio.timeout(LONG_ENOUGH):
        with pytest.raises(DBAPIError):
            await is_cut_off()
    line.speak()
    with pytest.raises(UnknownThing):
        async with stores.of(TenantId("nobody")).read():
            pass
    await stores.close()


async def test_the_queue_gives_up_and_goes_on_when_the_line_speaks_again(
    line: DatabaseLine,
) -> None:
    async with open_drains(line.url) as queue:
        await queue.depth()
        before = line.asked_for
        line.fall_silent()
        asking = asyncio.create_task(queue.depth())
        async with asyncio.timeout(LONG_ENOUGH):
            while line.asked_for == before:  # noqa: ASYNC110 - it happens in another thread
                await asyncio.sleep(0.05)
            # It gave the connection up, and asks for another one.
            line.speak()
            line.break_connections()
            assert (await asking).waiting == 0
