"""`zetje serve`, `zetje migrate` and `zetje key`."""

import asyncio
from typing import Annotated

import typer


def serve() -> None:
    """Serve the bot: web, clock and sender in one process (embedded, on SQLite)."""
    from adapters.serving import serve_embedded
    from adapters.settings import read_settings

    asyncio.run(serve_embedded(read_settings()))


def migrate() -> None:
    """Bring the database to this version. Can be repeated; nothing is lost."""
    from adapters.settings import read_settings
    from adapters.sql.migrate import migrate as bring_up_to_date

    settings = read_settings()
    bring_up_to_date(settings.database)
    typer.echo("The database is up to date.")


def key(
    name: Annotated[
        str | None, typer.Argument(help="What to call it. Default: the day, for example k20270114.")
    ] = None,
) -> None:
    """Make a key for ZETJE_KEYS. Put a new one in front of the old ones to rotate."""
    from adapters.clock.clocks import SystemClock
    from adapters.vault.keyring import new_key

    typer.echo(new_key(name or f"k{SystemClock().now():%Y%m%d}"))
