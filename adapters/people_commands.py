"""What `zetje people import` and its neighbours do with people, their groups and channels."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from adapters.admin_desk import reading, writing
from bot.administration.people_list import Known, Roster, group_id, roster
from bot.administration.people_table import read_table
from bot.errors import SettingsError, UnknownThing
from bot.files.decoding import MAX_BYTES
from bot.files.problems import Problem, TextFile
from bot.model.people import Group, Person, Platform, Standing
from bot.ports.stores import Unit
from bot.whole import LONGEST_NAME


@dataclass(frozen=True, slots=True)
class Imported:
    """What a list of people comes to: problems (then nothing was changed), or what changes."""

    problems: tuple[Problem, ...]
    roster: Roster


async def import_people(
    tenant: str | None, path: Path, *, store: bool, stop_gone: bool = False
) -> Imported:
    """Return what a list of people changes, and change it when `store` says so: all of it, or nothing."""
    with path.open("rb") as stream:
        file = TextFile(str(path), stream.read(MAX_BYTES + 1))
    rows, problems = read_table(file)
    if problems:
        return Imported(problems, Roster())
    async with writing(tenant) as desk:
        found, wrong = roster(file.name, rows, await _known(desk.unit))
        if wrong or not store:
            return Imported(wrong, found)
        await _store(desk.unit, found)
        if stop_gone:
            await _stop(desk.unit, found.gone)
        if not found.is_empty or (stop_gone and found.gone):
            await desk.note(
                "people imported", f"{len(found.new)} new, {len(found.changed)} changed"
            )
        return Imported((), found)


async def people_of(tenant: str | None) -> Sequence[tuple[Person, tuple[str, ...]]]:
    """Return everybody with the names of their groups. Whether they take part is theirs to tell."""
    async with reading(tenant) as desk:
        groups = await desk.unit.people.groups()
        return [
            (person, tuple(group.name for group in groups if person.id in group.members))
            for person in await desk.unit.people.all()
        ]


async def link_group(
    tenant: str | None, name: str, conversation: str | None, platform: Platform | None
) -> Group:
    """Make a group, or give it the channel in which it talks."""
    async with writing(tenant) as desk:
        groups = await desk.unit.people.groups()
        found = next((one for one in groups if name in (one.id, one.name)), None)
        if found is None and not 0 < len(name) <= LONGEST_NAME:
            told = f"the name of a group has 1 to {LONGEST_NAME} characters; this has {len(name)}"
            raise SettingsError(told)
        group = found or Group(id=group_id(name), tenant=desk.town.tenant.id, name=name)
        if conversation is not None and platform is None:
            raise UnknownThing("give --platform: slack or teams, where that channel is")
        if conversation is not None:
            group = replace(group, conversation=conversation or None, platform=platform)
        await desk.unit.people.save_group(group)
        await desk.note(f"group changed: {group.name}")
        return group


async def _known(unit: Unit) -> Known:
    people = tuple(await unit.people.all())
    addresses = [one for person in people for one in await unit.people.addresses(person.id)]
    return Known(unit.tenant, people, tuple(addresses), tuple(await unit.people.groups()))


async def _store(unit: Unit, found: Roster) -> None:
    for person in (*found.new, *found.changed):
        await unit.people.save(person)
    for address in found.addresses:
        await unit.people.save_address(address)
    for group in found.groups:
        await unit.people.save_group(group)


async def _stop(unit: Unit, gone: Sequence[Person]) -> None:
    for person in gone:
        await unit.people.save(replace(person, standing=Standing.STOPPED))
        for group in await unit.people.groups():
            if person.id in group.members:
                left = replace(group, members=group.members - {person.id})
                await unit.people.save_group(left)
