"""Serves the figures on a loopback port of their own, when that is asked for."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn

from adapters.clock.clocks import SystemClock
from adapters.listening import listen_on
from adapters.metrics import QUEUE, look, metrics_app
from adapters.queue.drains import DrainQueue
from adapters.stopping import QuietServer
from bot.ports.directory import Directory


@asynccontextmanager
async def serve_metrics(
    port: int | None, directory: Directory, queue: DrainQueue | None = None
) -> AsyncIterator[None]:
    """Serve `/metrics` on this port of 127.0.0.1 meanwhile; without one, serve nothing."""
    if port is None:
        yield
        return

    async def looks() -> None:
        await look(directory, SystemClock().now())
        if queue is not None:
            depth = await queue.depth()
            QUEUE.labels("waiting").set(depth.waiting)
            QUEUE.labels("running").set(depth.running)

    remedy = "Give another port with ZETJE_METRICS_PORT"
    with listen_on("127.0.0.1", port, remedy) as listener:
        config = uvicorn.Config(metrics_app(looks), log_config=None, access_log=False)
        server = QuietServer(config)
        serving = asyncio.create_task(server.serve([listener]))
        try:
            yield
        finally:
            server.should_exit = True
            await serving
