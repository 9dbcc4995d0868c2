"""Asking for an overview, and the buttons under it."""

from dataclasses import replace
from datetime import date

import pytest

from bot.compose.digests import DigestVerb
from bot.content import Paragraph, Press
from bot.dialogue.overview import STORY, named_month, on_open_all, on_overview, on_plain
from bot.digest.month import Month
from bot.model.records import Records
from tests.digest.january import COUNTING, FORM, JANUARY, a_situation

TODAY = date(2027, 2, 4)


@pytest.mark.parametrize(
    ("words", "month"),
    [
        ("", "2027-02"),
        ("vorige maand", "2027-01"),
        ("last month", "2027-01"),
        ("januari", "2027-01"),
        ("january", "2027-01"),
        ("maart", "2026-03"),
        ("2026-11", "2026-11"),
        ("2031-01", "2027-02"),  # what has not come yet is this month
        ("van iets anders", "2027-02"),
    ],
)
def test_which_month_is_meant(words: str, month: str) -> None:
    assert named_month(words, TODAY) == Month.read(month)


def test_overview_gives_this_month_so_far() -> None:
    decision = on_overview(a_situation(), "")
    text = decision.says[0].content.as_text()
    assert text.startswith("Je februari tot nu toe · alleen jij ziet dit\n")
    assert "één actie erbij" in text
    assert decision.keeps_expected


def test_overview_of_nothing_at_all_still_answers() -> None:
    said = on_overview(a_situation(Records()), "").says[0].content.as_text()
    assert said.startswith("In februari heb je nog niets vastgelegd. Er staat ook niets open.")


def test_open_all_shows_own_words_in_a_window_only() -> None:
    decision = on_open_all(a_situation(), Press(DigestVerb.OPEN_ALL, "2027-01"))
    assert decision.says == ()
    assert decision.dialog is not None
    assert decision.dialog.submit_label is None
    words = "\n".join(str(text) for text in decision.dialog.intro)
    assert decision.dialog.title == "Je januari"
    assert "Wat je merkte: Vraag 7 wordt door niemand begrepen. Ook niet door ons." in words
    assert "Aan de ene kant: we kunnen drukte spreiden" in words


def test_plain_text_is_bare_and_has_short_names_only() -> None:
    marked = replace(
        JANUARY,
        commitments=(replace(FORM, what="MARKER", with_whom="MARKER", if_then="MARKER"),),
        dilemmas=(replace(COUNTING, one_side="MARKER", other_side="MARKER"),),
    )
    decision = on_plain(a_situation(marked), Press(DigestVerb.PLAIN, "2027-01"))
    content = decision.says[0].content
    assert content.bare
    assert list(content.buttons()) == []
    assert content.as_text().startswith("Nieuw sinds vorige maand: één actie klaar")
    assert "Klaar: Eén lastig formulier (18 januari)" in content.as_text()
    assert "MARKER" not in repr(content)
    assert not any(
        span.strong
        for block in content.blocks
        if isinstance(block, Paragraph)
        for span in block.text.spans
    )


@pytest.mark.parametrize("verb", list(DigestVerb))
@pytest.mark.parametrize(
    "month", ["", "januari", "2027-13", "x" * 200, "2027-01", "1000-01", "9999-12"]
)
def test_a_press_with_nonsense_is_answered_kindly(verb: DigestVerb, month: str) -> None:
    decision = STORY.presses[verb](a_situation(Records()), Press(verb, month, "nonsense"))
    assert decision.says or decision.dialog


def test_nothing_personal_is_said_where_others_read() -> None:
    shared = a_situation(shared=True)
    handlers = [on_overview(shared, "")]
    handlers += [STORY.presses[verb](shared, Press(verb, "2027-01")) for verb in DigestVerb]
    for decision in handlers:
        assert decision.dialog is None
        assert decision.says[0].content.as_text() == (
            "Je overzicht laat ik alleen in je eigen chat zien. Typ daar overzicht."
        )
