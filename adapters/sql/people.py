"""People, groups and addresses."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, select

from adapters.sql.schema import addresses, groups, memberships, people
from adapters.sql.transaction import Row, Transaction
from bot.model.ids import GroupId, PersonId
from bot.model.people import Address, Group, Person, Platform

_ALL = select(people).where(people.c.tenant == bindparam("tenant"))
_ONE = _ALL.where(people.c.id == bindparam("person"))
_SOME = _ALL.where(people.c.id.in_(bindparam("ids", expanding=True)))
_AT = (
    select(people)
    .join(
        addresses,
        (addresses.c.tenant == people.c.tenant) & (addresses.c.person == people.c.id),
    )
    .where(
        people.c.tenant == bindparam("tenant"),
        addresses.c.platform == bindparam("platform"),
        addresses.c.external_id == bindparam("external_id"),
    )
)
_ADDRESSES = select(addresses).where(
    addresses.c.tenant == bindparam("tenant"), addresses.c.person == bindparam("person")
)
_PLACES = select(addresses).where(
    addresses.c.tenant == bindparam("tenant"),
    addresses.c.platform == bindparam("platform"),
    addresses.c.person.in_(bindparam("ids", expanding=True)),
)
_EVERY_ADDRESS = select(addresses).where(addresses.c.tenant == bindparam("tenant"))
_GROUPS = (
    select(groups, memberships.c.person)
    .outerjoin(
        memberships,
        (memberships.c.tenant == groups.c.tenant) & (memberships.c.member_of == groups.c.id),
    )
    .where(groups.c.tenant == bindparam("tenant"))
)


def _preference(address: Address) -> tuple[bool, Platform]:
    return (not address.preferred, address.platform)


class SqlPeople:
    """The people of one tenant. Names are sealed."""

    def __init__(self, transaction: Transaction) -> None:
        self._db = transaction

    async def get(self, person: PersonId) -> Person | None:
        """Return this person, or None."""
        return self._maybe(await self._db.row(_ONE, {"person": person}))

    async def some(self, ids: Sequence[PersonId]) -> Sequence[Person]:
        """Return those of these that exist."""
        return [self._person(row) for row in await self._db.rows_of(_SOME, ids)]

    async def places(self, ids: Sequence[PersonId], platform: Platform) -> Sequence[Address]:
        """Return the addresses of these people on that platform."""
        rows = await self._db.rows_of(_PLACES, ids, {"platform": platform})
        return [Address(**row) for row in rows]

    async def save_all(self, those: Sequence[Person]) -> None:
        """Store each of these in place of what was there."""
        await self._db.put_all(people, [self._row(person) for person in those])

    async def locked(self, person: PersonId) -> Person | None:
        """Return this person, whose row nobody else changes until the unit ends."""
        query = _ONE.with_for_update() if self._db.writes else _ONE
        return self._maybe(await self._db.row(query, {"person": person}))

    async def all(self) -> Sequence[Person]:
        """Return everybody, ordered by id."""
        return sorted(map(self._person, await self._db.rows(_ALL)), key=lambda person: person.id)

    async def save(self, person: Person) -> None:
        """Store this person in place of what was there."""
        await self._db.put(people, self._row(person))

    async def at(self, platform: Platform, external_id: str) -> Person | None:
        """Return who has this address, or None."""
        values = {"platform": platform, "external_id": external_id}
        return self._maybe(await self._db.row(_AT, values))

    async def addresses(self, person: PersonId) -> Sequence[Address]:
        """Return where this person can be reached, the preferred place first."""
        found = [Address(**row) for row in await self._db.rows(_ADDRESSES, {"person": person})]
        return sorted(found, key=_preference)

    async def preferred(self) -> Mapping[PersonId, Platform]:
        """Return for everybody who can be reached the platform of their preferred place."""
        found = [Address(**row) for row in await self._db.rows(_EVERY_ADDRESS)]
        # The last one of a person stays: the preferred one.
        return {one.person: one.platform for one in sorted(found, key=_preference, reverse=True)}

    async def save_address(self, address: Address) -> None:
        """Store it in place of the person's address on that platform, and of its last owner's."""
        await self._db.change(
            delete(addresses).where(
                addresses.c.tenant == self._db.tenant,
                addresses.c.platform == address.platform,
                addresses.c.external_id == address.external_id,
            )
        )
        values = {column.name: getattr(address, column.name) for column in addresses.columns}
        await self._db.put(addresses, values)

    async def groups(self) -> Sequence[Group]:
        """Return all groups, ordered by name."""
        rows: dict[GroupId, Row] = {}
        members: defaultdict[GroupId, set[PersonId]] = defaultdict(set)
        for row in await self._db.rows(_GROUPS):
            rows[row["id"]] = row
            if row["person"] is not None:
                members[row["id"]].add(row["person"])
        found = [
            Group(
                id=id,
                tenant=row["tenant"],
                name=row["name"],
                members=frozenset(members[id]),
                conversation=row["conversation"],
                platform=row["platform"],
            )
            for id, row in rows.items()
        ]
        return sorted(found, key=lambda group: (group.name, group.id))

    async def save_group(self, group: Group) -> None:
        """Store this group in place of what was there."""
        values = {
            "tenant": group.tenant,
            "id": group.id,
            "name": group.name,
            "conversation": group.conversation,
            "platform": group.platform,
        }
        await self._db.put(groups, values)
        await self._db.change(
            delete(memberships).where(
                memberships.c.tenant == self._db.tenant, memberships.c.member_of == group.id
            )
        )
        rows = [{"member_of": group.id, "person": person} for person in sorted(group.members)]
        await self._db.insert_all(memberships, rows)

    async def erase(self, person: PersonId) -> None:
        """Remove this person, their addresses and memberships."""
        for table, column in (
            (memberships, memberships.c.person),
            (addresses, addresses.c.person),
            (people, people.c.id),
        ):
            await self._db.change(
                delete(table).where(table.c.tenant == self._db.tenant, column == person)
            )

    def _row(self, person: Person) -> dict[str, Any]:
        values: dict[str, Any] = {c.name: getattr(person, c.name, None) for c in people.columns}
        values["words"] = self._db.seal(people, (person.id,), {"name": person.name})
        return values

    def _maybe(self, row: Row | None) -> Person | None:
        return None if row is None else self._person(row)

    def _person(self, row: Row) -> Person:
        words = self._db.open(people, (row["id"],), row.pop("words"))
        return Person(**row, **words)
