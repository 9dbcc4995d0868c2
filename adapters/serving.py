"""Runs the embedded bot: web, clock and sender in one process."""

import logging
import socket
from collections.abc import Sequence
from datetime import timedelta

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
        await _first_tick(ticker)
        beat = with_heartbeat(lambda: ticker.beat(REST, AHEAD), settings.heartbeat_url)
        scheduler = start_ticking(
            beat,
            settings.tick_seconds,
            lambda: next_tick_at(stores.directory, clock.now(), AHEAD),
        )
        try:
            await serve_routes(listener, stores.directory, connected.routes)
        finally:
            await stop_ticking([scheduler], LONGEST_FINISH)
            await ticker.finish(LONGEST_FINISH)


async def serve_routes(
    listener: socket.socket, directory: Directory, routes: Sequence[BaseRoute]
) -> None:
    """Serve these, and whether all is well, until told to stop."""
    host, port = listener.getsockname()[:2]
    log.info("serve", address=f"{host}:{port}")
    app = measured(tracing(web_app(directory.last_tick_at, SystemClock().now, routes)))
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=LONGEST_ANSWER_SECONDS,
    )
    await StoppableServer(config).serve([listener])


async def _first_tick(ticker: Ticker) -> None:
    """Tick once before anybody asks; trouble at one tenant keeps nobody from being served."""
    try:
        await ticker.tick()
    except Exception:
        logging.getLogger(__name__).exception("the first tick failed")
