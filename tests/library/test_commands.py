"""`zetje library`, as it is typed."""

from json import loads
from pathlib import Path

import pytest
from typer.testing import CliRunner

from adapters.cli.library import library_app
from adapters.library_files import SHIPPED, read_libraries, read_library
from tests.library.files import HEAD, NUDGE, REFLECTION, SMALL_WIN, replaced


def _run(*words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(library_app, list(words))
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    ours = tmp_path / "ours"
    ours.mkdir()
    (ours / "b.yml").write_text(HEAD + REFLECTION, encoding="utf-8")
    (ours / "a.yaml").write_text(HEAD + SMALL_WIN, encoding="utf-8")
    (ours / "notes.txt").write_text("geen bibliotheek", encoding="utf-8")
    return ours


def test_the_shipped_prompts_are_checked_when_nothing_is_named() -> None:
    code, out, _ = _run("check")
    assert code == 0
    assert out.endswith(" programmes without errors, 0 errors, 0 warnings.\n")
    assert out.count("\n") == 1


def test_a_folder_is_read_in_the_order_of_its_names(folder: Path) -> None:
    prompts = read_library(folder).library.prompts
    assert [prompt.id for prompt in prompts] == ["proef:sw-1", "proef:rf-1"]


def test_a_file_that_is_named_twice_is_read_once(folder: Path) -> None:
    result = read_libraries((folder, folder / "a.yaml"))
    assert result.problems == ()
    assert len(result.library.prompts) == 2


def test_a_problem_is_told_with_its_file_and_line_and_the_exit_code_is_1(folder: Path) -> None:
    (folder / "c.yaml").write_text(replaced(HEAD + NUDGE, "pc_cyclus", "pc_cylcus"))
    code, out, _ = _run("check", "ours")
    assert code == 1
    assert out.splitlines() == [
        "ours/c.yaml:10: prompts[0].theme: unknown theme 'agenda.pc_cylcus' "
        "— did you mean 'agenda.pc_cyclus'? [format]",
        "2 prompts without errors, 1 error, 0 warnings.",
    ]


def test_check_as_json(folder: Path) -> None:
    (folder / "c.yaml").write_text("")
    code, out, _ = _run("check", "ours", "--json")
    assert code == 1
    assert loads(out) == {
        "prompts": 2,
        "programmes": 0,
        "problems": [
            {
                "file": "ours/c.yaml",
                "line": 1,
                "field": "",
                "message": "the file is empty",
                "remedy": "start with `library:` and `prompts:`",
                "severity": "error",
                "rule": "format",
            }
        ],
    }


def test_a_warning_alone_is_no_failure(folder: Path) -> None:
    text = replaced(HEAD + REFLECTION, "Wat bleef er liggen?", "Welke API bleef er liggen?")
    (folder / "b.yml").write_text(text, encoding="utf-8")
    code, out, _ = _run("check", "ours")
    assert code == 0
    where = "ours/b.yml:17: prompts[0].texts.nl.body: "
    assert where + "warning: 'API' is not explained — write it in full, or" in out
    assert "explain it once: 'API (…)' [abbreviation]" in out


def test_an_error_of_style_names_file_line_rule_and_something_better(folder: Path) -> None:
    text = replaced(HEAD + REFLECTION, "liggen?", "liggen? En waar?")
    (folder / "b.yml").write_text(text, encoding="utf-8")
    code, out, _ = _run("check", "ours")
    assert code == 1
    assert out.splitlines() == [
        "ours/b.yml:17: prompts[0].texts.nl.body: the body of a reflection asks 2 questions — "
        "ask exactly one; a second may be the follow_up or a prompt of its own [one-question]",
        "1 prompt without errors, 1 error, 0 warnings.",
    ]


def test_a_folder_without_library_files_is_a_problem(tmp_path: Path) -> None:
    code, out, _ = _run("check", str(tmp_path))
    assert code == 1
    assert "the folder holds no library files — put files that end in .yaml there" in out


def test_a_folder_that_ends_in_yaml_is_a_problem_and_no_crash(folder: Path) -> None:
    (folder / "map.yaml").mkdir()
    code, out, _ = _run("check", "ours")
    assert code == 1
    assert "ours/map.yaml:1: the file cannot be read" in out


@pytest.mark.parametrize(
    "words",
    [("check", "nergens"), ("check", "--nee"), ("preview",), ("nee",), ("stats", "nergens")],
)
def test_a_wrong_call_ends_with_2(words: tuple[str, ...]) -> None:
    code, _, err = _run(*words)
    assert code == 2
    assert err


def test_stats_count_and_are_the_same_as_json() -> None:
    code, out, _ = _run("stats")
    assert code == 0
    assert out.partition("\n")[0].endswith(" prompts")
    assert "  closing:college" in out
    code, out, _ = _run("stats", "--json")
    assert code == 0
    counted = loads(out)
    assert set(counted["by_kind"]) == {"agenda_nudge", "reflection", "small_win"}
    assert sum(counted["by_kind"].values()) == counted["total"]
    assert set(counted) >= {"by_theme", "by_role", "by_moment", "by_source_row", "short"}


def test_stats_say_what_is_short(folder: Path) -> None:
    code, out, _ = _run("stats", "ours", "--json")
    assert code == 0
    short = loads(out)["short"]
    assert {"what": "kind", "name": "small_win", "have": 1, "need": 110} in short
    _, out, _ = _run("stats", "ours")
    assert "\nshort\n  kind reflection: 1, 109 short of 110\n" in out


def test_stats_say_when_prompts_are_left_out(folder: Path) -> None:
    (folder / "c.yaml").write_text("")
    code, out, err = _run("stats", "ours")
    assert code == 1
    assert out.startswith("2 prompts\n")
    assert "1 error; these prompts are left out" in err


def test_a_preview_shows_a_nudge_with_its_item() -> None:
    code, out, _ = _run("preview", "zetje:ag-009")
    assert code == 0
    assert out == (
        "Als het een dag stilvalt · 5 minuten\n"
        "\n"
        "De agenda voor {meeting} sluit {closing}. "
        "Staat er een voorstel op met een nieuw systeem? "
        "Agendapunt, 5 minuten: "
        "‘Wat doen we voor inwoners als dit systeem een dag uitvalt?’\n"
        "\n"
        "[Zet op een agenda] [Toon als losse tekst] [Niet deze keer]\n"
    )


def test_a_preview_of_a_question_shows_what_is_asked_at_the_table_and_afterwards() -> None:
    _, out, _ = _run("preview", "zetje:rf-010", "--language", "nl@formal", "--platform", "text")
    assert "item: Wie mag deze beelden zien, en wie merkt het als dat misgaat?" in out
    assert "follow_up: Met wie loopt u dat eens na?" in out


def test_a_preview_in_english() -> None:
    _, out, _ = _run("preview", "zetje:rf-010", "--language", "en")
    assert "Who in our organisation can watch footage without anyone noticing?" in out


def test_a_preview_as_json() -> None:
    code, out, _ = _run("preview", "zetje:sw-009", "--json")
    assert code == 0
    shown = loads(out)
    assert (shown["title"], shown["kind"], shown["minutes"]) == (
        "Eén lastig formulier",
        "small_win",
        5,
    )
    assert shown["buttons"] == ["Leg vast", "Later", "Past niet"]


def test_a_preview_of_a_file_of_ones_own(folder: Path) -> None:
    code, out, _ = _run("preview", "proef:rf-1", "--from", "ours/b.yml")
    assert code == 0
    assert out.startswith("Even stil · 2 minuten\n")


def test_an_unknown_id_names_the_nearest() -> None:
    code, _, err = _run("preview", "zetje:sw-01")
    assert code == 1
    assert err.startswith("there is no prompt 'zetje:sw-01' — did you mean zetje:sw-")


def test_the_schema_is_a_json_schema() -> None:
    code, out, _ = _run("schema")
    assert code == 0
    assert loads(out)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_shipped_prompts_stand_beside_the_code() -> None:
    assert SHIPPED.name == "prompts"
    assert len(list(SHIPPED.glob("*.yaml"))) >= 3


def test_a_preview_for_each_platform() -> None:
    _, out, _ = _run("preview", "zetje:sw-009", "--platform", "slack")
    message = loads(out)
    assert message["text"].endswith("[Leg vast] [Later] [Past niet]")
    assert message["blocks"][-1]["type"] == "actions"
    _, out, _ = _run("preview", "zetje:sw-009", "--platform", "teams", "--language", "en")
    assert (loads(out)["type"], loads(out)["lang"]) == ("AdaptiveCard", "en")
    _, out, _ = _run("preview", "zetje:sw-009", "--platform", "browser")
    assert '<button type="button" class="button primary">Leg vast</button>' in out


def test_a_preview_of_a_programme() -> None:
    code, out, _ = _run("preview", "zetje:licht", "--language", "nl@formal")
    assert code == 0
    assert out.startswith("Licht\n\nZes kleine stappen")
    assert " 1. zetje:sw-123  De vraag van elke dag" in out
    assert "zou u volgende maand" in out
    assert loads(_run("preview", "zetje:licht", "--json")[1])["fits_small"] is True


@pytest.mark.parametrize("of", ["library", "programme", "calendar"])
def test_each_kind_of_file_has_a_schema(of: str) -> None:
    code, out, _ = _run("schema", "--of", of)
    assert code == 0
    assert loads(out)["additionalProperties"] is False
