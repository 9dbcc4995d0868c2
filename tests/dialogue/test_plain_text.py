"""What someone types: an answer, a command, a reaction, or a mistake."""

from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from bot.dialogue.courtesy import is_reaction
from bot.dialogue.decide import decide
from bot.events import Deleted, Edited, Pressed, Submitted, Wrote
from bot.model.messages import Message, State
from bot.model.people import Standing
from bot.model.records import Records, Reply
from bot.model.situation import Awaits, Decision, Situation
from tests.dialogue.situations import (
    HANNEKE,
    JOKE,
    NOW,
    NUDGE,
    REFLECTION,
    SMALL_WIN,
    button,
    field_values,
    labels,
    message,
    said,
    situation,
)

RUIL, FORMULIER = message(REFLECTION), message(SMALL_WIN)
BSN = "De inwoner met 111222333 wacht al lang"


def reply_of(decision: Decision) -> Reply:
    (record,) = decision.saves
    assert isinstance(record, Reply)
    return record


def after(given: Situation, decision: Decision) -> Situation:
    """Return the situation once the decision has happened."""
    replies = {
        reply.id: reply for reply in given.records.replies if reply.id not in decision.deletes
    }
    replies |= {record.id: record for record in decision.saves if isinstance(record, Reply)}
    changed = {one.id: one for one in decision.messages}
    history = tuple(changed.get(one.id, one) for one in given.history)
    return replace(
        given,
        records=replace(given.records, replies=tuple(replies.values())),
        person=decision.person or given.person,
        expected=given.expected if decision.keeps_expected else decision.expected,
        history=history,
        open_prompts=tuple(
            one for one in history if one.answered_at is None and one.state is State.SENT
        ),
    )


def press(given: Situation, decision: Decision, label: str) -> Decision:
    return decide(after(given, decision), Pressed(button(decision, label).press))


def test_a_sentence_that_begins_with_a_command_is_an_answer() -> None:
    given = situation(RUIL)
    decision = decide(given, Wrote("Stop de app voor afvalmeldingen", "m1"))
    assert said(decision)[0].startswith("Bewaard als antwoord op Een eerlijke ruil?")
    assert labels(decision) == ["Klopt", "Verander", "Weg ermee"]
    reply = reply_of(decision)
    assert reply.text == "Stop de app voor afvalmeldingen"
    assert (reply.typed_ref, reply.message, reply.confirmed) == ("m1", RUIL.id, False)
    assert [one.answered_at for one in decision.messages] == [NOW.astimezone(UTC)]
    assert decision.says[0].content.summary == "Bewaard als antwoord op Een eerlijke ruil?"


def test_the_bare_word_is_a_command_with_a_prompt_open() -> None:
    given = situation(RUIL)
    decision = decide(given, Wrote("stop", "m1"))
    assert decision.saves == ()
    assert decision.person is not None
    assert decision.person.standing is Standing.STOPPED


@pytest.mark.parametrize(
    "text",
    [
        "Vraag Fatma om hulp",
        "Pauze tot het weer kan",
        "Actie is nodig bij de balie",
        "wis de oude lijsten",
        "Overzicht maken van alle formulieren",
        "Help de inwoner eerst",
        "Mijn collega's weten het",
        "Taal is het probleem",
        "U bedoelt de telpunten?",
        "Start met de kleinste stap",
        "instellingen van de telpunten",
    ],
)
def test_an_answer_may_begin_with_any_command(text: str) -> None:
    decision = decide(situation(RUIL), Wrote(text, "m1"))
    assert reply_of(decision).text == text


@pytest.mark.parametrize(
    "text",
    ["vraag sensor", "pauze tot 1 mei", "wis alles", "taal engels", "privacy", "u", "Stop maar!"],
)
def test_a_word_with_something_known_is_a_command(text: str) -> None:
    assert decide(situation(RUIL), Wrote(text, "m1")).saves == ()


def test_the_bot_says_once_that_typed_text_stays_in_the_chat() -> None:
    given = situation(RUIL, FORMULIER)
    first = decide(situation(RUIL), Wrote("De telpunten", "m1"))
    assert "blijft ook in de chat staan" in said(first)[0]
    assert first.person is not None
    assert first.person.told_about_plain_text
    told = replace(situation(RUIL), person=replace(HANNEKE, told_about_plain_text=True))
    assert "blijft ook" not in said(decide(told, Wrote("De telpunten", "m2")))[0]
    assert given.person.told_about_plain_text is False


