"""Where something is to be settled, and how often a clock has that looked at."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.fates import ASKED_WITHIN
from bot.model.ids import TenantId
from bot.model.people import Platform
from bot.ports.directory import Directory

# What nobody could say of for so long, there is often nobody to ask about; then it is looked at this often.
AT_ONCE_FOR, SELDOM = timedelta(minutes=15), timedelta(minutes=10)


class Unsettled:
    """Finds where a dead process left something, or nobody knows whether something arrived.

    Where the platform cannot be asked the latter stays so. One such message in each organisation
    must not have all of them looked into at every tick, for days.
    """

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._all_at: datetime | None = None

    async def places(self, now: datetime) -> Sequence[tuple[Platform, TenantId]]:
        """Return where to look now, ordered: what has been unknown for long is among it every ten minutes."""
        takes_all = self._all_at is None or not self._all_at <= now < self._all_at + SELDOM
        unknown_since = None if takes_all else now - AT_ONCE_FOR
        found = await self._directory.unsettled(now - ASKED_WITHIN, unknown_since)
        if takes_all:
            self._all_at = now
        return found
