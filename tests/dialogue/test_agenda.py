"""From an agenda nudge to an item, the list of who prepares it, and what the proposer hears."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date

import pytest

from bot.compose.notices import notice_content
from bot.compose.prompts import prompt_content
from bot.content import Content
from bot.dialogue.decide import decide
from bot.dialogue.meeting_dates import open_dates
from bot.events import Pressed, Submitted
from bot.model.calendar import TenantMoment
from bot.model.ids import RecordId
from bot.model.messages import Message, Priority, Purpose, Reason, State
from bot.model.people import PutAway
from bot.model.prompts import Timing
from bot.model.records import AgendaItem, AgendaItemState, Records, Share
from bot.model.situation import Decision, Situation
from tests.dialogue.situations import (
    CALENDAR,
    COLLEGE,
    HANNEKE,
    JOKE,
    NUDGE,
    TENANT,
    YUSUF,
    button,
    field_values,
    labels,
    library,
    local,
    message,
    said,
    situation,
)

BEFORE = local("2027-01-13 12:15")
SENT = message(NUDGE)
OPEN = situation(SENT, now=BEFORE)
CARD = prompt_content(NUDGE, SENT.id, OPEN, SENT)
TEXT = "Wat doen we voor inwoners als dit systeem een dag uitvalt?"
VALUES = {
    "meeting": "college 2027-01-19",
    "text": TEXT,
    "minutes": "5",
    "presenter": "directeur Bedrijfsvoering",
}


def send(given: Situation, opened: Decision, values: Mapping[str, str]) -> Decision:
    assert opened.dialog is not None
    return decide(given, Submitted(opened.dialog.press, values))


def item_of(decision: Decision) -> AgendaItem:
    (record,) = decision.saves
    assert isinstance(record, AgendaItem)
    return record


def proposed() -> AgendaItem:
    return item_of(
        send(OPEN, decide(OPEN, Pressed(button(CARD, "Zet op een agenda").press)), VALUES)
    )


def test_the_window_holds_the_ready_made_item_for_this_meeting() -> None:
    opened = decide(OPEN, Pressed(button(CARD, "Zet op een agenda").press))
    assert field_values(opened) == {
        "meeting": "college 2027-01-19",
        "text": TEXT,
        "minutes": "5",
        "presenter": "",
    }
    assert opened.dialog is not None
    assert [option.label for option in opened.dialog.fields[0].options] == [
        "College, dinsdag 19 januari",
        "College, dinsdag 26 januari",
        "MT Sociaal, woensdag 20 januari",
        "MT Sociaal, woensdag 27 januari",
    ]


def test_a_proposed_item_is_on_the_list() -> None:
    opened = decide(OPEN, Pressed(button(CARD, "Zet op een agenda").press))
    decision = send(OPEN, opened, VALUES)
    assert said(decision) == [
        "Staat op de lijst voor dinsdag 19 januari. Het secretariaat ziet je naam bij dit punt."
    ]
    assert labels(decision) == ["Verander", "Trek terug"]
    item = item_of(decision)
    assert (item.text, item.minutes, item.presenter) == (TEXT, 5, "directeur Bedrijfsvoering")
    assert (item.meeting, item.meeting_on, item.state) == (
        COLLEGE,
        date(2027, 1, 19),
        AgendaItemState.PROPOSED,
    )
    assert [one.answered_at is not None for one in decision.messages] == [True]
    assert [update.message for update in decision.updates] == [SENT.id]
    assert item_of(send(OPEN, opened, VALUES)).id == item.id


def test_proposing_again_does_not_undo_that_it_was_placed() -> None:
    opened = decide(OPEN, Pressed(button(CARD, "Zet op een agenda").press))
    placed = replace(proposed(), state=AgendaItemState.PLACED)
    given = replace(OPEN, records=Records(agenda_items=(placed,)))
    decision = send(given, opened, VALUES)
    assert decision.saves == ()
    assert said(decision) == ["Dit punt staat daar al op de agenda."]


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("meeting", "college 2027-01-12", "Deze agenda is dicht. Kies een andere datum."),
        ("meeting", "", "Deze agenda is dicht. Kies een andere datum."),
        ("text", "  ", "Vul hier iets in."),
        ("text", "Bel 06-12345678", "Hier lijkt een telefoonnummer in te staan. Haal het eruit."),
        ("minutes", "0", "Vul een getal in van 1 tot 120."),
        ("minutes", "vijf", "Vul een getal in van 1 tot 120."),
        ("minutes", "²", "Vul een getal in van 1 tot 120."),
        ("minutes", "9999", "Vul een getal in van 1 tot 120."),
    ],
)
def test_a_window_that_is_not_right_stays_open(field: str, value: str, error: str) -> None:
    opened = decide(OPEN, Pressed(button(CARD, "Zet op een agenda").press))
    decision = send(OPEN, opened, {**VALUES, field: value})
    assert decision.errors == {field: error}
    assert decision.saves == ()


def test_bare_text_is_the_item_alone() -> None:
    decision = decide(OPEN, Pressed(button(CARD, "Toon als losse tekst").press))
    assert decision.says[0].content.bare
    assert said(decision) == [TEXT]
    assert labels(decision) == []


def test_not_now_can_mean_later_in_this_round() -> None:
    tuesday = situation(SENT, now=local("2027-01-12 12:15"))
    asked = decide(tuesday, Pressed(button(CARD, "Niet deze keer").press))
    assert labels(asked) == ["Later in deze ronde", "Dit jaar niet"]
    assert [one.answered_at is not None for one in asked.messages] == [True]
    later = decide(tuesday, Pressed(button(asked, "Later in deze ronde").press))
    assert said(later) == ["Goed, morgen om 12.15 uur."]
    assert later.messages[1].due_at == BEFORE.astimezone(UTC)
    assert later.messages[1].expires_at == SENT.closes_at


def test_later_on_the_last_day_is_the_next_meeting() -> None:
    asked = decide(OPEN, Pressed(button(CARD, "Niet deze keer").press))
    later = decide(OPEN, Pressed(button(asked, "Later in deze ronde").press))
    assert said(later) == ["Goed. Volgende kans: College van dinsdag 26 januari."]
    _, again = later.messages
    assert (again.meeting_on, again.state) == (date(2027, 1, 26), State.PLANNED)
    assert again.closes_at == local("2027-01-21 12:00").astimezone(UTC)
    assert BEFORE < again.due_at < again.closes_at


def test_not_this_year_names_the_next_chance_when_there_is_a_date() -> None:
    asked = decide(OPEN, Pressed(button(CARD, "Niet deze keer").press))
    press = button(asked, "Dit jaar niet").press
    assert said(decide(OPEN, Pressed(press))) == ["Goed, dit jaar niet meer."]
    dated = replace(NUDGE, timing=Timing(moment="begroting"))
    moments = tuple(
        TenantMoment(tenant=TENANT.id, key="begroting", on=on, label="de begroting")
        for on in (date(2027, 9, 2), date(2028, 9, 7))
    )
    given = replace(OPEN, library=library(dated), calendar=replace(CALENDAR, moments=moments))
    assert said(decide(given, Pressed(press))) == [
        "Goed. Volgende kans: de begroting in september 2028."
    ]


@pytest.mark.parametrize(
    ("now", "meets_on"),
    [
        ("2027-01-14 11:59", date(2027, 1, 19)),
        ("2027-01-14 12:00", date(2027, 1, 26)),  # closed at this very instant
        ("2027-01-18 09:00", date(2027, 1, 26)),
    ],
)
def test_the_first_agenda_that_is_still_open(now: str, meets_on: date) -> None:
    college = CALENDAR.meetings[0]
    found = open_dates(situation(now=local(now)), college)
    assert (found[0].meeting, found[0].on) == (COLLEGE, meets_on)


def test_after_the_closing_the_next_meeting_is_offered() -> None:
    late = situation(SENT)
    asked = decide(late, Pressed(button(CARD, "Zet op een agenda").press))
    assert said(asked) == [
        "De agenda van dinsdag 19 januari is dicht. Op die van dinsdag 26 januari zetten?"
    ]
    assert labels(asked) == ["Ja", "Nee"]
    opened = decide(late, Pressed(button(asked, "Ja").press))
    assert field_values(opened)["meeting"] == "college 2027-01-26"
    no = decide(late, Pressed(button(asked, "Nee").press))
    assert said(no) == ["Goed."]
    assert [one.answered_at is not None for one in no.messages] == [True]


def test_without_meetings_the_text_is_still_there() -> None:
    given = replace(OPEN, calendar=replace(CALENDAR, meetings=()))
    decision = decide(given, Pressed(button(CARD, "Zet op een agenda").press))
    assert labels(decision) == ["Toon als losse tekst"]


def test_an_own_item_can_be_changed_and_withdrawn() -> None:
    item = proposed()
    given = replace(OPEN, records=Records(agenda_items=(item,)))
    confirmed = send(OPEN, decide(OPEN, Pressed(button(CARD, "Zet op een agenda").press)), VALUES)
    opened = decide(given, Pressed(button(confirmed, "Verander").press))
    assert field_values(opened)["presenter"] == "directeur Bedrijfsvoering"
    changed = item_of(send(given, opened, {**VALUES, "minutes": "10"}))
    assert (changed.id, changed.minutes) == (item.id, 10)
    withdrawn = decide(given, Pressed(button(confirmed, "Trek terug").press))
    assert item_of(withdrawn).state is AgendaItemState.WITHDRAWN
    placed = replace(
        OPEN,
        records=Records(agenda_items=(replace(item, state=AgendaItemState.PLACED),)),
    )
    too_late = decide(placed, Pressed(button(confirmed, "Trek terug").press))
    assert too_late.saves == ()
    assert "staat al op de agenda van dinsdag 19 januari" in said(too_late)[0]
    assert decide(placed, Pressed(button(confirmed, "Verander").press)).dialog is None


def the_list() -> tuple[Situation, Message]:
    """Return Joke's situation on the day of the closing, and her list."""
    sent = replace(
        SENT,
        purpose=Purpose.NOTICE,
        subject="agenda:college:2027-01-19",
        person=JOKE.id,
        recipient=JOKE.id,
        prompt=None,
        priority=Priority.CLOSING,
    )
    given = situation(
        now=local("2027-01-14 09:00"),
        person=JOKE,
        items=(proposed(),),
        colleagues=(HANNEKE, YUSUF),
        message=sent,
    )
    return given, sent


