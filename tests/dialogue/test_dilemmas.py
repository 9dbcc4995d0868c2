"""A dilemma is kept, asked about, and decided or let go."""

from dataclasses import replace
from datetime import UTC, date
from typing import Any

import pytest

from bot.compose.follow_ups import dilemma_question
from bot.content import Content, Press
from bot.dialogue.decide import decide
from bot.dialogue.dilemmas import on_command
from bot.events import Pressed, Submitted
from bot.model.ids import RecordId
from bot.model.records import Dilemma, DilemmaState, Records, Reply
from bot.model.situation import Decision, Situation
from tests.dialogue.situations import (
    HANNEKE,
    NOW,
    REFLECTION,
    TENANT,
    button,
    labels,
    local,
    message,
    said,
    situation,
)

CARD = message(REFLECTION)
FILLED = {
    "one_side": "we kunnen drukte spreiden",
    "other_side": "mensen weten niet dat ze geteld worden",
    "short_name": "Tellen in het centrum",
    "stakes": "openheid\nvertrouwen",
    "who_feels_it": "bezoekers",
    "decide_by": "vóór 1 maart",
}
COUNTING = Dilemma(
    id=RecordId("tellen"),
    tenant=TENANT.id,
    person=HANNEKE.id,
    short_name="Tellen in het centrum",
    one_side=FILLED["one_side"],
    other_side=FILLED["other_side"],
    created_at=NOW.astimezone(UTC),
    prompt=REFLECTION.id,
    theme=REFLECTION.theme,
)


def keep(**changes: str) -> Decision:
    values = {**FILLED, **changes}
    return decide(situation(CARD), Submitted(Press("dilemma_keep", CARD.id), values))


def with_counting(**changes: Any) -> Situation:
    return situation(records=Records(dilemmas=(replace(COUNTING, **changes),)))


def asked(label: str, given: Situation | None = None) -> Decision:
    given = given or with_counting()
    question = dilemma_question(given.records.dilemmas[0], given.voice)
    return decide(given, Pressed(button(question, label).press))


def saved(decision: Decision) -> Dilemma:
    [record] = decision.saves
    assert isinstance(record, Dilemma)
    return record


def after(decision: Decision) -> Situation:
    return situation(records=Records(dilemmas=(saved(decision),)), key="event-2")


def test_the_window_asks_for_two_sides_and_a_name() -> None:
    decision = decide(situation(CARD), Pressed(Press("dilemma_keep", CARD.id)))
    assert decision.dialog is not None
    assert [str(line) for line in decision.dialog.intro] == [
        "Alleen jij ziet dit. Het kan onder de Woo vallen. Noem geen namen."
    ]
    required = [field.label for field in decision.dialog.fields if field.required]
    assert required == ["Aan de ene kant", "Aan de andere kant", "Korte naam in de chat"]
    optional = {field.name: field for field in decision.dialog.fields if not field.required}
    assert set(optional) == {"stakes", "who_feels_it", "decide_by"}
    assert [option.label for option in optional["stakes"].options] == [
        "privacy",
        "veiligheid",
        "gelijke behandeling",
        "openheid",
        "menselijke maat",
        "geld en tijd",
        "vertrouwen",
        "anders",
    ]


def test_the_dilemma_is_kept_and_asked_about_a_week_before() -> None:
    decision = keep()
    assert said(decision) == [
        "Bewaard als dilemma: Tellen in het centrum. "
        "Kiezen kan tot en met zondag 28 februari. Een week ervoor kom ik erop terug."
    ]
    kept = saved(decision)
    assert kept.decide_by_on == date(2027, 2, 28)
    assert kept.ask_at == local("2027-02-21 00:00").astimezone(UTC)
    assert kept.stakes == ("openheid", "vertrouwen")
    assert (kept.turn, kept.message, kept.theme) == (0, CARD.id, REFLECTION.theme)
    [update] = decision.updates
    assert update.content.as_text() == "Een eerlijke ruil? · bewaard als dilemma"


