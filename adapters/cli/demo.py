"""`zetje demo`: the whole product in a browser, or a month of it in the terminal."""

import asyncio
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

# Calendars and zones are only known for years around ours.
FIRST_YEAR, LAST_YEAR = 2000, 2100


def demo(
    port: Annotated[
        int, typer.Option(help="Serve on this port of 127.0.0.1.", min=1, max=65535)
    ] = 8765,
    play: Annotated[bool, typer.Option("--play", help="Play a month here, no browser.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --play: print one object.")] = False,
    begin: Annotated[
        str | None, typer.Option("--from", help="The day the demo begins, for example 2027-01-11.")
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            help="Keep the database and its key in this folder instead of throwing it away."
        ),
    ] = None,
) -> None:
    """Show the bot in a small municipality, without an account, a token or a network."""
    from adapters.demo.running import play_demo, serve_demo

    begins_on = _day(begin)
    if as_json and not play:
        raise typer.BadParameter("--json goes with --play")
    if play:
        asyncio.run(play_demo(begins_on, data, as_json=as_json))
    else:
        asyncio.run(serve_demo(begins_on, data, port))


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a day: write it as 2027-01-11") from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise typer.BadParameter(f"{text!r}: the year must be {FIRST_YEAR} to {LAST_YEAR}")
    return day
