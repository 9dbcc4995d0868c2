"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta


class SetClock:
    """Tells the instant it was set to; it only moves forward."""

    def __init__(self, now: datetime) -> None:
        self._now = now.astimezone(UTC)

    def now(self) -> datetime:
        """Return the instant this clock stands at, in UTC."""
        return self._now

    def move(self, to: datetime | timedelta) -> datetime:
        """Move on to an instant, or by a duration, and return where the clock stands then."""
        target = self._now + to if isinstance(to, timedelta) else to.astimezone(UTC)
        if target < self._now:
            raise ValueError(f"A clock cannot go back from {self._now} to {target}.")
        self._now = target
        return target
