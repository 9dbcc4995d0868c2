"""Plans in memory: until when each stands, and which changes let it fall."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model.messages import State
from tests.fakes.memory_rows import Tables

_PLANNED_FROM = (
    "people",
    "addresses",
    "groups",
    "records",
    "series",
    "meetings",
    "moments",
    "recesses",
    "states",
    "own_prompts",
    "silences",
)
_FALLS_BACK = (State.PLANNED, State.SKIPPED, State.FAILED)


@dataclass(frozen=True, slots=True)
class Plan:
    """When a tenant was planned, and until when that stands (None: no more)."""

    planned_at: datetime
    stands_until_at: datetime | None

    def is_over(self, now: datetime, rest: timedelta) -> bool:
        if self.stands_until_at is None:
            return self.planned_at <= now - rest
        return self.stands_until_at <= now


def changes_plan(before: Tables, after: Tables) -> bool:
    """Tell whether what planning looks at was written."""
    if any(getattr(after, name).is_written for name in _PLANNED_FROM):
        return True
    if not after.messages.is_written:
        return False
    now = dict(after.messages.pairs())
    return any(
        id not in now or (now[id] != message and now[id].state in _FALLS_BACK)
        for id, message in before.messages.pairs()
    )
