"""How a sentence is filled in: what is strong, what somebody typed, and what stands for nothing."""

import pytest

from bot.content import Span, Text
from bot.model.people import Language
from bot.voice import Typed, Value, Voice

VOICE = Voice(Language.NL)


def spans(*made: Span) -> Text:
    return Text(made)


@pytest.mark.parametrize(
    ("sentence", "values", "said"),
    [
        ("Doe mee", {}, spans(Span("Doe mee"))),
        ("", {}, spans()),
        ("****", {}, spans()),
        ("Typ **wis** nu", {}, spans(Span("Typ "), Span("wis", True), Span(" nu"))),
        ("Dag {name}.", {}, spans(Span("Dag "), Span("{name}"), Span("."))),
        ("Dag {name}.", {"other": "x"}, spans(Span("Dag "), Span("{name}"), Span("."))),
        ("Dag {name}.", {"name": ""}, spans(Span("Dag "), Span("."))),
        ("{count} vragen", {"count": 0}, spans(Span("0"), Span(" vragen"))),
        ("**{a}** en {a}", {"a": "x"}, spans(Span("x", True), Span(" en "), Span("x"))),
        ("**{a}** weg", {"a": "**y** {a}"}, spans(Span("**y** {a}", True), Span(" weg"))),
        ("**{a}**", {"a": Typed("y")}, spans(Span("y", True, typed=True))),
        ("{a}", {"a": Typed("y", private=True)}, spans(Span("y", typed=True, private=True))),
    ],
)
def test_a_sentence_is_filled_in(sentence: str, values: dict[str, Value], said: Text) -> None:
    assert VOICE.t(sentence, **values) == said
    assert VOICE.s(sentence, **values) == str(said)


def test_what_was_filled_in_before_is_not_in_what_is_said_next() -> None:
    greeting = "Dag {name}, er {how}."
    assert VOICE.s(greeting, name="Fatma", how="is nieuws") == "Dag Fatma, er is nieuws."
    assert VOICE.s(greeting, name=Typed("Bram"), how="is niets") == "Dag Bram, er is niets."
    assert VOICE.s(greeting) == greeting


def test_each_language_says_its_own_sentence() -> None:
    english = Voice(
        Language.EN, {"Dag {name}": "Hello {name}", "{count} acties": "{count} actions"}
    )
    assert VOICE.s("Dag {name}", name="Yusuf") == "Dag Yusuf"
    assert english.s("Dag {name}", name="Yusuf") == "Hello Yusuf"
    assert str(english.n("Eén actie", "{count} acties", 2)) == "2 actions"
    assert str(english.n("Eén actie", "{count} acties", 1)) == "Eén actie"
