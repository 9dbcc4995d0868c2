"""A cursor of psycopg that says of the columns of an answer only what SQLAlchemy asks: name and type.

All else that psycopg would look up for each column of each answer is a twentieth of what a process costs that
sends.
"""

from typing import Any

from psycopg import AsyncCursor
from psycopg.pq import ExecStatus

# What a column says besides its name and type, as PEP 249 has it; nobody asks.
_NOTHING_MORE = (None,) * 5


class LeanCursor(AsyncCursor[Any]):
    """For connections that only SQLAlchemy uses."""

    @property
    def description(self) -> Any:
        """The columns of the answer, as PEP 249 has them; None when there were none."""
        result = self.pgresult
        if result is None or not (result.nfields or result.status == ExecStatus.TUPLES_OK):
            return None
        return [
            ((result.fname(place) or b"").decode(), result.ftype(place), *_NOTHING_MORE)
            for place in range(result.nfields)
        ]
