"""What commands have in common: `--tenant`, `--json`, and where they leave what they made."""

from json import dumps
from pathlib import Path
from typing import Annotated

import typer

TheTenant = Annotated[
    str | None, typer.Option("--tenant", help="Needed with more than one tenant.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def json_text(data: object) -> str:
    """Return data as JSON that people can read."""
    return dumps(data, ensure_ascii=False, indent=2)


def print_json(data: object) -> None:
    """Print data as JSON."""
    typer.echo(json_text(data))


def print_or_write(text: str, out: Path | None, then: str = "") -> None:
    """Print the text, or write it to the file `out` and say so, with what to do `then`."""
    if out is None:
        typer.echo(text)
    else:
        out.write_text(text.removesuffix("\n") + "\n", encoding="utf-8")
        typer.echo(f"Written to {out}{then}.")
