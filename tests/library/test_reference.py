"""docs/library.md names everything that a library file can hold."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from adapters.library_files import read_sources
from bot.library.check import check_library
from bot.library.format import Weekday, library_schema
from bot.library.lint import RULES
from bot.library.moments import STATES, known_moments
from bot.library.problems import LibraryFile
from bot.library.rules import PLACEHOLDERS
from bot.library.themes import theme_name
from bot.model.people import Language, Role
from bot.model.prompts import Becomes, Fits, Kind, ReplyForm, Theme

REFERENCE = (Path(__file__).parents[2] / "docs" / "library.md").read_text(encoding="utf-8")
SCHEMA = library_schema()


def _keys(schema: dict[str, Any]) -> Iterator[str]:
    yield from schema.get("properties", {})
    for part in schema.get("$defs", {}).values():
        yield from part.get("properties", {})


@pytest.mark.parametrize("key", sorted(set(_keys(SCHEMA))))
def test_every_key_is_explained(key: str) -> None:
    assert f"`{key}`" in REFERENCE


@pytest.mark.parametrize(
    "word",
    sorted({*Theme, *Role, *Kind, *Language, *Fits, *ReplyForm, *Becomes, *Weekday}),
)
def test_every_word_of_a_closed_set_is_named(word: str) -> None:
    assert f"`{word}`" in REFERENCE


@pytest.mark.parametrize("name", PLACEHOLDERS)
def test_every_placeholder_is_named(name: str) -> None:
    assert f"`{{{name}}}`" in REFERENCE


@pytest.mark.parametrize("theme", list(Theme))
def test_every_theme_has_its_everyday_name_in_the_reference(theme: Theme) -> None:
    assert f"| `{theme}` | {theme_name(theme, Language.NL)} |" in REFERENCE


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_of_style_has_a_row(rule: str) -> None:
    assert f"\n| `{rule}` " in REFERENCE


@pytest.mark.parametrize("key", [*known_moments(), *STATES])
def test_every_usual_moment_and_state_is_named(key: str) -> None:
    assert f"`{key}`" in REFERENCE


@pytest.mark.parametrize("document", sorted(read_sources().documents))
def test_every_source_is_named(document: str) -> None:
    assert f"| `{document}` |" in REFERENCE


def test_the_example_is_a_right_library_file_and_breaks_no_rule() -> None:
    example = REFERENCE.split("```yaml\n")[1].split("```")[0]
    result = check_library([LibraryFile("a.yaml", example.encode())], read_sources())
    assert [str(problem) for problem in result.problems] == []
    assert {prompt.kind for prompt in result.library.prompts} == set(Kind)


def test_the_schema_knows_the_closed_sets_and_forbids_other_keys() -> None:
    definitions = SCHEMA["$defs"]
    assert definitions["Theme"]["enum"] == [theme.value for theme in Theme]
    entries = [part for name, part in definitions.items() if "properties" in part]
    assert all(part["additionalProperties"] is False for part in [SCHEMA, *entries])
    assert "nl@formal" in definitions["TextsByLanguage"]["properties"]
