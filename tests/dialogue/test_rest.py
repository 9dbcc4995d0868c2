"""Rest: later, a pause, stopping, and the one question before it stops."""

from dataclasses import replace
from datetime import UTC, date, timedelta

import pytest

from bot.compose.notices import notice_content
from bot.compose.prompts import prompt_content
from bot.content import Content
from bot.dialogue.decide import decide
from bot.events import Left, Pressed, Submitted, Wrote
from bot.model.calendar import NamedPeriod
from bot.model.messages import Message, Purpose, State, message_id
from bot.model.people import Period, Rhythm, Standing
from bot.model.situation import Awaits, Decision
from tests.dialogue.situations import (
    BRAM,
    CALENDAR,
    HANNEKE,
    NOW,
    REFLECTION,
    SMALL_WIN,
    button,
    labels,
    local,
    message,
    said,
    situation,
)

WIN = message(SMALL_WIN)
CARD = prompt_content(SMALL_WIN, WIN.id, situation(WIN), WIN)
ASCENSION = replace(
    CALENDAR, holidays=(NamedPeriod("Hemelvaart", Period(date(2027, 5, 6), date(2027, 5, 6))),)
)


def coming(decision: Decision) -> Message:
    """Return the message that waits for its instant."""
    (planned,) = (one for one in decision.messages if one.state is State.PLANNED)
    return planned


def test_later_asks_when_and_counts_as_an_answer() -> None:
    person = replace(HANNEKE, unanswered=3)
    asked = decide(situation(WIN, person=person), Pressed(button(CARD, "Later").press))
    assert said(asked) == ["Wanneer?"]
    assert labels(asked) == ["Vanmiddag", "Maandag", "Volgende week"]
    assert [one.answered_at is not None for one in asked.messages] == [True]
    assert asked.person is not None
    assert asked.person.unanswered == 0


@pytest.mark.parametrize(
    ("now", "label", "sentence", "at"),
    [
        ("2027-01-14 12:15", "Vanmiddag", "Goed, vanmiddag om 16.00 uur.", "2027-01-14 16:00"),
        ("2027-01-13 12:15", "Morgen", "Goed, morgen om 12.15 uur.", "2027-01-14 12:15"),
        (
            "2027-01-14 12:15",
            "Volgende week",
            "Goed, donderdag 21 januari om 12.15 uur.",
            "2027-01-21 12:15",
        ),
        (
            "2027-01-15 10:00",
            "Maandag",
            "Goed, maandag 18 januari om 12.15 uur.",
            "2027-01-18 12:15",
        ),
    ],
)
def test_the_prompt_comes_again_at_the_moment_that_was_chosen(
    now: str, label: str, sentence: str, at: str
) -> None:
    given = situation(WIN, now=local(now))
    asked = decide(given, Pressed(button(CARD, "Later").press))
    settled = decide(given, Pressed(button(asked, label).press))
    assert said(settled) == [sentence]
    again = coming(settled)
    assert again.due_at == local(at).astimezone(UTC)
    assert (again.asked, again.local_on, again.content, again.turn) == (True, None, None, 1)
    assert again.id == message_id(again.tenant, Purpose.PROMPT, WIN.subject, WIN.recipient, 1)


def test_in_the_afternoon_this_afternoon_is_over() -> None:
    given = situation(WIN, now=local("2027-01-13 15:00"))
    asked = decide(given, Pressed(button(CARD, "Later").press))
    assert labels(asked) == ["Morgen", "Volgende week"]


def test_later_twice_moves_the_one_that_waits() -> None:
    given = situation(WIN)
    asked = decide(given, Pressed(button(CARD, "Later").press))
    first = coming(decide(given, Pressed(button(asked, "Vanmiddag").press)))
    then = replace(given, history=(first, WIN))
    second = coming(decide(then, Pressed(button(asked, "Volgende week").press)))
    assert second.id == first.id
    assert second.due_at > first.due_at
    sent = replace(first, state=State.SENT)
    third = decide(replace(given, history=(sent, WIN)), Pressed(button(asked, "Vanmiddag").press))
    assert coming(third).turn == 2


def test_not_fitting_offers_another_of_the_same_kind() -> None:
    other = replace(SMALL_WIN, id=SMALL_WIN.id + "-2", was=())  # type: ignore[arg-type]
    given = situation(WIN)
    more = replace(
        given,
        library=replace(
            given.library,
            prompts=(*given.library.prompts, other),
            by_id={**given.library.by_id, other.id: other},
        ),
    )
    asked = decide(more, Pressed(button(CARD, "Past niet").press))
    assert said(asked) == ["Dank, dan leg ik hem weg. Zal ik een andere geven?"]
    assert labels(asked) == ["Ja", "Nee"]
    assert [one.answered_at is not None for one in asked.messages] == [True]
    yes = decide(more, Pressed(button(asked, "Ja").press))
    assert yes.says[0].prompt == other.id
    assert said(decide(given, Pressed(button(asked, "Ja").press))) == [
        "Een andere heb ik nu niet. Typ vraag voor een vraag."
    ]
    assert said(decide(more, Pressed(button(asked, "Nee").press))) == ["Goed."]


