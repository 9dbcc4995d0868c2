"""`zetje series list`, `show` and `preview`: what there is, and what is coming."""

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adapters.cli.printing import AsJson, TheTenant, print_json

if TYPE_CHECKING:
    from adapters.series_commands import Shown
    from bot.administration.coming import Coming

TheSeries = Annotated[
    str, typer.Argument(metavar="ID", help="The id of the series; `zetje series list` shows them.")
]


def list_all(tenant: TheTenant = None, as_json: AsJson = False) -> None:
    """List the series that are not over, with how far each is and its next date."""
    from adapters.series_commands import all_series

    found = asyncio.run(all_series(tenant))
    if as_json:
        print_json([_as_data(one) for one in found])
        return
    for one in found:
        typer.echo(_line(one))
    if not found:
        typer.echo(
            "There are no series. `zetje series apply FILE` makes them, or `reeksen` in chat."
        )


def show(series: TheSeries, tenant: TheTenant = None, as_json: AsJson = False) -> None:
    """Show one series: how it goes in coarse bands, what went wrong technically, and its next dates."""
    from adapters.series_commands import one_series

    found = asyncio.run(one_series(tenant, series))
    if as_json:
        print_json(_as_data(found))
        return
    typer.echo(_line(found))
    for figure in found.figures:
        name = figure.group.name if figure.group else "all together"
        typer.echo(f"  {name}: {figure.band}")
    for trouble in found.troubles:
        detail = f" ({trouble.detail})" if trouble.detail else ""
        typer.echo(f"  {trouble.trouble}: {trouble.count}{detail}")
    _tell_dates(found.dates)


def preview(series: TheSeries, tenant: TheTenant = None, as_json: AsJson = False) -> None:
    """Show the next ten dates for each group, and what falls on a holiday, recess or election."""
    from adapters.series_commands import one_series

    found = asyncio.run(one_series(tenant, series))
    if as_json:
        print_json(_dates_data(found.dates))
    else:
        _tell_dates(found.dates)


def _line(one: "Shown") -> str:
    from bot.administration.programmes import step_count

    series = one.series
    count = step_count(series)
    steps = f", step {min(one.asked, count)} of {count}" if count else ""
    days = sorted(found.on for each in one.dates for found in each.sent)
    following = f", next {days[0]}" if days else ""
    newer = f", version {one.newer_version} is there" if one.newer_version else ""
    return f"{series.id}  {series.name}: {series.state}{steps}{following}{newer}"


def _tell_dates(dates: "Iterable[Coming]") -> None:
    for row in _dates_data(dates):
        number = row["step"] or "-"
        special = f"  {row['special']}" if row["special"] else ""
        typer.echo(f"  {row['group'] or 'everybody'}  {number:>3}  {row['at']}{special}")


def _dates_data(dates: "Iterable[Coming]") -> list[dict[str, Any]]:
    return [
        {
            "group": each.group.name if each.group else None,
            "step": one.number or None,
            "on": one.on.isoformat(),
            "at": one.at.astimezone(each.zone).isoformat(),
            "prompt": one.step,
            "special": one.special,
        }
        for each in dates
        for one in each.dates
    ]


def _as_data(one: "Shown") -> dict[str, Any]:
    series = one.series
    programme = series.programme
    return {
        "id": series.id,
        "name": series.name,
        "state": series.state,
        "programme": programme.id if programme else None,
        "programme_version": programme.version if programme else None,
        "newer_version": one.newer_version,
        "steps": len(series.steps),
        "asked": one.asked,
        "dates": _dates_data(one.dates),
        "figures": [
            {"group": figure.group.name if figure.group else None, "band": figure.band}
            for figure in one.figures
        ],
        "troubles": [
            {"trouble": found.trouble, "count": found.count, "detail": found.detail}
            for found in one.troubles
        ],
    }