def test_who_prepares_the_agenda_sees_each_item_with_its_buttons() -> None:
    given, sent = the_list()
    content = notice_content(sent, given)
    assert isinstance(content, Content)
    assert content.as_text().splitlines() == [
        "Voor het college van dinsdag 19 januari is één punt voorgesteld. Sluiting: vandaag 12.00 uur.",
        f"1. '{TEXT}' 5 minuten, voorgesteld door Hanneke. Toelichting: directeur Bedrijfsvoering.",
    ]
    assert labels(content) == ["Op de agenda", "Later", "Niet", "Toon als losse tekst"]
    assert TEXT not in content.summary
    assert notice_content(sent, replace(given, items=())) is Reason.EMPTY


@pytest.mark.parametrize(
    ("label", "state", "on", "sentence"),
    [
        ("Op de agenda", AgendaItemState.PLACED, 19, "staat op de agenda van dinsdag 19 januari."),
        ("Later", AgendaItemState.MOVED, 26, "is doorgeschoven naar dinsdag 26 januari."),
        ("Niet", AgendaItemState.DECLINED, 19, "komt niet op de agenda van dinsdag 19 januari."),
    ],
)
def test_each_item_is_decided_with_one_press(
    label: str, state: AgendaItemState, on: int, sentence: str
) -> None:
    given, sent = the_list()
    content = notice_content(sent, given)
    assert isinstance(content, Content)
    press = button(content, label).press
    decision = decide(given, Pressed(press))
    item = item_of(decision)
    assert (item.state, item.meeting_on) == (state, date(2027, 1, on))
    assert said(decision) == [f"Als het een dag stilvalt {sentence} Hanneke hoort het."]
    assert [update.message for update in decision.updates] == [sent.id]
    again = decide(replace(given, items=(item,)), Pressed(press))
    if state is not AgendaItemState.MOVED:
        assert again.saves == ()
    assert decide(replace(given, items=()), Pressed(press)).saves == ()


