"""A drain goes in waves: what a process that dies leaves of unknown fate is at most one of them."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot import answering, drain, trust
from bot.content import Content
from bot.drain import LEAD_SECONDS
from bot.model.messages import Message, Reason, State
from bot.model.people import Platform
from bot.pacing import Pacer
from bot.ports.outside import Arrived, Limit, Pace
from bot.rush import Rush
from tests.shell.town import A_SECOND, Town, said_to, to_many
from tests.stages.town import TENANT

AT_ONCE = 3
A_WINDOW = 3 * LEAD_SECONDS


async def test_a_few_go_ahead_and_then_all(town: Town, waves: list[int]) -> None:
    await to_many(town, 40)
    assert await town.drain() == 40
    assert waves == [5, 35]


async def test_what_went_well_for_one_drain_is_known_to_the_next(
    town: Town, waves: list[int]
) -> None:
    await to_many(town, 40)
    assert await town.drain() == 40
    await town.plan(*(town.said(f"again {n}", conversation=f"dm-{n:03}") for n in range(30)))
    assert await town.drain() == 30
    assert waves == [5, 35, 30]


async def test_after_a_pause_a_few_go_ahead_again(
    town: Town, waves: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trust, "TRUSTED_SECONDS", 0.0)
    await to_many(town, 130)
    assert await town.drain() == 130
    assert waves == [5, 95, 5, 25]


async def test_while_it_goes_well_nobody_goes_ahead_again(town: Town, waves: list[int]) -> None:
    await to_many(town, 230)
    assert await town.drain() == 230
    assert waves == [5, 95, 100, 30]


async def test_an_outage_stops_it_after_the_first_few(town: Town, waves: list[int]) -> None:
    messages = await to_many(town, 40)
    town.platform.time_out(times=40)
    assert await town.drain() == 0

    assert waves == [5]
    states = await town.states(*messages)
    assert (states.count(State.UNKNOWN), states.count(State.PLANNED)) == (5, 35)


async def test_who_is_asked_to_wait_sends_nothing_more_of_what_was_claimed(
    town: Town, waves: list[int]
) -> None:
    messages = await to_many(town, 40)
    town.platform.refuse(retry_after=3)
    assert await town.drain() == 4

    assert waves == [5]
    assert (await town.states(*messages)).count(State.PLANNED) == 36
    assert await town.try_again_after(3 * A_SECOND) == 36


@pytest.mark.parametrize(
    ("few", "is_crowded", "went"),
    [
        (AT_ONCE, False, State.SENDING),
        (AT_ONCE - 1, False, State.SENT),
        (AT_ONCE - 1, True, State.SENDING),
    ],
)
async def test_what_comes_next_is_taken_before_there_is_room_for_it(
    town: Town, monkeypatch: pytest.MonkeyPatch, few: int, is_crowded: bool, went: State
) -> None:
    """How a few went is stored together with what goes next; how many did at once, if the store is free."""
    monkeypatch.setattr(drain, "FEW", few)
    monkeypatch.setattr(Rush, "is_crowded", is_crowded)
    messages = await to_many(town, 2 * AT_ONCE)
    monkeypatch.setattr(town.platform, "pace", lambda _: Pace((Limit(AT_ONCE, A_WINDOW),)))
    wait = Pacer.wait_for_room
    while_waiting: list[list[State]] = []

    async def looked_at(pacer: Pacer, within: float) -> None:
        while_waiting.append(sorted(await town.states(*messages)))
        await wait(pacer, within)

    monkeypatch.setattr(Pacer, "wait_for_room", looked_at)
    assert await town.drain() == 2 * AT_ONCE
    assert while_waiting == [[State.CLAIMED] * AT_ONCE + [went] * AT_ONCE]


async def test_no_more_is_claimed_than_goes_soon(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What becomes due meanwhile, and is more urgent, waits for no more than that."""
    monkeypatch.setattr(drain, "SECONDS_CLAIMED", 2 * A_WINDOW)
    messages = await to_many(town, 3 * AT_ONCE)
    monkeypatch.setattr(town.platform, "pace", lambda _: Pace((Limit(AT_ONCE, A_WINDOW),)))
    wait = Pacer.wait_for_room
    planned: list[int] = []

    async def looked_at(pacer: Pacer, within: float) -> None:
        planned.append((await town.states(*messages)).count(State.PLANNED))
        await wait(pacer, within)

    monkeypatch.setattr(Pacer, "wait_for_room", looked_at)
    assert await town.drain() == 3 * AT_ONCE
    assert planned == [AT_ONCE, 0]


