"""The docs keep up with the code: an undocumented setting, command, option or word fails here."""

import re
from pathlib import Path
from typing import Any

import pytest
import typer

from adapters.cli.main import app
from adapters.settings import NAMES
from bot.model import messages

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
COMMANDS = (DOCS / "commands.md").read_text(encoding="utf-8")


def _leaves(command: Any, path: tuple[str, ...]) -> list[tuple[str, Any]]:
    """Return the commands that do something; typer brings its own copy of click's types."""
    subcommands = getattr(command, "commands", None)
    if subcommands is None:
        return [(" ".join(path), command)]
    return [leaf for name, sub in subcommands.items() for leaf in _leaves(sub, (*path, name))]


LEAVES = _leaves(typer.main.get_command(app), ("zetje",))


@pytest.mark.parametrize("name", [name for name, _ in LEAVES])
def test_every_command_is_documented(name: str) -> None:
    assert f"`{name}`" in COMMANDS, f"docs/commands.md does not mention `{name}`"


@pytest.mark.parametrize(("name", "command"), LEAVES)
def test_every_option_of_a_command_is_documented(name: str, command: Any) -> None:
    row = "\n".join(line for line in COMMANDS.splitlines() if line.startswith(f"| `{name}"))
    for parameter in command.params:
        options = [option for option in parameter.opts if option.startswith("--")]
        if options and options != ["--help"]:
            assert any(option in row for option in options), f"{name} {options[0]} is undocumented"


def test_every_command_that_is_documented_exists() -> None:
    names = {name for name, _ in LEAVES}
    documented = re.findall(r"^\| `(zetje [a-z -]+?)(?: --[a-z]+)?`", COMMANDS, re.MULTILINE)
    assert documented
    assert set(documented) <= names


def test_every_setting_is_documented() -> None:
    page = (DOCS / "settings.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`(ZETJE_[A-Z_]+)`", page)) == set(NAMES.values())


def test_every_reason_for_a_skip_is_documented() -> None:
    page = (DOCS / "planning.md").read_text(encoding="utf-8")
    missing = [reason for reason in messages.Reason if f"`{reason}`" not in page]
    assert not missing


def test_every_purpose_and_state_is_in_the_glossary_or_the_docs() -> None:
    words = (DOCS / "glossary.md").read_text(encoding="utf-8").lower()
    words += (DOCS / "how-it-works.md").read_text(encoding="utf-8").lower()
    for word in (*messages.Purpose, *messages.State):
        assert str(word).replace("_", "-") in words, word


@pytest.mark.parametrize("page", [*sorted(DOCS.rglob("*.md")), ROOT / "README.md"], ids=str)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_changelog_begins_with_the_version_of_the_project() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    version = re.search(r'^version = "(.+)"$', project, re.MULTILINE)
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    heading = re.search(r"^## (\S+)", changelog, re.MULTILINE)
    assert version is not None
    assert heading is not None
    assert heading[1] == version[1]
    assert f"softwareVersion: {version[1]}" in (ROOT / "publiccode.yml").read_text("utf-8")
