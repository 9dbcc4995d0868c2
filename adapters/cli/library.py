"""`zetje library`: check, count and look at the prompts, and the JSON Schema for their editors.

What reads YAML is imported when a command runs, so that `zetje --help` stays quick.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.cli.library_reading import (
    Paths,
    check_all,
    counted,
    read,
    sources,
    tell_errors,
)
from adapters.cli.library_show import diff, preview, site
from adapters.cli.printing import AsJson, print_json

if TYPE_CHECKING:
    from bot.library.stats import Stats

library_app = typer.Typer(help="Check, count and look at the prompts.", no_args_is_help=True)
library_app.command()(preview)
library_app.command()(diff)
library_app.command()(site)


class SchemaOf(StrEnum):
    """The kinds of files that authors write."""

    LIBRARY = "library"
    PROGRAMME = "programme"
    CALENDAR = "calendar"


@library_app.command()
def check(paths: Paths = None, as_json: AsJson = False) -> None:
    """Report every problem of every file, with its line and what to do.

    Prompts, programmes and the calendar. Exit code 0 when there are no errors (a warning is advice),
    1 when there are.
    """
    shelf = check_all(paths)
    prompts, programmes = shelf.loaded.library.prompts, shelf.programmes.programmes
    if as_json:
        found = [asdict(problem) for problem in shelf.problems]
        numbers = {"prompts": len(prompts), "programmes": len(programmes)}
        print_json({**numbers, "problems": found})
    else:
        for problem in shelf.problems:
            typer.echo(str(problem))
        warnings = len(shelf.problems) - len(shelf.errors)
        also = f" and {counted(len(programmes), 'programme')}" if programmes else ""
        typer.echo(
            f"{counted(len(prompts), 'prompt')}{also} without errors, "
            f"{counted(len(shelf.errors), 'error')}, {counted(warnings, 'warning')}."
        )
    if shelf.errors:
        raise typer.Exit(1)


@library_app.command()
def stats(paths: Paths = None, as_json: AsJson = False) -> None:
    """Count the prompts by kind, theme, role, language, moment and source, and say what is short."""
    from bot.library.stats import library_stats

    shelf = read(paths)
    tell_errors(shelf)
    numbers = library_stats(shelf.loaded.library, sources())
    programmes = {one.id: len(one.steps) for one in shelf.programmes.programmes}
    if as_json:
        print_json({**asdict(numbers), "programmes": programmes})
    else:
        _print_stats(numbers, programmes)
    if shelf.errors:
        raise typer.Exit(1)


@library_app.command()
def register(
    source_map: Annotated[
        Path, typer.Option("--map", help="The map of the sources, a Markdown file.")
    ],
    seeds: Annotated[
        Path, typer.Option("--seeds", help="The folder with the texts of the sources (*.txt).")
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", help="The folder with titles.yaml. Default: that of Zetje."),
    ] = None,
) -> None:
    """Make the register of sources (for maintainers): rows, sections, titles of ours, and hashes.

    The texts of the sources are only read; nothing of them but hashes is written.
    """
    from adapters.library_files import SOURCES, write_register

    folder = out or SOURCES
    try:
        made = write_register(source_map, seeds, folder)
    except (OSError, ValueError) as error:
        typer.echo(f"no register was made: {error}", err=True)
        raise typer.Exit(1) from error
    typer.echo(
        f"{folder}: {len(made.rows)} rows of {len(made.documents)} documents, "
        f"{len(made.hashes)} hashes of eight words."
    )


@library_app.command()
def schema(
    of: Annotated[SchemaOf, typer.Option("--of", help="Of which kind of file.")] = SchemaOf.LIBRARY,
) -> None:
    """Print the JSON Schema of a kind of file, for completion and checks in an editor."""
    from bot.library.format import library_schema
    from bot.library.programmes_format import programme_schema
    from bot.library.year_format import year_schema

    makers = {
        SchemaOf.LIBRARY: library_schema,
        SchemaOf.PROGRAMME: programme_schema,
        SchemaOf.CALENDAR: year_schema,
    }
    print_json(makers[of]())


def _print_stats(numbers: "Stats", programmes: Mapping[str, int]) -> None:
    typer.echo(counted(numbers.total, "prompt"))
    parts: Mapping[str, Mapping[str, int]] = {
        "kind": numbers.by_kind,
        "theme": numbers.by_theme,
        "role": numbers.by_role,
        "language": numbers.by_language,
        "moment": numbers.by_moment,
        "document": numbers.by_document,
        "source row": numbers.by_source_row,
        "programme (steps)": programmes,
    }
    for name, part in parts.items():
        typer.echo(f"\nby {name}")
        typer.echo("\n".join(_rows(part)))
    also = {
        "questions that fit the table": numbers.fits_table,
        "small wins of five minutes at most": numbers.quick_wins,
        "prompts that fit a small municipality": numbers.fits_small,
    }
    typer.echo("\nand")
    typer.echo("\n".join(_rows(also)))
    typer.echo("\nshort" if numbers.short else "\nnothing is short")
    for shortage in numbers.short:
        typer.echo(f"  {shortage}")


def _rows(numbers: Mapping[str, int]) -> Iterable[str]:
    width = max((len(name) for name in numbers), default=0)
    return (f"  {name.ljust(width)}  {number:4}" for name, number in numbers.items())
