"""A question on demand, five minutes before the meeting."""

from dataclasses import replace

import pytest

from bot.content import Buttons
from bot.dialogue.asking import Asked, Place, code_of
from bot.dialogue.decide import decide
from bot.events import Pressed, Wrote
from bot.model.ids import PromptId
from bot.model.messages import Message, Purpose
from bot.model.people import Language, Standing
from bot.model.prompts import PromptTexts, Theme
from bot.model.situation import Decision, Situation
from tests.dialogue.situations import (
    HANNEKE,
    NUDGE,
    REFLECTION,
    SMALL_WIN,
    button,
    labels,
    library,
    message,
    said,
    situation,
)

CAMERAS = replace(
    REFLECTION,
    id=PromptId("cameras"),
    texts={
        Language.NL: PromptTexts(
            "Wie kijkt mee", "Wie kijkt er mee?", item="Wanneer halen we de camera weer weg?"
        )
    },
)
GIVEN = situation(library=library(SMALL_WIN, REFLECTION, NUDGE, CAMERAS))


def sent(given: Situation, decision: Decision) -> Message:
    """Return the message that the first thing said becomes."""
    assert decision.says[0].prompt is not None
    return replace(
        message(REFLECTION),
        id=given.said_id(),
        subject=given.key,
        prompt=decision.says[0].prompt,
        content=decision.says[0].content,
        series=None,
        local_on=None,
        asked=True,
    )


def test_a_bare_question_asks_what_for() -> None:
    decision = decide(GIVEN, Wrote("vraag", "m1"))
    assert said(decision) == ["Waarvoor?"]
    assert labels(decision) == ["Voor aan tafel", "Voor mezelf", "Kleine stap van 5 minuten"]
    step = decide(GIVEN, Pressed(button(decision, "Kleine stap van 5 minuten").press))
    assert step.says[0].prompt == SMALL_WIN.id
    assert labels(step) == ["Leg vast", "Andere vraag"]


def test_a_topic_gives_a_question_for_the_table_and_then_another() -> None:
    first = decide(GIVEN, Wrote("vraag over camera", "m1"))
    assert labels(first) == ["Andere vraag", "Toon als losse tekst", "Bewaar voor mij"]
    assert said(first)[0].startswith("Om aan tafel te stellen: '")
    shown = sent(GIVEN, first)
    then = replace(GIVEN, key="event-2", message=shown, history=(shown,))
    other = decide(then, Pressed(button(first, "Andere vraag").press))
    assert other.says[0].prompt not in (None, first.says[0].prompt)
    # What was clicked away does not count as seen, and takes no answer any more.
    (away,) = other.messages
    assert (away.id, away.prompt) == (shown.id, None)
    assert away.answered_at is not None


def test_another_question_never_comes_twice_in_a_conversation() -> None:
    given, decision = GIVEN, decide(GIVEN, Wrote("vraag voor mezelf", "m1"))
    seen = []
    for turn in range(5):
        if not decision.says[0].prompt:
            break
        seen.append(decision.says[0].prompt)
        given = replace(given, key=f"turn-{turn}")
        decision = decide(given, Pressed(button(decision, "Andere vraag").press))
    assert len(seen) == len(set(seen)) == 2
    assert said(decision) == ["Meer vragen heb ik hiervoor nu niet."]


def test_the_bare_text_is_the_question_alone_and_counts_as_used() -> None:
    first = decide(GIVEN, Wrote("vraag camera", "m1"))
    shown = sent(GIVEN, first)
    bare = decide(
        replace(GIVEN, history=(shown,)), Pressed(button(first, "Toon als losse tekst").press)
    )
    assert bare.says[0].content.bare
    assert not any(isinstance(block, Buttons) for block in bare.says[0].content.blocks)
    assert f"'{said(bare)[0]}'" in said(first)[0]
    assert [(one.prompt, one.answered_at is not None) for one in bare.messages] == [
        (first.says[0].prompt, True)
    ]


