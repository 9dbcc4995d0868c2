"""How long nobody sends after a process was killed, worked out from what each part waits for."""

from datetime import timedelta

import pytest

from adapters.queue import drains
from adapters.settings import Settings
from bot import answering, fates, leases, sender

pytestmark = pytest.mark.chaos

A_MINUTE = 60.0
TICK = Settings(database="", keys="").tick_seconds


def test_another_worker_sends_on_within_a_minute_of_a_kill() -> None:
    """At worst the dead worker renewed its right, and told that it lives, in its last moment."""
    job_is_ended = drains.STALLED_AFTER
    right_runs_out = leases.LEASE_SECONDS
    asked_for_again = max(job_is_ended, right_runs_out) + TICK
    begun = asked_for_again + drains._POLL_SECONDS
    assert begun < A_MINUTE


def test_a_right_is_renewed_several_times_before_it_runs_out() -> None:
    assert leases._RENEWED_EVERY * 3 < leases.LEASE_SECONDS
    assert drains.HEARTBEAT_SECONDS * 3 < drains.STALLED_AFTER


def test_nobody_asks_about_a_request_that_may_still_be_on_its_way() -> None:
    """Who lost the right notices when it renews, or by its own clock; what it began then, ends."""
    noticed = leases._RENEWED_EVERY
    assert timedelta(seconds=noticed) + sender.REQUEST_TIME < fates.ASK_AFTER
    assert sender.REQUEST_TIME.total_seconds() < leases.LEASE_SECONDS


def test_what_a_dead_web_process_was_answering_is_not_taken_from_a_living_one() -> None:
    assert answering.ANSWER_TIME + sender.REQUEST_TIME < fates._ANSWERED_WITHIN
