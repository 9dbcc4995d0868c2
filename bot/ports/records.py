"""What the people of one tenant put down. Every instant is aware and in UTC."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.model.ids import GroupId, PersonId, RecordId
from bot.model.records import AgendaItem, Commitment, Dilemma, Record, Records, Share


class RecordStore(Protocol):
    """What the people of one tenant put down.

    Words that do not open raise SealError for who asks for a person's records, or for one; what is
    asked for of many people comes without those records.
    """

    async def of(self, person: PersonId) -> Records:
        """Return all of this person's records."""
        ...

    async def of_all(
        self, people: Sequence[PersonId], replies_from: datetime
    ) -> Mapping[PersonId, Records]:
        """Return the records of each of these people as `of` does, in one go.

        Replies from before that instant come without their words, which are "".
        """
        ...

    async def save(self, record: Record) -> None:
        """Store it in place of what was there."""
        ...

    async def delete(self, record: RecordId) -> None:
        """Remove it; nothing happens when it is not there."""
        ...

    async def erase(self, person: PersonId) -> int:
        """Remove all records of this person; return how many there were."""
        ...

    async def to_ask(self, until: datetime) -> Sequence[Commitment | Dilemma]:
        """Return open commitments and dilemmas of everybody with `ask_at` up to this instant."""
        ...

    async def news(self, since: datetime) -> Sequence[AgendaItem | Share]:
        """Return what someone else must hear: agenda items that were placed, moved or declined since
        then, and snapshots that were shared with one colleague since then and not withdrawn.

        In order of what happened; what happened at `since` itself counts.
        """
        ...

    async def shared_with(self, person: PersonId) -> Sequence[Share]:
        """Return the snapshots that others share with this person, not withdrawn, oldest first."""
        ...

    async def agenda(self, first_on: date, last_on: date) -> Sequence[AgendaItem]:
        """Return the agenda items for meetings on these days that were not withdrawn, by day and age."""
        ...

    async def get(self, record: RecordId) -> Record | None:
        """Return this record, of whomever it is, or None."""
        ...

    async def shares(self, group: GroupId, month: str) -> Sequence[Share]:
        """Return what was shared with this group for this month and not withdrawn, oldest first."""
        ...

    async def closed_in(self, group: GroupId, start: datetime, end: datetime) -> tuple[int, int]:
        """Return (commitments done, people who put down anything) in [start, end) among the group.

        Sharing is not putting down.
        """
        ...
