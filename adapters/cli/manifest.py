"""`zetje manifest`: what to give to Slack or Teams, so that they know the app."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.cli.printing import json_text, print_or_write
from bot.model.people import Language

if TYPE_CHECKING:
    from adapters.apps_file import TeamsApp

manifest_app = typer.Typer(
    help="Write what Slack or Teams must know of the app.", no_args_is_help=True
)

TheApp = Annotated[str, typer.Option("--app", help="The key of the app in the apps file.")]
TheLanguage = Annotated[Language, typer.Option(help="nl or en; what people see of the app.")]
TheName = Annotated[str, typer.Option(help="What the app is called.")]
TheAddress = Annotated[
    str | None, typer.Option("--url", help="The public address. Default: ZETJE_PUBLIC_URL.")
]


@manifest_app.command()
def slack(
    app: TheApp = "zetje",
    language: TheLanguage = Language.NL,
    name: TheName = "Zetje",
    url: TheAddress = None,
    socket_mode: Annotated[
        bool, typer.Option("--socket-mode", help="The bot calls Slack: no public address needed.")
    ] = False,
    oauth: Annotated[
        bool, typer.Option("--oauth", help="One app that several workspaces install.")
    ] = False,
    mentions: Annotated[
        bool, typer.Option("--mentions", help="Let people talk to it in a channel with @.")
    ] = False,
    command: Annotated[str | None, typer.Option(help="The slash command. Default: /zetje.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write to this file instead.")] = None,
) -> None:
    """Write the manifest of a Slack app, to paste at api.slack.com/apps.

    What the apps file says of an app with this key counts; the options add to it.
    """
    from adapters.settings import apps_and_address
    from adapters.slack.manifest import Options, manifest

    apps, public_url = apps_and_address()
    known = apps.slack.get(app)
    options = Options(
        name=name,
        command=command or (known.command if known else "/zetje"),
        mentions=mentions or (known is not None and known.mentions),
        by_oauth=oauth or (known is not None and known.bot_token is None),
    )
    by_socket = socket_mode or (known is not None and known.app_token is not None)
    made = manifest(app, language, url or public_url, by_socket, options)
    then = ": paste it at api.slack.com/apps, Create New App, From a manifest"
    print_or_write(json_text(made), out, then)


@manifest_app.command()
def teams(
    app: TheApp = "zetje",
    app_id: Annotated[
        str | None,
        typer.Option(help="The application (client) id. Default: that in the apps file."),
    ] = None,
    language: TheLanguage = Language.NL,
    name: TheName = "Zetje",
    url: TheAddress = None,
    version: Annotated[
        str, typer.Option(help="Must go up for Teams to take a changed package.")
    ] = "1.0.0",
    out: Annotated[Path, typer.Option(help="The package to write.")] = Path("zetje-teams.zip"),
) -> None:
    """Write the app package for Teams, to upload in the Teams admin center."""
    from adapters.settings import apps_and_address
    from adapters.teams.manifest import package, zipped

    apps, public_url = apps_and_address()
    known = apps.teams.get(app)
    if app_id is None and known is None:
        raise typer.BadParameter(
            f"the apps file has no Teams app {app!r}: give --app-id, or --app with the key of one"
        )
    meant = _with_id(app_id) if app_id is not None or known is None else known
    files = package(meant, url or public_url, language, name=name, version=version)
    out.write_bytes(zipped(files))
    typer.echo(f"Written to {out}: upload it in the Teams admin center, Manage apps.")


def _with_id(app_id: str | None) -> "TeamsApp":
    from pydantic import ValidationError

    from adapters.apps_file import TeamsApp

    try:
        # Its secret is of no concern here.
        return TeamsApp(app_id=app_id or "", development=True)
    except ValidationError:
        raise typer.BadParameter(
            f"{app_id!r} is no application id: copy the one of the Entra app's overview page"
        ) from None
