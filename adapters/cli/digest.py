"""`zetje digest`: the overview of a month of one person, as a file."""

import asyncio
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from adapters.cli.printing import print_or_write


class Form(StrEnum):
    """How a digest is written."""

    MD = "md"
    HTML = "html"
    JSON = "json"


def digest(
    person: Annotated[str, typer.Option(help="The id of the person, for example hanneke.")],
    month: Annotated[str, typer.Option(help="The month, for example 2026-11.")],
    reason: Annotated[
        str, typer.Option(help="Why. The person sees it, and it is in the audit log.")
    ],
    tenant: Annotated[str | None, typer.Option(help="Needed with more than one tenant.")] = None,
    form: Annotated[Form, typer.Option("--format", help="Markdown, HTML or JSON.")] = Form.MD,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    out: Annotated[Path | None, typer.Option(help="Write to this file instead.")] = None,
) -> None:
    """Write the overview of a month of one person, with their own words."""
    from adapters.commands import digest_of

    wanted = Form.JSON if as_json else form
    text = asyncio.run(digest_of(tenant, person, month, wanted.value, reason))
    print_or_write(text, out)
