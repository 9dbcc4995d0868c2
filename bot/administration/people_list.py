"""From a list of people to who is new, who changes and who is gone; applying it again changes nothing."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.administration.people_table import Row
from bot.files.problems import Problem
from bot.model.ids import GroupId, PersonId
from bot.model.people import Address, Group, Person, Platform, Standing, Tenant

_NOT_IN_IDS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Known:
    """Who and what a tenant has already."""

    tenant: Tenant
    people: tuple[Person, ...]
    addresses: tuple[Address, ...]
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """What a list of people changes. `gone` are people here who are not in the list."""

    new: tuple[Person, ...] = ()
    changed: tuple[Person, ...] = ()
    addresses: tuple[Address, ...] = ()
    groups: tuple[Group, ...] = ()
    gone: tuple[Person, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing changes; people who are gone stay as they are."""
        return not (self.new or self.changed or self.addresses or self.groups)


def roster(file: str, rows: Sequence[Row], known: Known) -> tuple[Roster, tuple[Problem, ...]]:
    """Return what the rows change, and the deputies that are nobody."""
    who = _who(rows, known)
    people = {row.line: _person(row, who[row.line], known) for row in rows}
    problems = (*_twice(file, who), *_wrong_deputies(file, rows, people, known))
    if problems:
        return Roster(), problems
    with_deputies = [_with_deputy(row, people, known) for row in rows]
    before = {person.id: person for person in known.people}
    listed = {person.id for person in with_deputies}
    return Roster(
        new=tuple(one for one in with_deputies if one.id not in before),
        changed=tuple(one for one in with_deputies if before.get(one.id, one) != one),
        addresses=tuple(_addresses(rows, people, known)),
        groups=tuple(_groups(rows, people, known)),
        gone=tuple(one for one in known.people if one.id not in listed),
    ), ()


def group_id(name: str) -> GroupId:
    """Return the id that a new group of this name has."""
    return GroupId(_slug(name))


def _who(rows: Sequence[Row], known: Known) -> Mapping[int, PersonId]:
    """Return whose row each line is: by id, by address, by name, or somebody new."""
    found: dict[int, PersonId] = {}
    taken = {person.id for person in known.people}
    for row in rows:
        person = _known(row, known)
        if person is None:
            person = PersonId(row.id) if row.id else _free(row.name, taken)
        taken.add(person)
        found[row.line] = person
    return found


def _known(row: Row, known: Known) -> PersonId | None:
    if row.id:
        return next((one.id for one in known.people if one.id == row.id), None)
    ids = ((Platform.TEAMS, row.teams_id), (Platform.SLACK, row.slack_id))
    for platform, external_id in ids:
        for address in known.addresses if external_id else ():
            if (address.platform, address.external_id.casefold()) == (
                platform,
                external_id.casefold(),
            ):
                return address.person
    same = [one.id for one in known.people if one.name == row.name]
    return same[0] if len(same) == 1 else None


def _free(name: str, taken: Iterable[PersonId]) -> PersonId:
    used, slug = set(taken), _slug(name)
    number, found = 1, slug
    while PersonId(found) in used:
        number += 1
        found = f"{slug}-{number}"
    return PersonId(found)


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    slug = _NOT_IN_IDS.sub("-", plain).strip("-")[:36]
    return slug if slug[:1].isalpha() else f"p-{slug}".rstrip("-")


def _person(row: Row, person_id: PersonId, known: Known) -> Person:
    was = next((one for one in known.people if one.id == person_id), None)
    person = was or Person(
        id=person_id,
        tenant=known.tenant.id,
        name=row.name,
        zone=known.tenant.zone,
        language=known.tenant.language,
    )
    # From their first yes on, the language is theirs to choose.
    may_choose = person.standing is Standing.NOT_STARTED
    return replace(
        person,
        name=row.name,
        roles=person.roles if row.roles is None else row.roles,
        zone=row.zone or person.zone,
        language=row.language if row.language and may_choose else person.language,
        days_off=row.days_off if row.days_off is not None and may_choose else person.days_off,
    )


def _twice(file: str, who: Mapping[int, PersonId]) -> Iterator[Problem]:
    first: dict[PersonId, int] = {}
    for line, person in who.items():
        if first.setdefault(person, line) != line:
            message = f"this is '{person}', like line {first[person]}"
            remedy = "give each person one row, with an id where names are the same"
            yield Problem(file=file, line=line, field="name", message=message, remedy=remedy)


def _wrong_deputies(
    file: str, rows: Sequence[Row], people: Mapping[int, Person], known: Known
) -> Iterator[Problem]:
    for row in rows:
        if not row.deputy:
            continue
        deputy = _deputy(row, people, known)
        if deputy is None:
            message, remedy = (
                f"'{row.deputy}' is nobody",
                "write an id or the full name of somebody",
            )
        elif deputy == people[row.line].id:
            message, remedy = "somebody cannot replace themselves", "name somebody else"
        else:
            continue
        yield Problem(file=file, line=row.line, field="deputy", message=message, remedy=remedy)


def _deputy(row: Row, people: Mapping[int, Person], known: Known) -> PersonId | None:
    everybody = {one.id: one for one in (*known.people, *people.values())}
    named = [one.id for one in everybody.values() if row.deputy in (one.id, one.name)]
    return named[0] if len(named) == 1 else None


def _with_deputy(row: Row, people: Mapping[int, Person], known: Known) -> Person:
    person = people[row.line]
    if row.deputy is None:
        return person
    return replace(person, deputy=_deputy(row, people, known) if row.deputy else None)


def _addresses(
    rows: Sequence[Row], people: Mapping[int, Person], known: Known
) -> Iterator[Address]:
    for row in rows:
        person = people[row.line].id
        own = [one for one in known.addresses if one.person == person]
        ids = ((Platform.TEAMS, row.teams_id), (Platform.SLACK, row.slack_id))
        for platform, external_id in ids:
            was = next((one for one in own if one.platform is platform), None)
            if not external_id or (was and was.external_id.casefold() == external_id.casefold()):
                continue
            # The conversation is opened when the first message goes there.
            address = Address(
                tenant=known.tenant.id,
                person=person,
                platform=platform,
                external_id=external_id,
                conversation="",
                preferred=was.preferred if was else not own,
            )
            own.append(address)
            yield address


def _groups(rows: Sequence[Row], people: Mapping[int, Person], known: Known) -> Iterator[Group]:
    listed = [row for row in rows if row.groups is not None]
    theirs = frozenset(people[row.line].id for row in listed)
    by_name = {group.name.casefold(): group for group in known.groups}
    for row in listed:
        for name in row.groups or ():
            new = Group(id=group_id(name), tenant=known.tenant.id, name=name)
            by_name.setdefault(name.casefold(), new)
    for key, group in by_name.items():
        named = frozenset(
            people[row.line].id
            for row in listed
            if key in {name.casefold() for name in row.groups or ()}
        )
        # Who is not in the list, or has no column with groups, stays where they were.
        after = replace(group, members=(group.members - theirs) | named)
        if after != group or (group not in known.groups and named):
            yield after
