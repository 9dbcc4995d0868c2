"""Who opened, exported or erased data of whom."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from adapters.sql.schema import audit
from adapters.sql.transaction import Row, Transaction
from bot.model.ids import PersonId
from bot.model.records import AuditEntry, AuditKind

_OF_PERSON = (
    select(audit)
    .where(audit.c.tenant == bindparam("tenant"), audit.c.person == bindparam("person"))
    .order_by(audit.c.at, audit.c.id)
)


_CHANGES = (
    select(audit)
    .where(audit.c.tenant == bindparam("tenant"), audit.c.kind == AuditKind.CHANGED)
    .order_by(audit.c.at.desc(), audit.c.id)
)


class SqlAudit:
    """The audit log of one tenant. What was done, by whom and why is sealed."""

    def __init__(self, transaction: Transaction) -> None:
        self._db = transaction

    async def add(self, entry: AuditEntry) -> None:
        """Add this entry; the same id twice is one."""
        words = {"by": entry.by, "what": entry.what, "reason": entry.reason}
        values = {
            "tenant": entry.tenant,
            "id": entry.id,
            "person": entry.person,
            "kind": entry.kind,
            "at": entry.at,
            "words": self._db.seal(audit, (entry.id,), words),
        }
        await self._db.add(audit, values)

    async def of(self, person: PersonId) -> Sequence[AuditEntry]:
        """Return what was done to this person's data, oldest first."""
        return [self._entry(row) for row in await self._db.rows(_OF_PERSON, {"person": person})]

    async def changes(self, limit: int = 20) -> Sequence[AuditEntry]:
        """Return the last changes to what runs for everybody, newest first."""
        return [self._entry(row) for row in await self._db.rows(_CHANGES.limit(limit))]

    def _entry(self, row: Row) -> AuditEntry:
        words = self._db.open(audit, (row["id"],), row.pop("words"))
        return AuditEntry(**row, **words)