def test_a_list_of_several_comes_as_markdown_to_copy() -> None:
    given, sent = the_list()
    content = notice_content(sent, given)
    assert isinstance(content, Content)
    assert "Hele lijst als tekst" not in labels(content)
    other = replace(
        proposed(), id=RecordId("other"), text="Wie leest mee?", presenter="", minutes=1
    )
    declined = replace(other, id=RecordId("no"), state=AgendaItemState.DECLINED)
    given = replace(given, items=(*given.items, other, declined))
    content = notice_content(sent, given)
    assert isinstance(content, Content)

    decision = decide(given, Pressed(button(content, "Hele lijst als tekst").press))
    assert decision.says[0].content.bare
    assert said(decision) == [
        "# Agenda: College, dinsdag 19 januari\n"
        f"1. '{TEXT}' 5 minuten, voorgesteld door Hanneke. Toelichting: directeur Bedrijfsvoering.\n"
        "2. 'Wie leest mee?' 1 minuut, voorgesteld door Hanneke."
    ]
    nothing_left = decide(
        replace(given, items=()), Pressed(button(content, "Hele lijst als tekst").press)
    )
    assert said(nothing_left) == ["Dit punt staat niet meer op de lijst. Het is teruggetrokken."]


def test_the_list_gives_an_item_as_bare_text() -> None:
    given, sent = the_list()
    content = notice_content(sent, given)
    assert isinstance(content, Content)
    decision = decide(given, Pressed(button(content, "Toon als losse tekst").press))
    assert decision.says[0].content.bare
    assert said(decision) == [TEXT]


