"""The directory: tenants, what is due where, and the right to send there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.model.ids import TenantId
from bot.model.people import Platform, Tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What waits on a platform, of all tenants together.

    `due` are messages whose time has come and that were not handed over, the oldest of them since
    `oldest_due_at`; `unknown` are those of which nobody can say whether they arrived.
    """

    platform: Platform
    due: int = 0
    oldest_due_at: datetime | None = None
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Right:
    """The right to send somewhere: its number, and how the platform was doing when it was taken."""

    number: int
    failures: int = 0
    next_allowed_at: datetime | None = None


class Directory(Protocol):
    """Tenants, and what is due where. Holds no words of people."""

    async def tenants(self) -> Sequence[Tenant]:
        """Return all tenants, ordered by id."""
        ...

    async def save_tenant(self, tenant: Tenant) -> None:
        """Store this tenant in place of what was there."""
        ...

    async def to_plan(self, now: datetime, rest: timedelta) -> Sequence[Tenant]:
        """Return the tenants whose plan does not stand (any more), ordered by id.

        Where something changed within `rest` of the last planning, that is left for later. Saving
        a tenant counts as a change.
        """
        ...

    async def due(self, now: datetime) -> Sequence[tuple[Platform, TenantId]]:
        """Return where a planned message is due, ordered."""
        ...

    async def next_due_at(self, after: datetime) -> datetime | None:
        """Return the first due instant of a planned message of any tenant after this one, or None."""
        ...

    async def unsettled(
        self, since: datetime, unknown_since: datetime | None = None
    ) -> Sequence[tuple[Platform, TenantId]]:
        """Return where a message due since then is claimed, sending or of unknown fate, ordered.

        With `unknown_since` the latter counts only where its fate has been unknown since then.
        """
        ...

    async def held(self) -> Sequence[tuple[Platform, TenantId]]:
        """Return where somebody took the right to send and did not give it back, ordered."""
        ...

    async def backlogs(self, now: datetime) -> Sequence[Backlog]:
        """Return what waits on every platform, in the order of their names."""
        ...

    async def take_lease(
        self, platform: Platform, tenant: TenantId, owner: str, now: datetime, seconds: float
    ) -> Right | None:
        """Take or renew the right to send there; return it, or None when another has it.

        A new holder gets a higher number than any before; renewing keeps the number, also late when
        nobody else took it. One that would last for more than twice `seconds` from `now` was taken
        under a clock that is set wrong, and counts as over. Raises UnknownThing for a tenant that
        does not exist.
        """
        ...

    async def last_right(self, platform: Platform, tenant: TenantId) -> Right:
        """Return the right to send there as it was taken last, whether it lasts or not; number 0 before."""
        ...

    async def release_lease(self, platform: Platform, tenant: TenantId, owner: str) -> None:
        """Give it back, if it is still this owner's."""
        ...

    async def next_allowed_at(self, platform: Platform, tenant: TenantId) -> datetime | None:
        """Return before which instant nothing may be sent there (pace, Retry-After, an outage)."""
        ...

    async def allow_from(
        self, platform: Platform, tenant: TenantId, at: datetime | None, failures: int
    ) -> None:
        """Store that instant and how many failures in a row led to it.

        Raises UnknownThing for a tenant that does not exist.
        """
        ...

    async def ticked(self, at: datetime) -> None:
        """Note that the clock ticked."""
        ...

    async def last_tick_at(self) -> datetime | None:
        """Return when the clock last ticked, or None."""
        ...
