"""What becomes of a chat message when a change of it comes first."""

from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from bot.content import Press
from bot.dialogue.decide import decide
from bot.dialogue.overtaken import WAITS, as_it_became, last_of
from bot.events import Deleted, Edited, Event, Pressed, SentFile, Wrote
from bot.model.situation import Awaits, Decision, ExpectedAnswer
from tests.dialogue.situations import NOW, REFLECTION, message, situation

RUIL = message(REFLECTION)
IN_UTC = NOW.astimezone(UTC)


def became(change: Edited | Deleted) -> ExpectedAnswer:
    found = decide(situation(RUIL), change).overtook
    assert found is not None
    return found


CHANGED, GONE = became(Edited("De wachtrij", "m1")), became(Deleted("m1"))
FILE, PRESS = SentFile("m1"), Press("later")


@pytest.mark.parametrize("change", [Edited("De wachtrij", "m1"), Edited(" ", "m1"), Deleted("m1")])
def test_what_came_before_its_message_waits_for_it_and_changes_nothing_else(
    change: Edited | Deleted,
) -> None:
    decision = decide(situation(RUIL), change)
    waits = became(change)
    assert decision == Decision(keeps_expected=True, overtook=waits)
    assert (waits.awaits, waits.ref, waits.expires_at) == (Awaits.MESSAGE, "m1", IN_UTC + WAITS)


@pytest.mark.parametrize("change", [Edited("De wachtrij", "m1"), Deleted("m1")])
def test_among_others_nothing_is_waited_for(change: Event) -> None:
    among_others = replace(situation(RUIL), shared=True)
    assert decide(among_others, change) == Decision(keeps_expected=True)


@pytest.mark.parametrize(
    ("event", "waits", "is_now"),
    [
        (Wrote("De rij", "m1"), None, Wrote("De rij", "m1")),
        (Wrote("De rij", "m1"), CHANGED, Wrote("De wachtrij", "m1")),
        (Wrote("De rij", "m1"), became(Edited("", "m1")), Wrote("", "m1")),
        (Wrote("De rij", "m1"), GONE, None),
        (FILE, CHANGED, FILE),
        (FILE, GONE, None),
        (Edited("De rij", "m1"), GONE, Edited("De rij", "m1")),
        (Pressed(PRESS, "m1"), GONE, Pressed(PRESS, "m1")),
    ],
)
def test_a_message_counts_as_it_became(
    event: Event, waits: ExpectedAnswer | None, is_now: Event | None
) -> None:
    assert as_it_became(event, waits, IN_UTC) == is_now


@pytest.mark.parametrize("waits", [CHANGED, GONE])
def test_after_a_day_it_is_as_it_was_typed(waits: ExpectedAnswer) -> None:
    typed = Wrote("De rij", "m1")
    assert as_it_became(typed, waits, IN_UTC + WAITS) == typed
    assert as_it_became(typed, waits, IN_UTC + WAITS - timedelta(seconds=1)) != typed


@pytest.mark.parametrize(
    ("earlier", "later", "stays"),
    [
        (None, CHANGED, CHANGED),
        (CHANGED, GONE, GONE),
        (GONE, CHANGED, GONE),
        (CHANGED, became(Edited("De balie", "m1")), became(Edited("De balie", "m1"))),
    ],
)
def test_of_two_changes_the_last_counts_and_gone_is_gone(
    earlier: ExpectedAnswer | None, later: ExpectedAnswer, stays: ExpectedAnswer
) -> None:
    assert last_of(earlier, later) == stays
