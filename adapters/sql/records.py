"""What people put down. All kinds of records are in one table, so a person's are one query."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar, cast

import structlog
from sqlalchemy import Executable, Select, bindparam, case, delete, distinct, func, or_, select

from adapters.sql.bulk import bare
from adapters.sql.record_rows import NO_WORDS, born_at, kind_name, record_of, row_of, words_of
from adapters.sql.schema import is_shared_with_one, memberships, records
from adapters.sql.transaction import MOST_IDS, Row, Transaction, Values
from bot.errors import SealError
from bot.model.ids import GroupId, PersonId, RecordId
from bot.model.records import (
    AgendaItem,
    Commitment,
    Dilemma,
    Record,
    Records,
    Reply,
    Share,
)

log = structlog.get_logger()

R = TypeVar("R", bound=Record)

_c = records.c
_ALL = select(records).where(_c.tenant == bindparam("tenant"))
_ONE = _ALL.where(_c.id == bindparam("record"))
_OF_PERSON = _ALL.where(_c.person == bindparam("person")).order_by(_c.at, _c.id)
_REPLY = "reply"
_COLUMNS = tuple(column.name for column in _c)
_OF_PEOPLE = bare(
    records,
    _COLUMNS,
    (_c.tenant == bindparam("tenant")) & _c.person.in_(bindparam("ids", expanding=True)),
)
_TO_ASK = _ALL.where(
    _c.kind.in_(("commitment", "dilemma")),
    _c.state == "open",
    _c.ask_at <= bindparam("until", type_=_c.ask_at.type),
).order_by(_c.ask_at, _c.id)
_STANDING_SHARES = _ALL.where(_c.kind == "share", _c.withdrawn_at.is_(None)).order_by(_c.at, _c.id)
_SHARED_WITH = _STANDING_SHARES.where(_c.to_person == bindparam("person"))
_SHARED_IN = _STANDING_SHARES.where(
    _c.to_group == bindparam("group"), _c.month == bindparam("month")
)
_SINCE = bindparam("since", type_=_c.at.type)
_NEWS = _ALL.where(
    or_(
        (_c.kind == "agenda_item")
        & _c.state.in_(("placed", "moved", "declined"))
        & (_c.changed_at >= _SINCE),
        is_shared_with_one & _c.withdrawn_at.is_(None) & (_c.at >= _SINCE),
    )
).order_by(func.coalesce(_c.changed_at, _c.at), _c.id)
_AGENDA = _ALL.where(
    _c.kind == "agenda_item",
    _c.state != "withdrawn",
    _c.meeting_on.between(bindparam("first_on"), bindparam("last_on")),
).order_by(_c.meeting_on, _c.at, _c.id)


def _counts() -> Select[int, int]:
    start, end = bindparam("start", type_=_c.at.type), bindparam("end", type_=_c.at.type)
    is_done = (_c.kind == "commitment") & (_c.state == "done")
    done = is_done & (_c.closed_at >= start) & (_c.closed_at < end)
    put_down = (_c.at >= start) & (_c.at < end)
    in_group = (memberships.c.tenant == _c.tenant) & (memberships.c.person == _c.person)
    return (
        select(
            func.count(case((done, _c.id))).label("done"),
            func.count(distinct(case((put_down, _c.person)))).label("people"),
        )
        .join_from(records, memberships, in_group)
        .where(
            _c.tenant == bindparam("tenant"),
            memberships.c.member_of == bindparam("group"),
            _c.kind != "share",
        )
    )


_COUNTS = _counts()


class SqlRecords:
    """The records of one tenant."""

    def __init__(self, transaction: Transaction) -> None:
        self._db = transaction

    async def of(self, person: PersonId) -> Records:
        """Return all of this person's records."""
        return _sorted_out(await self._find(_OF_PERSON, {"person": person}))

    async def of_all(
        self, people: Sequence[PersonId], replies_from: datetime
    ) -> Mapping[PersonId, Records]:
        """Return the records of each of these people; older replies come without their words."""
        found: dict[PersonId, list[Record]] = {person: [] for person in people}
        for start in range(0, len(people), MOST_IDS):
            ids = {"ids": list(people[start : start + MOST_IDS])}
            for values in await self._db.bare_rows(records, _COLUMNS, _OF_PEOPLE, ids):
                row = dict(zip(_COLUMNS, values, strict=True))
                is_old = row["kind"] == _REPLY and row["at"] < replies_from
                found[row["person"]].append(
                    record_of(row, NO_WORDS) if is_old else self._record(row)
                )
        return {
            person: _sorted_out(sorted(own, key=lambda one: (born_at(one), one.id)))
            for person, own in found.items()
        }

    async def save(self, record: Record) -> None:
        """Store it in place of what was there."""
        place = (kind_name(record), record.id)
        words = self._db.seal(records, place, words_of(record))
        await self._db.put(records, {**row_of(record), "words": words})

    async def delete(self, record: RecordId) -> None:
        """Remove it; nothing happens when it is not there."""
        await self._db.change(delete(records).where(_c.tenant == self._db.tenant, _c.id == record))

    async def erase(self, person: PersonId) -> int:
        """Remove all records of this person; return how many there were."""
        return await self._db.change(
            delete(records).where(_c.tenant == self._db.tenant, _c.person == person)
        )

    async def to_ask(self, until: datetime) -> Sequence[Commitment | Dilemma]:
        """Return open commitments and dilemmas of everybody with `ask_at` up to this instant."""
        found = await self._of_everybody(_TO_ASK, {"until": until})
        return cast(Sequence[Commitment | Dilemma], found)

    async def news(self, since: datetime) -> Sequence[AgendaItem | Share]:
        """Return agenda items that were settled, and shares with one colleague, since then."""
        return cast(Sequence[AgendaItem | Share], await self._of_everybody(_NEWS, {"since": since}))

    async def shared_with(self, person: PersonId) -> Sequence[Share]:
        """Return the snapshots that others share with this person, oldest first."""
        return _only(Share, await self._of_everybody(_SHARED_WITH, {"person": person}))

    async def agenda(self, first_on: date, last_on: date) -> Sequence[AgendaItem]:
        """Return the agenda items for meetings on these days that were not withdrawn."""
        days = {"first_on": first_on, "last_on": last_on}
        return _only(AgendaItem, await self._of_everybody(_AGENDA, days))

    async def get(self, record: RecordId) -> Record | None:
        """Return this record, of whomever it is, or None."""
        found = await self._find(_ONE, {"record": record})
        return found[0] if found else None

    async def shares(self, group: GroupId, month: str) -> Sequence[Share]:
        """Return what was shared with this group for this month and not withdrawn, oldest first."""
        return _only(Share, await self._of_everybody(_SHARED_IN, {"group": group, "month": month}))

    async def closed_in(self, group: GroupId, start: datetime, end: datetime) -> tuple[int, int]:
        """Return (commitments done, people who put down anything) in [start, end) in the group."""
        (row,) = await self._db.rows(_COUNTS, {"group": group, "start": start, "end": end})
        return row["done"], row["people"]

    async def _find(self, query: Executable, values: Values) -> list[Record]:
        return [self._record(row) for row in await self._db.rows(query, values)]

    async def _of_everybody(self, query: Executable, values: Values) -> list[Record]:
        """Return what opens of what a question finds: the words of one are no trouble of others."""
        found = []
        for row in await self._db.rows(query, values):
            try:
                found.append(self._record(row))
            except SealError:
                log.error("words do not open", tenant=self._db.tenant, record=row["id"])
        return found

    def _record(self, row: Row) -> Record:
        place = (row["kind"], row["id"])
        return record_of(row, self._db.open(records, place, row["words"]))


def _sorted_out(own: Sequence[Record]) -> Records:
    return Records(
        replies=_only(Reply, own),
        commitments=_only(Commitment, own),
        dilemmas=_only(Dilemma, own),
        agenda_items=_only(AgendaItem, own),
        shares=_only(Share, own),
    )


def _only(kind: type[R], found: Sequence[Record]) -> tuple[R, ...]:
    return tuple(record for record in found if isinstance(record, kind))
