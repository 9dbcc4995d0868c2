"""The composition root: the one place that builds objects and hands them their parts."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from adapters.calendar.dutch_holidays import DutchHolidays
from adapters.catalogs import read_catalogs
from adapters.clock.clocks import SystemClock
from adapters.library_files import read_library
from adapters.sql.connect import connect
from adapters.sql.stores import SqlStores
from adapters.vault.keyring import KeyRing
from bot.errors import SettingsError
from bot.inbox import Inbox
from bot.model.people import Platform
from bot.ports.outside import ChatPlatform, Clock
from bot.ports.stores import Stores
from bot.sender import Sender
from bot.situations import Knowledge
from bot.ticker import Ticker


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
    result = read_library(prompts)
    errors = [problem for problem in result.problems if problem.severity == "error"]
    if errors:
        raise SettingsError(
            f"the library in {prompts} has errors ({len(errors)}), the first: {errors[0]}. "
            f"`zetje library check {prompts}` shows them all."
        )
    return Knowledge(result.library, read_catalogs(), DutchHolidays())


def assemble(
    stores: Stores, knowledge: Knowledge, platforms: Iterable[ChatPlatform], clock: Clock
) -> Bot:
    """Return a bot on these stores and platforms, with `clock` as its time."""
    by_name: Mapping[Platform, ChatPlatform] = {one.platform: one for one in platforms}
    sender = Sender(stores, knowledge, by_name, (clock, SystemClock()), owner=uuid4().hex)
    return Bot(
        stores,
        knowledge,
        Inbox(stores, knowledge, sender, clock),
        sender,
        Ticker(stores, knowledge, sender, clock),
        clock,
    )


@asynccontextmanager
async def open_stores(
    database: str, keys: str, *, durable: bool = True
) -> AsyncIterator[SqlStores]:
    """Open the stores of a migrated database, and close them at the end; see `connect`."""
    stores = SqlStores(connect(database, durable=durable), KeyRing(keys))
    try:
        yield stores
    finally:
        await stores.close()
