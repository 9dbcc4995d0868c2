"""What went wrong technically with a series. That is always shown; it says nothing about anybody."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.model.messages import Reason, State
from bot.model.outcomes import SeriesOutcome
from bot.model.series import Series


class Trouble(StrEnum):
    """Why something of a series did not arrive, or perhaps not."""

    UNKNOWN = "unknown"
    REFUSED = "refused"
    UNREADABLE = "unreadable"
    UNREACHABLE = "unreachable"
    LATE = "late"
    NO_PROMPT_LEFT = "no_prompt_left"


@dataclass(frozen=True, slots=True)
class Troubled:
    """How many messages had this trouble; `detail` is what the platform said of the last one."""

    trouble: Trouble
    count: int
    detail: str = ""


# What is not about sending: it is said, but nobody at ICT can mend it.
HARMLESS = frozenset({Trouble.NO_PROMPT_LEFT})

_OF_FAILED: Mapping[Reason | None, Trouble] = {
    Reason.UNREACHABLE: Trouble.UNREACHABLE,
    Reason.UNREADABLE: Trouble.UNREADABLE,
}
_OF_SKIPPED = {
    Reason.UNREACHABLE: Trouble.UNREACHABLE,
    Reason.LATE: Trouble.LATE,
    Reason.NO_PROMPT_LEFT: Trouble.NO_PROMPT_LEFT,
}


def troubles(series: Series, outcomes: Iterable[SeriesOutcome]) -> tuple[Troubled, ...]:
    """Return each trouble of this series with its count; nothing when all went well."""
    counts: Counter[Trouble] = Counter()
    details: dict[Trouble, str] = {}
    for outcome in outcomes:
        trouble = _trouble(outcome) if outcome.series == series.id else None
        if trouble is not None:
            counts[trouble] += outcome.count
            details[trouble] = outcome.detail or details.get(trouble, "")
    return tuple(
        Troubled(trouble, counts[trouble], details[trouble])
        for trouble in Trouble
        if counts[trouble]
    )


def _trouble(outcome: SeriesOutcome) -> Trouble | None:
    match outcome.state:
        case State.UNKNOWN:
            return Trouble.UNKNOWN
        case State.FAILED:
            return _OF_FAILED.get(outcome.reason, Trouble.REFUSED)
        case State.SKIPPED if outcome.reason is not None:
            return _OF_SKIPPED.get(outcome.reason)
        case _:
            return None