def test_keeping_a_question_twice_keeps_it_once() -> None:
    first = decide(GIVEN, Wrote("vraag camera", "m1"))
    keep = Pressed(button(first, "Bewaar voor mij").press)
    once, twice = decide(GIVEN, keep), decide(GIVEN, keep)
    assert [record.id for record in once.saves] == [record.id for record in twice.saves]
    assert "alleen jij ziet dit" in said(once)[0]


def test_nothing_about_a_topic_names_what_is_near() -> None:
    decision = decide(GIVEN, Wrote("vraag over parkeren", "m1"))
    assert said(decision) == ["Over parkeren heb ik niets. Dit komt in de buurt:"]
    assert labels(decision)[-1] == "Verrassing"
    assert 2 <= len(labels(decision)) <= 4
    for near in decision.says[0].content.buttons():
        assert decide(GIVEN, Pressed(near.press)).says[0].prompt is not None
        # The topic is in the person's own words, so it never travels in a button.
        assert "parkeren" not in near.press.encode()


def test_in_a_shared_conversation_only_the_question_itself_is_said() -> None:
    shared = replace(GIVEN, shared=True)
    for text in ("@Zetje vraag camera", "<at>Zetje</at> vraag parkeren", "vraag"):
        decision = decide(shared, Wrote(text, "m1"))
        assert len(said(decision)) == 1
        assert labels(decision) == []
        assert decision.says[0].prompt is None
    for text in ("stop", "mijn gegevens", "Dat vind ik ook", "wis alles", "instellingen"):
        decision = decide(shared, Wrote(text, "m1"))
        assert decision == Decision(keeps_expected=True), text
    assert len(said(decide(shared, Wrote("help", "m1")))) == 1


def test_who_never_started_is_served_too() -> None:
    person = replace(HANNEKE, standing=Standing.NOT_STARTED)
    decision = decide(replace(GIVEN, person=person), Wrote("vraag camera", "m1"))
    assert decision.says[0].prompt is not None
    assert decision.person is None


def test_a_question_for_the_table_takes_no_plain_text_but_one_for_oneself_does() -> None:
    table = decide(GIVEN, Wrote("vraag camera", "m1"))
    open_table = replace(GIVEN, open_prompts=(sent(GIVEN, table),))
    assert "geen raad" in said(decide(open_table, Wrote("Dat weet niemand", "m2")))[0]

    own = decide(GIVEN, Wrote("vraag camera voor mezelf", "m1"))
    assert labels(own) == ["Schrijf antwoord", "Andere vraag"]
    open_own = replace(GIVEN, open_prompts=(sent(GIVEN, own),))
    assert "Bewaard als antwoord" in said(decide(open_own, Wrote("Dat weet niemand", "m2")))[0]


@pytest.mark.parametrize("arg", ["", "x", "table", "self:nonsense", "table:::::", "::abc:é"])
def test_any_arg_can_be_read(arg: str) -> None:
    asked = Asked.decode(arg)
    assert Asked.decode(asked.encode()) == asked


def test_what_travels_in_a_button_stays_short() -> None:
    codes = tuple(code_of(PromptId(f"zetje:prompt-{n}")) for n in range(200))
    asked = Asked(place=Place.SELF, theme=Theme.EXPERIMENTS, passed=codes, coming=codes)
    assert len(asked.encode()) <= 215
    assert Asked.decode(asked.encode()).passed == codes[-30:]


def test_a_reminder_is_not_part_of_it() -> None:
    decision = decide(GIVEN, Wrote("vraag voor mezelf", "m1"))
    assert all(one.purpose is not Purpose.REMINDER for one in decision.messages)
    assert decision.saves == ()


def test_two_prompts_with_the_same_question_are_one_at_the_table() -> None:
    twin = replace(CAMERAS, id=PromptId("cameras-2"))
    given = replace(GIVEN, library=library(REFLECTION, CAMERAS, twin))
    shown, decision = [], decide(given, Wrote("vraag voor aan tafel", "m1"))
    while decision.says[0].prompt is not None:
        shown.append(said(decision)[0])
        given = replace(given, key=f"event-{len(shown)}")
        decision = decide(given, Pressed(button(decision, "Andere vraag").press))
    assert len(shown) == len(set(shown)) == 2
