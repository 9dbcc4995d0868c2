"""Searching for a question to put before others."""

from bot.finding import MOST, about_theme, question_of, questions_about, to_share
from bot.model.people import Language
from bot.model.prompts import Fits, Kind, Theme
from bot.voice import Voice
from tests.first_prompts import first_prompts

LIBRARY = first_prompts()
NL = Language.NL


def test_words_find_questions_for_the_table() -> None:
    found = questions_about(LIBRARY, "begroting", NL)
    assert found
    assert question_of(found[0], NL) == "Welk bedrag in dit stuk merkt een inwoner als eerste?"
    assert all(Fits.TABLE in prompt.fits for prompt in found)
    assert all(prompt.kind is not Kind.AGENDA_NUDGE for prompt in found)


def test_without_words_there_is_one_of_each_theme() -> None:
    found = questions_about(LIBRARY, "  ", NL)
    themes = [prompt.theme for prompt in found]
    assert len(themes) == len(set(themes)) > 1
    assert found == questions_about(LIBRARY, "", NL)


def test_words_that_nothing_has_give_what_is_near() -> None:
    found = questions_about(LIBRARY, "xyzzy", NL)
    assert 0 < len(found) <= MOST


def test_what_is_shared_is_the_question_alone() -> None:
    prompt = questions_about(LIBRARY, "begroting", NL)[0]
    content = to_share(prompt, Voice())
    assert content.as_text() == f"'{question_of(prompt, NL)}'"
    assert list(content.buttons()) == []


def test_a_theme_has_a_name_in_each_language() -> None:
    prompts = {prompt.theme: prompt for prompt in LIBRARY.prompts}
    prompt = prompts.get(Theme.POLITICS) or next(iter(prompts.values()))
    assert about_theme(prompt, NL)[0].isupper()
    assert about_theme(prompt, Language.EN)
