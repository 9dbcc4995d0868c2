"""`zetje simulate`: look before it happens."""

import asyncio
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from adapters.simulating import Played
    from bot.simulation import Progress

_DAY = ["%Y-%m-%d"]


def simulate(
    first: Annotated[
        datetime | None,
        typer.Option("--from", formats=_DAY, help="The first day, 2027-01-11. Default: today."),
    ] = None,
    last: Annotated[
        datetime | None,
        typer.Option("--to", formats=_DAY, help="The last day. Default: four weeks later."),
    ] = None,
    tenant: Annotated[str | None, typer.Option(help="Needed with more than one tenant.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of rows.")] = False,
    as_ics: Annotated[bool, typer.Option("--ics", help="Print a calendar file instead.")] = False,
    out: Annotated[Path | None, typer.Option(help="Write to this file instead.")] = None,
) -> None:
    """Play a period with the real series, calendars and people, without sending anything.

    Shows what comes when, what is skipped and why, and warns about too much or nothing at all.
    """
    from adapters.simulating import play

    if as_json and as_ics:
        raise typer.BadParameter("give --json or --ics, not both")
    days = (first.date() if first else None, last.date() if last else None)
    # Nothing of it is garbage before the end: looking for that costs a tenth.
    gc.disable()
    try:
        with _bar() as progress:
            played = asyncio.run(play(tenant, *days, progress))
    finally:
        gc.enable()
    text = _text(played, as_json=as_json, as_ics=as_ics)
    if out is None:
        typer.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8", newline="")
        typer.echo(f"Written to {out}.")


def _text(played: "Played", *, as_json: bool, as_ics: bool) -> str:
    from adapters import simulating

    if as_ics:
        return "".join(simulating.as_ics(played))
    if as_json:
        return _json(simulating.as_json(played))
    rows = list(simulating.as_rows(played))
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(4)]
    lines = [
        "  ".join((*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4]))
        for row in rows
    ]
    comes = sum(not row[4] for row in rows)
    lines.append(f"{comes} messages would come, {len(rows) - comes} would be skipped.")
    lines += [f"! {one.about}: {one.text}" for one in played.simulation.cautions]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _json(data: dict[str, Any]) -> str:
    """Return the data as JSON with each message on a line: a year of many people is long."""
    head = {name: value for name, value in data.items() if name != "messages"}
    messages = ",\n".join(dumps(one, ensure_ascii=False) for one in data["messages"])
    return f'{dumps(head, ensure_ascii=False)[:-1]}, "messages": [\n{messages}\n]}}\n'


@contextmanager
def _bar() -> Iterator["Progress"]:
    """Show on a terminal how far it is; a pipe gets nothing but the result."""
    if not sys.stderr.isatty():
        yield lambda done, of: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("people", total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
