"""Runs the embedded bot: web, clock and sender in one process."""

import logging
import socket
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial

import structlog
import uvicorn
from starlette.routing import BaseRoute

from adapters.apps_file import refuse_open_doors
from adapters.clock.clocks import SystemClock
from adapters.clock.heartbeat import with_heartbeat
from adapters.clock.ticking import REST, start_ticking, stop_ticking
from adapters.collecting import spare_what_stays
from adapters.listening import listen_on
from adapters.locking import sole_process
from adapters.logging_setup import log_to_stderr
from adapters.metrics import measured
from adapters.settings import Settings, apps_of, refuse_without_copy
from adapters.sql.connect import database_file, usable
from adapters.sql.migrate import require_current
from adapters.stopping import StoppableServer
from adapters.tracing import tracing
from adapters.watching import serve_metrics
from adapters.web import web_app
from adapters.wiring import connect_platforms, open_stores_of, read_knowledge
from bot.ports.directory import Directory
from bot.sender import AHEAD
from bot.ticker import Ticker, next_tick_at

log = structlog.get_logger()

# What is on its way at the end gets this long; hosting platforms kill after ten seconds or more.
LONGEST_FINISH = timedelta(seconds=8)
# Who called before that is answered within this; a platform waits no longer.
LONGEST_ANSWER_SECONDS = 5


async def serve_embedded(settings: Settings) -> None:
    """Serve until it is told to stop. Raises SettingsError for an old database or an address in use."""
    log_to_stderr(settings.log_level)
    with sole_process(database_file(settings.database)):
        require_current(settings.database)
        with listen(settings) as listener:
            await _serve_on(listener, settings)


def listen(settings: Settings) -> socket.socket:
    """Return a socket on the address to serve on. Raises SettingsError when it is in use."""
    remedy = "Give another address with ZETJE_HOST or ZETJE_PORT"
    return listen_on(settings.host, settings.port, remedy)


async def _serve_on(listener: socket.socket, settings: Settings) -> None:
    clock, knowledge = SystemClock(), read_knowledge(settings.prompts)
    apps = apps_of(settings)
    refuse_open_doors(apps, settings.host)
    refuse_without_copy(settings, apps)
    async with (
        open_stores_of(settings) as stores,
        connect_platforms(apps, stores, knowledge, clock, settings.public_url) as connected,
        serve_metrics(settings.metrics_port, stores.directory),
    ):
        spare_what_stays()
        ticker = connected.bot.ticker
        with usable(settings.database):
            await ticker.start()
        beat = with_heartbeat(lambda: ticker.beat(REST, AHEAD), settings.heartbeat_url)
        scheduler = start_ticking(
            beat,
            settings.tick_seconds,
            lambda: next_tick_at(stores.directory, clock.now(), AHEAD),
        )
        try:
            begin = partial(_begin_to_send, ticker)
            await serve_routes(listener, stores.directory, connected.routes, begin)
        finally:
            await stop_ticking([scheduler], LONGEST_FINISH)
            await ticker.finish(LONGEST_FINISH)


async def _nothing() -> None:
    pass


async def serve_routes(
    listener: socket.socket,
    directory: Directory,
    routes: Sequence[BaseRoute],
    begin: Callable[[], Awaitable[None]] = _nothing,
) -> None:
    """Serve these, and whether all is well, until told to stop; before that `begin`.

    Who is told to stop while that goes on serves nobody, and ends in peace as well.
    """
    host, port = listener.getsockname()[:2]
    log.info("serve", address=f"{host}:{port}")
    app = measured(tracing(web_app(directory.last_tick_at, SystemClock().now, routes)))
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=LONGEST_ANSWER_SECONDS,
    )
    server = StoppableServer(config)
    with server.capture_signals():
        await begin()
        await server.serve([listener])


async def _begin_to_send(ticker: Ticker) -> None:
    """Let the clock have ticked before anybody asks. Who calls waits for no queue, and for no plan.

    Trouble at the store keeps nobody from being served.
    """
    try:
        await ticker.hand_out(AHEAD)
    except Exception:
        logging.getLogger(__name__).exception("the first tick failed")
