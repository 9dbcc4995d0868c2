"""`zetje dates`: meetings, days of rest, states and named dates of a tenant."""

import asyncio
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from adapters.cli.printing import AsJson, TheTenant, print_json, print_or_write
from bot.model.calendar import MeetingKind

dates_app = typer.Typer(
    help="Meetings, days of rest, states and named dates of a tenant.", no_args_is_help=True
)

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)]


@dates_app.command("import")
def import_file(
    file: File,
    meeting: Annotated[str, typer.Option(help="The id of the meeting, for example mt-sociaal.")],
    name: Annotated[str | None, typer.Option(help="What it is called. For a new one.")] = None,
    what: Annotated[MeetingKind | None, typer.Option(help="What meets. For a new one.")] = None,
    closes: Annotated[
        str | None,
        typer.Option(help="When its agenda closes: '-3 werkdagen 12:00' or 'donderdag 12:00'."),
    ] = None,
    at: Annotated[
        datetime | None,
        typer.Option(formats=["%H:%M"], help="When it begins, if the file only gives the days."),
    ] = None,
    group: Annotated[str | None, typer.Option(help="The id of the group that meets.")] = None,
    prepared_by: Annotated[
        str | None, typer.Option(help="The id of the person who gets the proposed items.")
    ] = None,
    only: Annotated[
        str | None, typer.Option(help="Only what has these words in its summary.")
    ] = None,
    tenant: TheTenant = None,
    as_json: AsJson = False,
) -> None:
    """Take the dates of a meeting from a calendar file (.ics). Can be repeated with a newer file.

    A file that cannot be read changes nothing, and says which line is wrong.
    """
    from adapters.calendar_import import MeetingOptions, import_ics

    options = MeetingOptions(
        name=name,
        what=what,
        at=at.time() if at else None,
        closes=closes,
        group=group,
        prepared_by=prepared_by,
        only=only,
    )
    done = asyncio.run(import_ics(tenant, file, meeting, options))
    held = done.meeting.held
    if as_json:
        print_json(
            {
                "meeting": done.meeting.id,
                "dates": [one.on.isoformat() for one in held],
                "new": [on.isoformat() for on in done.new],
                "gone": [on.isoformat() for on in done.gone],
                "agenda_items_moved": done.items,
            }
        )
        return
    typer.echo(
        f"{done.meeting.name}: {len(held)} dates, {held[0].on} up to {held[-1].on} "
        f"({len(done.new)} new, {len(done.gone)} gone); agenda items that went along: {done.items}."
    )


@dates_app.command()
def apply(
    file: File,
    tenant: TheTenant = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would change.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make the dates what a YAML file says: meetings by rule, days of rest, states, named dates.

    Shows each difference. Can be repeated: the second time there is none.
    """
    from adapters.dates_commands import apply_dates

    told = asyncio.run(apply_dates(tenant, file, dry_run=dry_run))
    if as_json:
        print_json({"changes": told, "applied": not dry_run})
        return
    for line in told or ["Nothing differs."]:
        typer.echo(line)


@dates_app.command()
def year(
    number: Annotated[int, typer.Argument(min=2020, max=2100, help="For example 2028.")],
    files: Annotated[
        list[Path] | None, typer.Argument(help="Your own calendar files, over the usual moments.")
    ] = None,
    tenant: TheTenant = None,
    as_json: AsJson = False,
) -> None:
    """Set the named dates of a year as the calendar files say (docs/library.md, The calendar)."""
    from adapters.dates_commands import fill_year

    told = asyncio.run(fill_year(tenant, number, files or []))
    if as_json:
        print_json({"year": number, "moments": told})
        return
    for line in told:
        typer.echo(line)


@dates_app.command()
def remove(
    meeting: Annotated[str, typer.Argument(help="The id of the meeting, for example mt-sociaal.")],
    tenant: TheTenant = None,
    as_json: AsJson = False,
) -> None:
    """Forget a meeting: no nudges come for it any more. Its agenda items stay."""
    from adapters.dates_commands import remove_meeting

    name = asyncio.run(remove_meeting(tenant, meeting))
    if as_json:
        print_json({"removed": meeting})
        return
    typer.echo(f"{name} is removed.")


class AgendaForm(StrEnum):
    """How the list for a meeting is written."""

    MD = "md"
    ICS = "ics"
    JSON = "json"


@dates_app.command()
def agenda(
    meeting: Annotated[str, typer.Argument(help="The id of the meeting, for example mt-sociaal.")],
    reason: Annotated[
        str, typer.Option(help="Why. Who proposed something sees it; it is in the audit log.")
    ],
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Its date; the next one if not.")
    ] = None,
    form: Annotated[
        AgendaForm, typer.Option("--format", help="Markdown, a calendar file or JSON.")
    ] = AgendaForm.MD,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    out: Annotated[Path | None, typer.Option(help="Write to this file instead.")] = None,
    tenant: TheTenant = None,
) -> None:
    """Write what is proposed for a meeting, for whoever prepares its agenda."""
    from adapters.agenda_export import export_agenda

    wanted = AgendaForm.JSON if as_json else form
    day = on.date() if on else None
    text = asyncio.run(export_agenda(tenant, meeting, day, wanted.value, reason))
    print_or_write(text, out)


@dates_app.command("list")
def list_all(tenant: TheTenant = None, as_json: AsJson = False) -> None:
    """Show the meetings with their next dates and closings, days of rest, states and named dates."""
    from adapters.dates_commands import list_dates

    data = asyncio.run(list_dates(tenant))
    if as_json:
        print_json(data)
        return
    for meeting in data["meetings"]:
        source = meeting["source"] or meeting["rule"] or "every week"
        typer.echo(f"{meeting['id']} ({meeting['name']}): {source}; closes {meeting['closes']}")
        for held in meeting["next"]:
            typer.echo(f"  {_at(held['starts_at'])}, closes {_at(held['closes_at'])}")
        if meeting["known_until_on"]:
            typer.echo(f"  its dates are known up to {meeting['known_until_on']}")
    for one in (*data["rest"], *data["states"]):
        until = one["last_on"] or "further notice"
        typer.echo(f"{one['name']}: {one['first_on']} up to {until}")
    for one in data["moments"]:
        typer.echo(f"{one['on']} {one['key']}: {one['label']}")


def _at(instant: str) -> str:
    return f"{datetime.fromisoformat(instant):%a %Y-%m-%d %H:%M}"
