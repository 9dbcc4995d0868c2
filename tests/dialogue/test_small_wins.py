"""A small win turns into a commitment: `Leg vast`, the window, the day, and the three that may be open."""

from dataclasses import replace
from datetime import UTC, date, time

import pytest

from bot.compose.prompts import prompt_content
from bot.content import Press
from bot.dates.when import When
from bot.dialogue.decide import decide
from bot.dialogue.small_wins import on_action
from bot.events import Pressed, Submitted
from bot.model.ids import MessageId
from bot.model.messages import Purpose, message_id
from bot.model.people import Language
from bot.model.prompts import PromptTexts
from bot.model.records import CommitmentState, Records
from tests.dialogue.committing import CARD, FILLED, commit, open_ones, press, saved
from tests.dialogue.situations import (
    HANNEKE,
    NOW,
    SMALL_WIN,
    TENANT,
    button,
    field_values,
    labels,
    library,
    local,
    message,
    said,
    situation,
)


def test_leg_vast_opens_the_window_filled_in_with_the_prompt() -> None:
    given = situation(CARD)
    shown = prompt_content(SMALL_WIN, CARD.id, given, CARD)
    decision = decide(given, Pressed(button(shown, "Leg vast").press))
    assert field_values(decision) == {
        "what": "Vraag één teamleider: 'Welk formulier komt bij jullie vaak half ingevuld terug?' "
        "Laat je de plek zien waar het misgaat. Noem die plek in het volgende MT.",
        "with_whom": "",
        "when": "",
        "if_then": "",
        "short_name": "Eén lastig formulier",
    }
    assert decision.says == ()


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("Vraag: ‘Wie?’ Schrijf het op. Wie vraag je?", "Vraag: ‘Wie?’ Schrijf het op."),
        ("Lees voor. Duidelijk? Zet het bovenaan.", "Lees voor. Duidelijk? Zet het bovenaan."),
        ("Wie vraag je, en wanneer?", "Titel"),
        ("Heel lang. " * 50, "Titel"),
    ],
)
def test_the_window_holds_the_step_without_the_question_at_its_end(body: str, what: str) -> None:
    prompt = replace(SMALL_WIN, texts={Language.NL: PromptTexts("Titel", body)})
    given = situation(CARD, library=library(prompt))
    assert field_values(press(given, "commit"))["what"] == what


def test_the_window_becomes_a_commitment_and_the_card_turns() -> None:
    decision = commit(situation(CARD))
    assert said(decision) == [
        "Genoteerd: Eén lastig formulier, vrijdag 15 januari om 11.00 uur. "
        "Ik vraag daarna hoe het ging."
    ]
    assert labels(decision) == ["Verander", "Weg ermee"]
    made = saved(decision)
    assert made.due == When(date(2027, 1, 15), time(11))
    assert made.ask_at == local("2027-01-15 11:00").astimezone(UTC)
    assert made.what == FILLED["what"]
    assert made.with_whom == FILLED["with_whom"]
    assert made.if_then == FILLED["if_then"]
    assert (made.message, made.prompt, made.theme) == (CARD.id, SMALL_WIN.id, SMALL_WIN.theme)
    [update] = decision.updates
    assert update.message == CARD.id
    assert update.content.as_text() == ("Eén lastig formulier · vastgelegd voor vrijdag 15 januari")
    assert labels(update.content) == ["Lees terug"]
    assert [one.answered_at for one in decision.messages] == [NOW.astimezone(UTC)]


def test_the_reminders_card_turns_too() -> None:
    reminder = replace(
        CARD,
        id=message_id(TENANT.id, Purpose.REMINDER, CARD.id, HANNEKE.id),
        purpose=Purpose.REMINDER,
        subject=CARD.id,
    )
    decision = commit(situation(CARD, history=(reminder, CARD)))
    assert {update.message for update in decision.updates} == {CARD.id, reminder.id}


def test_a_card_with_other_questions_on_it_keeps_them() -> None:
    other = replace(CARD, id=MessageId("joined"), joined_to=CARD.id)
    decision = commit(situation(CARD, history=(CARD, other)))
    assert decision.updates == ()


@pytest.mark.parametrize(
    ("phrase", "asked_at"),
    [
        ("vrijdag", "2027-01-16 00:00"),
        ("vóór vrijdag", "2027-01-15 00:00"),
        ("vandaag 17.00", "2027-01-14 17:00"),
        ("volgende week", "2027-01-23 00:00"),
    ],
)
def test_it_is_asked_about_after_the_moment_never_before(phrase: str, asked_at: str) -> None:
    made = saved(commit(situation(CARD), when=phrase))
    assert made.ask_at == local(asked_at).astimezone(UTC)


