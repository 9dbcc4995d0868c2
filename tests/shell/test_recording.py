"""What is stored, and told, of messages that were handed over."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import structlog

from bot.errors import FateUnknown, NotSent
from bot.model.ids import PersonId
from bot.model.messages import Reason, State
from bot.model.people import Address, Platform
from bot.model.tries import TRIED_AT_ONCE
from bot.outcomes import NotTried, Outcome
from bot.pauses import keep_pace
from bot.ports.outside import Arrived
from bot.recording import is_as_planned, record, still_ours, tell_of_failures
from tests.factories import a_message
from tests.shell.town import A_SECOND, Town
from tests.stages.town import TENANT

HANNEKE = PersonId("hanneke")
PLACE = (Platform.BROWSER, TENANT)
A_MINUTE = timedelta(minutes=1)


async def test_a_prompt_counts_as_unanswered_once_it_came(town: Town) -> None:
    await town.move_to("2027-01-14 12:14")
    town.platform.refuse()
    await town.move_to("2027-01-14 12:15")
    assert (town.heard("hanneke"), await town.unanswered("hanneke")) == ([], 0)
    await town.try_again_after(A_SECOND)
    assert (len(town.heard("hanneke")), await town.unanswered("hanneke")) == (1, 1)


async def test_a_prompt_that_turns_out_to_have_come_counts_too(town: Town) -> None:
    await town.move_to("2027-01-14 12:14")
    town.platform.lose_after_write(arrives=True)
    await town.move_to("2027-01-14 12:15")
    assert await town.unanswered("hanneke") == 0
    await town.try_again_after(A_MINUTE)
    assert await town.unanswered("hanneke") == 1


async def test_what_somebody_else_took_is_not_ours(town: Town) -> None:
    ours = town.said("ours", state=State.CLAIMED, lease=1)
    taken = town.said("taken", state=State.CLAIMED, lease=1)
    back, gone = town.said("back", state=State.CLAIMED, lease=1), town.said("gone", lease=1)
    await town.plan(ours, replace(taken, lease=2), replace(back, state=State.PLANNED, lease=None))
    async with town.stores.of(TENANT).write() as unit:
        assert await still_ours(unit, [ours, taken, back, gone]) == [ours]


ARRIVED, NOT_TRIED, LOST, REFUSED = (
    {"arrived": Arrived("ref-1", "dm-hanneke")},
    {"error": NotTried("not handed over")},
    {"error": FateUnknown("timed out")},
    {"error": NotSent("HTTP 400")},
)


@pytest.mark.parametrize(
    ("ended", "stored", "lease", "becomes"),
    [
        # As it was left: all that we know counts.
        (ARRIVED, State.SENDING, 1, State.SENT),
        (REFUSED, State.SENDING, 1, State.PLANNED),
        (LOST, State.SENDING, 1, State.UNKNOWN),
        (NOT_TRIED, State.CLAIMED, 1, State.PLANNED),
        # Taken for lost meanwhile: what is certain counts.
        (ARRIVED, State.UNKNOWN, 1, State.SENT),
        (NOT_TRIED, State.UNKNOWN, 1, State.PLANNED),
        (LOST, State.UNKNOWN, 1, State.UNKNOWN),
        # Somebody else has it: only that it came is worth knowing, unless it is on its way once more.
        (ARRIVED, State.PLANNED, None, State.SENT),
        (ARRIVED, State.UNKNOWN, 2, State.SENT),
        (NOT_TRIED, State.UNKNOWN, 2, State.UNKNOWN),
        (REFUSED, State.SENDING, 2, State.SENDING),
        (NOT_TRIED, State.CLAIMED, 2, State.CLAIMED),
        (ARRIVED, State.SENDING, 2, State.SENDING),
        # It came, or is not to come any more.
        (NOT_TRIED, State.SENT, 1, State.SENT),
        (REFUSED, State.SENT, 2, State.SENT),
        (NOT_TRIED, State.SKIPPED, 1, State.SKIPPED),
    ],
)
async def test_how_it_ended_counts_while_nobody_knows_better(
    town: Town, ended: dict[str, Any], stored: State, lease: int | None, becomes: State
) -> None:
    message = town.said("message", state=State.SENDING, lease=1)
    await town.plan(replace(message, state=stored, lease=lease))
    async with town.stores.of(TENANT).write() as unit:
        await record(unit, [Outcome(message, **ended)], town.clock.now())
    assert await town.states(message) == [becomes]


async def test_that_nobody_can_say_how_it_ended_is_told_once(town: Town) -> None:
    """Who has the right to send now asks already, and counts from when it took it for lost."""
    message = town.said("message", state=State.SENDING, lease=1)
    taken = replace(message, state=State.UNKNOWN, unknown_at=town.clock.now(), attempts=3)
    await town.plan(taken)
    async with town.stores.of(TENANT).write() as unit:
        await record(
            unit, [Outcome(message, error=FateUnknown("timed out"))], town.clock.now() + A_MINUTE
        )
    stored = await town.message(message.id)
    assert (stored.attempts, stored.unknown_at) == (3, taken.unknown_at)


@pytest.mark.parametrize("stored", [State.SENDING, State.UNKNOWN])
async def test_where_the_first_message_came_the_next_one_goes(town: Town, stored: State) -> None:
    """Also when somebody thought for a while that it was lost."""
    there = Address(
        tenant=TENANT,
        person=HANNEKE,
        platform=Platform.TEAMS,
        external_id="29:hanneke",
        conversation="",
    )
    message = town.said("first", platform=Platform.TEAMS, conversation="29:hanneke", lease=1)
    message = replace(message, state=State.SENDING)
    await town.plan(replace(message, state=stored))
    async with town.stores.of(TENANT).write() as unit:
        await unit.people.save_address(there)
        await record(unit, [Outcome(message, Arrived("1", "a:hanneke"))], town.clock.now())
        addresses = await unit.people.addresses(HANNEKE)
    assert replace(there, conversation="a:hanneke") in addresses


@pytest.mark.parametrize(
    ("states", "stands"),
    [
        ([], True),
        ([State.SENT, State.UNKNOWN], True),
        ([State.SENT, State.PLANNED], False),
        ([State.SENT, State.SKIPPED], False),
        ([State.SENT, State.FAILED], False),
    ],
)
def test_a_plan_stands_while_all_goes_as_it_says(states: list[State], stands: bool) -> None:
    assert is_as_planned([a_message(state=state) for state in states]) is stands


def test_only_a_message_with_its_own_trouble_is_told_as_an_error() -> None:
    """An organisation that removed its app refuses everything, at once."""
    refused = a_message(state=State.FAILED, reason=Reason.REFUSED, detail="slack: token_revoked")
    in_vain = replace(refused, attempts=TRIED_AT_ONCE, detail="slack: HTTP 400")
    with structlog.testing.capture_logs() as log:
        tell_of_failures([refused, in_vain, a_message(state=State.SENT)])
    assert [(line["event"], line["log_level"], line["why"]) for line in log] == [
        ("failed for good", "warning", "slack: token_revoked"),
        ("failed for good", "error", "slack: HTTP 400"),
    ]


@pytest.mark.parametrize(
    ("theirs", "ours", "until"),
    [(60, 5, 60), (5, 60, 60), (None, 60, 60), (60, None, 60)],
)
async def test_who_was_asked_to_wait_longest_is_right(
    town: Town, theirs: int | None, ours: int | None, until: int
) -> None:
    now, directory = town.wall.now(), town.stores.directory
    if theirs is not None:
        await directory.allow_from(*PLACE, now + theirs * A_SECOND, 1)
    error = None if ours is None else NotSent("ratelimited", retry_after=ours)
    ended = [Outcome(a_message(), error=error)]

    allowed_at, _ = await keep_pace(directory, PLACE, ended, 1, now)
    assert allowed_at == now + until * A_SECOND
    assert await directory.next_allowed_at(*PLACE) == allowed_at
