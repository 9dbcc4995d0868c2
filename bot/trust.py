"""Whether a platform takes messages just now, as far as one process saw."""

import asyncio
from contextlib import suppress
from time import monotonic

# Who took messages within this time is thought to take the next as well.
TRUSTED_SECONDS = 0.3
# Who goes ahead keeps the others waiting no longer than this.
LONGEST_SECONDS = 1.0


class Trust:
    """Shared by all who send to one platform: after a pause only a few go ahead of the others.

    So long as it goes well, not each tenant needs a few of its own that go ahead. When it goes wrong, or
    nobody can say in time, each sends a few and sees for itself: it may be trouble of one tenant alone.
    """

    def __init__(self) -> None:
        self._until = 0.0
        self._trying_until = 0.0
        self._is_known = asyncio.Event()

    def holds(self) -> bool:
        """Tell whether it took messages a moment ago, and failed at none since."""
        return monotonic() < self._until

    def note(self, *, went_well: bool) -> None:
        """Remember how some messages went that were tried just now."""
        self._until = monotonic() + TRUSTED_SECONDS if went_well else 0.0
        self._trying_until = 0.0
        self._is_known.set()

    async def go(self) -> bool:
        """Return whether all may go, or only a few: where nobody knows, one of those who ask goes ahead.

        The others wait a moment for how that goes.
        """
        left = self._trying_until - monotonic()
        if left > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._is_known.wait(), left)
        elif not self.holds():
            self._trying_until = monotonic() + LONGEST_SECONDS
            self._is_known.clear()
        return self.holds()
