"""A file that is sent to the bot: an admin's calendar becomes a meeting, anything else gets a sentence."""

from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from adapters.calendar.ics import read_calendar_file
from bot.content import Press
from bot.dialogue.decide import decide
from bot.events import Pressed, SentFile, Submitted
from bot.model.calendar import Calendar, HeldDate, Meeting, MeetingKind
from bot.model.calendar_file import ALL_DAY, CalendarFile, FiledSeries
from bot.model.ids import MeetingId
from bot.model.situation import Awaits, Decision, Desk, Situation
from tests.dialogue.situations import (
    HANNEKE,
    JOKE,
    NOW,
    TENANT,
    button,
    labels,
    said,
    situation,
)

FILES = Path(__file__).parent.parent / "adapters" / "ics"
COLLEGE = Meeting(
    id=MeetingId("college"),
    tenant=TENANT.id,
    kind=MeetingKind.COLLEGE,
    name="College",
    wall_time=time(9, 30),
    closes_wall_time=time(12),
    closes_weekday=3,
    starts_on=date(2027, 1, 5),
)


def admin(**changes: object) -> Situation:
    given = replace(situation(person=JOKE, desk=Desk()), calendar=Calendar(meetings=(COLLEGE,)))
    return replace(given, **changes)  # type: ignore[arg-type]  # names of fields, in a test


def filed(name: str) -> CalendarFile:
    return read_calendar_file(name, (FILES / name).read_bytes(), "Europe/Amsterdam", NOW.date())


def sends(file: CalendarFile | None, given: Situation | None = None) -> Decision:
    return decide(given or admin(), SentFile("m1", file))


def test_the_dates_of_a_file_become_those_of_a_meeting_that_is_known() -> None:
    asked = sends(filed("google_college.ics"))
    assert labels(asked) == ["College", "Nieuw overleg"]
    assert asked.expected is not None
    assert asked.expected.awaits is Awaits.FILE
    waiting = admin(expected=asked.expected)
    opened = decide(waiting, Pressed(button(asked, "College").press))
    assert opened.dialog is not None
    (series,) = (one for one in opened.dialog.fields if one.name == "series")
    college = next(one.value for one in series.options if "B en W" in one.label)
    done = decide(waiting, Submitted(opened.dialog.press, {"series": college}))
    (meeting,) = done.dates.meetings
    assert (meeting.id, meeting.source) == (COLLEGE.id, "google_college.ics")
    assert meeting.closes_weekday == COLLEGE.closes_weekday
    assert date(2027, 5, 11) in {held.on for held in meeting.held}
    assert "dinsdag 19 januari" in said(done)[0]
    assert [entry.what for entry in done.audit] == ["meeting read in: College"]
    assert done.expected is None
    assert not done.keeps_expected


def test_a_new_meeting_out_of_a_file() -> None:
    asked = sends(filed("exchange_eigen_zone.ics"))
    waiting = admin(expected=asked.expected)
    opened = decide(waiting, Pressed(button(asked, "Nieuw overleg").press))
    assert opened.dialog is not None
    names = {one.name for one in opened.dialog.fields}
    assert {"series", "name", "kind", "closes", "closes_at"} <= names
    assert not {"day", "often", "at"} & names
    values = {"series": "0", "kind": "college", "closes": "day:3", "closes_at": "12.00"}
    assert "name" in decide(waiting, Submitted(opened.dialog.press, values)).errors
    done = decide(waiting, Submitted(opened.dialog.press, values | {"name": "B en W"}))
    (meeting,) = done.dates.meetings
    assert (meeting.name, meeting.kind) == ("B en W", MeetingKind.COLLEGE)
    assert meeting.known_until_on == date(2027, 12, 14)
    assert "agenda sluit donderdag 14 januari om 12.00 uur" in said(done)[0]


def test_what_lasts_all_day_begins_when_the_admin_says() -> None:
    held = (HeldDate(date(2027, 2, 4), ALL_DAY, "a"), HeldDate(date(2027, 3, 4), time(20), "b"))
    file = CalendarFile("raad.ics", (FiledSeries("Raad", held, date(2027, 3, 4)),))
    waiting = admin(expected=sends(file).expected)
    values = {"series": "0", "all_day_at": "19.30"}
    press = Press("admin_dates_file", COLLEGE.id)
    assert "all_day_at" in decide(waiting, Submitted(press, values | {"all_day_at": "x"})).errors
    (meeting,) = decide(waiting, Submitted(press, values)).dates.meetings
    assert [one.wall_time for one in meeting.held] == [time(19, 30), time(20)]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"BEGIN:VCALENDAR\nzomaar", "kan ik niet lezen: regel 2 is niet goed."),
        (b"\x89PNG", "regel 1 is niet goed"),
        (b"", "is geen agenda die ik kan lezen."),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n", "geen data die nog komen"),
    ],
)
def test_a_file_that_cannot_be_used_changes_nothing(data: bytes, told: str) -> None:
    decision = sends(read_calendar_file("mt.ics", data, "Europe/Amsterdam", NOW.date()))
    assert told in said(decision)[0]
    assert "Er is niets veranderd." in said(decision)[0]
    assert decision.expected is None


def test_where_files_cannot_be_read_the_bot_says_what_to_do() -> None:
    told = sends(None)
    assert "in deze chat niet lezen" in said(told)[0]
    assert labels(told) == ["Nieuw overleg"]


def test_somebody_who_is_no_admin_is_asked_to_type() -> None:
    for file in (None, filed("google_college.ics")):
        told = sends(file, replace(admin(), person=HANNEKE))
        assert said(told) == [
            "Bestanden kan ik niet lezen. Typ je antwoord hier, dan bewaar ik het."
        ]
        assert told.expected is None
        assert told.keeps_expected
    assert sends(None, admin(shared=True)) == Decision(keeps_expected=True)


def test_after_an_hour_the_file_is_gone() -> None:
    asked = sends(filed("google_college.ics"))
    late = admin(expected=asked.expected, now=NOW + timedelta(hours=2))
    assert "heb ik niet meer" in said(decide(late, Pressed(button(asked, "College").press)))[0]
    press = Press("admin_dates_file", COLLEGE.id)
    assert "series" in decide(late, Submitted(press, {"series": "0"})).errors
