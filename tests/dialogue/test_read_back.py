"""`Lees terug` shows a person's own words again, in their own chat only."""

from dataclasses import replace
from datetime import UTC, date, time

from bot.content import Press
from bot.dates.when import When
from bot.dialogue.decide import decide
from bot.events import Pressed
from bot.model.ids import RecordId
from bot.model.records import Commitment, CommitmentState, Dilemma, Records, Reply
from tests.dialogue.situations import (
    HANNEKE,
    NOW,
    REFLECTION,
    TENANT,
    labels,
    message,
    said,
    situation,
)

CARD = message(REFLECTION)
AT = NOW.astimezone(UTC)
COMMITMENT = Commitment(
    id=RecordId("formulier"),
    tenant=TENANT.id,
    person=HANNEKE.id,
    what="bel Vergunningen",
    with_whom="teamleider",
    if_then="Als het overleg klaar is, loop ik langs.",
    short_name="Eén lastig formulier",
    due=When(date(2027, 1, 15), time(11)),
    created_at=AT,
)
DILEMMA = Dilemma(
    id=RecordId("tellen"),
    tenant=TENANT.id,
    person=HANNEKE.id,
    short_name="Tellen",
    one_side="drukte spreiden",
    other_side="niet bespieden",
    stakes=("openheid", "vertrouwen"),
    who_feels_it="bezoekers",
    decide_by_on=date(2027, 2, 28),
    created_at=AT,
)


def reply(text: str, **about: RecordId) -> Reply:
    return Reply(
        id=RecordId(f"reply-{text}"),
        tenant=TENANT.id,
        person=HANNEKE.id,
        text=text,
        short_name="Een eerlijke ruil?",
        at=AT,
        message=None if about else CARD.id,
        about=about.get("about"),
    )


RECORDS = Records(
    replies=(reply("telpunten"), reply("bezoekers"), reply("ging goed", about=COMMITMENT.id)),
    commitments=(COMMITMENT,),
    dilemmas=(DILEMMA,),
)
GIVEN = situation(CARD, records=RECORDS)


def test_a_commitment_comes_back_with_what_was_added_to_it() -> None:
    decision = decide(GIVEN, Pressed(Press("read_back", COMMITMENT.id)))
    assert said(decision) == [
        "Eén lastig formulier\n"
        "Wat: bel Vergunningen\n"
        "Met wie: teamleider\n"
        "Wanneer: vrijdag 15 januari om 11.00 uur\n"
        "Als … dan …: Als het overleg klaar is, loop ik langs.\n"
        "Later geschreven: ging goed"
    ]
    assert labels(decision) == ["Verander", "Deel met een collega"]
    assert decision.says[0].content.summary == "Lees terug"


def test_a_dilemma_comes_back() -> None:
    decision = decide(GIVEN, Pressed(Press("read_back", DILEMMA.id)))
    assert said(decision) == [
        "Tellen\n"
        "Aan de ene kant: drukte spreiden\n"
        "Aan de andere kant: niet bespieden\n"
        "Wat er op het spel staat: openheid, vertrouwen\n"
        "Wie het gevolg voelt: bezoekers\n"
        "Kiezen kan tot en met: zondag 28 februari"
    ]


def test_the_card_of_a_reflection_gives_all_its_answers() -> None:
    decision = decide(GIVEN, Pressed(Press("read_back", CARD.id)))
    assert said(decision) == ["Een eerlijke ruil?\ntelpunten\nEen eerlijke ruil?\nbezoekers"]


def test_what_is_closed_can_be_shared_but_not_changed() -> None:
    done = replace(COMMITMENT, state=CommitmentState.DONE)
    given = situation(records=Records(commitments=(done,)))
    assert labels(decide(given, Pressed(Press("read_back", done.id)))) == ["Deel met een collega"]


def test_what_is_gone_is_answered_kindly() -> None:
    decision = decide(situation(), Pressed(Press("read_back", "nothing")))
    assert said(decision) == ["Dat staat er niet meer."]


def test_nothing_comes_back_where_others_read() -> None:
    given = situation(CARD, records=RECORDS, shared=True)
    assert decide(given, Pressed(Press("read_back", COMMITMENT.id))).says == ()


def test_weg_ermee_takes_what_was_added_later_along() -> None:
    decision = decide(GIVEN, Pressed(Press("commitment_discard", COMMITMENT.id)))
    assert decision.deletes == (COMMITMENT.id, RecordId("reply-ging goed"))
