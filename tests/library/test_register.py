"""The register of sources: made from a map, titles and texts; holds no text; finds what is copied."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from adapters.cli.library import library_app
from adapters.library_files import SHIPPED, SOURCES, read_sources, write_register
from bot.library.register import read_register, register_json
from bot.library.runs import HASH_BYTES, folded_words, pack, shared_run, unpack

DOCS = Path(__file__).parents[2] / "docs"
MAP = """\
# Kaart
| ID | Bron | Nederlands | English | Rollen |
|---|---|---|---|---|
| F01 | 000 Begin; 001 §4a | Een kader | A frame | GS FG |
| Q02 | 001 §4a, 5 (e) | Een vraag | A question | ALLE |
| C03 | 000 Begin ↔ 001 §5.2 | Een tegenspraak | Wat nu |
| N04 | alle | Een actor | Iemand | GR |
| R05 | 000 (twee) | Een rol | A role |
"""
TITLES = """\
documents:
  000_aa: {title: Gesprek, year: 2019, sections: {Begin: Inleiding}}
  001_bb: {title: Essay, year: 2020, sections: {4a: Gegevens, "5": Koers}}
roles: {R: [secretary]}
rows: {F01: Kader, Q02: Vraag, C03: Botsing, N04: Iemand, R05: Rol}
"""
TEXTS = {
    "000_aa": "Op de **m**arkt stonden die ochtend zeven kramen met appels, peren en late prui-\nmen.",
    "001_bb": "Niets bijzonders gebeurde er verder op die lange grijze dinsdag in november.",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "map.md").write_text(MAP, encoding="utf-8")
    (tmp_path / "titles.yaml").write_text(TITLES, encoding="utf-8")
    (tmp_path / "seeds").mkdir()
    for name, text in TEXTS.items():
        (tmp_path / "seeds" / f"{name}.txt").write_text(text, encoding="utf-8")
    return tmp_path


def _make(folder: Path) -> tuple[int, str]:
    words = ["register", "--map", str(folder / "map.md"), "--seeds", str(folder / "seeds")]
    result = CliRunner().invoke(library_app, [*words, "--out", str(folder)])
    return result.exit_code, result.output


def test_the_command_makes_a_register_that_can_be_read_again(folder: Path) -> None:
    code, out = _make(folder)
    assert code == 0
    assert "5 rows of 2 documents, " in out
    made = read_sources(folder)
    frame = made.rows["F01"]
    assert (frame.kind, frame.title) == ("frame", "Kader")
    assert frame.places == (("000_aa", "Begin"), ("001_bb", "4a"))
    assert frame.roles == ("secretary", "privacy_officer")
    assert made.rows["Q02"].places == (("001_bb", "4a"), ("001_bb", "5"))
    assert len(made.rows["Q02"].roles) == 8
    assert made.rows["C03"].places == (("000_aa", "Begin"), ("001_bb", "5"))
    assert made.rows["C03"].roles == ()
    assert made.rows["N04"].places == (("000_aa", ""), ("001_bb", ""))
    assert made.rows["R05"].roles == ("secretary",)
    assert made.documents["001_bb"].sections == {"4a": "Gegevens", "5": "Koers"}


def test_making_it_twice_gives_the_same_files(folder: Path) -> None:
    _make(folder)
    first = [(folder / name).read_bytes() for name in ("register.json", "runs.bin")]
    _make(folder)
    assert first == [(folder / name).read_bytes() for name in ("register.json", "runs.bin")]


def test_nothing_of_a_text_is_in_the_register(folder: Path) -> None:
    _make(folder)
    written = (folder / "register.json").read_bytes() + (folder / "runs.bin").read_bytes()
    assert not [word for word in ("kramen", "appels", "dinsdag") if word.encode() in written]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("titles.yaml", "F01: Kader, ", "", "row F01 has no title"),
        ("titles.yaml", "F01: Kader", "F01: Kader, F09: Meer", "the title of F09 is of no row"),
        ("titles.yaml", "F01: Kader", "F01: a b c d e f g h i", "the title of F01 has more than 8"),
        ("titles.yaml", "F01: Kader",
         "F01: Niets bijzonders gebeurde er verder op die lange", "the title of F01 is copied"),
        ("titles.yaml", "4a: Gegevens, ", "", "row F01 is of section '4a' of 001_bb"),
        ("titles.yaml", "000_aa", "009_aa", "row F01 is of document 000, which has no title"),
        ("titles.yaml", "000_aa", "000_zz", "the text of document 000_zz is missing"),
        ("titles.yaml", "rows: {", "rows: {{", "a key must be a word"),
        ("map.md", "| F01 |", "| f01 |", "the title of F01 is of no row"),
        ("map.md", MAP, "leeg", "the map holds no rows"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named_and_nothing_is_written(
    folder: Path, file: str, old: str, new: str, said: str
) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    code, out = _make(folder)
    assert code == 1
    assert said in out
    assert not (folder / "register.json").exists()


def test_a_folder_without_texts_is_named(folder: Path) -> None:
    with pytest.raises(ValueError, match=r"holds no texts \(\*\.txt\)"):
        write_register(folder / "map.md", folder, folder)


@pytest.mark.parametrize("text", ["{}", "[]", '{"documents": {}, "rows": {"F01": {}}}', "x"])
def test_another_file_is_no_register(text: str) -> None:
    with pytest.raises(ValueError, match=r"register of sources|Expecting"):
        read_register(text, b"")


def test_half_a_hash_is_no_register() -> None:
    with pytest.raises(ValueError, match="7 bytes are not hashes"):
        unpack(b"x" * 7)


def test_a_run_is_found_whatever_its_case_accents_and_punctuation() -> None:
    hashes = unpack(pack(TEXTS.values()))
    copied = "‘ZÉVEN krámen; met appels — peren, én late pruimen’"
    assert shared_run(f"Kijk: {copied}!", hashes) == "zeven kramen met appels peren en late pruimen"
    assert shared_run("Kijk: zeven kramen met appels, peren en late druiven", hashes) is None
    assert "markt" in folded_words(TEXTS["000_aa"])


def test_the_shipped_register_is_whole_and_small() -> None:
    register = read_sources()
    assert (len(register.documents), len(register.rows)) == (5, 301)
    assert (SOURCES / "runs.bin").stat().st_size == len(register.hashes) * HASH_BYTES < 80_000
    assert register.rows["F14"].places == (
        ("001_3866fb5d2d195430", "7"),
        ("000_05caddfff9b4d2bd", "Visie"),
    )
    again = read_register(register_json(register), (SOURCES / "runs.bin").read_bytes())
    assert again == register


@pytest.mark.parametrize(
    "page",
    sorted([*DOCS.rglob("*.md"), *SHIPPED.rglob("*.yaml")]),
    ids=lambda page: "-".join(page.parts[-2:]),
)
def test_no_page_and_no_library_file_shares_eight_words_with_a_source(page: Path) -> None:
    assert shared_run(page.read_text(encoding="utf-8"), read_sources().hashes) is None
