"""Words come in whole, whatever a platform lets through."""

import pytest

from bot.content import Press
from bot.events import Deleted, Edited, Event, SentFile, Submitted, Wrote
from bot.model.calendar_file import CalendarFile
from bot.whole import whole, whole_event, whole_name

PRESS = Press("save")


@pytest.mark.parametrize(
    ("came", "is_whole"),
    [
        ("", ""),
        ("De balie is krap.", "De balie is krap."),
        ("x\ud800y\udfff", "x\ufffdy\ufffd"),
        ("één \N{PARTY POPPER} \u202eشكرا\x00", "één \N{PARTY POPPER} \u202eشكرا\x00"),
    ],
)
def test_only_half_of_a_pair_is_replaced(came: str, is_whole: str) -> None:
    assert whole(came) == is_whole


@pytest.mark.parametrize(
    ("came", "is_whole"),
    [
        (Wrote("a\ud800", "m1"), Wrote("a\ufffd", "m1")),
        (Edited("a\udfff", "m1"), Edited("a\ufffd", "m1")),
        (Submitted(PRESS, {"what": "\ud800"}), Submitted(PRESS, {"what": "\ufffd"})),
        (
            SentFile("m1", CalendarFile("\ud800.ics")),
            SentFile("m1", CalendarFile("\ufffd.ics")),
        ),
        (SentFile("m1"), SentFile("m1")),
        (Deleted("m1"), Deleted("m1")),
    ],
)
def test_the_words_of_each_event(came: Event, is_whole: Event) -> None:
    assert whole_event(came) == is_whole


def test_a_name_is_no_longer_than_a_name_can_be() -> None:
    assert whole_name("Joke " * 1000) == ("Joke " * 40).rstrip()
