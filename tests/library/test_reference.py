"""docs/library.md names everything that a library file can hold."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from adapters.library_files import read_library, read_sources
from bot.files.problems import TextFile
from bot.library.check import check_library
from bot.library.format import Weekday, library_schema
from bot.library.lint import RULES
from bot.library.moments import STATES, known_moments
from bot.library.programmes import load_programmes
from bot.library.programmes_format import programme_schema
from bot.library.programmes_rules import lint_programme
from bot.library.rules import PLACEHOLDERS
from bot.library.themes import theme_name
from bot.library.year import load_year
from bot.library.year_format import year_schema
from bot.model.people import Language, Role
from bot.model.prompts import Becomes, Fits, Kind, ReplyForm, Theme

USUAL = Path(__file__).parents[2] / "prompts" / "_calendar" / "moments.yaml"
REFERENCE = (Path(__file__).parents[2] / "docs" / "library.md").read_text(encoding="utf-8")
SCHEMA = library_schema()
SCHEMAS = (SCHEMA, programme_schema(), year_schema())


def _keys(schema: dict[str, Any]) -> Iterator[str]:
    yield from schema.get("properties", {})
    for part in schema.get("$defs", {}).values():
        yield from part.get("properties", {})


@pytest.mark.parametrize("key", sorted({key for schema in SCHEMAS for key in _keys(schema)}))
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
    result = check_library([TextFile("a.yaml", example.encode())], read_sources())
    assert [str(problem) for problem in result.problems] == []
    assert {prompt.kind for prompt in result.library.prompts} == set(Kind)


def test_the_schema_knows_the_closed_sets_and_forbids_other_keys() -> None:
    definitions = SCHEMA["$defs"]
    assert definitions["Theme"]["enum"] == [theme.value for theme in Theme]
    entries = [part for name, part in definitions.items() if "properties" in part]
    assert all(part["additionalProperties"] is False for part in [SCHEMA, *entries])
    assert "nl@formal" in definitions["TextsByLanguage"]["properties"]


def test_the_example_of_a_programme_is_right_and_breaks_no_rule() -> None:
    example = REFERENCE.split("```yaml\n")[2].split("```")[0]
    files = [TextFile("p.yaml", example.encode())]
    rules = partial(lint_programme, register=read_sources())
    found = load_programmes(files, read_library().library, rules)
    assert [str(problem) for problem in found.problems] == []
    assert found.find("dorp:eerste-weken") is not None


def test_the_example_of_a_calendar_is_right() -> None:
    example = REFERENCE.split("```yaml\n")[3].split("```")[0]
    usual = TextFile("u.yaml", USUAL.read_bytes())
    year = load_year([usual, TextFile("c.yaml", example.encode())])
    assert year.problems == ()
    own = {moment.key: moment.in_year(2027) for moment in year.moments}
    assert str(own["kadernota_sluiting"][0]) == "2027-03-04"
    assert str(own["dorpsfeest"][0]) == "2027-06-12"
