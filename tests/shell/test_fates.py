"""What becomes of messages that a dead process left, and of those whose fate nobody knows."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from math import inf
from typing import Any

import pytest

from bot.errors import NotSent
from bot.events import Pressed
from bot.fates import ASK_AFTER, MOST_ASKED, Fates
from bot.leases import Lease
from bot.model.ids import PersonId
from bot.model.messages import Message, State
from bot.model.people import Platform
from bot.ports.directory import Right
from bot.ports.outside import Arrived
from tests.shell.town import A_SECOND, LONGEST_SECONDS, Town
from tests.stages.town import TENANT

HANNEKE = PersonId("hanneke")
PROMPT_AT = "2027-01-14 12:15"


def fates_of(town: Town, stopping: asyncio.Event | None = None) -> Fates:
    platforms, clocks = {town.platform.platform: town.platform}, (town.clock, town.wall)
    return Fates(town.stores, platforms, clocks, stopping or asyncio.Event())


def lost(town: Town, subject: str = "lost", **changes: Any) -> Message:
    """Return an answer of which nobody could say for a minute whether it arrived."""
    ago = town.clock.now() - 2 * ASK_AFTER
    known: dict[str, Any] = {
        "state": State.UNKNOWN,
        "unknown_at": ago,
        "sent_at": ago,
        "attempts": 2,
    }
    return town.said(subject, **(known | changes))


async def a_lost_prompt(town: Town) -> Message:
    """Return Hanneke's prompt: it came, and nobody knows."""
    await town.move_to("2027-01-14 12:14")
    town.platform.lose_after_write(arrives=True)
    await town.move_to(PROMPT_AT)
    (prompt,) = await town.messages_of("hanneke")
    assert prompt.state is State.UNKNOWN
    return prompt


async def its_plan_stands(town: Town) -> bool:
    async with town.stores.of(TENANT).read() as unit:
        return await unit.planned_at(town.clock.now()) is not None


@pytest.mark.parametrize(
    ("lease", "in_hand", "becomes"),
    [
        (1, False, State.PLANNED),
        (2, False, State.PLANNED),
        (3, False, State.CLAIMED),
        (1, True, State.CLAIMED),
        (2, True, State.CLAIMED),
    ],
)
async def test_what_was_claimed_under_no_newer_number_is_taken_back_unless_it_is_in_hand(
    town: Town, lease: int, in_hand: bool, becomes: State
) -> None:
    message = town.said("claimed", state=State.CLAIMED, lease=lease)
    await town.plan(message)
    async with town.stores.of(TENANT).write() as unit:
        await fates_of(town).take_back(
            unit, Platform.BROWSER, Lease(Right(2), inf), {message.id} if in_hand else set()
        )
    assert await town.states(message) == [becomes]


async def test_what_is_unknown_already_stays_as_it_is_when_a_process_starts(town: Town) -> None:
    message = lost(town, attempts=3)
    await town.plan(message)
    await fates_of(town).take_back_all(Platform.BROWSER, TENANT)
    stored = await town.message(message.id)
    assert (stored.attempts, stored.unknown_at) == (message.attempts, message.unknown_at)


async def test_it_is_asked_after_from_when_it_became_unknown_not_from_when_it_went(
    town: Town,
) -> None:
    message = lost(town, unknown_at=town.clock.now() - ASK_AFTER + A_SECOND)
    await town.plan(message)
    await fates_of(town).ask(TENANT, Platform.BROWSER)
    assert (await town.message(message.id)).attempts == message.attempts
    town.clock.move_to(town.clock.now() + A_SECOND)
    await fates_of(town).ask(TENANT, Platform.BROWSER)
    assert (await town.message(message.id)).attempts == message.attempts + 1


async def test_two_that_ask_at_once_count_as_one(town: Town) -> None:
    """Else it would go again although the platform was asked at one moment only."""
    message = lost(town)
    await town.plan(message)
    find = town.platform.find

    async def asked_by_both(message: Message, conversation: str) -> Arrived | None:
        town.platform.find = find  # type: ignore[method-assign]
        await fates_of(town).ask(TENANT, Platform.BROWSER)
        return await find(message, conversation)

    town.platform.find = asked_by_both  # type: ignore[method-assign]
    await fates_of(town).ask(TENANT, Platform.BROWSER)
    stored = await town.message(message.id)
    assert (stored.state, stored.attempts) == (State.UNKNOWN, message.attempts + 1)


@pytest.mark.parametrize(("resends", "becomes"), [(True, State.PLANNED), (False, State.UNKNOWN)])
async def test_where_nobody_can_be_asked_there_is_nothing_to_ask_twice(
    town: Town, resends: bool, becomes: State
) -> None:
    async with town.stores.of(TENANT).read() as unit:
        tenant = unit.tenant
    await town.stores.directory.save_tenant(replace(tenant, resend_unknown=resends))
    town.platform.can_be_asked = False
    message = lost(town)
    await town.plan(message)
    await fates_of(town).ask(TENANT, Platform.BROWSER)
    assert await town.states(message) == [becomes]


