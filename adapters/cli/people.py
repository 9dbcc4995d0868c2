"""`zetje people`: who there is, and everything the bot holds of one person."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.cli.printing import AsJson, TheTenant, json_text, print_json, print_or_write

if TYPE_CHECKING:
    from bot.administration.people_list import Roster

people_app = typer.Typer(
    help="Import and list people, link groups, export or erase what is held of a person.",
    no_args_is_help=True,
)

ThePerson = Annotated[str, typer.Argument(help="The id of the person, for example hanneke.")]
TheReason = Annotated[
    str, typer.Option("--reason", help="Why. The person sees it, and it is in the audit log.")
]


@people_app.command("import")
def import_list(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    tenant: TheTenant = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    stop_missing: Annotated[
        bool,
        typer.Option(
            "--stop-missing", help="Who is not in the file has left: they get nothing more."
        ),
    ] = False,
) -> None:
    """Read in a CSV list of people; shows what changes first. Can be repeated.

    Every row that is wrong is named, with its line and what to do, and then nothing is changed.
    Nobody gets a prompt before they said yes to the welcome.
    """
    from adapters.people_commands import import_people

    seen = asyncio.run(import_people(tenant, file, store=False))
    if seen.problems:
        for problem in seen.problems:
            typer.echo(str(problem), err=True)
        typer.echo("Nothing was changed.", err=True)
        raise typer.Exit(1)
    _tell(seen.roster, stop_missing=stop_missing)
    if seen.roster.is_empty and not (stop_missing and seen.roster.gone):
        return
    if not yes:
        typer.confirm("Change this?", abort=True)
    asyncio.run(import_people(tenant, file, store=True, stop_gone=stop_missing))
    typer.echo("Done. Who is new gets a welcome first, and nothing before a yes.")


@people_app.command("list")
def list_all(
    tenant: TheTenant = None,
    as_json: AsJson = False,
) -> None:
    """List who there is, with their id, roles and groups. Whether they take part is theirs to tell."""
    from adapters.people_commands import people_of

    found = asyncio.run(people_of(tenant))
    rows = [
        {"id": one.id, "name": one.name, "roles": sorted(one.roles), "groups": list(groups)}
        for one, groups in found
    ]
    if as_json:
        print_json(rows)
        return
    for one, groups in found:
        typer.echo(f"{one.id}  {one.name}  {', '.join(sorted(one.roles))}  {', '.join(groups)}")


@people_app.command()
def group(
    name: Annotated[str, typer.Argument(help="The name or the id of the group.")],
    conversation: Annotated[
        str | None, typer.Option(help="The id of its channel; empty takes it away.")
    ] = None,
    platform: Annotated[
        str | None, typer.Option(help="Where that channel is: slack or teams.")
    ] = None,
    tenant: TheTenant = None,
) -> None:
    """Make a group, or link the channel in which it talks. `zetje dates` gives it a meeting."""
    from adapters.people_commands import link_group
    from bot.model.people import Platform

    if platform is not None and platform not in set(Platform):
        raise typer.BadParameter(f"{platform!r}: choose from {', '.join(Platform)}")
    where = Platform(platform) if platform else None
    made = asyncio.run(link_group(tenant, name, conversation, where))
    place = f" in {made.conversation} ({made.platform})" if made.conversation else ""
    typer.echo(f"{made.id}  {made.name}: {len(made.members)} members{place}")


@people_app.command()
def export(
    person: ThePerson,
    reason: TheReason,
    tenant: TheTenant = None,
    out: Annotated[Path | None, typer.Option(help="Write to this file instead.")] = None,
) -> None:
    """Write what is kept of a person as JSON, with their own words.

    Drafts that still wait for an answer in the chat are not in it.
    """
    from adapters.commands import export_person

    data = asyncio.run(export_person(tenant, person, reason))
    print_or_write(json_text(data), out)


@people_app.command()
def erase(
    person: ThePerson,
    reason: TheReason,
    tenant: TheTenant = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase all words of a person. This cannot be undone."""
    from adapters.commands import erase_person

    if not yes:
        typer.confirm(f"Erase everything that {person} put down? This cannot be undone", abort=True)
    count = asyncio.run(erase_person(tenant, person, reason))
    typer.echo(
        f"Erased: {count} records of {person}, and all their words elsewhere. The person stays "
        "known by name; of the words only that they were erased is kept."
    )


def _tell(found: "Roster", *, stop_missing: bool) -> None:
    for person in found.new:
        typer.echo(f"new: {person.id}  {person.name}")
    for person in found.changed:
        typer.echo(f"changed: {person.id}  {person.name}")
    for address in found.addresses:
        typer.echo(f"address: {address.person} on {address.platform}")
    for group in found.groups:
        typer.echo(f"group: {group.name}, {len(group.members)} members")
    for person in found.gone:
        what = "gets nothing more" if stop_missing else "not in the file, stays as it is"
        typer.echo(f"{person.id}: {what}")
    if found.is_empty:
        typer.echo("Nothing to change.")
