"""Opens the bot for one command that shows or changes no words of people."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from adapters.clock.clocks import SystemClock
from adapters.settings import read_settings
from adapters.sql.migrate import require_current
from adapters.wiring import Bot, assemble, open_stores, read_knowledge
from bot.errors import UnknownThing
from bot.model.ids import TenantId
from bot.model.people import Tenant

_MOST_NAMED = 20


@asynccontextmanager
async def opened(named: str | None) -> AsyncIterator[tuple[Bot, Tenant]]:
    """Open the stores, with the tenant that is meant: the one there is, or the one that is named.

    Raises UnknownThing that names the tenants, SettingsError for a setting or a database that is not
    up to date.
    """
    settings = read_settings()
    require_current(settings.database)
    async with open_stores(settings.database, settings.keys) as stores:
        bot = assemble(stores, read_knowledge(settings.prompts), [], SystemClock())
        tenants = await stores.directory.tenants()
        meant = [one for one in tenants if named in (None, one.id)]
        if len(meant) != 1:
            known = named_tenants([one.id for one in tenants])
            raise UnknownThing(f"give --tenant one of the tenants there are: {known}")
        yield bot, meant[0]


def named_tenants(ids: Sequence[TenantId]) -> str:
    """Return the ids in one line; of very many only some."""
    named = ", ".join(ids[:_MOST_NAMED]) or "none"
    more = len(ids) - _MOST_NAMED
    return f"{named}, and {more} more (`zetje tenant list`)" if more > 0 else named
