"""The backends that keep the promises of bot/ports/stores.py: every test runs on each."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.ports.stores import Stores, TenantStores
from tests.databases import fresh_stores
from tests.factories import WATERSTAD, a_tenant


@pytest.fixture(params=["memory", "sqlite", "postgres"])
async def stores(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stores]:
    """Return stores in which Waterstad exists."""
    async with fresh_stores(request.param, tmp_path) as made:
        await made.directory.save_tenant(a_tenant())
        yield made


@pytest.fixture
def waterstad(stores: Stores) -> TenantStores:
    """Return the stores of Waterstad."""
    return stores.of(WATERSTAD)
