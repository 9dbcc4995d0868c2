"""When a platform is left alone, by how what was sent in one go ended."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import FateUnknown, NotSent
from bot.outcomes import Outcome
from bot.pauses import BREATH, FAILURES_BEFORE_PAUSE, PAUSE, pace_after
from tests.factories import a_message

NOW = datetime(2027, 1, 14, 11, tzinfo=UTC)


def ended(*errors: NotSent | FateUnknown | None) -> Sequence[Outcome]:
    """Return how messages to one conversation each ended; None for what arrived."""
    return [
        Outcome(a_message(conversation=f"dm-{place}"), error=error)
        for place, error in enumerate(errors)
    ]


def test_one_that_arrived_before_an_outage_does_not_hide_it() -> None:
    """Else each tick would leave five more of unknown fate."""
    lost = [FateUnknown("timed out")] * FAILURES_BEFORE_PAUSE
    assert pace_after(ended(None, *lost), 0, NOW) == (NOW + PAUSE, FAILURES_BEFORE_PAUSE)


def test_trouble_of_a_few_conversations_holds_up_nobody_else() -> None:
    lost = [FateUnknown("timed out")] * (FAILURES_BEFORE_PAUSE - 1)
    assert pace_after(ended(None, *lost), 0, NOW) == (None, 0)


@pytest.mark.parametrize(
    ("asked", "waits"),
    [
        ((90, 5), timedelta(seconds=90)),
        ((5, 90), timedelta(seconds=90)),
        ((7200, 5), timedelta(hours=1)),
        ((0,), BREATH),
    ],
)
def test_of_several_waits_that_it_asks_for_the_longest_counts(
    asked: Sequence[float], waits: timedelta
) -> None:
    refused = [NotSent("too fast", retry_after=seconds) for seconds in asked]
    until, _ = pace_after(ended(*refused), 0, NOW)
    assert until == NOW + waits
