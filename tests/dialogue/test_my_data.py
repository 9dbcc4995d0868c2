"""What is kept of someone: seeing it, a copy, erasing it."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.compose.own_verbs import OwnVerb
from bot.content import Content, Paragraph, Press
from bot.dates.when import When
from bot.dialogue.decide import decide
from bot.events import Pressed, Wrote
from bot.model.ids import RecordId
from bot.model.messages import Purpose
from bot.model.records import (
    AuditEntry,
    AuditKind,
    Commitment,
    Dilemma,
    Records,
    Reply,
    Share,
)
from bot.model.situation import Situation
from tests.dialogue.situations import (
    HANNEKE,
    NOW,
    REFLECTION,
    TENANT,
    YUSUF,
    button,
    labels,
    message,
    said,
    situation,
)

AT = NOW.astimezone(UTC)
REPLY = Reply(
    id=RecordId("r1"),
    tenant=TENANT.id,
    person=HANNEKE.id,
    text="Vraag 7 begrijpt niemand",
    short_name="Eén lastig formulier",
    at=AT,
)
ACTION = Commitment(
    id=RecordId("c1"),
    tenant=TENANT.id,
    person=HANNEKE.id,
    what="Proeflezer vragen bij Vergunningen",
    short_name="Proeflezer zoeken",
    due=When(NOW.date()),
    created_at=AT,
)
DILEMMA = Dilemma(
    id=RecordId("d1"),
    tenant=TENANT.id,
    person=HANNEKE.id,
    short_name="Tellen in het centrum",
    one_side="we kunnen drukte spreiden",
    other_side="mensen weten het niet",
    created_at=AT,
)
SHARE = Share(
    id=RecordId("s1"),
    tenant=TENANT.id,
    person=HANNEKE.id,
    subject=DILEMMA.id,
    short_name="Tellen in het centrum",
    text="Tellen of niet",
    is_dilemma=True,
    to_person=YUSUF.id,
    at=AT,
)
NOTE = replace(REPLY, id=RecordId("r2"), about=DILEMMA.id, text="Fatma kijkt mee")
FULL = situation(
    records=Records(
        replies=(REPLY, NOTE), commitments=(ACTION,), dilemmas=(DILEMMA,), shares=(SHARE,)
    ),
    history=(
        replace(
            message(REFLECTION), purpose=Purpose.DIGEST, prompt=None, content=Content((), "Januari")
        ),
    ),
)
WORDS = ("Vraag 7 begrijpt niemand", "Proeflezer vragen", "we kunnen drukte spreiden")


def looked_at(given: Situation, *kinds: AuditKind) -> Situation:
    entries = tuple(
        AuditEntry(
            id=RecordId(f"a{number}"),
            tenant=TENANT.id,
            person=HANNEKE.id,
            kind=kind,
            by="beheerder",
            what="records",
            reason="Woo-verzoek",
            at=datetime(2027, 1, 12, 10, 0, tzinfo=UTC),
        )
        for number, kind in enumerate(kinds)
    )
    return replace(given, audit=entries)


def test_my_data_counts_and_says_who_looked() -> None:
    decision = decide(FULL, Wrote("mijn gegevens", "m1"))
    assert said(decision) == [
        "Van jou staan hier: 2 antwoorden, 1 actie, 1 dilemma, 1 keer gedeeld, 1 maandoverzicht. "
        "Niemand anders heeft erin gekeken."
    ]
    assert labels(decision) == ["Lees alles", "Stuur mij een kopie", "Wis"]


def test_a_look_by_the_admin_is_told_with_its_reason() -> None:
    given = looked_at(FULL, AuditKind.EXPORTED, AuditKind.OPENED, AuditKind.ERASED)
    decision = decide(given, Wrote("my data", "m1"))
    assert said(decision)[0].endswith(
        "Op dinsdag 12 januari heeft de beheerder je gegevens geopend. Reden: Woo-verzoek."
    )
    more = decide(given, Pressed(button(decision, "Meer").press))
    assert len(said(more)[0].splitlines()) == 2


def test_reading_all_stays_out_of_the_chat_and_a_copy_does_not() -> None:
    decision = decide(FULL, Wrote("mijn gegevens", "m1"))
    read = decide(FULL, Pressed(button(decision, "Lees alles").press))
    assert read.says == ()
    assert read.dialog is not None
    assert read.dialog.submit_label is None
    shown = "\n".join(str(text) for text in read.dialog.intro)
    copy = decide(FULL, Pressed(button(decision, "Stuur mij een kopie").press))
    assert copy.says[0].content.bare
    for words in WORDS:
        assert words in shown
        assert words in said(copy)[0]
    spans = [
        span
        for block in copy.says[0].content.blocks
        if isinstance(block, Paragraph)
        for span in block.text.spans
    ]
    assert all(span.typed for span in spans if span.text in WORDS)


def test_a_large_copy_comes_in_parts_that_fit_in_a_message_and_miss_nothing() -> None:
    replies = tuple(
        replace(REPLY, id=RecordId(f"r{number}"), text=f"antwoord {number} " + "x" * 2_900)
        for number in range(12)
    )
    copy = decide(situation(records=Records(replies=replies)), Pressed(Press(OwnVerb.COPY)))
    pages = [one.content.as_text() for one in copy.says]
    assert len(pages) > 3
    assert all(len(page) < 12_000 for page in pages)
    whole = "\n".join(pages)
    assert all(f"antwoord {number} " in whole for number in range(12))


def test_mine_shows_short_names_only() -> None:
    decision = decide(FULL, Wrote("mijn", "m1"))
    text = said(decision)[0]
    assert "Proeflezer zoeken, donderdag 14 januari" in text
    assert "Tellen in het centrum" in text
    assert not any(words in text for words in WORDS)
    assert "Gedaan" in labels(decision)
    assert said(decide(situation(), Wrote("mijn", "m1"))) == ["Er staat niets open."]


def test_erasing_one_thing_takes_what_belongs_to_it_along() -> None:
    listed = decide(FULL, Wrote("wis", "m1"))
    assert "Tellen in het centrum (dilemma)" in labels(listed)
    sure = decide(FULL, Pressed(button(listed, "Tellen in het centrum (dilemma)").press))
    assert said(sure) == ["Tellen in het centrum wissen? Dit kan niet terug."]
    assert sure.deletes == ()
    gone = decide(FULL, Pressed(button(sure, "Wis").press))
    assert set(gone.deletes) == {DILEMMA.id, NOTE.id, SHARE.id}
    (entry,) = gone.audit
    assert (entry.kind, entry.what, entry.reason) == (AuditKind.ERASED, "dilemma", "")
    assert "Tellen" not in str(entry)
    again = decide(situation(), Pressed(button(sure, "Wis").press))
    assert said(again) == ["Dat staat er niet meer."]


def test_erasing_everything_is_asked_twice() -> None:
    sure = decide(FULL, Wrote("wis alles", "m1"))
    assert said(sure) == [
        "Ik wis je antwoorden, acties, dilemma's en overzichten. Wat in de chat zelf staat, blijft "
        "daar. Dit kan niet terug."
    ]
    assert not sure.erases
    assert said(decide(FULL, Pressed(button(sure, "Toch niet").press))) == [
        "Goed, alles blijft staan."
    ]
    gone = decide(FULL, Pressed(button(sure, "Wis alles").press))
    assert gone.erases
    assert said(gone) == [
        "Gewist op donderdag 14 januari. Ik bewaar alleen dat er iets is gewist, niet wat."
    ]


def test_nothing_to_erase_says_so() -> None:
    assert said(decide(situation(), Wrote("erase", "m1"))) == ["Er staat hier niets van je."]
