"""`zetje series`: look at series, pause, stop and test them, and apply a file with them."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.cli.printing import AsJson, TheTenant, print_json
from adapters.cli.series_show import TheSeries, list_all, preview, show

if TYPE_CHECKING:
    from adapters.series_commands import Applied

series_app = typer.Typer(
    help="Look at series, pause, stop and test them, and apply a file with them.",
    no_args_is_help=True,
)

TheFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)]

series_app.command("list")(list_all)
series_app.command()(show)
series_app.command()(preview)


@series_app.command()
def pause(series: TheSeries, tenant: TheTenant = None) -> None:
    """Pause a series: nothing of it is sent, and its steps wait."""
    from adapters.series_commands import pause_series

    changed = asyncio.run(pause_series(tenant, series))
    typer.echo(f"{changed.name}: {changed.state}.")


@series_app.command()
def resume(series: TheSeries, tenant: TheTenant = None) -> None:
    """Let a paused series run again, with the step that is next."""
    from adapters.series_commands import resume_series

    changed = asyncio.run(resume_series(tenant, series))
    typer.echo(f"{changed.name}: {changed.state}.")


@series_app.command()
def stop(
    series: TheSeries,
    tenant: TheTenant = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Stop a series for good, for everybody. What people put down stays theirs."""
    from adapters.series_commands import stop_series

    if not yes:
        typer.confirm(f"Stop {series} for everybody?", abort=True)
    changed = asyncio.run(stop_series(tenant, series))
    typer.echo(f"{changed.name}: {changed.state}.")


@series_app.command("test")
def try_step(
    series: TheSeries,
    to: Annotated[str, typer.Option(help="The id of the person who gets it, for example joke.")],
    step: Annotated[int, typer.Option(help="Which step.", min=1)] = 1,
    tenant: TheTenant = None,
) -> None:
    """Send a step as a test: it counts for nothing. The running bot sends it."""
    from adapters.series_commands import try_series

    message = asyncio.run(try_series(tenant, series, to, step))
    summary = message.content.summary if message.content else ""
    typer.echo(f"Waits to be sent to {to}: {summary}.")


@series_app.command()
def difference(series: TheSeries, tenant: TheTenant = None, as_json: AsJson = False) -> None:
    """Show what the library's version of the programme has other than the one the series keeps."""
    from dataclasses import asdict

    from adapters.series_commands import difference_of

    changes = asyncio.run(difference_of(tenant, series))
    if as_json:
        print_json([asdict(change) for change in changes])
        return
    for change in changes:
        typer.echo(str(change))
    if not changes:
        typer.echo("There is no difference.")


@series_app.command()
def accept(
    series: TheSeries,
    version: Annotated[int, typer.Option(help="The version that `difference` showed.")],
    tenant: TheTenant = None,
) -> None:
    """Take over a newer version of the programme. What was asked already stays as it was."""
    from adapters.series_commands import accept_version

    changed = asyncio.run(accept_version(tenant, series, version))
    typer.echo(f"{changed.name} follows version {version}.")


@series_app.command()
def apply(
    file: TheFile,
    tenant: TheTenant = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make the series as a YAML file says; shows the difference first. Can be repeated.

    With a problem in the file nothing is changed. Series that are not in the file stay as they are.
    """
    from adapters.series_commands import apply_file

    seen = asyncio.run(apply_file(tenant, file))
    if seen.problems:
        for problem in seen.problems:
            typer.echo(str(problem), err=True)
        typer.echo("Nothing was changed.", err=True)
        raise typer.Exit(1)
    _tell(seen, as_json=as_json)
    if not seen.differences:
        return
    if not yes:
        typer.confirm("Change this?", abort=True, err=as_json)
    asyncio.run(apply_file(tenant, file, seen.differences))
    if not as_json:
        typer.echo("Done.")


@series_app.command("file")
def as_file(
    series: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID]...", help="These; default: all that run or are paused."),
    ] = None,
    tenant: TheTenant = None,
    out: Annotated[Path | None, typer.Option(help="Write to this file instead.")] = None,
) -> None:
    """Print series as the YAML that `apply` takes, however they were made. Applied, it changes nothing."""
    from adapters.series_commands import as_file as written

    text = asyncio.run(written(tenant, series or []))
    if out is None:
        typer.echo(text, nl=False)
        return
    out.write_text(text, encoding="utf-8")
    typer.echo(f"Written to {out}.")


@series_app.command()
def silence(
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The first day that counts again."),
    ] = None,
    lift: Annotated[bool, typer.Option("--lift", help="Let everything run again.")] = False,
    tenant: TheTenant = None,
) -> None:
    """Silence everything for everybody at once, until a day or until it is lifted."""
    from adapters.series_commands import lift_silence, silence_all

    if lift:
        was = asyncio.run(lift_silence(tenant))
        typer.echo("Everything runs again." if was else "Nothing was silent.")
        return
    found = asyncio.run(silence_all(tenant, until.date() if until else None))
    end = f"until {found.until_on}" if found.until_on else "until `zetje series silence --lift`"
    typer.echo(f"Everything is silent {end}.")


@series_app.command()
def log(
    limit: Annotated[int, typer.Option(help="How many.", min=1, max=1000)] = 20,
    tenant: TheTenant = None,
    as_json: AsJson = False,
) -> None:
    """Show who changed what, and when, newest first."""
    from adapters.series_commands import changes_log

    entries = asyncio.run(changes_log(tenant, limit))
    rows = [
        {"at": one.at.isoformat(), "by": one.by, "what": one.what, "details": one.reason}
        for one in entries
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        details = f" ({row['details']})" if row["details"] else ""
        typer.echo(f"{row['at']}  {row['by']}  {row['what']}{details}")


@series_app.command()
def schema() -> None:
    """Print the JSON Schema of a file with series, for completion and checks in an editor."""
    from bot.administration.file_format import series_schema

    print_json(series_schema())


def _tell(seen: "Applied", *, as_json: bool) -> None:
    if as_json:
        print_json(
            [
                {"series": one.series, "field": one.field, "old": one.old, "new": one.new}
                for one in seen.differences
            ]
        )
        return
    for difference in seen.differences:
        typer.echo(str(difference))
    for other in seen.untouched:
        typer.echo(f"{other}: not in the file, stays as it is")
    if not seen.differences:
        typer.echo("Nothing to change.")
