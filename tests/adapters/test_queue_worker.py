"""A worker goes on after a moment without the database, and is not taken for dead."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from procrastinate import App
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job
from procrastinate.manager import JobManager
from procrastinate.testing import InMemoryConnector

from adapters.queue import drains
from adapters.queue.drains import DrainQueue
from bot.model.ids import TenantId
from bot.model.people import Platform

SOON = 20


async def test_it_goes_on_saying_so_after_a_moment_without_the_database(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else its jobs would be given to others while it does them."""
    monkeypatch.setattr(drains, "HEARTBEAT_SECONDS", 0.01)
    says_so, said, stop = JobManager.update_heartbeat, 0, asyncio.Event()

    async def away_at_first(manager: JobManager, worker_id: int) -> None:
        nonlocal said
        said += 1
        if said == 1:
            raise ConnectorException("the server closed the connection")
        await says_so(manager, worker_id)
        stop.set()

    async def drained(*_: Any) -> None:
        raise AssertionError

    monkeypatch.setattr(JobManager, "update_heartbeat", away_at_first)
    app = App(connector=InMemoryConnector())
    async with app.open_async(), asyncio.timeout(SOON):
        await DrainQueue(app).work(drained, 1, stop)
    assert said == 2


async def test_it_takes_what_comes_while_what_it_began_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """To send for a large organisation may take an hour."""
    monkeypatch.setattr(drains, "_PAUSE", timedelta(0))
    takes, stop, may_end = JobManager.fetch_job, asyncio.Event(), asyncio.Event()
    ended: list[str] = []

    async def away_at_second(
        manager: JobManager, queues: Iterable[str] | None, worker_id: int
    ) -> Job | None:
        if begun.is_set() and not broke.is_set():
            broke.set()
            raise ConnectorException("the server closed the connection")
        return await takes(manager, queues, worker_id)

    async def drained(_: Platform, tenant: TenantId) -> None:
        begun.set()
        if tenant == "large":
            await may_end.wait()
        else:
            stop.set()
            may_end.set()
        ended.append(tenant)

    begun, broke = asyncio.Event(), asyncio.Event()
    monkeypatch.setattr(JobManager, "fetch_job", away_at_second)
    app = App(connector=InMemoryConnector())
    async with app.open_async(), asyncio.timeout(SOON):
        queue = DrainQueue(app)
        working = asyncio.create_task(queue.work(drained, 2, stop))
        await queue.ask_for([(Platform.SLACK, TenantId("large"))])
        await broke.wait()
        await queue.ask_for([(Platform.SLACK, TenantId("small"))])
        await working
    assert sorted(ended) == ["large", "small"]
