"""When a series is due."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cadence import CadenceError, occurrences, validate
from bot.model.series import Cadence
from tests.factories import a_cadence

BEGIN, END = datetime(2025, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)
ZONES = ["Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]
RULES = [
    "FREQ=DAILY",
    "FREQ=WEEKLY;BYDAY=TU,TH",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU",
    "FREQ=DAILY;INTERVAL=3;BYDAY=MO,TU,WE",
    "FREQ=MONTHLY;BYDAY=1TH",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=0,15,30,45",
    "FREQ=YEARLY;BYMONTH=3,10;BYDAY=-1SU",
    "FREQ=WEEKLY;COUNT=20",
    "FREQ=WEEKLY;BYDAY=WE;UNTIL=20270331",
]


def due(cadence: Cadence, after: datetime = BEGIN, until: datetime = END) -> list[datetime]:
    return list(occurrences(cadence, after, until))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_the_wall_time_stays_when_the_clocks_change() -> None:
    cadence = a_cadence("FREQ=WEEKLY;BYDAY=TU", starts_on=date(2027, 3, 23), wall_time=time(16))
    assert due(cadence)[:3] == [
        utc("2027-03-23 15:00"),
        utc("2027-03-30 14:00"),
        utc("2027-04-06 14:00"),
    ]


@pytest.mark.parametrize(
    ("day", "wall_time", "instant"),
    [
        ("2027-03-28", "02:30", "2027-03-28 01:30"),  # the gap: 03:30 in summer time
        ("2027-03-28", "01:59", "2027-03-28 00:59"),
        ("2027-03-28", "03:00", "2027-03-28 01:00"),
        ("2027-10-31", "02:30", "2027-10-31 00:30"),  # the overlap: the first of the two
        ("2027-10-31", "03:00", "2027-10-31 02:00"),
    ],
)
def test_gap_and_overlap(day: str, wall_time: str, instant: str) -> None:
    cadence = a_cadence(
        "FREQ=DAILY;COUNT=1",
        starts_on=date.fromisoformat(day),
        wall_time=time.fromisoformat(wall_time),
    )
    assert due(cadence) == [utc(instant)]


def test_two_that_coincide_after_the_gap_are_one() -> None:
    rule = "FREQ=DAILY;COUNT=3;BYHOUR=2,3;BYMINUTE=30"
    cadence = a_cadence(rule, starts_on=date(2027, 3, 28), wall_time=time(2, 30))
    assert due(cadence) == [utc("2027-03-28 01:30"), utc("2027-03-29 00:30")]


def test_every_other_week_goes_on_over_new_year() -> None:
    cadence = a_cadence("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", starts_on=date(2026, 12, 14))
    days = [at.date() for at in due(cadence)[:4]]
    assert days == [date(2026, 12, 14), date(2026, 12, 28), date(2027, 1, 11), date(2027, 1, 25)]


def test_the_window_is_open_at_its_start_and_closed_at_its_end() -> None:
    cadence = a_cadence(starts_on=date(2027, 1, 5))
    first, second = due(cadence)[:2]
    assert due(cadence, first, second) == [second]
    assert due(cadence, first - timedelta(microseconds=1), first) == [first]


def test_nothing_is_due_before_the_start() -> None:
    cadence = a_cadence("FREQ=DAILY", starts_on=date(2027, 1, 5), wall_time=time(9, 30))
    assert due(cadence)[0] == utc("2027-01-05 08:30")


@pytest.mark.parametrize(
    ("end", "last"),
    [
        ("20270112", "2027-01-12 08:30"),  # a date counts up to the end of that day
        ("20270112T093000", "2027-01-12 08:30"),
        ("20270112T083000Z", "2027-01-12 08:30"),
        ("20270112T082959Z", "2027-01-05 08:30"),
    ],
)
def test_an_end_can_be_written_in_three_ways(end: str, last: str) -> None:
    cadence = a_cadence(f"FREQ=WEEKLY;UNTIL={end}", starts_on=date(2027, 1, 5))
    assert due(cadence)[-1] == utc(last)


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("", "FREQ is missing"),
        ("elke dinsdag", "a space does not belong"),
        ("FREQ=WEEKLY;BYDAY=DI", "FREQ=WEEKLY;BYDAY=DI"),
        ("FREQ=FORTNIGHTLY", "FREQ=FORTNIGHTLY"),
        ("FREQ=WEEKLY;INTERVAL=0", "INTERVAL must be 1 or more"),
        ("FREQ=WEEKLY;INTERVAL=00;BYDAY=TU", "INTERVAL must be 1 or more"),
        ("FREQ=HOURLY", "needs a COUNT or an UNTIL"),
        ("FREQ=MINUTELY;INTERVAL=5", "needs a COUNT or an UNTIL"),
        ("freq=secondly", "needs a COUNT or an UNTIL"),
        ("FREQ=WEEKLY\nRRULE:FREQ=DAILY", "does not belong"),
        ("DTSTART:20270101T000000;FREQ=DAILY", "DTSTART does not belong"),
        ("FREQ=DAILY;BYSECOND=1,2,3", "BYSECOND does not belong"),
        ("FREQ=WEEKLY;UNTIL=gisteren", "UNTIL"),
        ("FREQ=WEEKLY;UNTIL=20271332", "UNTIL"),
        ("FREQ=WEEKLY;COUNT=veel", "COUNT"),
    ],
)
def test_a_bad_rule_says_what_to_write(rule: str, says: str) -> None:
    with pytest.raises(CadenceError, match="Write an RRULE") as caught:
        validate(a_cadence(rule))
    assert says in str(caught.value)


@pytest.mark.parametrize("zone", ["Amsterdam", "", "../etc/passwd", "Mars/Olympus"])
def test_a_bad_zone_says_what_to_write(zone: str) -> None:
    with pytest.raises(CadenceError, match="Write an IANA name"):
        validate(a_cadence(zone=zone))


def test_a_rule_within_the_day_may_have_an_end() -> None:
    assert len(due(a_cadence("FREQ=HOURLY;COUNT=3"))) == 3


def test_a_day_that_never_comes_gives_nothing() -> None:
    assert due(a_cadence("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")) == []


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("rule", RULES)
def test_instants_strictly_increase_in_every_zone(rule: str, zone: str) -> None:
    cadence = a_cadence(rule, starts_on=date(2025, 1, 1), wall_time=time(2, 30), zone=zone)
    instants = due(cadence)
    assert instants
    assert all(before < after for before, after in pairwise(instants))
    assert all(at.tzinfo is UTC for at in instants)


@pytest.mark.parametrize("rule", RULES[:4])
def test_a_window_far_from_the_start_is_the_same_as_a_long_one(rule: str) -> None:
    cadence = a_cadence(rule, starts_on=date(1999, 5, 5))
    first = datetime(1999, 1, 1, tzinfo=UTC)
    whole = [at for at in due(cadence, first) if at > BEGIN]
    assert due(cadence) == whole


@settings(max_examples=60, deadline=None)
@given(
    rule=st.sampled_from(RULES),
    zone=st.sampled_from(ZONES),
    minutes=st.integers(0, 24 * 60 - 1),
    cuts=st.lists(st.integers(0, 365 * 24 * 60), max_size=8),
)
def test_any_split_of_a_window_gives_the_same_instants(
    rule: str, zone: str, minutes: int, cuts: list[int]
) -> None:
    cadence = replace(
        a_cadence(rule, starts_on=date(2026, 9, 1), zone=zone),
        wall_time=time(*divmod(minutes, 60)),
    )
    begin = datetime(2026, 10, 1, tzinfo=UTC)
    edges = [begin, *(begin + timedelta(minutes=cut) for cut in sorted(cuts))]
    pieces = [at for after, until in pairwise(edges) for at in due(cadence, after, until)]
    assert pieces == due(cadence, begin, edges[-1])
