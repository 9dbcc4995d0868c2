"""`zetje people`: everything the bot holds of one person, to take along or to take away."""

import asyncio
from json import dumps
from pathlib import Path
from typing import Annotated

import typer

people_app = typer.Typer(
    help="Export or erase what the bot holds of a person.", no_args_is_help=True
)

TheTenant = Annotated[
    str | None, typer.Option("--tenant", help="Needed with more than one tenant.")
]
ThePerson = Annotated[str, typer.Argument(help="The id of the person, for example hanneke.")]
TheReason = Annotated[
    str, typer.Option("--reason", help="Why. The person sees it, and it is in the audit log.")
]


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
    text = dumps(data, ensure_ascii=False, indent=2)
    if out is None:
        typer.echo(text)
    else:
        out.write_text(text + "\n", encoding="utf-8")
        typer.echo(f"Written to {out}.")


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