async def test_who_is_asked_tells_where_the_next_message_goes(town: Town) -> None:
    message = lost(town, conversation="U1")
    await town.plan(message)
    async with town.stores.of(TENANT).write() as unit:
        (there,) = await unit.people.addresses(HANNEKE)
        await unit.people.save_address(replace(there, external_id="U1", conversation=""))

    async def opened(message: Message, conversation: str) -> Arrived | None:
        return Arrived("1", "D1")

    town.platform.find = opened  # type: ignore[method-assign]
    await fates_of(town).ask(TENANT, Platform.BROWSER)
    async with town.stores.of(TENANT).read() as unit:
        (there,) = await unit.people.addresses(HANNEKE)
    assert there.conversation == "D1"


async def the_platform_is_asked(town: Town, prompt: Message) -> None:
    town.clock.move_to(town.clock.now() + ASK_AFTER)
    await fates_of(town).ask(TENANT, Platform.BROWSER)


async def its_button_is_pressed(town: Town, prompt: Message) -> None:
    ref, button = town.button("hanneke", "Leg vast")
    await town.happens("hanneke", Pressed(button.press, ref))


@pytest.mark.parametrize("happens", [the_platform_is_asked, its_button_is_pressed])
async def test_a_prompt_that_came_after_all_counts_and_leaves_the_plan(
    town: Town, happens: Callable[[Town, Message], Awaitable[None]]
) -> None:
    prompt = await a_lost_prompt(town)
    await town.ticker.tick()
    assert (await town.unanswered("hanneke"), await its_plan_stands(town)) == (0, True)

    await happens(town, prompt)
    assert await town.states(prompt) == [State.SENT]
    assert (await town.unanswered("hanneke"), await its_plan_stands(town)) == (1, True)


async def several_lost(town: Town, count: int) -> Sequence[Message]:
    """Return this many answers of unknown fate, each in a chat of its own; none arrived."""
    since = town.clock.now() - ASK_AFTER
    messages = [
        lost(town, f"{number}", conversation=f"dm-{number}", unknown_at=since)
        for number in range(count)
    ]
    await town.plan(*messages)
    return messages


async def those_asked(town: Town, messages: Sequence[Message]) -> int:
    """Return about how many of these the platform was asked in vain, once."""
    return sum([(await town.message(one.id)).attempts == one.attempts + 1 for one in messages])


async def test_it_asks_about_a_few_at_a_time_and_in_the_end_about_all(town: Town) -> None:
    messages = await several_lost(town, MOST_ASKED + 2)
    asked = []
    for _ in range(2):
        await fates_of(town).ask(TENANT, Platform.BROWSER)
        asked.append(await those_asked(town, messages))
    assert asked == [MOST_ASKED, MOST_ASKED + 2]


async def test_what_cannot_be_asked_about_does_not_keep_the_others_waiting_for_good(
    town: Town,
) -> None:
    messages = await several_lost(town, MOST_ASKED + 2)
    find = town.platform.find

    async def mostly_refuses(message: Message, conversation: str) -> Arrived | None:
        if message.id in {one.id for one in messages[:MOST_ASKED]}:
            raise NotSent("no such conversation", final=True)
        return await find(message, conversation)

    town.platform.find = mostly_refuses  # type: ignore[method-assign]
    async with asyncio.timeout(LONGEST_SECONDS):
        while await those_asked(town, messages) < 2:
            town.clock.move_to(town.clock.now() + A_SECOND)
            await fates_of(town).ask(TENANT, Platform.BROWSER)


async def test_a_platform_that_asks_to_wait_is_asked_nothing_more_until_then(town: Town) -> None:
    messages, fates = await several_lost(town, 3), fates_of(town)
    find, tries = town.platform.find, 0

    async def asks_to_wait(message: Message, conversation: str) -> Arrived | None:
        nonlocal tries
        tries += 1
        raise NotSent("too fast", retry_after=30)

    town.platform.find = asks_to_wait  # type: ignore[method-assign]
    await fates.ask(TENANT, Platform.BROWSER)
    assert tries == 1

    town.platform.find = find  # type: ignore[method-assign]
    for waited, asked in ((29, 0), (1, 3)):
        town.wall.move(waited * A_SECOND)
        await fates.ask(TENANT, Platform.BROWSER)
        assert await those_asked(town, messages) == asked


async def test_a_process_that_is_to_stop_breaks_off_what_it_asks_and_asks_nothing_more(
    town: Town,
) -> None:
    messages, stopping, tries = await several_lost(town, 3), asyncio.Event(), 0

    async def says_nothing(message: Message, conversation: str) -> Arrived | None:
        nonlocal tries
        tries += 1
        stopping.set()
        await asyncio.Event().wait()
        raise AssertionError("nobody waits for this")

    town.platform.find = says_nothing  # type: ignore[method-assign]
    async with asyncio.timeout(LONGEST_SECONDS):
        await fates_of(town, stopping).ask(TENANT, Platform.BROWSER)
        await fates_of(town, stopping).ask(TENANT, Platform.BROWSER)
    assert (tries, await town.states(*messages)) == (1, [State.UNKNOWN] * 3)