def test_buttons_of_a_prompt_that_is_gone_say_so() -> None:
    for label in ("Later", "Past niet"):
        decision = decide(situation(), Pressed(button(CARD, label).press))
        assert said(decision) == ["Die vraag heb ik niet meer. Typ vraag voor een andere."]
        assert decision.messages == ()


def test_a_pause_until_a_day_names_the_first_message_after_it() -> None:
    given = situation(calendar=ASCENSION)
    decision = decide(given, Wrote("pauze tot 1 mei", "m1"))
    assert said(decision) == [
        "Goed. Vanaf zaterdag 1 mei mag ik weer. Donderdag 6 mei is Hemelvaart, "
        "dus je eerste bericht komt op donderdag 13 mei."
    ]
    assert labels(decision) == ["Verander", "Weer starten"]
    assert decision.person is not None
    assert decision.person.paused_until_on == date(2027, 5, 1)
    plain = decide(situation(), Wrote("pause until 1 May", "m1"))
    assert said(plain)[0].endswith("Je eerste bericht komt op donderdag 6 mei.")


def test_a_bare_pause_asks_until_when_and_hears_the_answer() -> None:
    given = situation()
    asked = decide(given, Wrote("pauze", "m1"))
    assert labels(asked) == ["Twee weken", "Vier weken", "Kies een dag"]
    assert asked.expected is not None
    assert asked.expected.awaits is Awaits.PAUSE_UNTIL
    typed = decide(replace(given, expected=asked.expected), Wrote("1 februari", "m2"))
    assert typed.person is not None
    assert typed.person.paused_until_on == date(2027, 2, 1)
    assert not typed.keeps_expected
    two = decide(given, Pressed(button(asked, "Twee weken").press))
    assert two.person is not None
    assert two.person.paused_until_on == date(2027, 1, 28)
    opened = decide(given, Pressed(button(asked, "Kies een dag").press))
    assert opened.dialog is not None
    wrong = decide(given, Submitted(opened.dialog.press, {"until": "als het rustig is"}))
    assert wrong.errors["until"].startswith("Die dag herken ik niet.")


def test_a_pause_that_is_not_understood_asks_again() -> None:
    decision = decide(situation(), Wrote("pauze tot het rustig is", "m1"))
    assert said(decision) == ["Die dag herken ik niet. Tot wanneer?"]
    assert decision.person is None


def test_not_now_is_two_weeks() -> None:
    decision = decide(situation(), Wrote("nu even niet", "m1"))
    assert said(decision) == [
        "Goed, twee weken stil. Ook je opvolgingen wachten. Daarna begin ik rustig."
    ]
    assert decision.person is not None
    assert decision.person.paused_until_on == NOW.date() + timedelta(weeks=2)
    paused = situation(person=decision.person)
    again = decide(paused, Pressed(button(decision, "Weer starten").press))
    assert again.person is not None
    assert again.person.paused_until_on is None
    assert said(again)[0].startswith("Welkom terug.")


def test_stop_can_be_taken_back() -> None:
    decision = decide(situation(), Wrote("stop", "m1"))
    assert said(decision) == [
        "Ik stuur je niets meer. Wat je bewaarde, houd je tot de bewaartermijn voorbij is."
    ]
    assert labels(decision) == ["Terug", "Toon wat er staat", "Wis alles"]
    assert decision.person is not None
    assert decision.person.stopped_at == NOW
    stopped = situation(person=decision.person)
    back = decide(stopped, Pressed(button(decision, "Terug").press))
    assert back.person is not None
    assert (back.person.standing, back.person.stopped_at) == (Standing.ACTIVE, None)
    assert decide(situation(), Pressed(button(decision, "Terug").press)).person is None


def test_going_back_never_starts_someone_who_had_not_started() -> None:
    given = situation(person=BRAM)
    decision = decide(given, Wrote("stop", "m1"))
    assert decision.person is not None
    back = decide(replace(given, person=decision.person), Pressed(button(decision, "Terug").press))
    assert back.person is not None
    assert back.person.standing is Standing.NOT_STARTED


def test_leaving_stops_in_silence() -> None:
    decision = decide(situation(), Left())
    assert decision.says == ()
    assert decision.person is not None
    assert decision.person.standing is Standing.STOPPED


def test_the_one_question_before_it_stops() -> None:
    notice = replace(message(REFLECTION), purpose=Purpose.NOTICE, subject="quiet?", prompt=None)
    quiet = situation(person=replace(HANNEKE, unanswered=6))
    question = notice_content(notice, quiet)
    assert isinstance(question, Content)
    assert question.as_text() == "Het is een tijd stil hier. Dat mag. Zal ik ook stil zijn?"
    assert labels(question) == ["Ja, stop maar", "Eén keer per maand", "Blijf zoals het was"]

    def pressed(label: str) -> Decision:
        return decide(quiet, Pressed(button(question, label).press))

    stop, seldom, same = map(pressed, labels(question))
    assert stop.person is not None
    assert stop.person.standing is Standing.STOPPED
    assert seldom.person is not None
    assert (seldom.person.rhythm, seldom.person.unanswered) == (Rhythm.MONTHLY, 0)
    assert same.person is not None
    assert (same.person.rhythm, same.person.unanswered) == (Rhythm.NORMAL, 0)
