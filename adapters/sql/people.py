"""People, groups and addresses."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import bindparam, delete, exists, select, update

from adapters.sql.among import among
from adapters.sql.bulk import bare
from adapters.sql.editions import Edition
from adapters.sql.schema import addresses, groups, memberships, people
from adapters.sql.schema_installations import installations
from adapters.sql.transaction import Row, Transaction
from bot.errors import SealError
from bot.model.ids import GroupId, PersonId
from bot.model.making import maker
from bot.model.people import Address, Group, Language, Person, Platform

_PLACE = ("external_id", "conversation", "preferred")
_ALL = select(people).where(people.c.tenant == bindparam("tenant"))
_ONE = _ALL.where(people.c.id == bindparam("person"))
_SOME = _ALL.where(among(people.c.id))
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
_stands_there = exists().where(
    installations.c.platform == bindparam("platform"),
    installations.c.workspace == bindparam("workspace"),
    installations.c.app == bindparam("app"),
    installations.c.tenant == bindparam("tenant"),
    installations.c.removed_at.is_(None),
)
_KNOWN = _AT.add_columns(*(addresses.c[name].label(f"at_{name}") for name in _PLACE))
_KNOWN_AND_LOCKED = _KNOWN.with_for_update(of=people)
_KNOWN_THERE = _KNOWN.where(_stands_there)
_KNOWN_THERE_AND_LOCKED = _KNOWN_THERE.with_for_update(of=people)
_ADDRESSES = select(addresses).where(
    addresses.c.tenant == bindparam("tenant"), addresses.c.person == bindparam("person")
)
_PLACES = select(addresses).where(
    addresses.c.tenant == bindparam("tenant"),
    addresses.c.platform == bindparam("platform"),
    among(addresses.c.person),
)
_PREFERENCES = ("person", "platform", "preferred")
_EVERY_PREFERENCE = bare(addresses, _PREFERENCES, addresses.c.tenant == bindparam("tenant"))
_NAMELESS = tuple(column.name for column in people.columns if column.name != "words")
_made = maker(Person, (*_NAMELESS, "name"))
_ALL_NAMELESS = bare(people, _NAMELESS, people.c.tenant == bindparam("tenant"))
_GROUPS = (
    select(groups, memberships.c.person)
    .outerjoin(
        memberships,
        (memberships.c.tenant == groups.c.tenant) & (memberships.c.member_of == groups.c.id),
    )
    .where(groups.c.tenant == bindparam("tenant"))
)


_LANGUAGES = select(people.c.id, people.c.language).where(people.c.tenant == bindparam("tenant"))
_THESE = update(people).where(people.c.tenant == bindparam("of_tenant"), among(people.c.id))
_WELCOMED = _THESE.values(welcomed_at=bindparam("at"))
_PROMPTED = _THESE.values(unanswered=people.c.unanswered + bindparam("more"))


def _preference(address: Address) -> tuple[bool, Platform]:
    return (not address.preferred, address.platform)


log = structlog.get_logger()


class SqlPeople:
    """The people of one tenant. Names are sealed."""

    def __init__(self, transaction: Transaction, edition: Edition) -> None:
        self._db = transaction
        self._edition = edition

    async def get(self, person: PersonId) -> Person | None:
        """Return this person, or None."""
        return self._maybe(await self._db.row(_ONE, {"person": person}))

    async def some(self, ids: Sequence[PersonId]) -> Sequence[Person]:
        """Return those of these that exist and whose name opens."""
        found = []
        for row in await self._db.rows_of(_SOME, ids):
            try:
                found.append(self._person(row))
            except SealError:
                log.error("words do not open", tenant=self._db.tenant, person=row["id"])
        return found

    async def places(self, ids: Sequence[PersonId], platform: Platform) -> Sequence[Address]:
        """Return the addresses of these people on that platform."""
        rows = await self._db.rows_of(_PLACES, ids, {"platform": platform})
        return [Address(**row) for row in rows]

    async def languages(self) -> Mapping[PersonId, Language]:
        """Return the language of everybody."""
        return {row["id"]: row["language"] for row in await self._db.rows(_LANGUAGES)}

    async def note_welcomed(self, those: Sequence[PersonId], at: datetime) -> None:
        """Store of these that they were welcomed at this instant, and nothing else."""
        await self._db.change_these(_WELCOMED, those, {"at": at})

    async def note_prompted(self, those: Sequence[PersonId]) -> None:
        """Count for each of these one more unanswered prompt, as often as they are named."""
        named = Counter(those)
        for times in sorted(set(named.values())):
            some = [one for one, count in named.items() if count == times]
            await self._db.change_these(_PROMPTED, some, {"more": times})

    async def locked(self, person: PersonId) -> Person | None:
        """Return this person, whose row nobody else changes until the unit ends."""
        query = _ONE.with_for_update() if self._db.writes else _ONE
        return self._maybe(await self._db.row(query, {"person": person}))

    async def all(self) -> Sequence[Person]:
        """Return everybody, ordered by id."""
        return sorted(map(self._person, await self._db.rows(_ALL)), key=lambda person: person.id)

    async def nameless(self) -> Sequence[Person]:
        """Return everybody, ordered by id, without their names: as planning looks at them."""
        rows = await self._db.bare_rows(people, _NAMELESS, _ALL_NAMELESS)
        found = [_made(*row, "") for row in rows]
        return sorted(found, key=lambda person: person.id)

    async def save(self, person: Person) -> None:
        """Store this person in place of what was there."""
        await self._db.put(people, self._row(person))

    async def at(self, platform: Platform, external_id: str) -> Person | None:
        """Return who has this address, or None."""
        values = {"platform": platform, "external_id": external_id}
        return self._maybe(await self._db.row(_AT, values))

    async def known(
        self, platform: Platform, external_id: str, installed: tuple[str, str] | None = None
    ) -> tuple[Person, Address] | None:
        """Return who has this address, with the address, or None; in a writing unit as `locked` does."""
        values = {"platform": platform, "external_id": external_id}
        query = _KNOWN_AND_LOCKED if self._db.writes else _KNOWN
        if installed is not None:
            query = _KNOWN_THERE_AND_LOCKED if self._db.writes else _KNOWN_THERE
            values["workspace"], values["app"] = installed
        row = await self._db.row(query, values)
        if row is None:
            return None
        place = {name: row.pop(f"at_{name}") for name in _PLACE}
        person = self._person(row)
        own = Address(tenant=person.tenant, person=person.id, platform=platform, **place)
        return person, own

    async def addresses(self, person: PersonId) -> Sequence[Address]:
        """Return where this person can be reached, the preferred place first."""
        found = [Address(**row) for row in await self._db.rows(_ADDRESSES, {"person": person})]
        return sorted(found, key=_preference)

    async def preferred(self) -> Mapping[PersonId, Platform]:
        """Return for everybody who can be reached the platform of their preferred place."""
        found = await self._db.bare_rows(addresses, _PREFERENCES, _EVERY_PREFERENCE)
        chosen = {person: platform for person, platform, _ in found}
        if len(chosen) == len(found):
            return chosen
        # The last one of a person stays: the preferred one.
        found.sort(key=lambda row: (not row[2], row[1]), reverse=True)
        return {person: platform for person, platform, _ in found}

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
        return await self._edition.read("groups", self._groups)

    async def _groups(self) -> Sequence[Group]:
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
        return _made(**row, **words)
