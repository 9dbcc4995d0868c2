"""Some platforms draw a button that opens a window differently: they must know which ones do."""

from collections.abc import Iterator

import pytest

from bot.content import Press
from bot.dialogue.decide import PRESSES, decide
from bot.dialogue.windows import opens_window
from bot.events import Pressed
from tests.dialogue.test_any_event import FULL

SUBJECTS = ("", *(message.id for message in FULL.history), "2027-01")
ARGS = ("", "pick", "own", "none", "no", "0", "mt-sociaal")


def _records() -> Iterator[str]:
    records = FULL.records
    yield from (one.id for one in records.replies)
    yield from (one.id for one in records.commitments)
    yield from (one.id for one in records.dilemmas)
    yield from (one.id for one in records.agenda_items)


# A button with these opens a window for another choice whatever it holds that is no choice at all.
LENIENT = frozenset({"commit_when", "moment", "pause_until"})


@pytest.mark.parametrize("verb", sorted(set(PRESSES) - LENIENT))
def test_only_buttons_that_are_known_to_open_a_window(verb: str) -> None:
    for subject in (*SUBJECTS, *_records()):
        for arg in ARGS:
            press = Press(verb, subject, arg)
            opened = decide(FULL, Pressed(press)).dialog is not None
            assert opens_window(press) or not opened, f"add {press} to bot/dialogue/windows.py"


@pytest.mark.parametrize(
    ("press", "opens"),
    [
        (Press("commit", "m1"), True),
        (Press("commit_when", "m1", "pick"), True),
        (Press("commit_when", "m1", "this_week"), False),
        (Press("moment", "", "own"), True),
        (Press("moment", "", "3-12.15"), False),
        (Press("pause_until"), True),
        (Press("pause_until", "", "2"), False),
        (Press("later", "m1"), False),
        (Press("nonsense"), False),
    ],
)
def test_a_row_of_choices_opens_a_window_for_another_one(press: Press, opens: bool) -> None:
    assert opens_window(press) is opens