def test_a_day_far_away_asks_for_a_first_step() -> None:
    given = situation(CARD)
    decision = commit(given, when="vóór 1 mei")
    assert said(decision) == [
        "Genoteerd: uiterlijk vrijdag 30 april. Dat duurt nog even. "
        "Wil je een eerste stap deze maand?"
    ]
    assert labels(decision) == ["Ja", "Nee, zo is het goed", "Verander"]
    first = saved(decision)
    later = replace(given, records=Records(commitments=(first,)), message=None)
    step = decide(later, Pressed(button(decision, "Ja").press))
    assert step.dialog is not None
    second = saved(decide(later, Submitted(step.dialog.press, {**FILLED, "when": "morgen"})))
    assert second.id != first.id
    assert second.due == When(date(2027, 1, 15))


@pytest.mark.parametrize(
    ("changes", "field", "error"),
    [
        ({"what": "  \n "}, "what", "Vul hier iets in."),
        ({"what": "\u200b"}, "what", "Vul hier iets in."),
        ({"short_name": ""}, "short_name", "Vul hier iets in."),
        ({"what": "x" * 501}, "what", "Dit is te lang: 501 tekens. Hier passen er 500."),
        ({"short_name": "x" * 61}, "short_name", "Dit is te lang: 61 tekens. Hier passen er 60."),
        ({"when": "1-1-2027"}, "when", "Die dag is al geweest. Kies een moment dat nog komt."),
        ({"when": "vandaag 9.00"}, "when", "Die dag is al geweest. Kies een moment dat nog komt."),
        ({"when": "1-1-2047"}, "when", "Die dag is te ver weg. Kies een dag binnen vijf jaar."),
        (
            {"with_whom": "yusuf@example.nl"},
            "with_whom",
            "Hier lijkt een e-mailadres in te staan. Haal het eruit.",
        ),
        (
            {"what": "bel 06 12345678"},
            "what",
            "Hier lijkt een telefoonnummer in te staan. Haal het eruit.",
        ),
        (
            {"short_name": "111222333"},
            "short_name",
            "Hier lijkt een burgerservicenummer in te staan. Haal het eruit.",
        ),
    ],
)
def test_what_cannot_be_saved_leaves_the_window_open(
    changes: dict[str, str], field: str, error: str
) -> None:
    decision = commit(situation(CARD), **changes)
    assert decision.errors == {field: error}
    assert (decision.saves, decision.says, decision.updates) == ((), (), ())


def test_sent_twice_it_is_one_commitment() -> None:
    given = situation(CARD)
    first = saved(commit(given))
    again = commit(replace(given, records=Records(commitments=(first,)), key="event-2"))
    assert saved(again).id == first.id
    assert len(again.saves) == 1


def test_verander_opens_the_window_as_it_was_and_keeps_the_moment() -> None:
    given = situation(CARD)
    noted = commit(given)
    later = replace(given, records=Records(commitments=(saved(noted),)))
    change = decide(later, Pressed(button(noted, "Verander").press))
    assert change.dialog is not None
    values = field_values(change)
    assert values["what"] == FILLED["what"]
    assert values["when"] == "vrijdag 15 januari om 11.00 uur"
    again = decide(later, Submitted(change.dialog.press, values))
    assert saved(again).due == saved(noted).due
    assert saved(again).turn == saved(noted).turn + 1


def test_leg_vast_on_what_is_done_is_answered_kindly() -> None:
    given = situation(CARD)
    done = replace(saved(commit(given)), state=CommitmentState.DONE)
    decision = press(replace(given, records=Records(commitments=(done,))), "commit")
    assert said(decision) == ["Die staat al op klaar."]
    assert decision.dialog is None


def test_in_a_channel_nothing_is_said_and_the_card_stays() -> None:
    card = message(SMALL_WIN, person=None, recipient="channel-1")
    given = situation(card, shared=True, message=card)
    decision = decide(given, Submitted(Press("commit", card.id), FILLED))
    assert len(decision.saves) == 1
    assert (decision.says, decision.updates, decision.messages) == ((), (), ())
    unread = decide(given, Submitted(Press("commit", card.id), {**FILLED, "when": "ooit"}))
    assert set(unread.errors) == {"when"}


def test_the_command_for_actions_offers_a_new_one() -> None:
    assert said(on_action(situation(), "")) == [
        "Er staat geen actie open. Wil je er een vastleggen?"
    ]
    decision = on_action(situation(records=open_ones("Formulier")), "")
    assert said(decision) == ["Er staat één actie open."]
    assert labels(decision) == ["Formulier", "Leg vast"]
    opened = decide(situation(), Pressed(button(decision, "Leg vast").press))
    assert field_values(opened)["short_name"] == ""


def test_a_reaction_ends_the_silence() -> None:
    given = situation(CARD, person=replace(HANNEKE, unanswered=3))
    decision = commit(given)
    assert decision.person is not None
    assert decision.person.unanswered == 0
