"""The composition root: the one place that builds objects and hands them their parts."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import structlog
from starlette.routing import BaseRoute

from adapters.apps_file import Apps
from adapters.calendar.dutch_holidays import DutchHolidays
from adapters.catalogs import read_catalogs
from adapters.chat import ChatAdapter
from adapters.clock.clocks import SystemClock
from adapters.library_files import read_shelf
from adapters.metrics import MeteredPlatform
from adapters.room import as_soon_as_there_is_room
from adapters.settings import Settings
from adapters.sql.connect import connect, usable
from adapters.sql.ring import require_ring
from adapters.sql.stores import SqlStores
from adapters.vault.keyring import KeyRing
from bot.errors import SettingsError
from bot.inbox import Inbox
from bot.model.people import Platform
from bot.ports.outside import ChatPlatform, Clock
from bot.ports.stores import Stores
from bot.reception import Reception
from bot.sender import Sender
from bot.situations import Knowledge
from bot.ticker import Ticker

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Bot:
    """The bot with everything it needs."""

    stores: Stores
    knowledge: Knowledge
    inbox: Inbox
    sender: Sender
    ticker: Ticker
    clock: Clock


def read_knowledge(prompts: Path) -> Knowledge:
    """Return what stays the same while a process runs. Raises SettingsError for a faulty library."""
    shelf = read_shelf([prompts])
    errors = shelf.errors
    if errors:
        raise SettingsError(
            f"the library in {prompts} has errors ({len(errors)}), the first: {errors[0]}. "
            f"`zetje library check {prompts}` shows them all."
        )
    programmes = shelf.programmes.programmes
    return Knowledge(shelf.loaded.library, read_catalogs(), DutchHolidays(), programmes)


def assemble(
    stores: Stores,
    knowledge: Knowledge,
    platforms: Iterable[ChatPlatform],
    clock: Clock,
    wall: Clock | None = None,
) -> Bot:
    """Return a bot on these stores and platforms, with `clock` as its time.

    `wall` is the real time, for leases and pace; a test may give its own.
    """
    by_name: Mapping[Platform, ChatPlatform] = {
        one.platform: MeteredPlatform(one, clock.now) for one in platforms
    }
    sender = Sender(stores, knowledge, by_name, (clock, wall or SystemClock()), owner=uuid4().hex)
    return Bot(
        stores,
        knowledge,
        Inbox(stores, knowledge, sender, clock),
        sender,
        Ticker(stores, knowledge, sender, clock),
        clock,
    )


@dataclass(frozen=True, slots=True)
class Connected:
    """The bot on its chat platforms, with the addresses at which they call it."""

    bot: Bot
    reception: Reception
    routes: Sequence[BaseRoute]


@asynccontextmanager
async def connect_platforms(
    apps: Apps, stores: Stores, knowledge: Knowledge, clock: Clock, public_url: str = ""
) -> AsyncIterator[Connected]:
    """Connect to the platforms of these apps, and let go of them at the end."""
    async with AsyncExitStack() as stack:
        adapters = [
            await stack.enter_async_context(opened)
            for opened in _adapters(apps, stores, knowledge, public_url)
        ]
        bot = assemble(stores, knowledge, [adapter.platform for adapter in adapters], clock)
        # After the last answers went, which `running` waits for.
        stack.push_async_callback(bot.sender.store_ended)
        reception = Reception(stores, knowledge, bot.inbox, clock)
        for adapter in adapters:
            await stack.enter_async_context(adapter.running(reception))
        routes = [route for adapter in adapters for route in adapter.routes(reception)]
        yield Connected(bot, reception, routes)


@asynccontextmanager
async def connect_to_send(
    apps: Apps, stores: Stores, knowledge: Knowledge, clock: Clock
) -> AsyncIterator[Bot]:
    """Connect to the platforms of these apps only to send: nothing comes in here."""
    async with AsyncExitStack() as stack:
        adapters = [
            await stack.enter_async_context(opened)
            for opened in _adapters(apps, stores, knowledge, "")
        ]
        bot = assemble(stores, knowledge, [adapter.platform for adapter in adapters], clock)
        stack.push_async_callback(bot.sender.store_ended)
        yield bot


def _adapters(
    apps: Apps, stores: Stores, knowledge: Knowledge, public_url: str
) -> Iterator[AbstractAsyncContextManager[ChatAdapter]]:
    if not (apps.slack or apps.teams):
        log.warning("no chat app", so="nothing is heard or sent", remedy="ZETJE_APPS, docs/apps.md")
    # Each is imported only where it is used: the vendors' libraries are large.
    if apps.slack:
        from adapters.slack.adapter import open_slack

        yield open_slack(apps.slack, stores, knowledge, public_url)
    if apps.teams:
        from adapters.teams.adapter import open_teams

        yield open_teams(apps.teams, stores, knowledge, public_url)


@asynccontextmanager
async def open_stores(
    database: str, keys: str, *, durable: bool = True
) -> AsyncIterator[SqlStores]:
    """Open the stores of a migrated database for a short while, and close them at the end; see `connect`.

    Raises SettingsError when the database cannot be used any more (NoRoomError: it has no connection left).
    """
    with usable(database):
        async with _opened(SqlStores(connect(database, durable=durable), KeyRing(keys))) as stores:
            yield stores


@asynccontextmanager
async def open_stores_of(settings: Settings) -> AsyncIterator[SqlStores]:
    """Open the stores of a process that goes on running, and close them at the end.

    Waits while the database has no connection left. Raises SettingsError when nothing that is stored
    opens with the key ring.
    """
    engine = connect(
        settings.database,
        connections=settings.database_connections,
        statement_seconds=settings.statement_seconds,
    )
    async with _opened(SqlStores(engine, KeyRing(settings.keys))) as stores:
        await as_soon_as_there_is_room(lambda: require_ring(stores))
        yield stores


@asynccontextmanager
async def _opened(stores: SqlStores) -> AsyncIterator[SqlStores]:
    try:
        yield stores
    finally:
        await stores.close()
