"""`zetje doctor`: is everything in order, and what to do when it is not."""

import asyncio
from dataclasses import asdict
from typing import Annotated

import typer

from adapters.cli.printing import AsJson, print_json


def doctor(
    as_json: AsJson = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="Call no platform, and not the public address.")
    ] = False,
) -> None:
    """Look whether everything is in order: settings, keys, database, apps, platforms, firewall.

    Exit code 1 when something is wrong. Nothing is sent to anybody, and no secret is shown.
    """
    from adapters.doctor import examine
    from adapters.logging_setup import log_to_stderr

    # What the connections to the database log would else stand in the JSON.
    log_to_stderr("warning")
    found = asyncio.run(examine(offline=offline))
    if as_json:
        print_json([asdict(one) for one in found])
    else:
        for one in found:
            typer.echo(f"{'ok   ' if one.ok else 'WRONG'} {one.what}")
            if one.remedy:
                typer.echo(f"      {one.remedy}")
        wrong = sum(not one.ok for one in found)
        typer.echo(f"{wrong} wrong." if wrong else "Everything is in order.")
    if not all(one.ok for one in found):
        raise typer.Exit(1)
