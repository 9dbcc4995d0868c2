"""In which language a message is read out: that of who gets it, kept for a minute."""

import asyncio
from collections.abc import Callable, Mapping
from time import monotonic

from bot.model.ids import PersonId, TenantId
from bot.model.messages import Message
from bot.model.people import Language, Platform
from bot.ports.stores import Stores

_KEPT_FOR = 60.0
# Whoever changes their language sees it at their next window.
_KNOWN_FOR = 5.0
_MOST_KNOWN = 5000


class Languages:
    """The languages of everybody in a tenant, read at once: a batch goes to many of them."""

    def __init__(self, stores: Stores, now: Callable[[], float] = monotonic) -> None:
        self._stores = stores
        self._now = now
        self._reading = asyncio.Lock()
        self._known: dict[tuple[TenantId, Platform, str], tuple[float, Language | None]] = {}
        self._kept: dict[TenantId, tuple[float, Language, Mapping[PersonId, Language]]] = {}

    async def of(self, message: Message) -> Language:
        """Return the language of the person it is for, or of the tenant."""
        if not self._is_kept(message.tenant):
            async with self._reading:
                if not self._is_kept(message.tenant):
                    self._kept[message.tenant] = await self._read(message.tenant)
        _, tenants, people = self._kept[message.tenant]
        return people.get(message.person, tenants) if message.person else tenants

    def _is_kept(self, tenant: TenantId) -> bool:
        return tenant in self._kept and self._now() <= self._kept[tenant][0]

    async def at(self, tenant: TenantId, platform: Platform, external_id: str) -> Language | None:
        """Return the language of whoever has this address, or None; it is kept for some seconds."""
        key = (tenant, platform, external_id)
        until, language = self._known.get(key, (0.0, None))
        if self._now() < until:
            return language
        async with self._stores.of(tenant).read() as unit:
            person = await unit.people.at(platform, external_id)
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        language = person.language if person else None
        self._known[key] = (self._now() + _KNOWN_FOR, language)
        return language

    async def _read(self, tenant: TenantId) -> tuple[float, Language, Mapping[PersonId, Language]]:
        async with self._stores.of(tenant).read() as unit:
            return (
                self._now() + _KEPT_FOR,
                unit.tenant.language,
                await unit.people.languages(),
            )