def test_right_goes_on_with_the_question_that_follows() -> None:
    given = situation(RUIL)
    kept = decide(given, Wrote("De telpunten", "m1"))
    right = press(given, kept, "Klopt")
    assert "Wie merkt het als eerste" in said(right)[0]
    assert "Bewaar als dilemma" in labels(right)
    assert reply_of(right).confirmed


def test_right_after_a_small_win_offers_a_commitment() -> None:
    given = situation(FORMULIER)
    right = press(given, decide(given, Wrote("Morgen bij Vergunningen", "m1")), "Klopt")
    assert labels(right) == ["Leg vast", "Klaar"]


def test_right_after_a_nudge_offers_the_agenda() -> None:
    given = situation(message(NUDGE))
    right = press(given, decide(given, Wrote("Zet het op het college", "m1")), "Klopt")
    assert labels(right) == ["Zet op een agenda", "Klaar"]


def test_changing_opens_the_words_and_keeps_the_new_ones() -> None:
    given = situation(RUIL)
    kept = decide(given, Wrote("De telpunten", "m1"))
    opened = press(given, kept, "Verander")
    assert field_values(opened) == {"words": "De telpunten"}
    assert opened.dialog is not None
    changed = decide(
        after(given, kept), Submitted(opened.dialog.press, {"words": "De telpunten in het centrum"})
    )
    assert reply_of(changed).text == "De telpunten in het centrum"
    assert said(changed) == ["Aangepast: je antwoord op Een eerlijke ruil?"]
    wrong = decide(after(given, kept), Submitted(opened.dialog.press, {"words": BSN}))
    assert "burgerservicenummer" in wrong.errors["words"]
    assert wrong.saves == ()


def test_away_takes_it_back_and_opens_the_prompt_again() -> None:
    given = situation(RUIL)
    kept = decide(given, Wrote("De telpunten", "m1"))
    away = press(given, kept, "Weg ermee")
    assert away.deletes == (reply_of(kept).id,)
    assert [one.answered_at for one in away.messages] == [None]
    assert labels(away.updates[0].content) == ["Schrijf antwoord", "Later", "Past niet"]
    again = decide(after(given, away), Pressed(button(kept, "Weg ermee").press))
    assert again.deletes == ()


def test_two_open_prompts_ask_where_it_belongs() -> None:
    given = situation(RUIL, FORMULIER)
    asked = decide(given, Wrote("De wachtrij bij de balie", "m1"))
    assert said(asked) == ["Waar hoort dit bij?"]
    assert labels(asked) == ["Een eerlijke ruil?", "Eén lastig formulier", "Bij niets, weg ermee"]
    assert asked.saves == ()
    assert asked.expected is not None
    assert asked.expected.words == "De wachtrij bij de balie"
    assert asked.expected.expires_at == NOW + timedelta(days=1)
    kept = press(given, asked, "Eén lastig formulier")
    assert (reply_of(kept).message, reply_of(kept).typed_ref) == (FORMULIER.id, "m1")
    assert not kept.keeps_expected
    none = press(given, asked, "Bij niets, weg ermee")
    assert (none.saves, none.expected, none.keeps_expected) == ((), None, False)


def test_a_second_line_is_added_to_words_without_a_place() -> None:
    given = situation(RUIL, FORMULIER)
    asked = decide(given, Wrote("De wachtrij", "m1"))
    more = decide(after(given, asked), Wrote("bij de balie", "m2"))
    assert more.expected is not None
    assert more.expected.words == "De wachtrij\nbij de balie"


def test_words_that_waited_too_long_are_gone() -> None:
    given = situation(RUIL, FORMULIER)
    asked = decide(given, Wrote("De wachtrij", "m1"))
    late = replace(after(given, asked), now=NOW + timedelta(days=2))
    decision = decide(late, Pressed(button(asked, "Een eerlijke ruil?").press))
    assert decision.saves == ()
    assert said(decision) == ["Je tekst heb ik niet meer. Typ hem gerust nog eens."]


@pytest.mark.parametrize(
    "text", ["dank je, ik zit nu in overleg", "ok", "Bedankt!", "👍", "thanks", "nu even geen tijd"]
)
def test_a_reaction_is_asked_about(text: str) -> None:
    given = situation(RUIL)
    asked = decide(given, Wrote(text, "m1"))
    assert said(asked) == ["Hoort dit bij Een eerlijke ruil?"]
    assert labels(asked) == ["Ja, bewaar", "Nee, later vragen", "Weg ermee"]
    assert asked.saves == ()
    assert reply_of(press(given, asked, "Ja, bewaar")).text == text
    later = press(given, asked, "Nee, later vragen")
    assert labels(later)[-1] == "Volgende week"
    assert (later.saves, later.expected, later.keeps_expected) == ((), None, False)


