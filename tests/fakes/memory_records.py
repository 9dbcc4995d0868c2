"""What people put down, in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.model.ids import GroupId, PersonId, RecordId
from bot.model.records import (
    AgendaItem,
    AgendaItemState,
    Commitment,
    CommitmentState,
    Dilemma,
    Record,
    Records,
    Reply,
    Share,
)
from tests.fakes.memory_rows import Tables, in_utc

_NEWS = (AgendaItemState.PLACED, AgendaItemState.MOVED, AgendaItemState.DECLINED)


class MemoryRecords:
    """The records of one tenant."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def of(self, person: PersonId) -> Records:
        own = sorted((r for r in self._tables.records if r.person == person), key=_age)
        return Records(
            replies=tuple(r for r in own if isinstance(r, Reply)),
            commitments=tuple(r for r in own if isinstance(r, Commitment)),
            dilemmas=tuple(r for r in own if isinstance(r, Dilemma)),
            agenda_items=tuple(r for r in own if isinstance(r, AgendaItem)),
            shares=tuple(r for r in own if isinstance(r, Share)),
        )

    async def of_all(
        self, people: Sequence[PersonId], replies_from: datetime
    ) -> Mapping[PersonId, Records]:
        found = {person: await self.of(person) for person in people}
        return {
            person: replace(
                own,
                replies=tuple(
                    one if one.at >= replies_from else replace(one, text="", short_name="")
                    for one in own.replies
                ),
            )
            for person, own in found.items()
        }

    async def save(self, record: Record) -> None:
        self._tables.records.put(record.id, in_utc(record))

    async def delete(self, record: RecordId) -> None:
        self._tables.records.drop(record)

    async def erase(self, person: PersonId) -> int:
        return self._tables.records.drop_where(lambda record: record.person == person)

    async def to_ask(self, until: datetime) -> Sequence[Commitment | Dilemma]:
        found = [
            (record.ask_at, record.id, record)
            for record in self._tables.records
            if isinstance(record, Commitment | Dilemma)
            and record.state == "open"
            and record.ask_at is not None
            and record.ask_at <= until
        ]
        return [record for _, _, record in sorted(found, key=lambda row: row[:2])]

    async def news(self, since: datetime) -> Sequence[AgendaItem | Share]:
        found: list[tuple[datetime, str, AgendaItem | Share]] = []
        for record in self._tables.records:
            if isinstance(record, AgendaItem) and record.state in _NEWS:
                found.append((record.changed_at, record.id, record))
            elif isinstance(record, Share) and record.to_person and not record.withdrawn_at:
                found.append((record.at, record.id, record))
        return [row for at, _, row in sorted(found, key=lambda row: row[:2]) if at >= since]

    async def shared_with(self, person: PersonId) -> Sequence[Share]:
        return [share for share in self._standing() if share.to_person == person]

    async def agenda(self, first_on: date, last_on: date) -> Sequence[AgendaItem]:
        found = [
            record
            for record in self._tables.records
            if isinstance(record, AgendaItem)
            and record.state is not AgendaItemState.WITHDRAWN
            and first_on <= record.meeting_on <= last_on
        ]
        return sorted(found, key=lambda item: (item.meeting_on, item.created_at, item.id))

    async def get(self, record: RecordId) -> Record | None:
        return self._tables.records.get(record)

    async def shares(self, group: GroupId, month: str) -> Sequence[Share]:
        return [s for s in self._standing() if (s.to_group, s.month) == (group, month)]

    async def closed_in(self, group: GroupId, start: datetime, end: datetime) -> tuple[int, int]:
        found = self._tables.groups.get(group)
        members = found.members if found else frozenset()
        done, people = 0, set[PersonId]()
        for record in self._tables.records:
            if record.person not in members or isinstance(record, Share):
                continue
            if start <= _age(record)[0] < end:
                people.add(record.person)
            if isinstance(record, Commitment) and record.state is CommitmentState.DONE:
                done += record.closed_at is not None and start <= record.closed_at < end
        return done, len(people)

    def _standing(self) -> list[Share]:
        shares = (r for r in self._tables.records if isinstance(r, Share) and not r.withdrawn_at)
        return sorted(shares, key=_age)


def _age(record: Record) -> tuple[datetime, str]:
    at = record.at if isinstance(record, Reply | Share) else record.created_at
    return at, record.id
