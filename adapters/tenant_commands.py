"""What `zetje tenant` does: make an organisation known, with a code for its first admin."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from secrets import choice
from zoneinfo import available_timezones

from adapters.clock.clocks import SystemClock
from adapters.settings import read_settings
from adapters.sql.migrate import require_current
from adapters.wiring import open_stores
from bot.errors import SettingsError
from bot.model.ids import TenantId
from bot.model.installations import (
    CODE_LASTS,
    CODE_LENGTH,
    CODE_LETTERS,
    Code,
    Installation,
    hash_of_code,
)
from bot.model.people import Language, Region, Tenant
from bot.ports.stores import Stores
from bot.whole import LONGEST_NAME

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_IN_A_ROW = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was said about a tenant on the command line; None where nothing was."""

    id: str
    name: str | None = None
    region: Region | None = None
    language: Language | None = None
    zone: str | None = None
    good_friday: bool | None = None
    liberation_day: bool | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """A tenant with a fresh code, which works once and until this instant (UTC)."""

    tenant: Tenant
    is_new: bool
    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """A tenant with where the app is installed for it."""

    tenant: Tenant
    installations: tuple[Installation, ...]


async def add_tenant(wanted: Wanted) -> Added:
    """Make the tenant, or change what was named of one that is there; either way with a new code.

    An older code that was not used stays good for its day. Raises SettingsError for an id, a name or
    a zone that cannot be.
    """
    _check(wanted)
    settings = read_settings()
    require_current(settings.database)
    async with open_stores(settings.database, settings.keys) as stores:
        known = await _known(stores, wanted.id)
        tenant = _changed(known, wanted)
        if tenant != known:
            await stores.directory.save_tenant(tenant)
        code, expires_at = new_code(), SystemClock().now() + CODE_LASTS
        await stores.installations.add_code(
            Code(hash=hash_of_code(code), tenant=tenant.id, expires_at=expires_at)
        )
    return Added(tenant, known is None, code, expires_at)


async def all_tenants() -> Sequence[Known]:
    """Return the tenants with their installations, by id."""
    settings = read_settings()
    require_current(settings.database)
    async with open_stores(settings.database, settings.keys) as stores:
        of_tenants: defaultdict[TenantId | None, list[Installation]] = defaultdict(list)
        for one in await stores.installations.all():
            of_tenants[one.tenant].append(one)
        return [
            Known(tenant, tuple(of_tenants[tenant.id]))
            for tenant in await stores.directory.tenants()
        ]


def new_code() -> str:
    """Return a fresh code, in groups that are easy to type."""
    letters = "".join(choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    groups = (letters[at : at + _IN_A_ROW] for at in range(0, CODE_LENGTH, _IN_A_ROW))
    return "-".join(groups)


def _check(wanted: Wanted) -> None:
    if not _ID.fullmatch(wanted.id):
        raise SettingsError(
            f"{wanted.id!r} cannot be the id of a tenant: use up to 63 small letters, digits and "
            "hyphens, such as lindewaard"
        )
    if wanted.name is not None and not wanted.name.strip():
        raise SettingsError("the name is empty: give the name of the organisation")
    if wanted.name is not None and len(wanted.name.strip()) > LONGEST_NAME:
        raise SettingsError(
            f"the name has {len(wanted.name.strip())} letters: give one of at most {LONGEST_NAME}"
        )
    if wanted.zone is not None and wanted.zone not in available_timezones():
        raise SettingsError(
            f"{wanted.zone!r} is no time zone: give an IANA name such as Europe/Amsterdam"
        )


async def _known(stores: Stores, tenant: str) -> Tenant | None:
    return next((one for one in await stores.directory.tenants() if one.id == tenant), None)


def _changed(known: Tenant | None, wanted: Wanted) -> Tenant:
    if known is None and wanted.name is None:
        raise SettingsError(
            f"there is no tenant {wanted.id!r} yet: give its name too, such as "
            f'`zetje tenant add {wanted.id} "Gemeente Lindewaard"`'
        )
    tenant = known or Tenant(id=TenantId(wanted.id), name=wanted.name or "")
    return replace(
        tenant,
        name=wanted.name.strip() if wanted.name else tenant.name,
        region=wanted.region or tenant.region,
        language=wanted.language or tenant.language,
        zone=wanted.zone or tenant.zone,
        keeps_good_friday=_said(wanted.good_friday, tenant.keeps_good_friday),
        keeps_liberation_day=_said(wanted.liberation_day, tenant.keeps_liberation_day),
    )


def _said(wanted: bool | None, before: bool) -> bool:  # what was, and what is said of it
    return before if wanted is None else wanted
