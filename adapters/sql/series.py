"""Series and their occurrences."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select

from adapters.sql.editions import Edition
from adapters.sql.plain import from_plain, to_plain
from adapters.sql.schema import occurrences, own_prompts, silences
from adapters.sql.schema import series as series_table
from adapters.sql.transaction import Transaction
from bot.model.calendar import Silence
from bot.model.ids import SeriesId
from bot.model.prompts import Prompt
from bot.model.series import Occurrence, Series

_ALL = select(series_table).where(series_table.c.tenant == bindparam("tenant"))
_ONE = _ALL.where(series_table.c.id == bindparam("series"))
_OWN = select(own_prompts).where(own_prompts.c.tenant == bindparam("tenant"))
_OCCURRENCES = select(occurrences).where(
    occurrences.c.tenant == bindparam("tenant"),
    occurrences.c.due_at >= bindparam("since", type_=occurrences.c.due_at.type),
)
_SILENCES = select(silences).where(silences.c.tenant == bindparam("tenant"))


class SqlSeries:
    """The series of one tenant, its own questions, and the times of silence."""

    def __init__(self, transaction: Transaction, edition: Edition) -> None:
        self._db = transaction
        self._edition = edition

    async def all(self) -> Sequence[Series]:
        """Return all series, ordered by id."""
        return await self._edition.read("series", self._all)

    async def _all(self) -> Sequence[Series]:
        found = [Series(**row) for row in await self._db.rows(_ALL)]
        return sorted(found, key=lambda one: one.id)

    async def get(self, series: SeriesId) -> Series | None:
        """Return this series, or None."""
        row = await self._db.row(_ONE, {"series": series})
        return None if row is None else Series(**row)

    async def save(self, series: Series) -> None:
        """Store this series in place of what was there."""
        values = {c.name: getattr(series, c.name) for c in series_table.columns}
        await self._db.put(series_table, values)

    async def add_occurrence(self, occurrence: Occurrence) -> bool:
        """Store it unless it is there; say whether it was new."""
        values = {c.name: getattr(occurrence, c.name) for c in occurrences.columns}
        return await self._db.add(occurrences, values)

    async def add_occurrences(self, added: Sequence[Occurrence]) -> None:
        """Store each of these unless it is there."""
        names = [column.name for column in occurrences.columns]
        rows = [{name: getattr(one, name) for name in names} for one in added]
        await self._db.add_all(occurrences, rows)

    async def occurrences(self, since: datetime) -> Sequence[Occurrence]:
        """Return the stored occurrences that were due since this instant, or will be."""
        found = [Occurrence(**row) for row in await self._db.rows(_OCCURRENCES, {"since": since})]
        return sorted(found, key=lambda one: (one.due_at, one.id))

    async def own_prompts(self) -> Sequence[Prompt]:
        """Return the tenant's own prompts, ordered by id."""
        return await self._edition.read("own_prompts", self._own_prompts)

    async def _own_prompts(self) -> Sequence[Prompt]:
        rows = sorted(await self._db.rows(_OWN), key=lambda row: str(row["id"]))
        opened = [self._db.open(own_prompts, (row["id"],), row["words"]) for row in rows]
        return [from_plain(Prompt, words) for words in opened]

    async def save_own_prompt(self, prompt: Prompt) -> None:
        """Store this prompt in place of what was there."""
        words = self._db.seal(own_prompts, (prompt.id,), to_plain(prompt))
        await self._db.put(own_prompts, {"id": prompt.id, "words": words})

    async def silences(self) -> Sequence[Silence]:
        """Return the times of silence, the last one last."""
        return await self._edition.read("silences", self._silences)

    async def _silences(self) -> Sequence[Silence]:
        found = [Silence(**row) for row in await self._db.rows(_SILENCES)]
        return sorted(found, key=lambda one: one.since_at)

    async def save_silence(self, silence: Silence) -> None:
        """Store it; its beginning is what makes it one."""
        await self._db.put(silences, {c.name: getattr(silence, c.name) for c in silences.columns})
