"""The clocks that a process can have."""

from datetime import UTC, datetime


class SystemClock:
    """Tells the real time."""

    def now(self) -> datetime:
        """Return this instant in UTC."""
        return datetime.now(UTC)


class DemoClock:
    """Stands still until it is moved, and only ever moves on."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """Return the demo's instant in UTC."""
        return self._now

    def move_to(self, instant: datetime) -> None:
        """Move on to this instant; an earlier one changes nothing."""
        self._now = max(self._now, instant.astimezone(UTC))
