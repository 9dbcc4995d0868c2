"""What holds for every text and every moment."""

import re
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dates.read import read_until, read_when
from bot.dates.tokens import tokens_of
from bot.dates.when import When
from bot.dates.write import write_moment
from tests.dates.tables import AMSTERDAM, rows_of

WORDS = sorted({word for row in rows_of("phrases.tsv") for word in row[0].split()})
ODD = [
    "٣",
    "１２",
    "²",
    "½",
    "99999999999999999999",
    "\u200b",
    "\u00a0",
    "ǆ",
    "'",
    ".",
    "/",
    "-",
    "ﷺ",
]

any_moment = st.one_of(
    st.datetimes(timezones=st.just(AMSTERDAM)),
    st.datetimes(timezones=st.just(UTC)),
    st.sampled_from(
        [datetime.min.replace(tzinfo=AMSTERDAM), datetime.max.replace(tzinfo=AMSTERDAM)]
    ),
)
# Hypothesis wants the bounds naive, and puts the zone on what it draws.
plain_moment = st.datetimes(
    min_value=datetime(2020, 1, 1),  # noqa: DTZ001
    max_value=datetime(2060, 1, 1),  # noqa: DTZ001
    timezones=st.just(AMSTERDAM),
)
wordy = st.lists(st.sampled_from(WORDS + ODD), max_size=7).map(" ".join)
glued = st.lists(st.sampled_from(WORDS + ODD), max_size=5).map("".join)
any_text = st.one_of(st.text(max_size=90), wordy, glued)


@given(any_text, any_moment)
def test_nothing_is_ever_raised(text: str, now: datetime) -> None:
    assert isinstance(read_when(text, now=now), When | None)
    assert isinstance(read_until(text, now=now), date | None)


@given(wordy, plain_moment)
def test_a_day_is_past_only_when_its_year_was_said(text: str, now: datetime) -> None:
    when = read_when(text, now=now)
    assert when is None or when.on >= now.date() or _says_year_of(when, text)


@given(wordy, plain_moment)
def test_a_pause_ends_after_today(text: str, now: datetime) -> None:
    until = read_until(text, now=now)
    assert until is None or until > now.date()


@given(
    now=plain_moment,
    ahead=st.integers(0, 150),
    wall_time=st.none() | st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    is_deadline=st.booleans(),
    language=st.sampled_from(["nl", "nl@formal", "en"]),
)
def test_what_is_written_reads_as_what_was_meant(
    now: datetime, ahead: int, wall_time: time | None, is_deadline: bool, language: str
) -> None:
    when = When(now.date() + timedelta(days=ahead), wall_time, is_deadline)
    written = write_moment(when, language, today=now.date())
    assert read_when(written, now=now) == when


@given(
    now=plain_moment,
    on=st.dates(date(1900, 1, 1), date(2199, 12, 31)),
    language=st.sampled_from(["nl", "en"]),
)
def test_a_day_in_another_year_reads_back_with_its_year(
    now: datetime, on: date, language: str
) -> None:
    when = When(on)
    if abs(on - now.date()) > timedelta(days=366):
        assert read_when(write_moment(when, language, today=now.date()), now=now) == when


@given(any_text)
def test_reading_minds_neither_capitals_nor_spaces(text: str) -> None:
    now = datetime(2027, 1, 14, 12, 15, tzinfo=AMSTERDAM)
    if len(text) <= 75 and text.upper().lower() == text.lower():
        assert read_when(f" {text.upper()}  ", now=now) == read_when(text, now=now)


@given(any_text)
def test_tokens_are_never_empty(text: str) -> None:
    assert all(token.text.strip() for token in tokens_of(text))


@pytest.mark.parametrize("word", ["graag", "voor", "eind", "1", "vrijdag", "over", "van", "a"])
def test_twice_the_text_is_about_twice_the_work(word: str) -> None:
    now = datetime(2027, 1, 14, 12, 15, tzinfo=AMSTERDAM)
    once, twice = f"{word} " * 5, f"{word} " * 10
    assert _calls(lambda: read_when(twice, now=now)) < 3 * _calls(lambda: read_when(once, now=now))


def _says_year_of(when: When, text: str) -> bool:
    # *vóór 1 januari 2027* ends in 2026.
    days = (when.on, when.on + timedelta(days=1))
    years = {year for day in days for year in (f"{day.year}", f"{day.year % 100:02}")}
    figures = " ".join(token.text for token in tokens_of(text))
    return not years.isdisjoint(re.split(r"[^0-9]+", figures))


def _calls(work: Callable[[], object]) -> int:
    """How many Python functions this work calls: its size, whatever else the machine does."""
    count = 0

    def seen(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count
