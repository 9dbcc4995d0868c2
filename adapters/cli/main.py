"""`zetje`: the commands, and how their errors are shown."""

import sys
from collections.abc import Sequence

import typer

from adapters.cli.dates import dates_app
from adapters.cli.demo import demo
from adapters.cli.digest import digest
from adapters.cli.doctor import doctor
from adapters.cli.library import library_app
from adapters.cli.manifest import manifest_app
from adapters.cli.messages import messages_app
from adapters.cli.people import people_app
from adapters.cli.running import clock, key, migrate, serve, work
from adapters.cli.series import series_app
from adapters.cli.simulate import simulate
from adapters.cli.streams import open_what_is_closed
from adapters.cli.tenant import tenant_app
from bot.errors import SettingsError, ZetjeError

app = typer.Typer(
    help="Zetje: a small push in the chat. Start with `zetje demo`.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    # Plain help: drawing it with rich costs half of the time that `zetje --help` takes.
    rich_markup_mode=None,
)
app.command()(demo)
app.command()(serve)
app.command()(clock)
app.command()(work)
app.command()(migrate)
app.command()(key)
app.command()(doctor)
app.command()(digest)
app.command()(simulate)
app.add_typer(library_app, name="library")
app.add_typer(tenant_app, name="tenant")
app.add_typer(manifest_app, name="manifest")
app.add_typer(people_app, name="people")
app.add_typer(series_app, name="series")
app.add_typer(dates_app, name="dates")
app.add_typer(messages_app, name="messages")


def main() -> None:
    """Run a command. Exit code 2 for a wrong call, 1 for a failure, with one clear sentence."""
    open_what_is_closed()
    try:
        _refuse_unreadable(sys.argv[1:])
        app()
    except ZetjeError as error:
        typer.echo(f"zetje: {error}", err=True)
        sys.exit(1)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        typer.echo(f"zetje: {where}{error.strerror or error}", err=True)
        sys.exit(1)


def _refuse_unreadable(arguments: Sequence[str]) -> None:
    """Raise SettingsError for bytes that are no text here: they can be neither stored nor shown."""
    for number, argument in enumerate(arguments, start=1):
        shown = argument.encode(errors="replace").decode()
        if shown != argument:
            raise SettingsError(
                f"argument {number} ({shown[:60]}) is not {sys.getfilesystemencoding().upper()}: type "
                "it anew, or let the terminal use that encoding"
            )