@pytest.mark.parametrize(
    ("state", "text", "buttons"),
    [
        (
            AgendaItemState.PLACED,
            "Je punt Als het een dag stilvalt staat op de agenda van dinsdag 19 januari.",
            [],
        ),
        (
            AgendaItemState.MOVED,
            "Je punt Als het een dag stilvalt is doorgeschoven naar dinsdag 19 januari.",
            ["Goed", "Trek terug"],
        ),
        (
            AgendaItemState.DECLINED,
            "Je punt Als het een dag stilvalt komt deze keer niet op de agenda. "
            "Wil je het bewaren?",
            ["Bewaar als actie", "Laat los"],
        ),
    ],
)
def test_the_proposer_hears_what_was_decided(
    state: AgendaItemState, text: str, buttons: list[str]
) -> None:
    item = replace(proposed(), state=state)
    notice = replace(SENT, purpose=Purpose.NOTICE, subject=item.id, prompt=None)
    given = replace(OPEN, records=Records(agenda_items=(item,)))
    content = notice_content(notice, given)
    assert isinstance(content, Content)
    assert content.as_text() == text
    assert labels(content) == buttons
    for each in content.buttons():
        decision = decide(given, Pressed(each.press))
        assert decision.says or decision.dialog


def test_nothing_is_told_of_an_item_that_was_taken_back() -> None:
    item = replace(proposed(), state=AgendaItemState.WITHDRAWN)
    notice = replace(SENT, purpose=Purpose.NOTICE, subject=item.id, prompt=None)
    given = replace(OPEN, records=Records(agenda_items=(item,)))
    assert notice_content(notice, given) is Reason.CHANGED
    assert notice_content(notice, OPEN) is Reason.CHANGED


def test_a_colleague_hears_of_a_share() -> None:
    share = Share(
        id=RecordId("s1"),
        tenant=TENANT.id,
        person=YUSUF.id,
        subject=RecordId("d1"),
        short_name="Tellen in het centrum",
        text="Tellen of niet",
        is_dilemma=True,
        to_person=HANNEKE.id,
        at=BEFORE,
    )
    notice = replace(SENT, purpose=Purpose.NOTICE, subject=share.id, prompt=None)
    given = replace(OPEN, shared_with_me=(share,))
    content = notice_content(notice, given)
    assert isinstance(content, Content)
    assert content.as_text() == "Yusuf deelt een dilemma met je: Tellen in het centrum."
    assert labels(content) == ["Lees", "Nu niet"]
    assert "Tellen of niet" not in content.as_text()


def test_a_nudge_that_is_gone_is_met_kindly() -> None:
    for label in labels(CARD):
        decision = decide(situation(), Pressed(button(CARD, label).press))
        assert said(decision) == ["Dit agendapunt heb ik niet meer."]


def test_not_this_year_keeps_the_nudge_away_until_the_next() -> None:
    given = replace(OPEN, person=replace(HANNEKE, unanswered=2))
    asked = decide(given, Pressed(button(CARD, "Niet deze keer").press))
    decision = decide(given, Pressed(button(asked, "Dit jaar niet").press))
    assert decision.person is not None
    assert decision.person.unanswered == 0
    assert decision.person.put_away == (PutAway(NUDGE.id, date(2028, 1, 1)),)
