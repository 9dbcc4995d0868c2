"""Titles of choices: the same words, whether a client reads Markdown in them or not."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from adapters.teams.dialog_cards import Window, window_card
from adapters.teams.inert import inert
from adapters.teams.render import MAX_BYTES
from bot.content import Dialog, Field, FieldKind, Option, Press
from bot.model.people import Language
from bot.voice import Voice

# Microsoft's renderer reads Markdown with markdown-it as it comes; this is the same parser.
PARSER = MarkdownIt("js-default", {"linkify": False})
ALIVE = re.compile(r"<(?!/?p>)[a-z/]")


def shown(words: str) -> str:
    """Return the page that the parser makes of the words."""
    return str(PARSER.render(words)).strip()


@pytest.mark.parametrize(
    "typed",
    [
        "[klik hier](https://kwaad.nl)",
        "![plaatje](https://kwaad.nl/x.png)",
        "**vet** en _schuin_ en ~~weg~~",
        "***heel***",
        "__1_",
        "een `stukje code` erin",
        "<https://kwaad.nl>",
        "# Kop",
        "- streepje",
        "1. eerst",
        "> gezegd",
        "a\n---\nb",
        "\\*terug\\*",
        "&lt;b&gt;",
        "|a|b|\n|-|-|\n|c|d|",
        "    ingesprongen",
    ],
)
def test_nothing_that_somebody_typed_comes_alive(typed: str) -> None:
    assert "<" in shown(typed)
    assert not ALIVE.search(shown(inert(typed))), shown(inert(typed))


@pytest.mark.parametrize(
    "plain", ["MT Sociaal", "team_ruimte_en_wonen", "Eén (of twee)", "12.15 uur", "je/u", "3,5%"]
)
def test_ordinary_words_stay_as_they_are(plain: str) -> None:
    assert inert(plain) == plain


@given(st.text(alphabet="ab *_~`[]()<>&\\!#-+=|1.\n:/", max_size=40))
def test_whatever_somebody_types_stays_words(typed: str) -> None:
    page = shown(inert(typed))
    assert not ALIVE.search(page), (typed, page)


def test_the_titles_of_choices_are_inert_in_a_window_and_their_values_are_not_changed() -> None:
    name = "**MT** [klik](http://kwaad.nl)"
    for kind in (FieldKind.CHOICE, FieldKind.CHOICES):
        one = Field(name="group", label="Groep", kind=kind, options=(Option("g1", name),))
        dialog = Dialog(press=Press("x"), title="Groep", fields=(one,), submit_label="Goed")
        card = window_card(Window(dialog=dialog, once="f:1"), Voice(Language.NL, {}))
        (choices,) = [part for part in card["body"] if part["type"] == "Input.ChoiceSet"]
        (choice,) = choices["choices"]
        assert choice["value"] == "g1"
        assert not ALIVE.search(shown(choice["title"]))
        assert len(str(card)) < MAX_BYTES
