"""One transaction of a command that changes what runs for everybody, with whoever runs it in the log."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from getpass import getuser

from adapters.opening import opened
from adapters.wiring import Bot
from bot.administration.changes import change_entry
from bot.administration.coming import Town
from bot.administration.programmes import look_back
from bot.errors import UnknownThing
from bot.model.ids import SeriesId
from bot.model.series import Series
from bot.ports.stores import Unit
from bot.series_anew import plan_anew
from bot.situations import calendar_of, years_around


@dataclass(frozen=True, slots=True)
class CommandDesk:
    """One transaction of a command."""

    unit: Unit
    bot: Bot
    town: Town
    now: datetime

    async def series(self, series: str) -> Series:
        """Return this series. Raises UnknownThing that names those there are."""
        found = await self.unit.series.get(SeriesId(series))
        if found is None:
            known = ", ".join(one.id for one in await self.unit.series.all()) or "none"
            raise UnknownThing(
                f"tenant {self.town.tenant.id} has no series {series!r}: there are {known}"
            )
        return found

    async def save(self, series: Series, what: str, details: str = "") -> None:
        """Store the series, plan it anew, and note who did what."""
        closing = look_back(series)
        if closing is not None:
            await self.unit.series.save_own_prompt(closing)
        await plan_anew(self.unit, series, self.now)
        await self.note(f"{what}: {series.name}", details)

    async def note(self, what: str, details: str = "") -> None:
        """Note who did what."""
        tenant = self.town.tenant.id
        await self.unit.audit.add(change_entry(tenant, getuser(), what, self.now, details))


@asynccontextmanager
async def reading(tenant: str | None) -> AsyncIterator[CommandDesk]:
    """Open one reading transaction for a command."""
    async with opened(tenant) as (bot, of), bot.stores.of(of.id).read() as unit:
        yield await _desk_of(bot, unit)


@asynccontextmanager
async def writing(tenant: str | None) -> AsyncIterator[CommandDesk]:
    """Open one writing transaction for a command."""
    async with opened(tenant) as (bot, of), bot.stores.of(of.id).write() as unit:
        yield await _desk_of(bot, unit)


async def _desk_of(bot: Bot, unit: Unit) -> CommandDesk:
    now = bot.clock.now().astimezone(UTC)
    calendar = await calendar_of(unit, bot.knowledge, years_around(now))
    groups = tuple(await unit.people.groups())
    return CommandDesk(unit, bot, Town(unit.tenant, calendar, groups), now)
