"""The series of one tenant, their occurrences, its own prompts, and the times of silence."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.model.calendar import Silence
from bot.model.ids import SeriesId
from bot.model.prompts import Prompt
from bot.model.series import Occurrence, Series


class SeriesStore(Protocol):
    """The series of one tenant and their occurrences, its own prompts, and when everything is silent."""

    async def all(self) -> Sequence[Series]:
        """Return all series, ordered by id."""
        ...

    async def get(self, series: SeriesId) -> Series | None:
        """Return this series, or None."""
        ...

    async def save(self, series: Series) -> None:
        """Store this series in place of what was there."""
        ...

    async def add_occurrence(self, occurrence: Occurrence) -> bool:
        """Store it unless it is there; say whether it was new."""
        ...

    async def add_occurrences(self, added: Sequence[Occurrence]) -> None:
        """Store each of these unless it is there, in one go."""
        ...

    async def occurrences(self, since: datetime) -> Sequence[Occurrence]:
        """Return the occurrences that were stored of all series and were due since this instant, or will be.

        In order of due instant and id.
        """
        ...

    async def own_prompts(self) -> Sequence[Prompt]:
        """Return the prompts that only this tenant has, ordered by id."""
        ...

    async def save_own_prompt(self, prompt: Prompt) -> None:
        """Store this prompt in place of what was there."""
        ...

    async def silences(self) -> Sequence[Silence]:
        """Return the times in which nothing unasked is sent to anybody, the last one last."""
        ...

    async def save_silence(self, silence: Silence) -> None:
        """Store it; its beginning is what makes it one."""
        ...
