"""Stores that somebody comes into a group or leaves it, and makes known who is new."""

from dataclasses import replace

from bot.model.ids import PersonId, TenantId, derive_id
from bot.model.people import Address, Person, Platform
from bot.model.situation import Membership
from bot.ports.stores import Unit


def person_id_of(tenant: TenantId, platform: Platform, external_id: str) -> PersonId:
    """Return the id of whom a platform names so, for as long as the bot knows them by nothing else."""
    return PersonId(derive_id(tenant, "person", platform, external_id))


async def keep_membership(unit: Unit, change: Membership) -> None:
    """Change the group; nothing happens when it is not there, or has them so already."""
    group = next((one for one in await unit.people.groups() if one.id == change.group), None)
    if group is None:
        return
    person = await unit.people.at(change.platform, change.external_id)
    if change.joins:
        person = person or await _make_known(unit, change)
        members = group.members | {person.id}
    else:
        members = group.members - {person.id} if person is not None else group.members
    if members != group.members:
        await unit.people.save_group(replace(group, members=members))


async def _make_known(unit: Unit, change: Membership) -> Person:
    tenant = unit.tenant
    person = Person(
        id=person_id_of(tenant.id, change.platform, change.external_id),
        tenant=tenant.id,
        name=change.name,
        zone=tenant.zone,
        language=tenant.language,
    )
    await unit.people.save(person)
    await unit.people.save_address(
        Address(
            tenant=tenant.id,
            person=person.id,
            platform=change.platform,
            external_id=change.external_id,
            conversation="",
        )
    )
    return person
