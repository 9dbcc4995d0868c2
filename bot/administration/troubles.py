"""What went wrong technically with a series. That is always shown; it says nothing about anybody."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.model.messages import Message, Purpose, Reason, State
from bot.model.series import Series


class Trouble(StrEnum):
    """Why something of a series did not arrive, or perhaps not."""

    UNKNOWN = "unknown"
    REFUSED = "refused"
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

_OF_SKIPPED = {
    Reason.UNREACHABLE: Trouble.UNREACHABLE,
    Reason.LATE: Trouble.LATE,
    Reason.NO_PROMPT_LEFT: Trouble.NO_PROMPT_LEFT,
}


def troubles(series: Series, delivered: Iterable[Message]) -> tuple[Troubled, ...]:
    """Return each trouble of this series with its count; nothing when all went well."""
    counts: Counter[Trouble] = Counter()
    details: dict[Trouble, str] = {}
    for message in delivered:
        # A reminder that came too late after its prompt is no trouble.
        is_step = message.series == series.id and message.purpose is Purpose.PROMPT
        trouble = _trouble(message) if is_step else None
        if trouble is not None:
            counts[trouble] += 1
            details[trouble] = message.detail or details.get(trouble, "")
    return tuple(
        Troubled(trouble, counts[trouble], details[trouble])
        for trouble in Trouble
        if counts[trouble]
    )


def _trouble(message: Message) -> Trouble | None:
    match message.state:
        case State.UNKNOWN:
            return Trouble.UNKNOWN
        case State.FAILED:
            unreachable = message.reason is Reason.UNREACHABLE
            return Trouble.UNREACHABLE if unreachable else Trouble.REFUSED
        case State.SKIPPED if message.reason is not None:
            return _OF_SKIPPED.get(message.reason)
        case _:
            return None
