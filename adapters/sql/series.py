"""Series and their occurrences."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from adapters.sql.schema import occurrences
from adapters.sql.schema import series as series_table
from adapters.sql.transaction import Transaction
from bot.model.ids import SeriesId
from bot.model.series import Occurrence, Series

_ALL = select(series_table).where(series_table.c.tenant == bindparam("tenant"))
_ONE = _ALL.where(series_table.c.id == bindparam("series"))


class SqlSeries:
    """The series of one tenant."""

    def __init__(self, transaction: Transaction) -> None:
        self._db = transaction

    async def all(self) -> Sequence[Series]:
        """Return all series, ordered by id."""
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
