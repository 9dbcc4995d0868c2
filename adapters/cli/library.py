"""`zetje library`: check, count and look at the prompts, and the JSON Schema for their editors.

What reads YAML is imported when a command runs, so that `zetje --help` stays quick.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from enum import StrEnum
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.model.people import Language

if TYPE_CHECKING:
    from bot.content import Content
    from bot.library.problems import LoadResult
    from bot.library.register import Register
    from bot.library.stats import Stats
    from bot.model.prompts import Prompt

library_app = typer.Typer(help="Check, count and look at the prompts.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Paths = Annotated[
    list[Path] | None,
    typer.Argument(help="Library files, or folders with them. Default: the prompts of Zetje."),
]
From = Annotated[
    Path | None,
    typer.Option("--from", help="A library file or folder. Default: the prompts of Zetje."),
]


class PreviewPlatform(StrEnum):
    """How a preview can be shown."""

    TEXT = "text"


@library_app.command()
def check(paths: Paths = None, as_json: AsJson = False) -> None:
    """Report every problem of every file, with its line and what to do.

    Exit code 0 when there are no errors (a warning is advice), 1 when there are.
    """
    result = _check(paths)
    if as_json:
        found = [asdict(problem) for problem in result.problems]
        _print_json({"prompts": len(result.library.prompts), "problems": found})
    else:
        for problem in result.problems:
            typer.echo(str(problem))
        warnings = len(result.problems) - len(result.errors)
        typer.echo(
            f"{_counted(len(result.library.prompts), 'prompt')} without errors, "
            f"{_counted(len(result.errors), 'error')}, {_counted(warnings, 'warning')}."
        )
    if result.errors:
        raise typer.Exit(1)


@library_app.command()
def stats(paths: Paths = None, as_json: AsJson = False) -> None:
    """Count the prompts by kind, theme, role, language, moment and source, and say what is short."""
    from bot.library.stats import library_stats

    result = _read(paths)
    _tell_errors(result)
    counted = library_stats(result.library, _sources())
    if as_json:
        _print_json(asdict(counted))
    else:
        _print_stats(counted)
    if result.errors:
        raise typer.Exit(1)


@library_app.command()
def preview(
    prompt_id: Annotated[str, typer.Argument(metavar="ID", help="Such as zetje:sw-001.")],
    source: From = None,
    platform: Annotated[
        PreviewPlatform, typer.Option(help="How to show it.")
    ] = PreviewPlatform.TEXT,
    language: Annotated[Language, typer.Option(help="In which language.")] = Language.NL,
    as_json: AsJson = False,
) -> None:
    """Show one prompt as a person will see it. Placeholders stay as they are written."""
    from bot.model.ids import PromptId

    result = _read([source] if source else None)
    prompt = result.library.find(PromptId(prompt_id))
    if prompt is None:
        typer.echo(_not_found(prompt_id, result), err=True)
        raise typer.Exit(1)
    if as_json:
        _print_json(_as_data(prompt, language))
    elif platform is PreviewPlatform.TEXT:
        typer.echo(_as_text(prompt, language))


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
def schema() -> None:
    """Print the JSON Schema of a library file, for completion and checks in an editor."""
    from bot.library.format import library_schema

    _print_json(library_schema())


def _read(paths: list[Path] | None) -> "LoadResult":
    from adapters.library_files import SHIPPED, read_libraries

    return _or_exit(lambda: read_libraries(paths or [SHIPPED]))


def _check(paths: list[Path] | None) -> "LoadResult":
    from adapters.library_files import SHIPPED, check_libraries

    return _or_exit(lambda: check_libraries(paths or [SHIPPED], _sources()))


def _sources() -> "Register":
    from adapters.library_files import read_sources

    try:
        return read_sources()
    except (OSError, ValueError) as error:
        typer.echo(
            f"the register of sources: {error} — `zetje library register` makes it", err=True
        )
        raise typer.Exit(2) from error


def _or_exit(read: Callable[[], "LoadResult"]) -> "LoadResult":
    try:
        return read()
    except OSError as error:
        place = error.filename or "the library"
        typer.echo(f"{place}: {error.strerror} — name a library file or a folder", err=True)
        raise typer.Exit(2) from error


def _tell_errors(result: "LoadResult") -> None:
    if result.errors:
        count = _counted(len(result.errors), "error")
        typer.echo(f"{count}; these prompts are left out (see `zetje library check`).", err=True)


def _not_found(prompt_id: str, result: "LoadResult") -> str:
    from difflib import get_close_matches

    ids = list(result.library.by_id)
    names = get_close_matches(prompt_id, ids, n=3, cutoff=0.5)
    names = names or [one for one in ids if one.partition(":")[2] == prompt_id]
    hint = f"did you mean {', '.join(names)}?" if names else "`zetje library stats` counts what is"
    return f"there is no prompt '{prompt_id}' — {hint}"


def _print_json(data: object) -> None:
    typer.echo(dumps(data, ensure_ascii=False, indent=2))


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" + ("" if number == 1 else "s")


def _print_stats(counted: "Stats") -> None:
    typer.echo(f"{_counted(counted.total, 'prompt')}")
    parts: Mapping[str, Mapping[str, int]] = {
        "kind": counted.by_kind,
        "theme": counted.by_theme,
        "role": counted.by_role,
        "language": counted.by_language,
        "moment": counted.by_moment,
        "document": counted.by_document,
        "source row": counted.by_source_row,
    }
    for name, numbers in parts.items():
        typer.echo(f"\nby {name}")
        typer.echo("\n".join(_rows(numbers)))
    also = {
        "questions that fit the table": counted.fits_table,
        "small wins of five minutes at most": counted.quick_wins,
        "prompts that fit a small municipality": counted.fits_small,
    }
    typer.echo("\nand")
    typer.echo("\n".join(_rows(also)))
    typer.echo("\nshort" if counted.short else "\nnothing is short")
    for shortage in counted.short:
        typer.echo(f"  {shortage}")


def _rows(numbers: Mapping[str, int]) -> Iterable[str]:
    width = max((len(name) for name in numbers), default=0)
    return (f"  {name.ljust(width)}  {number:4}" for name, number in numbers.items())


def _content(prompt: "Prompt", language: Language) -> "Content":
    """Return the prompt as the bot composes it, for nobody in particular and on no particular day."""
    from datetime import UTC, datetime

    from adapters.catalogs import read_catalogs
    from bot.compose.prompts import prompt_content
    from bot.model.calendar import Calendar
    from bot.model.ids import MessageId, PersonId, TenantId
    from bot.model.people import Person, Tenant
    from bot.model.prompts import Library
    from bot.model.situation import Situation
    from bot.voice import Voice

    tenant = TenantId("preview")
    situation = Situation(
        now=datetime(2000, 1, 3, tzinfo=UTC),
        tenant=Tenant(id=tenant, name=""),
        person=Person(id=PersonId("preview"), tenant=tenant, name="", language=language),
        voice=Voice(language, read_catalogs()[language]),
        library=Library(),
        calendar=Calendar(),
        conversation="",
    )
    return prompt_content(prompt, MessageId("preview"), situation)


def _as_data(prompt: "Prompt", language: Language) -> Mapping[str, object]:
    return {
        "id": prompt.id,
        "version": prompt.version,
        "kind": prompt.kind,
        "language": language,
        "minutes": prompt.minutes,
        **asdict(prompt.text(language)),
        "agenda_minutes": prompt.agenda_minutes,
        "buttons": [button.label for button in _content(prompt, language).buttons()],
    }


def _as_text(prompt: "Prompt", language: Language) -> str:
    content, texts = _content(prompt, language), prompt.text(language)
    buttons = " ".join(f"[{button.label}]" for button in content.buttons())
    # What is not in the message itself: asked at the table, or after an answer.
    later = {"item": None if prompt.agenda_minutes else texts.item, "follow_up": texts.follow_up}
    lines = [f"{key}: {text}" for key, text in later.items() if text]
    return "\n\n".join([*_paragraphs(content), buttons, *lines])


def _paragraphs(content: "Content") -> Iterable[str]:
    from bot.content import Paragraph

    return (str(block.text) for block in content.blocks if isinstance(block, Paragraph))
