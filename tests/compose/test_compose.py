"""What a message says at the moment it is sent."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from bot.compose.compose import compose
from bot.content import Content
from bot.dates.when import When
from bot.model.ids import PromptId, RecordId
from bot.model.messages import Message, Purpose, Reason, message_id
from bot.model.people import Language
from bot.model.prompts import Kind, Prompt, PromptTexts, ReplyForm
from bot.model.records import Commitment, CommitmentState, Dilemma, Records
from tests.dialogue.situations import (
    HANNEKE,
    MT_MEETING,
    NOW,
    NUDGE,
    REFLECTION,
    SMALL_WIN,
    TENANT,
    labels,
    library,
    local,
    message,
    situation,
)

FORM = Commitment(
    id=RecordId("formulier"),
    tenant=TENANT.id,
    person=HANNEKE.id,
    what="woorden-van-hanneke",
    short_name="Eén lastig formulier",
    due=When(date(2027, 1, 15), time(11)),
    created_at=NOW.astimezone(UTC),
)
COUNTING = Dilemma(
    id=RecordId("tellen"),
    tenant=TENANT.id,
    person=HANNEKE.id,
    short_name="Tellen in het centrum",
    one_side="woorden-van-hanneke",
    other_side="woorden-van-hanneke",
    created_at=NOW.astimezone(UTC),
)
WEDNESDAY = local("2027-01-13 12:15")
MONDAY = local("2027-01-18 12:15")


def composed(
    sent: Message, *joined: Message, now: datetime = NOW, prompt: Prompt = SMALL_WIN, **given: Any
) -> Content:
    given.setdefault("library", library(prompt))
    content = compose(sent, situation(now=now, **given), joined)
    assert isinstance(content, Content), content
    return content


def reminder(original: Message) -> Message:
    return replace(
        original,
        id=message_id(TENANT.id, Purpose.REMINDER, original.id, HANNEKE.id),
        purpose=Purpose.REMINDER,
        subject=original.id,
        prompt=None,
        closes_at=None,
    )


def follow_up(record: Commitment | Dilemma, turn: int = 0) -> Message:
    return replace(
        message(SMALL_WIN),
        id=message_id(TENANT.id, Purpose.FOLLOW_UP, record.id, HANNEKE.id, turn),
        purpose=Purpose.FOLLOW_UP,
        subject=record.id,
        turn=turn,
        prompt=None,
    )


def records(commitment: Commitment = FORM, dilemma: Dilemma = COUNTING) -> Records:
    return Records(commitments=(commitment,), dilemmas=(dilemma,))


def test_a_small_win() -> None:
    content = composed(message(SMALL_WIN))
    assert content.as_text().splitlines()[0] == "Eén lastig formulier · 5 minuten"
    assert content.as_text().endswith("Wie vraag je, en wanneer?")
    assert labels(content) == ["Leg vast", "Later", "Past niet"]
    assert content.summary == "Eén lastig formulier (5 minuten)"


def test_a_reflection() -> None:
    content = composed(message(REFLECTION), prompt=REFLECTION)
    assert content.as_text().splitlines()[0] == "Een eerlijke ruil? · 2 minuten"
    assert labels(content) == ["Schrijf antwoord", "Later", "Past niet"]
    assert content.summary == "Een eerlijke ruil? (2 minuten)"


def test_one_minute_is_one_minute() -> None:
    short = replace(REFLECTION, minutes=1)
    content = composed(message(short), prompt=short)
    assert content.summary == "Een eerlijke ruil? (1 minuut)"


def test_an_example_asks_whether_it_is_recognised() -> None:
    example = replace(REFLECTION, reply_form=ReplyForm.RECOGNITION)
    assert labels(composed(message(example), prompt=example)) == ["Ja", "Een beetje", "Nee"]


def test_a_nudge_names_the_meeting_the_closing_and_the_item() -> None:
    content = composed(message(NUDGE), now=WEDNESDAY, prompt=NUDGE)
    assert content.as_text() == (
        "Als het een dag stilvalt · agenda van het college\n"
        "De agenda voor dinsdag 19 januari sluit morgen om 12.00 uur. "
        "Staat er een voorstel op met een nieuw systeem? "
        "Agendapunt, 5 minuten: ‘Wat doen we voor inwoners als dit systeem een dag uitvalt?’"
    )
    assert labels(content) == ["Zet op een agenda", "Toon als losse tekst", "Niet deze keer"]


@pytest.mark.parametrize(
    ("now", "closing"),
    [
        ("2027-01-14 09:00", "vandaag om 12.00 uur"),
        ("2027-01-13 09:00", "morgen om 12.00 uur"),
        ("2027-01-12 09:00", "donderdag 14 januari om 12.00 uur"),
    ],
)
def test_how_a_closing_is_written(now: str, closing: str) -> None:
    content = composed(message(NUDGE), now=local(now), prompt=NUDGE)
    assert f"sluit {closing}." in content.as_text()


def with_body(body: str) -> Prompt:
    return replace(NUDGE, texts={Language.NL: PromptTexts("Kadernota", body, item="Punt?")})


@pytest.mark.parametrize(
    ("body", "closes", "text"),
    [
        ("Sluit over {workdays} werkdagen.", "2027-02-04 17:30", "Sluit over 15 werkdagen."),
        ("Op {moment_day}.", "2027-02-04 17:30", "Op donderdag 4 februari."),
        ("Op {moment_day}.", "2027-02-05 00:00", "Op donderdag 4 februari."),
        ("Sluit {closing}.", "2027-02-05 00:00", "Sluit donderdag 4 februari."),
    ],
)
def test_what_a_moment_fills_in(body: str, closes: str, text: str) -> None:
    prompt = with_body(body)
    sent = message(prompt, meeting=None, meeting_on=None, closes_at=local(closes).astimezone(UTC))
    assert text in composed(sent, prompt=prompt).as_text()


def test_a_nudge_for_the_mt() -> None:
    sent = message(NUDGE, meeting=MT_MEETING)
    content = composed(sent, now=WEDNESDAY, prompt=NUDGE)
    assert "agenda van MT Sociaal" in content.as_text()


@pytest.mark.parametrize(
    ("prompt", "buttons"),
    [
        (SMALL_WIN, ["Leg vast"]),
        (REFLECTION, ["Schrijf antwoord"]),
        (NUDGE, ["Zet op een agenda", "Toon als losse tekst", "Niet deze keer"]),
    ],
)
def test_to_a_group_there_is_no_later(prompt: Prompt, buttons: list[str]) -> None:
    sent = message(prompt, person=None, recipient="channel-1")
    assert labels(composed(sent, now=WEDNESDAY, prompt=prompt)) == buttons


@pytest.mark.parametrize(
    ("sent", "now", "reason"),
    [
        (replace(message(SMALL_WIN), prompt=PromptId("gone")), NOW, Reason.CHANGED),
        (message(SMALL_WIN, answered_at=NOW.astimezone(UTC)), NOW, Reason.ANSWERED),
        (message(NUDGE), local("2027-01-14 12:00"), Reason.LATE),
    ],
)
def test_a_prompt_with_nothing_to_say(sent: Message, now: datetime, reason: Reason) -> None:
    assert compose(sent, situation(now=now), ()) is reason


def test_the_one_reminder() -> None:
    original = message(SMALL_WIN)
    content = composed(reminder(original), history=(original,))
    assert content.as_text() == "Eén lastig formulier wacht nog. Past het deze week?"
    assert labels(content) == ["Leg vast", "Volgende week", "Past niet"]
    assert {button.press.subject for button in content.buttons()} == {original.id}


def test_the_reminder_of_a_nudge_names_the_closing() -> None:
    original = message(NUDGE)
    content = composed(reminder(original), now=WEDNESDAY, prompt=NUDGE, history=(original,))
    assert content.as_text() == (
        "Als het een dag stilvalt wacht nog. De agenda sluit morgen om 12.00 uur."
    )
    assert labels(content) == ["Zet op een agenda", "Toon als losse tekst", "Niet deze keer"]


@pytest.mark.parametrize(
    ("original", "reason"),
    [
        (message(SMALL_WIN, answered_at=NOW.astimezone(UTC)), Reason.ANSWERED),
        (message(REFLECTION), Reason.CHANGED),
        (message(NUDGE), Reason.LATE),
    ],
)
def test_a_reminder_with_nothing_to_say(original: Message, reason: Reason) -> None:
    assert compose(reminder(original), situation(history=(original,)), ()) is reason


def test_a_reminder_of_what_is_gone() -> None:
    assert compose(reminder(message(SMALL_WIN)), situation(), ()) is Reason.CHANGED


@pytest.mark.parametrize(
    ("now", "sentence"),
    [
        ("2027-01-18 12:15", "Eén lastig formulier stond voor vrijdag. Hoe staat het?"),
        ("2027-01-25 12:15", "Eén lastig formulier stond voor vrijdag 15 januari. Hoe staat het?"),
    ],
)
def test_a_follow_up_of_a_commitment(now: str, sentence: str) -> None:
    content = composed(follow_up(FORM), now=local(now), records=records())
    assert content.as_text() == sentence
    assert content.summary == "Eén lastig formulier"


def test_several_follow_ups_are_one_message_each_with_its_own_buttons() -> None:
    content = composed(follow_up(FORM), follow_up(COUNTING), now=MONDAY, records=records())
    assert content.as_text() == (
        "Eén lastig formulier stond voor vrijdag. Hoe staat het?\n"
        "Is er iets veranderd bij Tellen in het centrum?"
    )
    assert labels(content) == [
        "Gedaan",
        "Deels",
        "Andere dag",
        "Niet meer nodig",
        "Nog open",
        "Verschoven",
        "Gekozen",
        "Laat ik los",
    ]
    assert content.summary == "Eén lastig formulier · Tellen in het centrum"


def test_what_was_closed_meanwhile_is_left_out() -> None:
    done = replace(FORM, state=CommitmentState.DONE)
    content = composed(follow_up(FORM), follow_up(COUNTING), records=records(done))
    assert content.as_text() == "Is er iets veranderd bij Tellen in het centrum?"


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        (records(replace(FORM, state=CommitmentState.DONE)), Reason.ANSWERED),
        (records(replace(FORM, turn=1)), Reason.CHANGED),
        (Records(), Reason.CHANGED),
    ],
)
def test_a_follow_up_with_nothing_left_to_ask(known: Records, reason: Reason) -> None:
    assert compose(follow_up(FORM), situation(records=known), ()) is reason


def test_a_prompt_and_a_follow_up_of_the_same_day_are_one_message() -> None:
    content = composed(message(SMALL_WIN), follow_up(COUNTING), records=records())
    assert content.as_text().startswith("Eén lastig formulier · 5 minuten")
    assert content.as_text().endswith("Is er iets veranderd bij Tellen in het centrum?")


def test_no_message_holds_words_that_were_typed_in_a_window() -> None:
    content = composed(follow_up(FORM), follow_up(COUNTING), records=records())
    assert "woorden-van-hanneke" not in content.as_text() + content.summary


def test_an_answer_that_lost_its_words_is_empty() -> None:
    lost = replace(message(SMALL_WIN), purpose=Purpose.ANSWER)
    assert compose(lost, situation(), ()) is Reason.EMPTY


def test_every_kind_of_prompt_has_at_most_three_buttons() -> None:
    for prompt in (SMALL_WIN, REFLECTION, NUDGE):
        content = composed(message(prompt), now=WEDNESDAY, prompt=prompt)
        assert 1 <= len(labels(content)) <= 3
    assert {SMALL_WIN.kind, REFLECTION.kind, NUDGE.kind} == set(Kind)