async def test_who_waits_for_the_pace_is_not_on_the_way(
    town: Town, waves: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drain, "FEW", 0)
    messages = await to_many(town, 8)
    monkeypatch.setattr(town.platform, "pace", lambda _: Pace((Limit(AT_ONCE, A_WINDOW),)))
    slots = town.sender._slots[Platform.BROWSER] = asyncio.Semaphore(1)
    while_waiting: list[list[State]] = []
    wait = Pacer.wait_for_room

    async def looked_at(pacer: Pacer, within: float) -> None:
        assert not slots.locked(), "another tenant could go meanwhile"
        while_waiting.append(await town.states(*messages))
        await wait(pacer, within)

    monkeypatch.setattr(Pacer, "wait_for_room", looked_at)
    assert await town.drain() == 8

    assert max(waves) == AT_ONCE
    assert len(while_waiting) >= 2
    assert not any(State.SENDING in states for states in while_waiting)
    assert not slots.locked()


async def test_what_is_ready_goes_while_others_drain(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between its waves nobody waits until somebody else is done."""
    count = 3 * AT_ONCE
    await to_many(town, count)
    monkeypatch.setattr(town.platform, "pace", lambda _: Pace((Limit(AT_ONCE, A_WINDOW),)))
    slots = town.sender._slots[Platform.BROWSER] = asyncio.Semaphore(1)
    wait, send, has_slot, went = Pacer.wait_for_room, town.platform.send, asyncio.Event(), [0]

    async def with_no_slot_left(pacer: Pacer, within: float) -> None:
        if not has_slot.is_set():
            await slots.acquire()
            has_slot.set()
        await wait(pacer, within)

    async def counted(message: Message, conversation: str, content: Content) -> Arrived:
        arrived = await send(message, conversation, content)
        went[0] += 1
        if went[0] == count:
            slots.release()
        return arrived

    monkeypatch.setattr(Pacer, "wait_for_room", with_no_slot_left)
    monkeypatch.setattr(town.platform, "send", counted)
    async with asyncio.timeout(10):
        assert await town.drain() == count
    assert has_slot.is_set()


async def test_what_was_skipped_between_two_waves_does_not_go(town: Town) -> None:
    messages = await to_many(town, 6)
    send = town.platform.send

    async def skipped_meanwhile(message: Message, conversation: str, content: Content) -> Arrived:
        (waiting,) = [one for one in messages if await _is_claimed(town, one)]
        async with town.stores.of(TENANT).write() as unit:
            skipped = replace(waiting, state=State.SKIPPED, reason=Reason.STOPPED)
            await unit.messages.save(skipped)
        town.platform.send = send  # type: ignore[method-assign]
        return await send(message, conversation, content)

    town.platform.send = skipped_meanwhile  # type: ignore[method-assign]
    assert await town.drain() == 5


async def _is_claimed(town: Town, message: Message) -> bool:
    return (await town.message(message.id)).state is State.CLAIMED


async def test_a_lane_that_stuck_does_not_go_on_in_the_next_wave(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pace takes them one by one; what follows a failure waits all the same."""
    monkeypatch.setattr(town.platform, "pace", lambda _: Pace((Limit(1, 0.01),)))
    await said_to(town, 3)
    town.platform.refuse(only=lambda message: message.subject == "hanneke 0")

    assert await town.drain() == 0
    assert town.heard("hanneke") == []
    assert await town.try_again_after(A_SECOND) == 3
    assert town.heard("hanneke") == ["hanneke 0", "hanneke 1", "hanneke 2"]


async def test_what_goes_back_lets_the_plan_fall(town: Town) -> None:
    """Of what a dead process left, planning may think anew; what arrived was planned."""
    now, hour = town.clock.now(), timedelta(hours=1)
    directory, stands = town.stores.directory, timedelta(0)
    await town.plan(town.said("arrives"))
    await _planned(town, now, now + hour)
    assert await town.drain() == 1
    assert await directory.to_plan(now, stands) == []

    await town.plan(town.said("left", state=State.CLAIMED, lease=0, due_at=now + hour))
    await _planned(town, now, now + hour)
    await town.drain()
    assert [tenant.id for tenant in await directory.to_plan(now, stands)] == [TENANT]


async def _planned(town: Town, at: datetime, until: datetime) -> None:
    async with town.stores.of(TENANT).write() as unit:
        await unit.planned(at, until)


async def test_an_answer_waits_for_the_pace_no_longer_than_for_anything(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else would take it for left behind: it is put back in time, and drained."""
    monkeypatch.setattr(town.platform, "pace", lambda _: Pace((Limit(1, 60.0),)))
    monkeypatch.setattr(answering, "ANSWER_TIME", timedelta(seconds=0.1))
    first, second = (town.said(name, state=State.CLAIMED) for name in ("first", "second"))
    await town.plan(first, second)

    async with asyncio.timeout(10):
        await town.sender.send_now(TENANT, [first, second])
    assert await town.states(first, second) == [State.SENT, State.PLANNED]


async def test_a_wave_of_which_nothing_came_is_no_reason_to_trust_a_platform(town: Town) -> None:
    """What waited behind a failure in its conversation was not tried, and says nothing."""
    await said_to(town, 2, "hanneke")
    await said_to(town, 2, "yusuf")
    town.platform.time_out(times=4)
    assert await town.drain() == 0
    assert len(town.platform.requests) == 2
    assert not town.sender._trust[town.platform.platform].holds()
