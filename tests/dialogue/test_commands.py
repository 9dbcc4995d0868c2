"""Which messages begin with a command."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.commands import Command, Word, parse


@pytest.mark.parametrize(
    ("text", "word", "rest"),
    [
        ("stop", Word.STOP, ""),
        ("Stop.", Word.STOP, ""),
        ("STOP!", Word.STOP, ""),
        ("stop maar", Word.STOP, ""),
        ("<at>Zetje</at> stop", Word.STOP, ""),
        ("<@U123ABC> stop", Word.STOP, ""),
        ("@Zetje: vraag begroting", Word.ASK, "begroting"),
        ("vraag over parkeren", Word.ASK, "over parkeren"),
        ("question privacy", Word.ASK, "privacy"),
        ("nu even niet", Word.NOT_NOW, ""),
        ("not now", Word.NOT_NOW, ""),
        ("pauze tot 1 mei", Word.PAUSE, "tot 1 mei"),
        ("pause until 1 May", Word.PAUSE, "until 1 may"),
        ("mijn gegevens", Word.MY_DATA, ""),
        ("my data", Word.MY_DATA, ""),
        ("mijn", Word.MINE, ""),
        ("wis alles", Word.ERASE, "alles"),
        ("taal: engels", Word.LANGUAGE, "engels"),
        ("`overzicht`", Word.OVERVIEW, ""),
        ("u", Word.FORMAL, ""),
        ("Help?", Word.HELP, ""),
        ("settings", Word.SETTINGS, ""),
        ("start", Word.START, ""),
        ("actie", Word.ACTION, ""),
        ("Dilemma", Word.DILEMMA, ""),
    ],
)
def test_a_command_is_known_in_any_dress(text: str, word: Word, rest: str) -> None:
    assert parse(text) == Command(word, rest)


@pytest.mark.parametrize("text", ["", "stopwatch", "De stop", "vragen", "uren", "Zetje", "👍"])
def test_other_words_are_no_command(text: str) -> None:
    assert parse(text) is None


@given(st.text())
def test_any_text_can_be_parsed(text: str) -> None:
    command = parse(text)
    assert command is None or command.word in set(Word)
