"""The heartbeat: after each tick, and never in its way."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from adapters.clock.heartbeat import with_heartbeat


class Watchman:
    """Counts the calls it gets, and answers with `status`."""

    def __init__(self) -> None:
        self.heard = 0
        self.status = 200
        self.url = ""

    async def hear(self, _: web.Request) -> web.Response:
        self.heard += 1
        return web.Response(status=self.status)


@pytest.fixture
async def watchman() -> AsyncIterator[Watchman]:
    """Return a watchman that listens on loopback."""
    made = Watchman()
    app = web.Application()
    app.router.add_get("/beat", made.hear)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/beat"
    yield made
    await runner.cleanup()


class Clock:
    """A beat that counts itself, and fails when it is told to."""

    def __init__(self, error: Exception | None = None) -> None:
        self.beats = 0
        self.error = error

    async def beat(self) -> None:
        self.beats += 1
        if self.error is not None:
            raise self.error


async def test_it_is_heard_after_each_beat(watchman: Watchman) -> None:
    clock = Clock()
    beat = with_heartbeat(clock.beat, watchman.url)

    await beat()
    await beat()

    assert (clock.beats, watchman.heard) == (2, 2)


async def test_trouble_at_one_tenant_does_not_silence_it(watchman: Watchman) -> None:
    clock = Clock(ExceptionGroup("a part of the tick failed", [OSError("disk")]))

    with pytest.raises(ExceptionGroup):
        await with_heartbeat(clock.beat, watchman.url)()

    assert watchman.heard == 1


async def test_a_tick_that_failed_is_silent(watchman: Watchman) -> None:
    with pytest.raises(OSError, match="no database"):
        await with_heartbeat(Clock(OSError("no database")).beat, watchman.url)()

    assert watchman.heard == 0


async def test_a_watchman_that_is_away_stops_nothing(watchman: Watchman) -> None:
    clock = Clock()
    watchman.status = 500

    await with_heartbeat(clock.beat, watchman.url)()
    await with_heartbeat(clock.beat, "http://127.0.0.1:9/beat")()
    await with_heartbeat(clock.beat, None)()

    assert clock.beats == 3