def test_the_question_mark_is_there_once() -> None:
    asked = decide(situation(FORMULIER), Wrote("ok", "m1"))
    assert said(asked) == ["Hoort dit bij Eén lastig formulier?"]


@pytest.mark.parametrize("text", ["De balie", "12", "Goed overleg met Fatma over de balie", ""])
def test_an_answer_is_no_reaction(text: str) -> None:
    assert is_reaction(text) is (text == "")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (BSN, "burgerservicenummer"),
        ("Mail jan@gemeente.nl", "e-mailadres"),
        ("Bel 06-12345678", "telefoonnummer"),
    ],
)
def test_personal_data_is_held_back(text: str, what: str) -> None:
    given = situation(RUIL)
    held = decide(given, Wrote(text, "m1"))
    assert said(held) == [f"Hier lijkt een {what} in te staan. Ik heb nog niets bewaard."]
    assert labels(held) == ["Haal eruit en bewaar", "Verander", "Weg ermee"]
    assert held.saves == ()
    assert held.messages == ()
    assert held.expected is not None
    assert held.expected.awaits is Awaits.HELD_BACK
    assert held.expected.expires_at <= NOW + timedelta(hours=1)
    clean = reply_of(press(given, held, "Haal eruit en bewaar"))
    assert "…" in clean.text
    assert not any(secret in clean.text for secret in ("111222333", "@", "12345678"))
    away = press(given, held, "Weg ermee")
    assert (away.saves, away.expected, away.keeps_expected) == ((), None, False)


def test_held_back_words_can_be_changed_in_a_window_or_typed_again() -> None:
    given = situation(RUIL)
    held = decide(given, Wrote(BSN, "m1"))
    opened = press(given, held, "Verander")
    assert field_values(opened) == {"words": BSN}
    assert opened.keeps_expected
    assert opened.dialog is not None
    still = decide(after(given, held), Submitted(opened.dialog.press, {"words": BSN}))
    assert "words" in still.errors
    fine = decide(
        after(given, held), Submitted(opened.dialog.press, {"words": "Een inwoner wacht"})
    )
    assert reply_of(fine).text == "Een inwoner wacht"
    typed = decide(after(given, held), Wrote("Een inwoner wacht lang", "m2"))
    assert reply_of(typed).text == "Een inwoner wacht lang"
    assert not typed.keeps_expected


def test_held_back_comes_before_asking_where_it_belongs() -> None:
    given = situation(RUIL, FORMULIER)
    held = decide(given, Wrote(BSN, "m1"))
    assert labels(held)[0] == "Haal eruit en bewaar"
    asked = press(given, held, "Haal eruit en bewaar")
    assert said(asked) == ["Waar hoort dit bij?"]
    assert asked.expected is not None
    assert "111222333" not in asked.expected.words


def test_an_edit_in_the_chat_changes_the_answer() -> None:
    given = situation(RUIL)
    kept = decide(given, Wrote("De telpunten", "m1"))
    edit = decide(after(given, kept), Edited("De telpunten in het park", "m1"))
    assert reply_of(edit).text == "De telpunten in het park"
    assert said(edit)[0].startswith("Aangepast")
    assert decide(after(given, kept), Edited("De telpunten", "m1")) == Decision(keeps_expected=True)
    other = decide(after(given, kept), Edited("Iets anders", "m9"))
    assert replace(other, overtook=None) == Decision(keeps_expected=True)


def test_an_edit_that_adds_personal_data_is_held_back() -> None:
    given = situation(RUIL)
    kept = decide(given, Wrote("De telpunten", "m1"))
    held = decide(after(given, kept), Edited(BSN, "m1"))
    assert held.saves == ()
    assert "Je eerdere tekst staat er nog." in said(held)[0]
    then = after(after(given, kept), held)
    clean = decide(then, Pressed(button(held, "Haal eruit en bewaar").press))
    assert reply_of(clean).text == "De inwoner met … wacht al lang"
    assert reply_of(clean).id == reply_of(kept).id