@pytest.mark.parametrize(
    ("phrase", "promise", "asked_at"),
    [
        ("", "Over een maand vraag ik of er iets veranderd is.", "2027-02-14 12:15"),
        (
            "uiterlijk dinsdag",
            "Kiezen kan tot en met dinsdag 19 januari. De dag ervoor kom ik erop terug.",
            "2027-01-18 00:00",
        ),
        (
            "morgen",
            "Kiezen kan tot en met vrijdag 15 januari. Daarna vraag ik wat het werd.",
            "2027-01-16 00:00",
        ),
    ],
)
def test_when_it_is_asked_about(phrase: str, promise: str, asked_at: str) -> None:
    decision = keep(decide_by=phrase)
    assert said(decision) == [f"Bewaard als dilemma: Tellen in het centrum. {promise}"]
    assert saved(decision).ask_at == local(asked_at).astimezone(UTC)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"one_side": ""}, "one_side"),
        ({"other_side": " "}, "other_side"),
        ({"short_name": ""}, "short_name"),
        ({"other_side": "y" * 501}, "other_side"),
        ({"who_feels_it": "bel 0612345678"}, "who_feels_it"),
        ({"decide_by": "ooit"}, "decide_by"),
        ({"decide_by": "1-1-2027"}, "decide_by"),
    ],
)
def test_what_cannot_be_saved_leaves_the_window_open(changes: dict[str, str], field: str) -> None:
    decision = keep(**changes)
    assert set(decision.errors) == {field}
    assert (decision.saves, decision.says) == ((), ())


def test_stakes_that_are_no_choice_are_left_out() -> None:
    assert saved(keep(stakes="roem\nopenheid\n")).stakes == ("openheid",)


def test_it_can_be_changed_with_its_day() -> None:
    kept = keep()
    given = after(kept)
    opened = decide(given, Pressed(button(kept, "Verander").press))
    assert opened.dialog is not None
    values = {field.name: field.value for field in opened.dialog.fields}
    assert values["decide_by"] == "zondag 28 februari"
    again = decide(given, Submitted(opened.dialog.press, values))
    assert saved(again).decide_by_on == date(2027, 2, 28)
    assert (saved(again).id, saved(again).turn) == (saved(kept).id, 1)


def test_it_can_be_taken_away() -> None:
    kept = keep()
    gone = decide(after(kept), Pressed(button(kept, "Weg ermee").press))
    assert said(gone) == ["Goed, dat is weg."]
    assert gone.deletes == (saved(kept).id,)


def test_the_follow_up_asks_whether_anything_changed() -> None:
    question: Content = dilemma_question(COUNTING, situation().voice)
    assert question.as_text() == "Is er iets veranderd bij Tellen in het centrum?"
    assert labels(question) == ["Nog open", "Verschoven", "Gekozen", "Laat ik los"]


def test_nog_open_asks_again_in_a_month() -> None:
    decision = asked("Nog open")
    assert said(decision) == ["Goed, hij blijft staan. Over een maand vraag ik het weer."]
    kept = saved(decision)
    assert kept.ask_at == local("2027-02-14 12:15").astimezone(UTC)
    assert (kept.still_open, kept.turn) == (1, 1)


def test_a_month_after_the_last_day_of_january_is_the_last_of_february() -> None:
    given = replace(with_counting(), now=local("2027-01-31 12:15"))
    assert saved(asked("Nog open", given)).ask_at == local("2027-02-28 12:15").astimezone(UTC)


def test_nog_open_for_the_third_time_asks_with_whom_to_talk() -> None:
    given = with_counting(still_open=2, turn=2)
    decision = asked("Nog open", given)
    assert said(decision) == [
        "Hij staat nu drie maanden open. Met wie kun je er een kwartier over praten?"
    ]
    assert labels(decision) == ["Collega-secretaris", "FG", "Iemand anders", "Niet nodig"]
    none = decide(after(decision), Pressed(button(decision, "Niet nodig").press))
    assert said(none) == ["Goed. Over een maand vraag ik het weer."]
    talk = decide(after(decision), Pressed(button(decision, "FG").press))
    assert labels(talk) == ["Leg vast", "Nee, zo is het goed"]
    opened = decide(after(decision), Pressed(button(talk, "Leg vast").press))
    assert opened.dialog is not None


