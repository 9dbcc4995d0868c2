"""When what could not go is tried again, and when that ends."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from bot.model.messages import Message, Purpose, Reason, State
from bot.model.tries import (
    TRIED_AT_ONCE,
    asked_in_vain,
    has_own_trouble,
    not_handed_over,
    not_made_ready,
    of_unknown_fate,
    tried_in_vain,
    was_asked,
    was_due_at,
)
from tests.factories import NOW, a_message

A_DAY = timedelta(days=1)


def tried_until_it_failed(message: Message) -> tuple[list[datetime], Message]:
    """Try it in vain whenever its time has come; return when that was, and how it ended."""
    tried_at, now = [], message.due_at
    while message.state is State.PLANNED:
        tried_at.append(now)
        message = tried_in_vain(message, now, "slack: HTTP 403")
        now = max(now + timedelta(seconds=1), message.due_at)
    return tried_at, message


@pytest.mark.parametrize(
    ("purpose", "days", "most"),
    [(Purpose.ANSWER, 1, 25), (Purpose.UPDATE, 1, 25), (Purpose.FOLLOW_UP, 7, 60)],
)
def test_it_is_tried_ever_later_for_a_day_or_a_week(purpose: Purpose, days: int, most: int) -> None:
    tried_at, ended = tried_until_it_failed(a_message(purpose))
    waits = [after - before for before, after in pairwise(tried_at)]
    assert waits == sorted(waits)
    assert waits[TRIED_AT_ONCE - 1] == timedelta(seconds=30)
    assert tried_at[-1] < NOW + days * A_DAY < tried_at[-1] + timedelta(hours=5)
    assert len(tried_at) < most
    assert (ended.reason, ended.detail) == (Reason.REFUSED, "slack: HTTP 403")


def test_it_is_not_tried_beyond_the_instant_until_which_it_is_wanted() -> None:
    until = NOW + timedelta(hours=2)
    tried_at, ended = tried_until_it_failed(a_message(expires_at=until))
    assert NOW + timedelta(hours=1) < tried_at[-1] <= until
    assert (ended.state, ended.expires_at) == (State.FAILED, until)


def test_an_unknown_fate_counts_as_one_try_however_often_it_is_asked_about() -> None:
    message = a_message()
    for tries in range(1, TRIED_AT_ONCE + 1):
        unknown = of_unknown_fate(message, NOW)
        assert not was_asked(unknown)
        asked = asked_in_vain(unknown)
        assert was_asked(asked)
        message = tried_in_vain(asked, NOW, None)
        assert (message.state, message.attempts) == (State.PLANNED, tries)
        assert has_own_trouble(message) is (tries == TRIED_AT_ONCE)
    assert message.due_at > NOW


def test_what_was_stored_by_an_earlier_version_goes_on() -> None:
    for attempts in (0, 1):
        unknown = a_message(state=State.UNKNOWN, attempts=attempts)
        assert was_asked(unknown) is (attempts == 1)
        assert tried_in_vain(unknown, NOW, None).due_at == NOW
    often = tried_in_vain(a_message(attempts=100_000), NOW, None)
    assert often.due_at == NOW + timedelta(hours=4)


def test_what_never_went_was_not_tried() -> None:
    message = a_message(state=State.CLAIMED, attempts=2, sent_at=NOW)
    for taken_for in (message, of_unknown_fate(message, NOW)):
        back = not_handed_over(taken_for)
        assert (back.state, back.attempts, back.sent_at) == (State.PLANNED, 2, None)


def test_about_when_it_was_due_is_still_known() -> None:
    message, now = a_message(), NOW
    while message.due_at < NOW + timedelta(hours=3):
        message = tried_in_vain(message, now, None)
        assert NOW <= was_due_at(message) <= NOW + timedelta(seconds=TRIED_AT_ONCE)
        now = max(now + timedelta(seconds=1), message.due_at)


def test_what_cannot_be_made_ready_waits_for_minutes_and_fails_with_its_reason() -> None:
    message = not_made_ready(a_message(), NOW, "SealError")
    assert message.due_at - NOW > timedelta(minutes=10)
    late = not_made_ready(a_message(expires_at=NOW + timedelta(minutes=5)), NOW, "SealError")
    assert (late.state, late.reason, late.detail) == (State.FAILED, Reason.UNREADABLE, "SealError")
