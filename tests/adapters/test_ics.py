"""Calendar files as calendar programs export them: the same dates as recurring-ical-events gives."""

from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.calendar.ics import MAX_BYTES, Wanted, read_ics
from adapters.calendar.ics_lines import CalendarFileError
from bot.model.calendar import HeldDate

FILES = Path(__file__).parent / "ics"
ALL = sorted(FILES.glob("*.ics"))
ZONE = ZoneInfo("Europe/Amsterdam")
NEAR = Wanted(
    zone="Europe/Amsterdam",
    first_on=date(2026, 11, 1),
    last_on=date(2029, 12, 31),
    wall_time=time(20),
)


def dates(name: str, **changes: str) -> list[str]:
    wanted = Wanted(
        zone="Europe/Amsterdam",
        first_on=date(2027, 1, 1),
        last_on=date(2027, 6, 30),
        wall_time=time(20),
        **changes,
    )
    found = read_ics((FILES / name).read_bytes(), wanted)
    return [f"{each.on:%a %m-%d} {each.wall_time:%H:%M}" for each in found.held]


def test_every_other_wednesday_of_outlook_with_its_exceptions() -> None:
    assert dates("outlook_mt.ics") == [
        "Wed 01-06 13:00",
        "Wed 01-20 13:00",
        "Wed 02-03 13:00",
        "Wed 02-17 13:00",
        # 3 March is an exception, and 17 March was moved to the day after the election.
        "Thu 03-18 09:30",
        "Wed 03-31 13:00",
        "Wed 04-14 13:00",
        "Wed 05-12 13:00",
        # 26 May was cancelled: Outlook says so in the summary.
        "Wed 06-09 13:00",
        "Wed 06-23 13:00",
    ]


def test_only_some_of_the_meetings_in_a_file() -> None:
    assert dates("google_college.ics", only="beleidsdag") == [
        "Thu 01-28 13:00",
        "Thu 02-25 13:00",
        "Thu 03-25 13:00",
        "Thu 04-29 13:00",
        "Thu 05-27 13:00",
        "Thu 06-24 13:00",
    ]
    college = dates("google_college.ics", only="van b en w")
    assert "Tue 05-11 14:00" in college  # moved to the afternoon, and written in UTC
    assert "Tue 05-18 09:30" not in college  # cancelled
    assert "Tue 04-27 09:30" not in college  # King's Day, an exception


def test_a_schedule_of_single_dates_in_several_zones() -> None:
    assert dates("raad_vergaderschema.ics", only="raad") == [
        "Thu 01-28 20:00",
        "Thu 02-25 20:00",  # 19:00 in UTC
        "Thu 03-25 20:00",  # lasts all day in the file
        "Thu 04-22 20:00",  # 19:00 in London
        "Thu 05-27 20:00",  # without a zone: local
    ]
    assert dates("raad_vergaderschema.ics", only="Commissie") == [
        "Thu 01-14 19:30",
        "Thu 02-11 19:30",
        "Thu 03-11 19:30",
    ]


def test_a_zone_that_exchange_made_up_itself() -> None:
    found = dates("exchange_eigen_zone.ics")
    assert found[:2] == ["Tue 01-12 14:00", "Tue 01-19 14:00"]
    assert "Tue 02-23 14:00" not in found
    assert "Thu 03-18 09:30" in found  # moved, for the election on Wednesday
    assert "Tue 03-30 14:00" in found  # after the clocks changed
    assert "Tue 04-27 14:00" not in found  # cancelled in the summary only


def test_a_schedule_of_a_council_information_system() -> None:
    assert dates("raadsinformatie_export.ics", only="raad -") == [
        "Thu 01-21 19:30",
        "Thu 02-18 19:30",  # in UTC, and tentative until the agenda is there
        # 18 March is cancelled.
        "Thu 04-15 20:00",  # lasts all day in the file
    ]
    assert dates("raadsinformatie_export.ics", only="presidium") == [
        "Mon 01-11 17:00",
        "Mon 02-08 17:00",
        "Mon 03-08 17:00",
        "Mon 04-05 16:30",
    ]


def test_first_and_third_thursday_and_from_september_later() -> None:
    found = read_ics((FILES / "apple_mt_thisandfuture.ics").read_bytes(), NEAR)
    by_day = {each.on: each.wall_time for each in found.held}
    assert by_day[date(2027, 5, 4)] == time(13)
    assert date(2027, 5, 6) not in by_day
    assert by_day[date(2027, 6, 17)] == time(13)
    assert by_day[date(2027, 9, 16)] == time(15)
    assert found.known_until_on == NEAR.last_on


def test_a_file_with_an_end_is_known_up_to_its_last_date() -> None:
    found = read_ics((FILES / "outlook_mt.ics").read_bytes(), NEAR)
    assert found.known_until_on == date(2027, 12, 8)


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "America/New_York", "Asia/Kathmandu", "UTC"])
def test_the_dates_are_those_of_recurring_ical_events(path: Path, zone: str) -> None:
    calendar = icalendar.Calendar.from_ical(path.read_bytes())
    theirs = set()
    for event in recurring_ical_events.of(calendar).between((2026, 10, 1), (2030, 2, 1)):
        summary, starts = str(event["SUMMARY"]), event["DTSTART"].dt
        if event.get("STATUS") == "CANCELLED" or summary.startswith("Geannuleerd"):
            continue
        if not isinstance(starts, datetime):
            starts = datetime.combine(starts, time(20), ZoneInfo(zone))
        if starts.tzinfo is None:
            starts = starts.replace(tzinfo=ZoneInfo(zone))
        theirs.add(starts.astimezone(ZoneInfo(zone)).replace(tzinfo=None))
    wanted = Wanted(
        zone=zone, first_on=NEAR.first_on, last_on=NEAR.last_on, wall_time=NEAR.wall_time
    )
    ours = {
        datetime.combine(each.on, each.wall_time)
        for each in read_ics(path.read_bytes(), wanted).held
    }
    first_of_day = {at.date(): at for at in sorted(theirs, reverse=True)}
    inside = {at for at in first_of_day.values() if NEAR.first_on <= at.date() <= NEAR.last_on}
    assert ours == inside


