"""Runs the bot spread over processes, on PostgreSQL: any number of `web`, `clock` and `worker`."""

import asyncio
import logging
from collections.abc import Callable
from functools import partial

import structlog

from adapters.apps_file import Apps, refuse_open_doors
from adapters.clock.clocks import SystemClock
from adapters.clock.heartbeat import with_heartbeat
from adapters.clock.ticking import REST, start_ticking, stop_ticking
from adapters.collecting import spare_what_stays
from adapters.logging_setup import log_to_stderr
from adapters.queue import schema as queue_schema
from adapters.queue.drains import Drain, open_drains
from adapters.queue.sweep import Sweep
from adapters.room import as_soon_as_there_is_room
from adapters.serving import LONGEST_FINISH, listen, serve_routes
from adapters.settings import Settings, apps_of, refuse_without_copy
from adapters.sql.connect import is_postgres
from adapters.sql.migrate import require_current
from adapters.stopping import stop_at_signals
from adapters.watching import serve_metrics
from adapters.wiring import (
    assemble,
    connect_platforms,
    connect_to_send,
    open_stores_of,
    read_knowledge,
)
from bot.errors import SettingsError
from bot.model.ids import TenantId
from bot.model.people import Platform
from bot.sender import AHEAD
from bot.ticker import next_tick_at

log = structlog.get_logger()


async def serve_web(settings: Settings) -> None:
    """Answer the platforms until told to stop; clocks and workers are other processes."""
    await _begin(settings)
    clock, knowledge = SystemClock(), read_knowledge(settings.prompts)
    apps = apps_of(settings)
    refuse_open_doors(apps, settings.host)
    refuse_without_copy(settings, apps)
    with listen(settings) as listener:
        async with (
            open_stores_of(settings) as stores,
            connect_platforms(apps, stores, knowledge, clock, settings.public_url) as connected,
            serve_metrics(settings.metrics_port, stores.directory),
        ):
            spare_what_stays()
            await serve_routes(listener, stores.directory, connected.routes)


async def run_clock(settings: Settings) -> None:
    """Plan, and hand out what is due, until told to stop."""
    await _begin(settings)
    clock, knowledge = SystemClock(), read_knowledge(settings.prompts)
    async with (
        open_stores_of(settings) as stores,
        open_drains(settings.database) as queue,
        serve_metrics(settings.metrics_port, stores.directory, queue),
    ):
        ticker = assemble(stores, knowledge, [], clock).ticker
        sweep = Sweep(stores.directory, queue)

        async def hand_out() -> None:
            await sweep.go(clock.now(), AHEAD)
            await stores.directory.ticked(clock.now())

        schedulers = [
            start_ticking(lambda: ticker.plan_changed(REST), settings.tick_seconds),
            start_ticking(
                with_heartbeat(hand_out, settings.heartbeat_url),
                settings.tick_seconds,
                lambda: next_tick_at(stores.directory, clock.now(), AHEAD),
            ),
        ]
        spare_what_stays()
        log.info("clock", tick_seconds=settings.tick_seconds)
        with stop_at_signals() as stop:
            await stop.wait()
        await stop_ticking(schedulers, LONGEST_FINISH)


async def run_worker(settings: Settings, concurrency: int) -> None:
    """Send what clocks hand out, until told to stop; then finish what is on its way."""
    await _begin(settings)
    clock, knowledge = SystemClock(), read_knowledge(settings.prompts)
    apps = apps_of(settings)
    refuse_without_copy(settings, apps)
    async with (
        open_stores_of(settings) as stores,
        connect_to_send(apps, stores, knowledge, clock) as bot,
        open_drains(settings.database) as queue,
        serve_metrics(settings.metrics_port, stores.directory, queue),
    ):
        spare_what_stays()
        log.info("worker", concurrency=concurrency)
        with stop_at_signals() as stop:
            stopping = asyncio.create_task(_stop_sending(stop, bot.sender.stop))
            serve = _telling(partial(bot.sender.serve, ahead=AHEAD), apps)
            await queue.work(serve, concurrency, stop)
            stopping.cancel()


def _telling(serve: Drain, apps: Apps) -> Drain:
    """Serve, and tell once of a platform of which this process has no app: it sends nothing there."""
    lacks = {Platform.SLACK: not apps.slack, Platform.TEAMS: not apps.teams}

    async def told_and_served(platform: Platform, tenant: TenantId) -> None:
        if lacks.pop(platform, False):
            why = "no app of it is in the apps file of this process"
            remedy = "name the same apps file (ZETJE_APPS) on every machine"
            log.warning("nothing is sent there", platform=platform, why=why, remedy=remedy)
        await serve(platform, tenant)

    return told_and_served


async def _stop_sending(stop: asyncio.Event, stop_sender: Callable[[], None]) -> None:
    await stop.wait()
    stop_sender()


async def _begin(settings: Settings) -> None:
    log_to_stderr(settings.log_level)
    # Procrastinate tells each job at `info`.
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    if not is_postgres(settings.database):
        raise SettingsError(
            "several processes need PostgreSQL: set ZETJE_DATABASE to postgresql://…, or run only "
            "`zetje serve`, which on SQLite does the work of all of them"
        )
    for require in (require_current, queue_schema.require_current):
        looking = partial(asyncio.to_thread, require, settings.database)
        await as_soon_as_there_is_room(looking)
