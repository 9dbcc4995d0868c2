"""`zetje library preview`, `diff` and `site`: what authors and admins look at."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.cli.library_reading import From, or_exit, read, tell_errors
from adapters.cli.printing import AsJson, json_text, print_json
from bot.model.people import Language

if TYPE_CHECKING:
    from adapters.library_files import Shelf
    from bot.content import Content
    from bot.model.programmes import Programme
    from bot.model.prompts import Prompt


class PreviewPlatform(StrEnum):
    """How a preview can be shown."""

    TEXT = "text"
    SLACK = "slack"
    TEAMS = "teams"
    BROWSER = "browser"


def preview(
    name: Annotated[
        str, typer.Argument(metavar="ID", help="Of a prompt or a programme: zetje:sw-001.")
    ],
    source: From = None,
    platform: Annotated[
        PreviewPlatform, typer.Option(help="How to show it.")
    ] = PreviewPlatform.TEXT,
    language: Annotated[Language, typer.Option(help="In which language.")] = Language.NL,
    as_json: AsJson = False,
) -> None:
    """Show one prompt as a person will see it, or a programme. Placeholders stay as they are written."""
    from bot.model.ids import PromptId

    shelf = read([source] if source else None)
    prompt, programme = shelf.loaded.library.find(PromptId(name)), shelf.programmes.find(name)
    if prompt is None and programme is None:
        typer.echo(_not_found(name, shelf), err=True)
        raise typer.Exit(1)
    if prompt is not None:
        if prompt.withdrawn:
            typer.echo("this prompt was withdrawn: it is not asked any more", err=True)
        if as_json:
            print_json(_as_data(prompt, language))
        else:
            typer.echo(_rendered(prompt, platform, language))
    elif programme is not None:
        if as_json:
            print_json(_programme_data(programme, language))
        else:
            typer.echo(_programme_text(programme, shelf, language))


def diff(
    old: Annotated[Path, typer.Argument(help="A library file or folder, as it was.")],
    new: Annotated[Path, typer.Argument(help="The same, as it is now.")],
    as_json: AsJson = False,
) -> None:
    """Show what changed between two versions of a library: prompts, programmes, steps and words.

    Exit code 0, also when something changed; 1 when a file has errors.
    """
    from bot.library.difference import difference, programmes_difference

    before, after = read([old]), read([new])
    tell_errors(before)
    tell_errors(after)
    changes = (
        *difference(before.loaded.library, after.loaded.library),
        *programmes_difference(before.programmes.programmes, after.programmes.programmes),
    )
    if as_json:
        print_json([asdict(change) for change in changes])
    else:
        for change in changes:
            typer.echo(str(change))
        if not changes:
            typer.echo("Nothing changed.")
    if before.errors or after.errors:
        raise typer.Exit(1)


def site(
    out: Annotated[Path, typer.Option("--out", help="The folder to write the pages into.")],
    source: From = None,
) -> None:
    """Write the whole library as web pages that need no server, with search and filters."""
    from datetime import UTC

    from adapters.clock.clocks import SystemClock
    from adapters.library_files import read_year
    from adapters.library_site.site import Site, write_site

    shelf = read([source] if source else None)
    tell_errors(shelf)
    moments = shelf.year.moments or or_exit(read_year).moments
    year = SystemClock().now().astimezone(UTC).year
    made = Site(shelf.loaded.library, shelf.programmes.programmes, moments, year)
    try:
        count = write_site(made, out)
    except OSError as error:
        typer.echo(f"{out}: {error.strerror} — name a folder that can be written", err=True)
        raise typer.Exit(1) from error
    typer.echo(f"{count} files; open {out / 'index.html'}")
    if shelf.errors:
        raise typer.Exit(1)


def _not_found(name: str, shelf: "Shelf") -> str:
    from difflib import get_close_matches

    ids = [*shelf.loaded.library.by_id, *(one.id for one in shelf.programmes.programmes)]
    names = get_close_matches(name, ids, n=3, cutoff=0.5)
    names = names or [one for one in ids if one.partition(":")[2] == name]
    hint = f"did you mean {', '.join(names)}?" if names else "`zetje library stats` counts what is"
    return f"there is no prompt '{name}' — {hint}"


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


def _rendered(prompt: "Prompt", platform: PreviewPlatform, language: Language) -> str:
    content = _content(prompt, language)
    match platform:
        case PreviewPlatform.TEXT:
            return _as_text(prompt, content, language)
        case PreviewPlatform.SLACK:
            from adapters.slack.render import blocks
            from adapters.slack.spoken import spoken

            message = {"text": spoken(content), "blocks": blocks(content)}
            return json_text(message)
        case PreviewPlatform.TEAMS:
            from adapters.teams.render import card

            return json_text(card(content, language))
        case PreviewPlatform.BROWSER:
            from adapters.browser.render import card_html

            return card_html(content)


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


def _as_text(prompt: "Prompt", content: "Content", language: Language) -> str:
    texts = prompt.text(language)
    buttons = " ".join(f"[{button.label}]" for button in content.buttons())
    # What is not in the message itself: asked at the table, or after an answer.
    later = {"item": None if prompt.agenda_minutes else texts.item, "follow_up": texts.follow_up}
    lines = [f"{key}: {text}" for key, text in later.items() if text]
    return "\n\n".join([*_paragraphs(content), buttons, *lines])


def _paragraphs(content: "Content") -> Iterable[str]:
    from bot.content import Paragraph

    return (str(block.text) for block in content.blocks if isinstance(block, Paragraph))


def _programme_data(programme: "Programme", language: Language) -> Mapping[str, object]:
    return {
        "id": programme.id,
        "version": programme.version,
        "owner": programme.owner,
        "licence": programme.licence,
        "language": language,
        "roles": sorted(programme.roles),
        "fits_small": programme.fits_small,
        **asdict(programme.text(language)),
        "steps": list(programme.steps),
    }


def _programme_text(programme: "Programme", shelf: "Shelf", language: Language) -> str:
    texts, library = programme.text(language), shelf.loaded.library
    found = [(step, library.find(step)) for step in programme.steps]
    steps = [
        f"{number:2}. {step}" + (f"  {prompt.text(language).title}" if prompt else "")
        for number, (step, prompt) in enumerate(found, 1)
    ]
    return "\n\n".join([texts.title, texts.about, texts.opening, "\n".join(steps), texts.closing])
