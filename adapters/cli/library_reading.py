"""What the commands of `zetje library` share: their arguments, and reading files."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

if TYPE_CHECKING:
    from adapters.library_files import Shelf
    from bot.library.register import Register

_Read = TypeVar("_Read")

Paths = Annotated[
    list[Path] | None,
    typer.Argument(help="Library files, or folders with them. Default: the prompts of Zetje."),
]
From = Annotated[
    Path | None,
    typer.Option("--from", help="A library file or folder. Default: the prompts of Zetje."),
]


def read(paths: list[Path] | None) -> "Shelf":
    """Load files and folders, or what comes with Zetje. Ends with 2 when there is nothing there."""
    from adapters.library_files import SHIPPED, read_shelf

    return or_exit(lambda: read_shelf(paths or [SHIPPED]))


def check_all(paths: list[Path] | None) -> "Shelf":
    """Load the same, and hold it against the style guide."""
    from adapters.library_files import SHIPPED, check_shelf

    return or_exit(lambda: check_shelf(paths or [SHIPPED], sources()))


def sources() -> "Register":
    """Read the register of sources. Ends with 2 when it is not there."""
    from adapters.library_files import read_sources

    try:
        return read_sources()
    except (OSError, ValueError) as error:
        typer.echo(
            f"the register of sources: {error} — `zetje library register` makes it", err=True
        )
        raise typer.Exit(2) from error


def or_exit(load: Callable[[], _Read]) -> _Read:
    """Return what is loaded; ends with 2 when there is nothing at one of its paths."""
    try:
        return load()
    except OSError as error:
        place = error.filename or "the library"
        typer.echo(f"{place}: {error.strerror} — name a library file or a folder", err=True)
        raise typer.Exit(2) from error


def tell_errors(shelf: "Shelf") -> None:
    """Say that something was left out, when it was."""
    if shelf.errors:
        count = counted(len(shelf.errors), "error")
        typer.echo(f"{count}; these prompts are left out (see `zetje library check`).", err=True)


def counted(number: int, word: str) -> str:
    """Return a number with its noun."""
    return f"{number} {word}" + ("" if number == 1 else "s")
