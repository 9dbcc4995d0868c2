"""The embedded process answers from its start on, whatever its clock does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from adapters.clock.clocks import SystemClock
from adapters.serving import serve_embedded
from adapters.settings import Settings
from adapters.sql.stores import SqlStores
from bot.model.people import Platform
from bot.sender import Sender
from bot.ticker import Ticker
from tests.databases import a_database
from tests.factories import a_message, a_tenant
from tests.fakes.vault import TEST_RING, a_vault

SOON = 30


@pytest.fixture
async def settings(tmp_path: Path, unused_tcp_port: int) -> Settings:
    """Return those of a process in whose database something is due, for somebody on Slack."""
    database = a_database(tmp_path)
    stores = SqlStores(database, a_vault())
    tenant = a_tenant()
    await stores.directory.save_tenant(tenant)
    async with stores.of(tenant.id).write() as unit:
        due_at = SystemClock().now() - timedelta(seconds=1)
        await unit.messages.add(a_message(platform=Platform.SLACK, due_at=due_at))
    await stores.close()
    return Settings(database=database, keys=TEST_RING, port=unused_tcp_port)


@asynccontextmanager
async def served(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """Run the process meanwhile, and break it off."""
    serving = asyncio.create_task(serve_embedded(settings))
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{settings.port}") as client:
            yield client
    finally:
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.wait_for(serving, SOON)


async def first_answer(client: httpx.AsyncClient) -> httpx.Response:
    while True:
        try:
            return await client.get("/readyz", timeout=SOON)
        except httpx.ConnectError:
            await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    ("part", "names"),
    [(Ticker, ("plan",)), (Sender, ("drain", "drain_patiently"))],
    ids=["planning", "sending"],
)
async def test_who_calls_does_not_wait_for_the_first_tick(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, part: type, names: tuple[str, ...]
) -> None:
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def takes_long(*_: Any) -> int:
        begun.set()
        await may_end.wait()
        return 0

    for name in names:
        monkeypatch.setattr(part, name, takes_long)
    async with served(settings) as client, asyncio.timeout(SOON):
        answer = await first_answer(client)
        await begun.wait()
        assert answer.json() == {"status": "ready"}
        may_end.set()
