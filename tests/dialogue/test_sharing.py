"""Showing a text to one colleague, or to a group in its overview, and taking it back."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.content import Press
from bot.dialogue.decide import decide
from bot.events import Pressed, Submitted
from bot.model.ids import RecordId
from bot.model.people import Standing
from bot.model.records import Commitment, CommitmentState, Dilemma, Records, Reply, Share
from bot.model.situation import Decision, Situation
from tests.dialogue.situations import (
    FATMA,
    GROUP,
    HANNEKE,
    MT,
    NOW,
    TENANT,
    YUSUF,
    button,
    labels,
    local,
    said,
    situation,
)

DILEMMA = Dilemma(
    id=RecordId("tellen"),
    tenant=TENANT.id,
    person=HANNEKE.id,
    short_name="Tellen in het centrum",
    one_side="alles digitaal aanvragen",
    other_side="een balie openhouden",
    created_at=NOW.astimezone(UTC),
)
NOTICED = Reply(
    id=RecordId("vraag-7"),
    tenant=TENANT.id,
    person=HANNEKE.id,
    text="Vraag 7 van het formulier begrijpt niemand. We kijken er samen naar.",
    short_name="Eén lastig formulier",
    at=local("2027-01-31 23:30").astimezone(UTC),
)
IN_FEBRUARY = replace(NOTICED, id=RecordId("later"), at=local("2027-02-01 00:10").astimezone(UTC))
RECORDS = Records(replies=(NOTICED, IN_FEBRUARY), dilemmas=(DILEMMA,))
SHARE = Press("share", DILEMMA.id, "event-1")
TEXT = {"with_whom": YUSUF.id, "text": "Alles digitaal, of een balie?"}


def mine(**changes: Any) -> Situation:
    return replace(situation(records=RECORDS), **changes)


def shared(decision: Decision) -> Share:
    [record] = decision.saves
    assert isinstance(record, Share)
    return record


def with_shares(*shares: Share, **changes: Any) -> Situation:
    return mine(records=replace(RECORDS, shares=shares), **changes)


def test_the_window_names_the_colleagues_and_shows_the_exact_text() -> None:
    decision = decide(mine(), Pressed(Press("share", DILEMMA.id)))
    assert decision.dialog is not None
    whom, text = decision.dialog.fields
    names = [option.label for option in whom.options]
    assert names == sorted(names)
    assert {FATMA.name, YUSUF.name} < set(names)
    assert HANNEKE.name not in names
    assert (text.label, text.value) == (
        "Dit ziet je collega:",
        "Aan de ene kant: alles digitaal aanvragen\nAan de andere kant: een balie openhouden",
    )


@pytest.mark.parametrize(
    ("subject", "words"), [(NOTICED.id, NOTICED.text), ("formulier", "bel Vergunningen")]
)
def test_replies_and_commitments_can_be_shared_too(subject: str, words: str) -> None:
    commitment = Commitment(
        id=RecordId("formulier"),
        tenant=TENANT.id,
        person=HANNEKE.id,
        what="bel Vergunningen",
        short_name="Eén lastig formulier",
        created_at=NOW.astimezone(UTC),
    )
    given = mine(records=replace(RECORDS, commitments=(commitment,)))
    decision = decide(given, Pressed(Press("share", subject)))
    assert decision.dialog is not None
    assert decision.dialog.fields[1].value == words


def test_it_is_shared_and_can_be_taken_back() -> None:
    decision = decide(mine(), Submitted(SHARE, TEXT))
    assert said(decision) == [
        "Gedeeld met Yusuf. Je collega ziet deze tekst, niet wat je er later bij schrijft."
    ]
    assert labels(decision) == ["Trek terug"]
    share = shared(decision)
    assert (share.to_person, share.text, share.is_dilemma) == (YUSUF.id, TEXT["text"], True)
    assert (share.subject, share.short_name) == (DILEMMA.id, DILEMMA.short_name)
    back = decide(with_shares(share), Pressed(button(decision, "Trek terug").press))
    assert said(back) == ["Bij Yusuf is het weg. Wat al gelezen is, kan ik niet terughalen."]
    assert shared(back).withdrawn_at == NOW.astimezone(UTC)
    again = decide(with_shares(shared(back)), Pressed(button(decision, "Trek terug").press))
    assert said(again) == ["Dat was al teruggetrokken."]


def test_the_same_window_sent_twice_is_one_share() -> None:
    first = shared(decide(mine(), Submitted(SHARE, TEXT)))
    again = shared(decide(with_shares(first, key="event-2"), Submitted(SHARE, TEXT)))
    assert first.id == again.id


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "x" * 1001}, "text"),
        ({"text": "bel 0612345678"}, "text"),
        ({"with_whom": ""}, "with_whom"),
        ({"with_whom": "nobody"}, "with_whom"),
        ({"with_whom": HANNEKE.id}, "with_whom"),
    ],
)
def test_what_cannot_be_shared_leaves_the_window_open(changes: dict[str, str], field: str) -> None:
    decision = decide(mine(), Submitted(SHARE, {**TEXT, **changes}))
    assert set(decision.errors) == {field}
    assert decision.saves == ()


def test_with_nobody_to_share_with() -> None:
    decision = decide(mine(colleagues=()), Pressed(SHARE))
    assert said(decision) == ["Er is nog niemand met wie je dit kunt delen."]


@pytest.mark.parametrize("standing", Standing)
def test_the_list_of_colleagues_does_not_tell_who_takes_part(standing: Standing) -> None:
    decision = decide(mine(colleagues=(replace(YUSUF, standing=standing),)), Pressed(SHARE))
    assert decision.dialog is not None
    assert [option.value for option in decision.dialog.fields[0].options] == [YUSUF.id]


def test_what_is_gone_is_answered_kindly() -> None:
    given = situation()
    assert said(decide(given, Pressed(SHARE))) == ["Wat je wilde delen, staat er niet meer."]
    assert set(decide(given, Submitted(SHARE, TEXT)).errors) == {"text"}
    assert said(decide(given, Pressed(Press("share_withdraw", "nothing")))) == [
        "Dat staat niet meer op je lijst."
    ]


def test_the_colleague_reads_it_or_leaves_it() -> None:
    share = replace(
        shared(decide(mine(), Submitted(SHARE, TEXT))), person=YUSUF.id, to_person=HANNEKE.id
    )
    given = situation(shared_with_me=(share,))
    read = decide(given, Pressed(Press("share_read", share.id)))
    assert said(read) == ["Van Yusuf: Tellen in het centrum\nAlles digitaal, of een balie?"]
    [say] = read.says
    assert say.content.summary == "Gedeeld met jou"
    assert said(decide(given, Pressed(Press("share_not_now", share.id)))) == ["Goed."]


def test_reading_what_was_taken_back() -> None:
    decision = decide(situation(), Pressed(Press("share_read", "gone")))
    assert said(decision) == [
        "Deze tekst is er niet meer. Wie hem deelde, heeft hem teruggetrokken."
    ]


CHOOSE = Press("choose_shares", "2027-01")
FEBRUARY = local("2027-02-04 12:15")
IN_CHANNEL = replace(GROUP, conversation="channel-mt")


def in_february(**changes: Any) -> Situation:
    return mine(now=FEBRUARY, groups=(IN_CHANNEL,), **changes)


def choose(given: Situation, *subjects: str) -> Decision:
    return decide(given, Submitted(CHOOSE, {"shown": "\n".join(subjects)}))


def test_the_list_holds_what_is_of_the_month_with_nothing_ticked() -> None:
    decision = decide(in_february(), Pressed(CHOOSE))
    assert decision.dialog is not None
    [lines] = decision.dialog.fields
    assert [option.label for option in lines.options] == [
        NOTICED.text,
        "alles digitaal aanvragen, of een balie openhouden?",
    ]
    assert lines.values == ()


def test_what_is_ticked_goes_into_the_groups_overview() -> None:
    decision = choose(in_february(), NOTICED.id)
    assert said(decision) == [
        "Dit gaat mee in het overzicht van MT Sociaal op dinsdag 9 februari: één regel."
    ]
    assert labels(decision) == ["Verander", "Trek terug"]
    share = shared(decision)
    assert (share.to_group, share.month, share.text) == (MT, "2027-01", NOTICED.text)
    both = choose(in_february(), NOTICED.id, DILEMMA.id)
    assert said(both) == [
        "Dit gaat mee in het overzicht van MT Sociaal op dinsdag 9 februari: 2 regels."
    ]
    assert [record.is_dilemma for record in both.saves if isinstance(record, Share)] == [
        False,
        True,
    ]


def test_verander_shows_what_was_ticked_and_takes_back_what_is_not() -> None:
    first = choose(in_february(), NOTICED.id)
    later = in_february(records=replace(RECORDS, shares=(shared(first),)))
    opened = decide(later, Pressed(button(first, "Verander").press))
    assert opened.dialog is not None
    [lines] = opened.dialog.fields
    assert lines.values == (NOTICED.id,)
    changed = choose(later, DILEMMA.id)
    added, gone = changed.saves
    assert isinstance(added, Share)
    assert isinstance(gone, Share)
    assert (added.subject, added.withdrawn_at) == (DILEMMA.id, None)
    assert (gone.subject, gone.withdrawn_at) == (NOTICED.id, FEBRUARY.astimezone(UTC))


def test_all_of_it_can_be_taken_back() -> None:
    first = choose(in_february(), NOTICED.id)
    later = in_february(records=replace(RECORDS, shares=(shared(first),)))
    back = decide(later, Pressed(button(first, "Trek terug").press))
    assert said(back) == ["Goed, er gaat niets van jou mee."]
    assert shared(back).withdrawn_at is not None
    again = decide(in_february(), Pressed(button(first, "Trek terug").press))
    assert said(again) == ["Dat was al teruggetrokken."]


def test_nothing_ticked_shares_nothing() -> None:
    decision = choose(in_february())
    assert said(decision) == ["Goed, er gaat niets van jou mee."]
    assert decision.saves == ()


def test_with_two_groups_one_is_chosen() -> None:
    other = replace(IN_CHANNEL, id=type(MT)("mt-ruimte"), name="MT Ruimte")
    given = replace(in_february(), groups=(IN_CHANNEL, other))
    opened = decide(given, Pressed(CHOOSE))
    assert opened.dialog is not None
    assert [field.name for field in opened.dialog.fields] == ["group", "shown"]
    values = {"group": other.id, "shown": NOTICED.id}
    assert shared(decide(given, Submitted(CHOOSE, values))).to_group == other.id


def test_without_a_day_for_the_overview_none_is_promised() -> None:
    decision = choose(replace(in_february(), groups=(GROUP,)), NOTICED.id)
    assert said(decision) == ["Dit staat in het overzicht van MT Sociaal: één regel."]


def test_nowhere_or_nothing_to_share() -> None:
    nowhere = "Je zit nog niet in een groep die een overzicht krijgt."
    assert said(decide(mine(groups=()), Pressed(CHOOSE))) == [nowhere]
    assert said(decide(mine(), Pressed(Press("choose_shares", "nonsense")))) == [nowhere]
    assert said(decide(mine(), Pressed(Press("choose_shares", "9999-12")))) == [nowhere]
    empty = situation(now=datetime(2027, 2, 4, 12, tzinfo=NOW.tzinfo))
    assert said(decide(empty, Pressed(CHOOSE))) == ["Er is in die maand niets om te delen."]


def test_what_was_done_in_the_month_is_in_the_list() -> None:
    done = Commitment(
        id=RecordId("gedaan"),
        tenant=TENANT.id,
        person=HANNEKE.id,
        what="formulier ingekort",
        short_name="Formulier",
        state=CommitmentState.DONE,
        created_at=NOW.astimezone(UTC),
        closed_at=NOW.astimezone(UTC),
    )
    given = in_february(records=Records(commitments=(done,)))
    opened = decide(given, Pressed(CHOOSE))
    assert opened.dialog is not None
    assert [option.label for option in opened.dialog.fields[0].options] == ["formulier ingekort"]
