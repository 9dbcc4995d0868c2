"""When a platform that is in trouble, or asks to wait, is left alone, and for how long."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.errors import NotSent
from bot.model.ids import TenantId
from bot.model.people import Platform
from bot.model.tries import has_own_trouble
from bot.outcomes import Outcome, lane
from bot.ports.directory import Directory

log = structlog.get_logger()

FAILURES_BEFORE_PAUSE = 5
PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=4)
BREATH = timedelta(seconds=1)
# The longest that a platform may ask to wait; after that it is asked again.
LONGEST_WAIT = timedelta(hours=1)


@dataclass
class Standing:
    """How a platform is doing for one tenant, as one drain sees it; `failures` are those in a row.

    From `until` on it may be tried again, when it asked to wait or seems to be in trouble.
    """

    directory: Directory
    place: tuple[Platform, TenantId]
    failures: int
    until: datetime | None = None
    _ended: list[Outcome] = field(default_factory=list)

    @property
    def is_in_trouble(self) -> bool:
        """Tell whether only one message is to go, to see whether it takes that."""
        return self.failures >= FAILURES_BEFORE_PAUSE

    @property
    def has_failed(self) -> bool:
        """Tell whether something failed since it was looked at last."""
        return any(outcome.is_failure for outcome in self._ended)

    def note(self, outcomes: Sequence[Outcome], *, is_late: bool = False) -> None:
        """Remember how these ended, until it is looked at.

        Those that were left behind by others that went well (`is_late`) are trouble of their own
        conversations; only how long the platform asks to wait is heeded.
        """
        self._ended.extend(one for one in outcomes if not is_late or _asked_for([one]))

    def end_pause(self, now: datetime) -> None:
        """Let more go when the time that the platform was left alone is over."""
        if self.until is not None and self.until <= now:
            self.until = None

    async def look(self, now: datetime, *, goes_on: bool) -> None:
        """Store how it is doing, when that changed; where more is to go, heed what others were told."""
        ended, self._ended = self._ended, []
        if ended:
            self.until, self.failures = await keep_pace(
                self.directory, self.place, ended, self.failures, now
            )
        if self.until is None and goes_on:
            # Somebody else may have been asked to wait.
            allowed_at = await self.directory.next_allowed_at(*self.place)
            self.until = allowed_at if holds_back(allowed_at, now) else None


async def keep_pace(
    directory: Directory,
    place: tuple[Platform, TenantId],
    outcomes: Sequence[Outcome],
    failures: int,
    now: datetime,
) -> tuple[datetime | None, int]:
    """Store how the platform is doing, when that changed since it had so many failures in a row.

    Return from when on it may be tried again (None: at once), and the failures in a row.
    """
    until, after = pace_after(outcomes, failures, now)
    if until is None and not failures:
        return None, 0
    allowed_at = await directory.next_allowed_at(*place)
    if allowed_at is not None and holds_back(allowed_at, now):
        # Somebody else was asked to wait meanwhile.
        until = max(until or allowed_at, allowed_at)
    await directory.allow_from(*place, until, after)
    if after >= FAILURES_BEFORE_PAUSE and until is not None:
        platform, tenant = place
        log.warning("left alone", platform=platform, tenant=tenant, failures=after, until=until)
    return until, after


def pace_after(
    outcomes: Sequence[Outcome], failures: int, now: datetime
) -> tuple[datetime | None, int]:
    """Return from when on the platform may be tried again (None: at once), and the failures in a row.

    `failures` are those before these outcomes, which are in the order in which they ended. What the
    platform asked for counts, also when other messages of the batch arrived. While it takes what
    goes elsewhere, a few failures at the end are trouble of those conversations alone. So is what
    failed before, as long as the platform is not in trouble itself.
    """
    asked = _asked_for(outcomes)
    is_in_trouble = failures >= FAILURES_BEFORE_PAUSE
    tried = [one for one in outcomes if one.was_tried]
    telling = [one for one in tried if is_in_trouble or not one.is_again]
    for outcome in telling:
        failures = failures + 1 if outcome.is_failure else 0
    last = {lane(outcome.message): outcome for outcome in telling}
    is_well_somewhere = not all(outcome.is_failure for outcome in last.values())
    if is_well_somewhere and failures < FAILURES_BEFORE_PAUSE:
        failures = 0
    if asked:
        return now + asked, failures
    if tried and not telling:
        # Who was put off waits for instants of their own.
        is_put_off = all(has_own_trouble(outcome.message) for outcome in tried)
        return (None if is_put_off else now + BREATH), failures
    return (now + _own_pause(failures) if failures else None), failures


def _asked_for(outcomes: Sequence[Outcome]) -> timedelta:
    """Return how long the platform asked to wait; nothing when it did not."""
    asked = timedelta(0)
    for outcome in outcomes:
        if isinstance(outcome.error, NotSent) and outcome.error.retry_after is not None:
            seconds = min(outcome.error.retry_after, LONGEST_WAIT.total_seconds())
            asked = max(asked, timedelta(seconds=seconds), BREATH)
    return asked


def holds_back(allowed_at: datetime | None, now: datetime) -> bool:
    """Tell whether the platform is to be left alone until that instant.

    One that lies further ahead than anybody asks to wait was stored under a clock that was wrong.
    """
    return allowed_at is not None and now < allowed_at <= now + LONGEST_WAIT


def _own_pause(failures: int) -> timedelta:
    """Return how long to leave a platform alone that fails.

    Each try may leave a message of unknown fate, so the tries come further and further apart: ten
    minutes of outage cost nine at most.
    """
    if failures < FAILURES_BEFORE_PAUSE:
        return BREATH
    doubled = min(failures - FAILURES_BEFORE_PAUSE, 3)
    return min(PAUSE * (1 << doubled), LONGEST_PAUSE)
