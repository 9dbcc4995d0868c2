"""The backends that keep the promises of bot/ports/stores.py: every test runs on each."""

from collections.abc import AsyncIterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from adapters.sql.stores import SqlStores
from bot.ports.stores import Stores, TenantStores
from tests.databases import a_database, a_postgres_database
from tests.factories import WATERSTAD, a_tenant
from tests.fakes.memory import MemoryStores
from tests.fakes.vault import a_vault


@pytest.fixture(params=["memory", "sqlite", "postgres"])
async def stores(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stores]:
    """Return stores in which Waterstad exists."""
    with ExitStack() as stack:
        made: MemoryStores | SqlStores
        match request.param:
            case "memory":
                made = MemoryStores()
            case "sqlite":
                made = SqlStores(a_database(tmp_path), a_vault())
            case _:
                made = SqlStores(stack.enter_context(a_postgres_database()), a_vault())
        await made.directory.save_tenant(a_tenant())
        yield made
        await made.close()


@pytest.fixture
def waterstad(stores: Stores) -> TenantStores:
    """Return the stores of Waterstad."""
    return stores.of(WATERSTAD)