def test_an_edit_of_words_that_wait_takes_their_place() -> None:
    given = situation(RUIL)
    held = decide(given, Wrote(BSN, "m1"))
    fine = decide(after(given, held), Edited("Een inwoner wacht", "m1"))
    assert reply_of(fine).text == "Een inwoner wacht"
    both = situation(RUIL, FORMULIER)
    asked = decide(both, Wrote("De wachtrij", "m1"))
    silent = decide(after(both, asked), Edited("De rij", "m1"))
    assert silent.says == ()
    assert silent.expected is not None
    assert silent.expected.words == "De rij"


def test_taking_the_chat_message_away_asks_about_the_answer() -> None:
    given = situation(RUIL)
    kept = decide(given, Wrote("De telpunten", "m1"))
    asked = decide(after(given, kept), Deleted("m1"))
    assert said(asked) == ["Je hebt je bericht weggehaald. Je antwoord staat hier nog."]
    assert labels(asked) == ["Bewaar alleen hier", "Ook hier weg"]
    then = after(given, kept)
    assert decide(then, Pressed(button(asked, "Bewaar alleen hier").press)).deletes == ()
    away = decide(then, Pressed(button(asked, "Ook hier weg").press))
    assert away.deletes == (reply_of(kept).id,)
    assert replace(decide(then, Deleted("m9")), overtook=None) == Decision(keeps_expected=True)


def test_taking_away_words_that_wait_forgets_them() -> None:
    given = situation(RUIL)
    held = decide(given, Wrote(BSN, "m1"))
    gone = decide(after(given, held), Deleted("m1"))
    assert (gone.expected, gone.keeps_expected) == (None, False)


def test_nothing_open_is_met_kindly() -> None:
    decision = decide(situation(), Wrote("Wat vind jij van de begroting", "m1"))
    assert said(decision) == [
        "Daar weet ik geen raad mee. "
        "Ik kan dit: vraag, actie, dilemma, mijn, overzicht, pauze, help."
    ]
    assert decision.saves == ()


def test_an_answer_after_weeks_is_taken() -> None:
    weeks_later = replace(situation(RUIL), now=NOW + timedelta(weeks=9))
    assert reply_of(decide(weeks_later, Wrote("De telpunten", "m1"))).message == RUIL.id


def test_a_prompt_that_was_put_off_can_still_be_answered() -> None:
    off: Message = replace(RUIL, answered_at=NOW.astimezone(UTC))
    given = replace(situation(), history=(off,))
    asked = decide(given, Wrote("Toch: de telpunten", "m1"))
    assert labels(asked) == ["Ja, bewaar", "Weg ermee"]
    assert reply_of(press(given, asked, "Ja, bewaar")).message == RUIL.id


def test_a_second_line_just_after_an_answer_is_asked_about() -> None:
    given = situation(RUIL)
    kept = decide(given, Wrote("De telpunten", "m1"))
    more = decide(after(given, kept), Wrote("en ook de camera's", "m2"))
    assert labels(more) == ["Ja, bewaar", "Weg ermee"]
    added = press(after(given, kept), more, "Ja, bewaar")
    assert reply_of(added).id != reply_of(kept).id


def test_who_stopped_hears_how_to_begin_again_but_may_still_answer() -> None:
    stopped = replace(situation(), person=JOKE)
    assert "start" in said(decide(stopped, Wrote("Hallo daar allemaal", "m1")))[0]
    answering = replace(situation(RUIL), person=replace(HANNEKE, standing=Standing.STOPPED))
    assert reply_of(decide(answering, Wrote("De telpunten", "m1"))).message == RUIL.id


def test_any_reaction_ends_the_silence() -> None:
    quiet = replace(situation(RUIL), person=replace(HANNEKE, unanswered=4))
    decision = decide(quiet, Wrote("De telpunten", "m1"))
    assert decision.person is not None
    assert decision.person.unanswered == 0


def test_blank_text_does_nothing() -> None:
    assert decide(situation(RUIL), Wrote(" \n\u200b", "m1")) == Decision(keeps_expected=True)


def test_text_beyond_measure_is_not_kept() -> None:
    decision = decide(situation(RUIL), Wrote("woord " * 2000, "m1"))
    assert decision.saves == ()
    assert said(decision) == ["Dat is te lang voor mij. Stuur je het korter?"]


def test_records_of_others_are_never_looked_at() -> None:
    of_another = decide(situation(records=Records()), Edited("x", "m1"))
    assert replace(of_another, overtook=None) == Decision(keeps_expected=True)