def test_a_date_keeps_its_key_when_it_moves() -> None:
    before = (FILES / "outlook_mt.ics").read_bytes()
    after = before.replace(b":20270318T", b":20270319T")
    one = {each.key: each.on for each in read_ics(before, NEAR).held}
    two = {each.key: each.on for each in read_ics(after, NEAR).held}
    assert one.keys() == two.keys()
    assert [(one[key], two[key]) for key in one if one[key] != two[key]] == [
        (date(2027, 3, 18), date(2027, 3, 19))
    ]
    raad = (FILES / "raad_vergaderschema.ics").read_bytes()
    later = raad.replace(b"20270128T200000", b"20270129T200000")
    assert {each.key for each in read_ics(raad, NEAR).held} == {
        each.key for each in read_ics(later, NEAR).held
    }


def calendar(*lines: str) -> bytes:
    event = "\r\n".join(lines)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{event}\r\nEND:VCALENDAR\r\n".encode()


def event(*lines: str) -> bytes:
    return calendar("BEGIN:VEVENT", "UID:a", *lines, "END:VEVENT")


@pytest.mark.parametrize(
    ("data", "line", "wrong"),
    [
        (b"", 0, "one calendar"),
        (b"\x89PNG\r\n\x1a\n", 1, "not UTF-8"),
        (b"<html>", 1, "no line of a calendar"),
        (calendar("BEGIN:VEVENT", "UID:a"), 5, "closes nothing"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n", 2, "cut off"),
        (calendar("zomaar wat"), 3, "'zomaar wat' is no line"),
        (event("DTSTART:20270230T100000"), 5, "DTSTART"),
        (event("SUMMARY:MT"), 3, "no DTSTART"),
        (event("DTSTART:20270105T100000", "RRULE:FREQ=SOMETIMES"), 6, "RRULE"),
        (event("DTSTART:20270105T100000", "RRULE:FREQ=SECONDLY"), 6, "FREQ=SECONDLY"),
        (event("DTSTART;TZID=Mars/Phobos:20270105T100000"), 5, "'Mars/Phobos' is not known"),
        (event("DTSTART:00010105T100000", "RRULE:FREQ=DAILY"), 5, "before 1970"),
        (event("DTSTART:20200105T100000"), 0, "no meetings from 2026-11-01"),
        (event("DTSTART:20270105T100000", "EXDATE:hoi"), 6, "EXDATE"),
        (b"x" * (MAX_BYTES + 1), 0, "larger than 1000 kB"),
    ],
)
def test_what_cannot_be_used_says_its_line(data: bytes, line: int, wrong: str) -> None:
    with pytest.raises(CalendarFileError, match=wrong) as caught:
        read_ics(data, NEAR)
    assert caught.value.line == line


def test_a_day_without_a_time_needs_one() -> None:
    data = event("DTSTART;VALUE=DATE:20270105")
    without = Wanted(zone="UTC", first_on=NEAR.first_on, last_on=NEAR.last_on)
    with pytest.raises(CalendarFileError, match="line 5: this meeting lasts all day"):
        read_ics(data, without)


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=400), place=st.integers(0, 4000), path=st.sampled_from(ALL))
def test_damaged_files_are_refused_or_read_never_worse(data: bytes, place: int, path: Path) -> None:
    whole = path.read_bytes()
    place %= len(whole)
    damaged = whole[:place] + data + whole[place + len(data) :]
    held: tuple[HeldDate, ...] = ()
    with suppress(CalendarFileError):
        held = read_ics(damaged, NEAR).held
    assert all(NEAR.first_on <= each.on <= NEAR.last_on for each in held)


@settings(max_examples=40, deadline=None)
@given(
    rule=st.sampled_from(
        [
            "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,TH",
            "FREQ=MONTHLY;BYDAY=2TU",
            "FREQ=MONTHLY;BYDAY=-1FR",
            "FREQ=YEARLY;BYMONTH=3,9;BYDAY=1WE",
            "FREQ=DAILY;INTERVAL=10;COUNT=40",
        ]
    ),
    begins=st.dates(date(2026, 11, 2), date(2027, 12, 31)),
    minute=st.integers(0, 24 * 60 - 1),
    zone=st.sampled_from(["Europe/Amsterdam", "Europe/London", "America/New_York"]),
    gone=st.integers(0, 8),
)
def test_any_rule_in_any_zone(rule: str, begins: date, minute: int, zone: str, gone: int) -> None:
    start = f"{begins:%Y%m%d}T{minute // 60:02}{minute % 60:02}00"
    bare = event(f"DTSTART;TZID={zone}:{start}", f"RRULE:{rule}")
    instants = sorted(
        each["DTSTART"].dt
        for each in recurring_ical_events.of(icalendar.Calendar.from_ical(bare)).between(
            (2026, 10, 1), (2030, 1, 3)
        )
    )
    left_out = instants[gone : gone + 1]
    lines = [f"EXDATE;TZID={zone}:{at:%Y%m%dT%H%M%S}" for at in left_out]
    data = event(f"DTSTART;TZID={zone}:{start}", f"RRULE:{rule}", *lines)
    local = [at.astimezone(ZONE) for at in instants if at not in left_out]
    expected = {at.date() for at in local if NEAR.first_on <= at.date() <= NEAR.last_on}
    assert {each.on for each in read_ics(data, NEAR).held} == expected
