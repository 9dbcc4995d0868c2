"""What became of the prompts of a series, counted for each person; nobody's words are in it."""

from dataclasses import dataclass

from bot.model.ids import PersonId, SeriesId
from bot.model.messages import Reason, State


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesOutcome:
    """So many prompts of a series to one recipient ended like this; `answered` of them had a reaction.

    `person` is None for a conversation. `detail` is what the platform said.
    """

    series: SeriesId
    person: PersonId | None
    state: State
    reason: Reason | None = None
    detail: str | None = None
    count: int = 1
    answered: int = 0
