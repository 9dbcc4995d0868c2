"""*Overleggen en data*: an admin sees and changes meetings, recesses, states and dates of the year."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time

import pytest

from bot.compose.date_verbs import DateVerb
from bot.content import Press
from bot.dialogue.date_words import mark_of, rhythm_words
from bot.dialogue.decide import decide, is_for_desk
from bot.dialogue.windows import opens_window
from bot.events import Pressed, Submitted, Wrote
from bot.meetings import dates_of
from bot.model.calendar import (
    Calendar,
    HeldDate,
    Meeting,
    MeetingKind,
    MovedDate,
    NamedPeriod,
    Recess,
    TenantMoment,
    TenantState,
)
from bot.model.ids import MeetingId
from bot.model.people import Period
from bot.model.situation import Decision, Desk, Situation
from bot.silence import RestDays
from tests.dialogue.situations import HANNEKE, JOKE, MT, TENANT, button, labels, said, situation

MEETING = Meeting(
    id=MeetingId("mt-ruimte"),
    tenant=TENANT.id,
    kind=MeetingKind.MT,
    name="MT Ruimte",
    rule="FREQ=WEEKLY;BYDAY=TH",
    weekday=3,
    wall_time=time(13),
    closes_workdays_before=3,
    closes_wall_time=time(12),
    starts_on=date(2027, 1, 4),
)
RECESS = Recess(
    tenant=TENANT.id, name="voorjaarsreces", period=Period(date(2027, 2, 20), date(2027, 2, 28))
)
CRISIS = TenantState(tenant=TENANT.id, name="crisis", first_on=date(2027, 1, 11))
KADERNOTA = TenantMoment(
    tenant=TENANT.id, key="kadernota_sluiting", on=date(2027, 3, 12), label="de kadernota sluit"
)
DATES = Calendar(meetings=(MEETING,), recesses=(RECESS,), states=(CRISIS,), moments=(KADERNOTA,))
FORM = {
    "name": "MT Ruimte",
    "kind": "mt",
    "group": MT,
    "day": "2",
    "often": "1",
    "at": "13.00",
    "begins": "",
    "closes": "3",
    "closes_at": "12.00",
    "prepared": JOKE.id,
}


def admin(calendar: Calendar = DATES, **changes: object) -> Situation:
    given = replace(situation(person=JOKE, desk=Desk()), calendar=calendar)
    return replace(given, **changes)  # type: ignore[arg-type]  # names of fields, in a test


def presses(verb: DateVerb, subject: str = "", arg: str = "", **given: Calendar) -> Decision:
    return decide(admin(**given), Pressed(Press(verb, subject, arg)))


def sends(
    verb: DateVerb, values: Mapping[str, str], subject: str = "", calendar: Calendar = DATES
) -> Decision:
    return decide(admin(calendar), Submitted(Press(verb, subject), values))


def coming(meeting: Meeting, most: int = 3) -> list[str]:
    days = RestDays(TENANT, Calendar())
    found = dates_of(meeting, date(2027, 1, 14), date(2027, 12, 31), days)
    return [f"{one.on:%a %d %b}" for one in found[:most]]


@pytest.mark.parametrize("text", ["overleggen", "Overleggen en data", "meetings"])
def test_an_admin_sees_meetings_with_their_closings(text: str) -> None:
    event = Wrote(text, "m1")
    assert is_for_desk(JOKE, event)
    shown = decide(admin(), event)
    assert said(shown)[0].splitlines()[:2] == [
        "MT Ruimte: elke donderdag om 13.00 uur. Agenda sluit 3 werkdagen ervoor om 12.00 uur.",
        "donderdag 14 januari, agenda sluit maandag 11 januari om 12.00 uur",
    ]
    assert {"Verander", "Eén datum anders", "Neem weg", "Nieuw overleg"} <= set(labels(shown))


def test_nobody_else_gets_further_than_how_to_become_one() -> None:
    for verb in DateVerb:
        stranger = replace(admin(), person=HANNEKE)
        told = decide(stranger, Pressed(Press(verb, MEETING.id)))
        assert told.dates == Decision().dates
        assert "code nodig" in said(told)[0], verb
        sent = decide(stranger, Submitted(Press(verb, MEETING.id), FORM))
        assert sent.dates == Decision().dates


def test_a_new_meeting_of_the_mt_on_wednesday() -> None:
    window = presses(DateVerb.MEETING)
    assert window.dialog is not None
    made = sends(DateVerb.MEETING, FORM, window.dialog.press.subject)
    (meeting,) = made.dates.meetings
    assert (meeting.group, meeting.prepared_by, meeting.kind) == (MT, JOKE.id, MeetingKind.MT)
    assert coming(meeting) == ["Wed 20 Jan", "Wed 27 Jan", "Wed 03 Feb"]
    assert meeting.closes_workdays_before == 3
    assert [entry.what for entry in made.audit] == ["meeting made: MT Ruimte"]
    assert "woensdag 20 januari, agenda sluit vrijdag 15 januari om 12.00 uur" in said(made)[0]
    again = sends(DateVerb.MEETING, FORM, window.dialog.press.subject)
    assert again.dates.meetings[0].id == meeting.id


@pytest.mark.parametrize(
    ("often", "day", "words", "dates"),
    [
        ("2", "3", "eens in de 2 weken op donderdag", ["Thu 14 Jan", "Thu 28 Jan"]),
        ("m1,3", "3", "donderdag, de eerste en de derde van de maand,", ["Thu 21 Jan"]),
        ("m-1", "1", "dinsdag, de laatste van de maand,", ["Tue 26 Jan", "Tue 23 Feb"]),
    ],
)
def test_how_often_it_meets(often: str, day: str, words: str, dates: list[str]) -> None:
    made = sends(DateVerb.MEETING, {**FORM, "often": often, "day": day}, "nieuw")
    (meeting,) = made.dates.meetings
    assert words in rhythm_words(meeting, admin().voice)
    assert coming(meeting)[: len(dates)] == dates
    # And the window shows it again as it was chosen.
    shown = presses(DateVerb.MEETING, "nieuw", calendar=Calendar(meetings=(meeting,)))
    assert shown.dialog is not None
    values = {one.name: one.value for one in shown.dialog.fields}
    assert (values["often"], values["day"]) == (often, day)


def test_a_rule_that_the_window_cannot_say_stays_as_it_is() -> None:
    odd = replace(MEETING, rule="FREQ=MONTHLY;BYMONTHDAY=15")
    shown = presses(DateVerb.MEETING, MEETING.id, calendar=Calendar(meetings=(odd,)))
    assert shown.dialog is not None
    values = {one.name: one.value for one in shown.dialog.fields} | {"name": "MT Wonen"}
    sent = sends(DateVerb.MEETING, values, MEETING.id, Calendar(meetings=(odd,)))
    (meeting,) = sent.dates.meetings
    assert meeting == replace(odd, name="MT Wonen")


def test_a_closing_on_a_weekday() -> None:
    made = sends(DateVerb.MEETING, {**FORM, "closes": "day:3", "closes_at": "9.30"}, MEETING.id)
    (meeting,) = made.dates.meetings
    assert meeting.closes_workdays_before is None
    assert (meeting.closes_weekday, meeting.closes_wall_time) == (3, time(9, 30))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"at": "straks"}, "at"),
        ({"at": "25.00"}, "at"),
        ({"closes_at": ""}, "closes_at"),
        ({"begins": "ooit"}, "begins"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_changes_nothing(
    wrong: dict[str, str], field: str
) -> None:
    sent = sends(DateVerb.MEETING, {**FORM, **wrong}, MEETING.id)
    assert field in sent.errors
    assert sent.dates == Decision().dates
    assert sent.audit == ()


def test_one_date_is_cancelled_or_moved_and_goes_back() -> None:
    values = {"date": "2027-01-21", "what": "cancelled", "to": ""}
    cancelled = sends(DateVerb.ONE_DATE, values, MEETING.id)
    (meeting,) = cancelled.dates.meetings
    assert coming(meeting, 2) == ["Thu 14 Jan", "Thu 28 Jan"]
    back = button(cancelled, "Herstel").press
    restored = decide(admin(Calendar(meetings=(meeting,))), Pressed(back))
    assert restored.dates.meetings == (MEETING,)
    moved = sends(
        DateVerb.ONE_DATE, {**values, "what": "moved", "to": "vrijdag 22 januari 9.30"}, MEETING.id
    )
    (meeting,) = moved.dates.meetings
    assert meeting.moved == (MovedDate(date(2027, 1, 21), date(2027, 1, 22), time(9, 30)),)
    twice = sends(
        DateVerb.ONE_DATE,
        {"date": "2027-01-22", "what": "moved", "to": "25 januari"},
        MEETING.id,
        Calendar(meetings=(meeting,)),
    )
    assert twice.dates.meetings[0].moved == (MovedDate(date(2027, 1, 21), date(2027, 1, 25)),)
    assert [entry.what for entry in twice.audit] == ["date changed: MT Ruimte"]


@pytest.mark.parametrize("to", ["", "ergens", "13 januari 2027"])
def test_moved_needs_a_day_that_is_still_to_come(to: str) -> None:
    values = {"date": "2027-01-21", "what": "moved", "to": to}
    assert "to" in sends(DateVerb.ONE_DATE, values, MEETING.id).errors


def test_dates_out_of_a_file_are_changed_in_the_file() -> None:
    held = HeldDate(date(2027, 1, 21), time(13))
    filed = replace(MEETING, source="mt.ics", held=(held,), known_until_on=date(2027, 6, 1))
    known = Calendar(meetings=(filed,))
    assert "Eén datum anders" not in labels(presses(DateVerb.ALL, calendar=known))
    told = presses(DateVerb.ONE_DATE, MEETING.id, calendar=known)
    assert "agendabestand" in said(told)[0]
    window = presses(DateVerb.MEETING, MEETING.id, calendar=known)
    assert window.dialog is not None
    assert "day" not in {one.name for one in window.dialog.fields}


def test_taking_a_meeting_away_asks_once() -> None:
    asked = presses(DateVerb.DROP_MEETING, MEETING.id)
    assert asked.dates == Decision().dates
    done = decide(admin(), Pressed(button(asked, "Neem weg").press))
    assert done.dates.meetings_gone == (MEETING.id,)
    assert [entry.what for entry in done.audit] == ["meeting removed: MT Ruimte"]


def test_a_recess_is_made_changed_and_taken_away() -> None:
    made = sends(DateVerb.REST, {"name": "Brugdag", "first": "7 mei", "last": ""})
    assert made.dates.recesses == (
        Recess(tenant=TENANT.id, name="Brugdag", period=Period(date(2027, 5, 7), date(2027, 5, 7))),
    )
    mark = mark_of(RECESS.name, "2027-02-20")
    window = presses(DateVerb.REST, mark)
    assert window.dialog is not None
    values = {one.name: one.value for one in window.dialog.fields}
    changed = sends(DateVerb.REST, {**values, "last": "1 maart"}, mark)
    assert changed.dates.recesses_gone == (RECESS,)
    assert changed.dates.recesses[0].period == Period(date(2027, 2, 20), date(2027, 3, 1))
    gone = presses(DateVerb.DROP_REST, mark)
    assert gone.dates.recesses_gone == (RECESS,)
    assert "last" in sends(DateVerb.REST, {**values, "last": "1 februari"}, mark).errors


def test_a_state_begins_and_is_over() -> None:
    begun = sends(DateVerb.STATE, {"which": "formatie", "first": "vandaag", "last": ""})
    assert begun.dates.states == (
        TenantState(tenant=TENANT.id, name="formatie", first_on=date(2027, 1, 14)),
    )
    over = presses(DateVerb.END_STATE, mark_of(CRISIS.name, "2027-01-11"))
    assert over.dates.states == (replace(CRISIS, last_on=date(2027, 1, 13)),)
    assert "which" in sends(DateVerb.STATE, {"which": "", "first": "vandaag", "last": ""}).errors


def test_a_date_of_the_year_takes_the_place_of_the_one_of_that_year() -> None:
    values = {"which": KADERNOTA.key, "other": "", "on": "19 maart 2027"}
    made = sends(DateVerb.MOMENT, values)
    assert made.dates.moments == (replace(KADERNOTA, on=date(2027, 3, 19)),)
    assert made.dates.moments_gone == (KADERNOTA,)
    next_year = sends(DateVerb.MOMENT, {**values, "on": "10 maart 2028"})
    assert next_year.dates.moments_gone == ()
    own = sends(DateVerb.MOMENT, {"which": "", "other": "Opening stadhuis", "on": "1 juni"})
    assert own.dates.moments[0].key == "opening_stadhuis"
    assert "which" in sends(DateVerb.MOMENT, {"which": "", "other": "", "on": "1 juni"}).errors
    gone = presses(DateVerb.DROP_MOMENT, mark_of(KADERNOTA.key, "2027-03-12"))
    assert gone.dates.moments_gone == (KADERNOTA,)


def test_the_days_that_are_known_are_those_that_this_organisation_keeps() -> None:
    friday = NamedPeriod("Goede Vrijdag", Period(date(2027, 3, 26), date(2027, 3, 26)))
    easter = NamedPeriod("Tweede paasdag", Period(date(2027, 3, 29), date(2027, 3, 29)))
    gone = NamedPeriod("Nieuwjaarsdag", Period(date(2027, 1, 1), date(2027, 1, 1)))
    known = Calendar(holidays=(gone, friday, easter))
    told = said(presses(DateVerb.DAYS_KNOWN, calendar=known))[0]
    assert "Tweede paasdag: maandag 29 maart" in told
    assert "Goede Vrijdag:" not in told
    assert "Nieuwjaarsdag" not in told
    keeps = admin(known, tenant=replace(TENANT, keeps_good_friday=True))
    told = said(decide(keeps, Pressed(Press(DateVerb.DAYS_KNOWN))))[0]
    assert "Goede Vrijdag: vrijdag 26 maart" in told


@pytest.mark.parametrize("verb", list(DateVerb))
def test_what_is_gone_is_said_and_never_breaks(verb: DateVerb) -> None:
    gone = presses(verb, "weg", "geen dag", calendar=Calendar())
    assert gone.says or gone.dialog
    assert gone.dates == Decision().dates
    assert not (gone.dialog and not opens_window(Press(verb, "weg")))
    sent = sends(verb, {}, "weg", Calendar())
    assert sent.says or sent.errors or sent.dates == Decision().dates
