"""`zetje tenant`: which organisations there are, and a code for the first admin of one."""

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adapters.cli.printing import AsJson, print_json
from bot.model.people import Language, Region

if TYPE_CHECKING:
    from adapters.tenant_commands import Known

tenant_app = typer.Typer(
    help="Make an organisation known, and see which there are.", no_args_is_help=True
)


@tenant_app.command()
def add(
    tenant: Annotated[
        str, typer.Argument(metavar="ID", help="A short name of your own, such as lindewaard.")
    ],
    name: Annotated[
        str | None, typer.Argument(help="The name of the organisation; needed for a new one.")
    ] = None,
    region: Annotated[Region | None, typer.Option(help="Whose school holidays it keeps.")] = None,
    language: Annotated[
        Language | None, typer.Option(help="How it addresses people: je (nl), u, or in English.")
    ] = None,
    zone: Annotated[str | None, typer.Option(help="An IANA time zone.")] = None,
    good_friday: Annotated[
        bool | None,
        typer.Option("--good-friday/--no-good-friday", help="A day off? Not unless said."),
    ] = None,
    liberation_day: Annotated[
        bool | None,
        typer.Option("--liberation-day/--no-liberation-day", help="5 May, a day off unless said."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make an organisation known and print a code for its first admin, good for a day and once.

    Called again for one that is there, it changes only what is named, and prints a new code.
    """
    from adapters.tenant_commands import Wanted, add_tenant

    wanted = Wanted(
        id=tenant,
        name=name,
        region=region,
        language=language,
        zone=zone,
        good_friday=good_friday,
        liberation_day=liberation_day,
    )
    added = asyncio.run(add_tenant(wanted))
    if as_json:
        until = added.expires_at.isoformat()
        print_json({"tenant": added.tenant.id, "code": added.code, "expires_at": until})
        return
    what = "is made" if added.is_new else "was there"
    typer.echo(f"{added.tenant.id} ({added.tenant.name}) {what}.")
    typer.echo(f"Code: {added.code}, until {added.expires_at:%Y-%m-%d %H:%M} UTC, for one person.")
    typer.echo("Whoever will run Zetje there types it in their own chat with the bot:")
    typer.echo(f"  beheer {added.code}")


@tenant_app.command("list")
def list_all(as_json: AsJson = False) -> None:
    """List the organisations, and where the app is installed for each."""
    from adapters.tenant_commands import all_tenants

    found = asyncio.run(all_tenants())
    if as_json:
        print_json([_as_data(one) for one in found])
        return
    for one in found:
        tenant = one.tenant
        typer.echo(
            f"{tenant.id}  {tenant.name}  ({tenant.zone}, region {tenant.region}, {tenant.language})"
        )
        for there in one.installations:
            removed = f", removed {there.removed_at:%Y-%m-%d}" if there.removed_at else ""
            typer.echo(f"  {there.platform}: app {there.app} in {there.workspace}{removed}")
        if not one.installations:
            typer.echo("  on no platform yet: type `beheer` with a code to the bot")
    if not found:
        typer.echo('There are none yet. `zetje tenant add ID "NAME"` makes one.')


def _as_data(one: "Known") -> dict[str, Any]:
    tenant = one.tenant
    return {
        "id": tenant.id,
        "name": tenant.name,
        "zone": tenant.zone,
        "region": tenant.region,
        "language": tenant.language,
        "installations": [
            {
                "platform": there.platform,
                "app": there.app,
                "workspace": there.workspace,
                "installed_at": there.installed_at.isoformat(),
                "removed_at": there.removed_at.isoformat() if there.removed_at else None,
            }
            for there in one.installations
        ],
    }
