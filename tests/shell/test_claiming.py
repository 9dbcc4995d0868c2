"""What is taken first, and made ready."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import structlog

from bot.model.ids import MessageId
from bot.model.messages import Message, Purpose, State
from bot.model.people import Platform
from bot.pauses import FAILURES_BEFORE_PAUSE
from bot.preparing import Preparing
from tests.shell.town import A_SECOND, Town
from tests.stages.town import TENANT

A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("later", "first"),
    [
        ({"conversation": "dm-yusuf", "recipient": "yusuf", "person": "yusuf"}, "later"),
        # What is said somewhere later does not overtake what was said there before.
        ({}, "tried"),
        # What changes a card stands in the queue of that card.
        ({"replaces": MessageId("a card"), "platform_ref": "ref-1"}, "later"),
    ],
    ids=["elsewhere", "there", "a card"],
)
async def test_while_a_platform_is_in_trouble_what_was_tried_least_shows_how_it_does(
    town: Town, later: dict[str, Any], first: str
) -> None:
    now = town.clock.now()
    await town.plan(
        town.said("tried", due_at=now - A_SECOND, attempts=1), town.said("later", **later)
    )
    await town.stores.directory.allow_from(Platform.BROWSER, TENANT, None, FAILURES_BEFORE_PAUSE)
    town.platform.refuse()
    await town.drain()
    assert [one.subject for one in town.platform.requests] == [first]
    async with town.stores.of(TENANT).read() as unit:
        assert await unit.messages.unsettled(Platform.BROWSER) == []


async def test_what_has_no_place_yet_does_not_overtake_what_was_tried_there(town: Town) -> None:
    """Of what was tried it is known where this person is."""
    await town.ticker.tick()
    town.sleep_until("2027-01-14 12:15")
    await town.plan(town.said("tried", attempts=1))
    await town.stores.directory.allow_from(Platform.BROWSER, TENANT, None, FAILURES_BEFORE_PAUSE)
    assert await town.drain() == 2
    answer, prompt = town.platform.requests
    assert (answer.subject, prompt.purpose) == ("tried", Purpose.PROMPT)


async def test_what_cannot_be_made_ready_is_told_once_and_fails_once_it_is_too_late(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody else is on time meanwhile."""
    prepare = Preparing.prepare

    async def breaks(preparing: Preparing, message: Message) -> Message:
        if message.subject == "broken":
            raise RuntimeError("no words of people in a log")
        return await prepare(preparing, message)

    monkeypatch.setattr(Preparing, "prepare", breaks)
    broken, other = town.said("broken", "yusuf"), town.said("other")
    await town.plan(broken, other)
    with structlog.testing.capture_logs() as log:
        assert await town.drain() == 1
        for _ in range(2 * (A_DAY // AN_HOUR)):
            await town.try_again_after(AN_HOUR)
    assert await town.states(broken, other) == [State.FAILED, State.SENT]
    told = [line["event"] for line in log if line.get("message") == broken.id]
    assert told == ["not made ready", "failed for good"]
    assert "no words" not in str(log)


async def test_what_was_not_claimed_after_all_is_not_kept_from_being_taken_back(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process claims it instead, and dies while it is on its way."""
    prepare = Preparing.prepare

    async def is_broken_off(preparing: Preparing, message: Message) -> Message:
        if message.subject == "second":
            raise asyncio.CancelledError
        return await prepare(preparing, message)

    monkeypatch.setattr(Preparing, "prepare", is_broken_off)
    first, second = town.said("first"), town.said("second", "yusuf")
    await town.plan(first, second)
    with pytest.raises(asyncio.CancelledError):
        await town.drain()
    monkeypatch.undo()
    directory = town.stores.directory
    taken = await directory.take_lease(Platform.BROWSER, TENANT, "dies", town.wall.now(), 0)
    assert taken is not None
    async with town.stores.of(TENANT).write() as unit:
        claimed = await unit.messages.claim(Platform.BROWSER, town.clock.now(), 1, taken.number)
        await unit.messages.save_states([replace(one, state=State.SENDING) for one in claimed])
    assert [message.id for message in claimed] == [first.id]

    await directory.release_lease(Platform.BROWSER, TENANT, "dies")
    await town.drain()
    assert await town.states(first, second) == [State.UNKNOWN, State.SENT]
