"""How many statements an event takes until it is answered: what nobody looks at is not asked for."""

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from adapters.settings import PROMPTS
from adapters.sql.stores import SqlStores
from adapters.wiring import assemble, read_knowledge
from bot.content import Press
from bot.events import Event, Pressed, Wrote
from bot.model.installations import About, Installation
from bot.model.people import Platform
from bot.reception import Received, Reception
from bot.signals import Signal
from tests.databases import a_database_of
from tests.factories import HANNEKE, NOW, WATERSTAD, a_group, a_person, a_series, a_tenant
from tests.factories import an_address as an_address_of
from tests.fakes.clock import SetClock
from tests.fakes.platform import RecordingPlatform
from tests.fakes.vault import a_vault

Receive = Callable[[Event], "object"]


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the address of a migrated database."""
    with a_database_of(request.param, tmp_path) as address:
        yield address


class Counted:
    """A reception on a database that counts what it is asked."""

    def __init__(self, stores: SqlStores) -> None:
        clock = SetClock(NOW)
        knowledge = read_knowledge(PROMPTS)
        bot = assemble(stores, knowledge, [RecordingPlatform(Platform.SLACK)], clock, clock)
        self._reception = Reception(stores, knowledge, bot.inbox, clock)
        self.statements: list[str] = []
        self._events = 0
        event.listen(stores.engine.sync_engine, "before_cursor_execute", self._count)

    async def receive(self, what: Event) -> Received:
        self._events += 1
        self.statements.clear()
        signal = Signal(
            platform=Platform.SLACK,
            app="own",
            workspace="T1",
            who="U1",
            conversation="D1",
            event_id=f"e{self._events}",
            at=NOW,
            event=what,
        )
        return await self._reception.receive(signal, _nobody_asks)

    def _count(self, _: object, __: object, statement: str, *___: object) -> None:
        self.statements.append(statement)


async def _nobody_asks() -> About:
    raise AssertionError("she is known")


@pytest.fixture
async def counted(url: str) -> AsyncIterator[Counted]:
    """Return the reception of Waterstad, where Hanneke has an address and takes part."""
    stores = SqlStores(url, a_vault())
    await stores.directory.save_tenant(a_tenant())
    await stores.installations.save(
        Installation(
            platform=Platform.SLACK,
            workspace="T1",
            app="own",
            tenant=WATERSTAD,
            installed_at=NOW,
        )
    )
    async with stores.of(WATERSTAD).write() as unit:
        await unit.people.save(a_person())
        await unit.people.save_address(
            an_address_of(platform=Platform.SLACK, external_id="U1", conversation="D1")
        )
        await unit.people.save_group(a_group(members=frozenset({HANNEKE})))
        await unit.series.save(a_series())
    made = Counted(stores)
    await made.receive(Wrote("help", "m0"))
    yield made
    await stores.close()


@pytest.mark.parametrize(
    ("what", "most"),
    [
        (Wrote("help", "m1"), 5),
        (Wrote("instellingen", "m1"), 5),
        (Wrote("mijn", "m1"), 6),
        # It may answer a prompt, or belong to one of lately.
        (Wrote("Dat lukte vandaag niet.", "m1"), 8),
        (Pressed(Press("pause_until"), "r1"), 6),
    ],
    ids=lambda given: str(given),
)
async def test_an_event_takes_few_statements(counted: Counted, what: Event, most: int) -> None:
    received = await counted.receive(what)
    assert received.handled is not None
    assert len(counted.statements) <= most, counted.statements


async def test_nothing_that_all_share_is_asked_for_twice(counted: Counted) -> None:
    await counted.receive(Wrote("wat komt er", "m1"))
    tables = ("series", "groups", "meetings", "moments", "recesses", "silences", "own_prompts")
    asked = [one for one in counted.statements for table in tables if f"FROM {table}" in one]
    assert asked == []
