"""In which language a message is read out: that of who gets it, kept for a minute."""

import asyncio
from collections.abc import Callable, Mapping
from time import monotonic
from weakref import WeakValueDictionary

from bot.model.ids import PersonId, TenantId
from bot.model.messages import Message
from bot.model.people import Language
from bot.ports.stores import Stores

_KEPT_FOR = 60.0


class Languages:
    """The languages of everybody in a tenant, read at once: a batch goes to many of them."""

    def __init__(self, stores: Stores, now: Callable[[], float] = monotonic) -> None:
        self._stores = stores
        self._now = now
        self._reading: WeakValueDictionary[TenantId, asyncio.Lock] = WeakValueDictionary()
        self._kept: dict[TenantId, tuple[float, Language, Mapping[PersonId, Language]]] = {}

    async def of(self, message: Message) -> Language:
        """Return the language of the person it is for, or of the tenant."""
        await self._keep(message.tenant)
        _, tenants, people = self._kept[message.tenant]
        return people.get(message.person, tenants) if message.person else tenants

    async def _keep(self, tenant: TenantId) -> None:
        """Read the languages of this tenant's people, unless they are kept."""
        if self._is_kept(tenant):
            return
        async with self._reading.setdefault(tenant, asyncio.Lock()):
            if not self._is_kept(tenant):
                self._kept[tenant] = await self._read(tenant)

    def _is_kept(self, tenant: TenantId) -> bool:
        return tenant in self._kept and self._now() <= self._kept[tenant][0]

    async def _read(self, tenant: TenantId) -> tuple[float, Language, Mapping[PersonId, Language]]:
        async with self._stores.of(tenant).read() as unit:
            return (
                self._now() + _KEPT_FOR,
                unit.tenant.language,
                await unit.people.languages(),
            )
