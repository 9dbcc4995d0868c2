"""Where the bot is installed, and the codes that link an organisation to a tenant."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.model.ids import TenantId
from bot.model.installations import Code, Installation
from bot.model.people import Platform


class Installations(Protocol):
    """The installations of all platforms. Every method is a transaction of its own."""

    async def at(self, platform: Platform, workspace: str) -> Installation | None:
        """Return the installation in this organisation, removed or not, or None."""
        ...

    async def of(self, platform: Platform, tenant: TenantId) -> Installation | None:
        """Return the tenant's installation there that was not removed, or None."""
        ...

    async def all(self) -> Sequence[Installation]:
        """Return all installations, removed or not, by platform and organisation."""
        ...

    async def save(self, installation: Installation) -> None:
        """Store it in place of what was there. Its secret is stored sealed.

        A tenant has one organisation per platform: raises ValueError when another one that was not
        removed has this tenant.
        """
        ...

    async def add_code(self, code: Code) -> None:
        """Store a code; the same hash again replaces it."""
        ...

    async def spend_code(
        self, hash: str, now: datetime, by: str, *, for_tenant: TenantId | None = None
    ) -> TenantId | None:
        """Use the code up and return its tenant; None when it is unknown, run out, or was another's.

        It can be spent once; the same `by` gets the same answer again. With `for_tenant` a code of
        another tenant is refused and stays unspent.
        """
        ...
