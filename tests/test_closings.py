"""When an agenda closes, as people write it."""

from datetime import time

import pytest

from bot.closings import Closing, ClosingError, closing_of, read_closing
from tests.factories import a_meeting


@pytest.mark.parametrize(
    ("text", "closing"),
    [
        ("-3 werkdagen 12:00", Closing(time(12), workdays_before=3)),
        ("3 werkdagen 12.00", Closing(time(12), workdays_before=3)),
        ("-1 Werkdag  9:30", Closing(time(9, 30), workdays_before=1)),
        ("-2 workdays 17:00", Closing(time(17), workdays_before=2)),
        ("0 werkdagen 8:00", Closing(time(8), workdays_before=0)),
        ("donderdag 12:00", Closing(time(12), weekday=3)),
        ("Friday 10.15", Closing(time(10, 15), weekday=4)),
    ],
)
def test_closings_that_are_understood(text: str, closing: Closing) -> None:
    assert read_closing(text) == closing


@pytest.mark.parametrize(
    "text", ["", "3", "-3 dagen 12:00", "-99 werkdagen 12:00", "donderdag", "-3 werkdagen 25:00"]
)
def test_what_is_no_closing_says_what_to_write(text: str) -> None:
    with pytest.raises(ClosingError, match="-3 werkdagen 12:00"):
        read_closing(text)


@pytest.mark.parametrize("text", ["-3 werkdagen 12:00", "-1 werkdag 09:30", "donderdag 12:00"])
def test_a_closing_is_written_as_it_is_read(text: str) -> None:
    closing = read_closing(text)
    meeting = a_meeting(
        closes_wall_time=closing.wall_time,
        closes_weekday=closing.weekday,
        closes_workdays_before=closing.workdays_before,
    )
    assert closing_of(meeting) == text
