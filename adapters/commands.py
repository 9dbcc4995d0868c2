"""What the commands do with people's words: each with a reason, in the audit log that the person sees."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from getpass import getuser
from typing import Any, Literal

from adapters.clock.clocks import SystemClock
from adapters.export import exported
from adapters.opening import named_tenants
from adapters.reports import digest_report
from adapters.settings import read_settings
from adapters.sql.migrate import require_current
from adapters.wiring import Bot, assemble, open_stores, read_knowledge
from bot.effects import erase
from bot.errors import SettingsError, UnknownThing
from bot.model.ids import PersonId, RecordId, TenantId, derive_id
from bot.model.people import Person
from bot.model.records import AuditEntry, AuditKind
from bot.ports.stores import Unit


async def export_person(tenant: str | None, person: str, reason: str) -> dict[str, Any]:
    """Return what is kept of this person, their own words included, and note that it was exported."""
    async with _opened(tenant, reason) as (bot, of), bot.stores.of(of).write() as unit:
        found = await _person(unit, person)
        await unit.audit.add(
            _entry(found, AuditKind.EXPORTED, "everything", reason, bot.clock.now())
        )
        return await exported(unit, found)


async def erase_person(tenant: str | None, person: str, reason: str) -> int:
    """Remove all words of this person; return how many records are gone."""
    async with _opened(tenant, reason) as (bot, of), bot.stores.of(of).write() as unit:
        found = await _person(unit, person)
        entry = _entry(found, AuditKind.ERASED, "everything", reason, bot.clock.now())
        return await erase(unit, found, entry)


async def digest_of(
    tenant: str | None, person: str, month: str, form: Literal["md", "html", "json"], reason: str
) -> str:
    """Return the overview of a month, and note that it was opened."""
    async with _opened(tenant, reason) as (bot, of):
        text = await digest_report(bot, of, PersonId(person), month, form)
        async with bot.stores.of(of).write() as unit:
            found = await _person(unit, person)
            what = f"digest {month}"
            await unit.audit.add(_entry(found, AuditKind.OPENED, what, reason, bot.clock.now()))
        return text


@asynccontextmanager
async def _opened(tenant: str | None, reason: str) -> AsyncIterator[tuple[Bot, TenantId]]:
    if not reason.strip():
        raise SettingsError("--reason is empty: say why, the person sees it")
    settings = read_settings()
    require_current(settings.database)
    async with open_stores(settings.database, settings.keys) as stores:
        bot = assemble(stores, read_knowledge(settings.prompts), [], SystemClock())
        yield bot, await _tenant(bot, tenant)


async def _tenant(bot: Bot, named: str | None) -> TenantId:
    ids = [tenant.id for tenant in await bot.stores.directory.tenants()]
    if named is None and len(ids) == 1:
        return ids[0]
    if named in ids:
        return TenantId(named)
    raise UnknownThing(f"give --tenant one of the tenants there are: {named_tenants(ids)}")


async def _person(unit: Unit, person: str) -> Person:
    found = await unit.people.locked(PersonId(person))
    if found is None:
        raise UnknownThing(f"tenant {unit.tenant.id} has no person {person!r}")
    return found


def _entry(person: Person, kind: AuditKind, what: str, reason: str, at: datetime) -> AuditEntry:
    return AuditEntry(
        id=RecordId(derive_id(person.tenant, person.id, kind, what, at.isoformat())),
        tenant=person.tenant,
        person=person.id,
        kind=kind,
        by=getuser(),
        what=what,
        reason=reason,
        at=at,
    )
