"""`zetje serve`, `clock`, `work`, `migrate` and `key`."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer


def serve() -> None:
    """Serve the bot.

    On SQLite: web, clock and sender in one process. On PostgreSQL: only what the platforms call;
    run `zetje clock` and `zetje work` beside it.
    """
    from adapters.settings import read_settings
    from adapters.sql.connect import is_postgres

    settings = read_settings()
    if is_postgres(settings.database):
        from adapters.distributed import serve_web

        asyncio.run(serve_web(settings))
    else:
        from adapters.serving import serve_embedded

        asyncio.run(serve_embedded(settings))


def clock() -> None:
    """Plan ahead, and hand out to workers what is due (PostgreSQL only).

    Run one, or two on different machines: everything still happens once. When no clock ticks for
    two minutes, /readyz of `zetje serve` says so.
    """
    from adapters.distributed import run_clock
    from adapters.settings import read_settings

    asyncio.run(run_clock(read_settings()))


def work(
    concurrency: Annotated[
        int,
        typer.Option(
            min=1,
            max=1000,
            help="How many tenants it takes on at a time: on each platform 32 send, others wait for their "
            "instant or for the pace.",
        ),
    ] = 400,
) -> None:
    """Send what is due (PostgreSQL only). Run any number; SIGTERM lets it finish what it began.

    What to begin with; measure your own (docs/running.md). Up to 50 municipalities: 1 `serve`,
    1 `clock` and 1 `work` on one machine of 2 cores. All 342, or one with 3,000 people: 2 of each.
    Ten times that: 1 `work` for each core that you give to sending. One holds back for a slow
    platform without keeping others waiting; a tenant's messages go through one at a time. It has
    at most 4 connections to the database more than ZETJE_DATABASE_CONNECTIONS says: 24.
    """
    from adapters.distributed import run_worker
    from adapters.settings import read_settings

    asyncio.run(run_worker(read_settings(), concurrency))


def migrate() -> None:
    """Bring the database to this version. Can be repeated; nothing is lost."""
    from adapters.settings import read_settings
    from adapters.sql.connect import is_postgres
    from adapters.sql.migrate import migrate as bring_up_to_date

    settings = read_settings()
    bring_up_to_date(settings.database)
    if is_postgres(settings.database):
        from adapters.queue.schema import apply

        apply(settings.database)
    typer.echo("The database is up to date.")


def key(
    name: Annotated[
        str | None, typer.Argument(help="What to call it. Default: the day, for example k20270114.")
    ] = None,
    copy: Annotated[
        Path | None,
        typer.Option(
            help="Make none, but print ZETJE_KEYS_COPIED for this copy of the key ring, which you made (`cp`)."
        ),
    ] = None,
    reseal: Annotated[
        bool,
        typer.Option(
            "--reseal",
            help="Make none, but seal with the first key of the ring all that the others sealed.",
        ),
    ] = False,
) -> None:
    """Make a key for ZETJE_KEYS. To rotate, put it behind the old ones everywhere, and then in front.

    Keep a copy of the key ring apart from the database and its backups. With --copy it tells what
    ZETJE_KEYS_COPIED must be for that copy: `serve` and `work` do not start in earnest without it.
    With --reseal it says afterwards which old keys nothing needs any more; the bot may run meanwhile.
    """
    if sum((name is not None, copy is not None, reseal)) > 1:
        raise typer.BadParameter("a name, --copy and --reseal do not go together")
    if reseal:
        _reseal()
        return
    if copy is not None:
        from adapters.settings import mark_of

        typer.echo(mark_of(copy))
        return
    from adapters.clock.clocks import SystemClock
    from adapters.vault.keyring import new_key

    typer.echo(new_key(name or f"k{SystemClock().now():%Y%m%d}"))


def _reseal() -> None:
    from adapters.key_commands import seal_anew

    rotated = asyncio.run(seal_anew())
    typer.echo(f"{rotated.done.anew} pieces were sealed anew with {rotated.key}.")
    for key, count in rotated.left.items():
        if count:
            typer.echo(f"{count} pieces are still sealed with {key}: keep it in the ring.")
        else:
            typer.echo(f"Nothing in this database is sealed with {key} any more; backups may be.")
    if rotated.done.closed:
        typer.echo(f"{rotated.done.closed} pieces do not open: `zetje doctor` says more.", err=True)
    elif not rotated.is_whole:
        typer.echo(
            "A process still seals with another key: restart all with this ring, then do this again.",
            err=True,
        )
    if not rotated.is_whole:
        raise typer.Exit(1)
