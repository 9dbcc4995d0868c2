"""A reflection gets an answer, and what comes after it."""

from dataclasses import replace
from datetime import UTC
from typing import Any

import pytest

from bot.compose.prompts import prompt_content
from bot.content import Press
from bot.dialogue.decide import decide
from bot.events import Pressed, Submitted
from bot.model.messages import Message
from bot.model.people import Language
from bot.model.prompts import Becomes, Prompt, PromptTexts, ReplyForm
from bot.model.records import Records, Reply
from bot.model.situation import Decision, Situation
from tests.dialogue.situations import (
    NOW,
    REFLECTION,
    button,
    labels,
    library,
    message,
    said,
    situation,
)

CARD = message(REFLECTION)
WORDS = "De telpunten in het centrum. Handig bij drukte, maar niemand weet dat ze er hangen."


def answer(given: Situation, press: Press, words: str = WORDS) -> Decision:
    opened = decide(given, Pressed(press))
    assert opened.dialog is not None
    return decide(given, Submitted(opened.dialog.press, {"answer": words}))


def pressed_on(prompt: Prompt, label: str, **changes: Any) -> tuple[Situation, Decision]:
    card = message(prompt)
    given = situation(card, library=library(prompt), **changes)
    shown = prompt_content(prompt, card.id, given, card)
    return given, decide(given, Pressed(button(shown, label).press))


def reply_of(decision: Decision) -> Reply:
    [reply] = decision.saves
    assert isinstance(reply, Reply)
    return reply


def test_the_window_shows_the_question_and_who_sees_the_answer() -> None:
    _, opened = pressed_on(REFLECTION, "Schrijf antwoord")
    assert opened.dialog is not None
    assert [str(line) for line in opened.dialog.intro] == [
        REFLECTION.texts[Language.NL].body,
        "Alleen jij ziet dit. Het kan onder de Woo vallen. Noem geen namen.",
    ]


def test_the_answer_is_kept_and_the_next_question_follows() -> None:
    decision = answer(situation(CARD), Press("reply_write", CARD.id))
    assert said(decision) == [
        "Bewaard, alleen jij ziet dit. Wie merkt het als eerste wanneer de ruil scheef is?"
    ]
    assert labels(decision) == ["Schrijf antwoord", "Bewaar als dilemma", "Klaar"]
    reply = reply_of(decision)
    assert (reply.text, reply.short_name) == (WORDS, "Een eerlijke ruil?")
    assert (reply.message, reply.prompt, reply.theme) == (
        CARD.id,
        REFLECTION.id,
        REFLECTION.theme,
    )
    assert [one.answered_at for one in decision.messages] == [NOW.astimezone(UTC)]
    [update] = decision.updates
    assert update.content.as_text() == "Een eerlijke ruil? · beantwoord"
    assert labels(update.content) == ["Lees terug"]


def test_the_second_answer_is_added_to_the_first() -> None:
    given = situation(CARD)
    first = answer(given, Press("reply_write", CARD.id))
    later = replace(given, key="event-2", records=Records(replies=(reply_of(first),)))
    opened = decide(later, Pressed(button(first, "Schrijf antwoord").press))
    assert opened.dialog is not None
    assert str(opened.dialog.intro[0]) == "Wie merkt het als eerste wanneer de ruil scheef is?"
    decision = decide(later, Submitted(opened.dialog.press, {"answer": "bezoekers"}))
    assert said(decision) == ["Bewaard, alleen jij ziet dit."]
    assert labels(decision) == ["Bewaar als dilemma", "Klaar"]
    assert reply_of(decision).id != reply_of(first).id


def test_the_same_window_sent_twice_is_one_answer() -> None:
    given = situation(CARD)
    press = Press("reply_write", CARD.id, "event-1")
    first = decide(given, Submitted(press, {"answer": WORDS}))
    again = decide(replace(given, key="event-9"), Submitted(press, {"answer": WORDS}))
    assert reply_of(first).id == reply_of(again).id


@pytest.mark.parametrize(
    ("becomes", "expected"),
    [
        (Becomes.DILEMMA, ["Schrijf antwoord", "Bewaar als dilemma", "Klaar"]),
        (Becomes.COMMITMENT, ["Schrijf antwoord", "Maak er een actie van", "Klaar"]),
        (None, ["Schrijf antwoord", "Klaar"]),
    ],
)
def test_what_an_answer_may_become(becomes: Becomes | None, expected: list[str]) -> None:
    prompt = replace(REFLECTION, becomes=becomes)
    given = situation(CARD, library=library(prompt))
    assert labels(answer(given, Press("reply_write", CARD.id))) == expected


def test_without_a_next_question() -> None:
    prompt = replace(REFLECTION, texts={Language.NL: PromptTexts("Titel", "Vraag?")})
    decision = answer(situation(CARD, library=library(prompt)), Press("reply_write", CARD.id))
    assert said(decision) == ["Bewaard, alleen jij ziet dit."]
    assert labels(decision) == ["Bewaar als dilemma", "Klaar"]


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (" \n ", "Vul hier iets in."),
        ("x" * 2001, "Dit is te lang: 2001 tekens. Hier passen er 2000."),
        ("mail yusuf@example.nl", "Hier lijkt een e-mailadres in te staan. Haal het eruit."),
    ],
)
def test_what_cannot_be_saved_leaves_the_window_open(words: str, error: str) -> None:
    decision = answer(situation(CARD), Press("reply_write", CARD.id), words)
    assert decision.errors == {"answer": error}
    assert decision.saves == ()


def test_a_prompt_that_is_gone_is_answered_kindly() -> None:
    decision = decide(situation(), Pressed(Press("reply_write", "nothing")))
    assert said(decision) == ["Die vraag heb ik niet meer."]
    sent = decide(situation(), Submitted(Press("reply_write", "nothing"), {"answer": WORDS}))
    assert sent.errors == {"answer": "Die vraag heb ik niet meer."}


EXAMPLE = replace(
    REFLECTION,
    reply_form=ReplyForm.RECOGNITION,
    texts={
        Language.NL: PromptTexts(
            "De meeschrijvende chatbot",
            "Een team wil een chatbot laten meeschrijven aan brieven. Het scheelt werk, maar "
            "niemand weet precies wat erin gaat. Herken je zoiets?",
        )
    },
)


@pytest.mark.parametrize("label", ["Ja", "Een beetje"])
def test_an_example_that_is_recognised_asks_for_their_own(label: str) -> None:
    given, decision = pressed_on(EXAMPLE, label)
    assert said(decision) == ["Hoe ziet dat er bij jou uit?"]
    assert labels(decision) == ["Bewaar als dilemma", "Schrijf antwoord", "Klaar"]
    assert [one.answered_at for one in decision.messages] == [NOW.astimezone(UTC)]
    kept = answer(given, button(decision, "Schrijf antwoord").press)
    assert said(kept) == ["Bewaard, alleen jij ziet dit."]


def test_an_example_that_is_not_recognised_is_put_away() -> None:
    _, decision = pressed_on(EXAMPLE, "Nee")
    assert said(decision) == ["Dank, dan leg ik hem weg. Zal ik een andere geven?"]
    assert labels(decision) == ["Ja", "Nee"]
    assert [one.answered_at for one in decision.messages] == [NOW.astimezone(UTC)]


def test_in_a_channel_the_answer_stays_with_who_wrote_it() -> None:
    card: Message = message(REFLECTION, person=None, recipient="channel-1")
    decision = answer(situation(card, shared=True), Press("reply_write", card.id))
    assert reply_of(decision).text == WORDS
    assert (decision.says, decision.updates, decision.messages) == ((), (), ())