def test_verschoven_asks_which_way_and_counts_anew() -> None:
    decision = asked("Verschoven", with_counting(still_open=2))
    assert said(decision) == ["Welke kant op? Eén zin is genoeg."]
    assert labels(decision) == ["Schrijf antwoord", "Klaar"]
    assert saved(decision).still_open == 0
    given = after(decision)
    opened = decide(given, Pressed(button(decision, "Schrijf antwoord").press))
    assert opened.dialog is not None
    written = decide(given, Submitted(opened.dialog.press, {"answer": "meer naar openheid"}))
    assert said(written) == ["Bewaard. Over een maand vraag ik het weer."]
    [reply] = written.saves
    assert isinstance(reply, Reply)
    assert reply.about == COUNTING.id
    ready = decide(given, Pressed(button(decision, "Klaar").press))
    assert said(ready) == ["Goed. Over een maand vraag ik het weer."]


def test_gekozen_asks_what_settled_it_and_gives_text_for_the_file() -> None:
    decision = asked("Gekozen")
    assert said(decision) == ["Wat gaf de doorslag?"]
    decided = saved(decision)
    assert (decided.state, decided.ask_at) == (DilemmaState.DECIDED, None)
    given = after(decision)
    opened = decide(given, Pressed(button(decision, "Schrijf antwoord").press))
    assert opened.dialog is not None
    written = decide(given, Submitted(opened.dialog.press, {"answer": "de borden hangen er nu"}))
    assert said(written) == ["Bewaard. Een besluit hoort in het dossier."]
    [reply] = written.saves
    assert isinstance(reply, Reply)
    later = replace(given, records=replace(given.records, replies=(reply,)))
    shown = decide(later, Pressed(button(written, "Toon als losse tekst").press))
    assert said(shown) == [
        "Tellen in het centrum\n"
        "Aan de ene kant: we kunnen drukte spreiden\n"
        "Aan de andere kant: mensen weten niet dat ze geteld worden\n"
        "Gekozen op donderdag 14 januari.\n"
        "de borden hangen er nu"
    ]
    [say] = shown.says
    assert say.content.bare
    assert labels(shown) == []


def test_laat_ik_los_closes_it() -> None:
    decision = asked("Laat ik los")
    assert said(decision) == ["Goed, hij gaat van je lijst. Over zes maanden wis ik hem."]
    assert saved(decision).state is DilemmaState.LET_GO


@pytest.mark.parametrize("label", ["Nog open", "Verschoven", "Gekozen", "Laat ik los"])
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"state": DilemmaState.DECIDED}, "Die staat al op gekozen."),
        ({"state": DilemmaState.LET_GO}, "Die heb je al losgelaten."),
    ],
)
def test_a_button_on_what_is_closed_does_nothing(
    label: str, changes: dict[str, Any], sentence: str
) -> None:
    decision = asked(label, with_counting(**changes))
    assert said(decision) == [sentence]
    assert decision.saves == ()


def test_nog_open_pressed_twice_counts_once() -> None:
    first = asked("Nog open")
    press = button(dilemma_question(COUNTING, situation().voice), "Nog open").press
    again = decide(after(first), Pressed(press))
    assert said(again) == ["Dat had ik al genoteerd. Het dilemma staat open."]
    assert again.saves == ()


def test_what_is_gone_is_answered_kindly() -> None:
    for verb in ("dilemma_still_open", "dilemma_write", "dilemma_plain", "dilemma_discard"):
        decision = decide(situation(), Pressed(Press(verb, "nothing")))
        assert said(decision) == ["Dat dilemma staat er niet meer."]


def test_the_command_for_dilemmas_offers_a_new_one() -> None:
    decision = on_command(with_counting(), "")
    assert said(decision) == ["Er staat één dilemma open."]
    opened = decide(situation(), Pressed(button(decision, "Bewaar als dilemma").press))
    assert opened.dialog is not None
    made = saved(decide(situation(), Submitted(opened.dialog.press, FILLED)))
    assert made.message is None
