"""What people type, and what they get."""

import pytest

from bot.library.search import SearchResult, search
from bot.library.themes import theme_name
from bot.library.words import likeness, stems
from bot.model.ids import PromptId
from bot.model.people import Language
from bot.model.prompts import Fits, Kind, Library, Theme
from tests.first_prompts import first_prompts

LIBRARY = first_prompts()


def _search(text: str, kind: Kind | None = None, fits: Fits | None = None) -> SearchResult:
    return search(LIBRARY, text, language=Language.NL, kind=kind, fits=fits)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("privacy", "zetje:rf-010"),
        ("begroting", "zetje:rf-014"),
        ("BEGROTINGEN", "zetje:rf-014"),
        ("vraag over de begroting van volgend jaar", "zetje:rf-014"),
        ("vacature", "zetje:sw-005"),
        ("vacatures", "zetje:sw-005"),
        ("vacaturetekst", "zetje:sw-005"),
        ("back-up", "zetje:sw-002"),
        ("backups", "zetje:sw-002"),
        ("reservekopieën", "zetje:sw-002"),
        ("brieven", "zetje:rf-016"),
        ("formulieren", "zetje:sw-009"),
        ("wat mag er eindigen", "zetje:rf-015"),
        ("Een eerlijke ruil?", "zetje:rf-009"),
        ("verkiezingen", "zetje:ag-006"),
    ],
)
def test_everyday_words_find_a_prompt(text: str, first: str) -> None:
    result = _search(text)
    assert result.found[0].id == first
    assert result.nearest_themes == ()


@pytest.mark.parametrize("text", ["camera", "Camera's", "cameras", "CAMERABEELDEN", "cámera"])
def test_all_ways_to_write_a_word_find_the_same(text: str) -> None:
    ids = {prompt.id for prompt in _search(text).found}
    assert {"zetje:rf-010", "zetje:rf-011"} <= ids


@pytest.mark.parametrize("text", ["parkeren", "vraag over parkeren", "parkeerbeleid"])
def test_a_subject_without_a_prompt_gives_the_themes_near_it(text: str) -> None:
    result = _search(text)
    assert result.found == ()
    assert result.nearest_themes[:2] == (Theme.PRIVACY_SECURITY, Theme.CHANNELS)
    assert len(result.nearest_themes) == 3


@pytest.mark.parametrize("text", ["", "   ", "???", "xqzzy", "de het een", "\x00\ud800"])
def test_there_is_always_something_near(text: str) -> None:
    result = _search(text)
    assert result.found == ()
    assert len(set(result.nearest_themes)) == 3


def test_a_theme_that_is_offered_has_a_prompt_that_may_be_found() -> None:
    nudges = {p.theme for p in LIBRARY.prompts if p.kind is Kind.AGENDA_NUDGE}
    assert set(_search("parkeren", kind=Kind.AGENDA_NUDGE).nearest_themes) <= nudges


def test_even_an_empty_library_names_themes() -> None:
    assert len(search(Library(), "parkeren", language=Language.EN).nearest_themes) == 3


def test_a_question_for_the_table_and_one_for_oneself() -> None:
    assert _search("privacy", Kind.REFLECTION, Fits.SELF).found[0].id == "zetje:rf-012"
    assert [p.id for p in _search("privacy", fits=Fits.TABLE).found] == [
        "zetje:rf-010",
        "zetje:rf-011",
    ]
    assert [p.id for p in _search("begroting", fits=Fits.TABLE).found] == ["zetje:rf-014"]


def test_another_question_is_never_the_one_that_was_clicked_away() -> None:
    seen = frozenset({PromptId("zetje:rf-010")})
    result = search(LIBRARY, "privacy", language=Language.NL, fits=Fits.TABLE, exclude=seen)
    assert [prompt.id for prompt in result.found] == ["zetje:rf-011"]


def test_a_search_word_counts_for_more_than_a_title_and_that_for_more_than_the_rest() -> None:
    ids = [prompt.id for prompt in _search("formulier").found]
    assert ids[0] == "zetje:sw-009"
    ids = [prompt.id for prompt in _search("bedrag").found]
    assert ids.index(PromptId("zetje:rf-014")) < ids.index(PromptId("zetje:ag-002"))


def test_english_words_find_english_prompts() -> None:
    found = search(LIBRARY, "restored backups", language=Language.EN).found
    assert found[0].id == "zetje:sw-002"


@pytest.mark.parametrize(
    ("asked", "word", "expected"),
    [
        ("parkeren", "parkeerbeleid", 1),
        ("begroting", "conceptbegroting", 1),
        ("brief", "brieven", 2),
        ("huis", "huizen", 2),
        ("raad", "raden", 2),
        ("app's", "apps", 2),
        ("stem", "systeem", 0),
        ("zorg", "storing", 0),
    ],
)
def test_how_alike_two_words_are(asked: str, word: str, expected: int) -> None:
    assert likeness(stems(asked)[0], stems(word)[0]) == expected


def test_every_theme_has_a_name_of_its_own() -> None:
    for language in Language:
        assert len({theme_name(theme, language) for theme in Theme}) == len(Theme)
    assert theme_name(Theme.TRANSPARENCY, Language.NL_FORMAL) == "openheid"
    assert theme_name(Theme.TRANSPARENCY, Language.EN) == "openness"
