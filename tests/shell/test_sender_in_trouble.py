"""What goes out when the platform, the database or the process itself fails."""

import asyncio
from datetime import timedelta

import pytest
import structlog

from bot.content import Content
from bot.model.messages import Message, State
from bot.model.people import Platform
from bot.ports.directory import Right
from bot.ports.outside import Arrived
from tests.factories import a_content
from tests.shell.town import A_SECOND, LONGEST_SECONDS, Town, arrives_unheard, said_to, to_many
from tests.stages.town import TENANT

HALF_A_MINUTE = timedelta(seconds=30)


async def test_an_outage_leaves_a_handful_unknown(town: Town) -> None:
    messages = await to_many(town, 40)
    town.platform.time_out(times=1000)

    await town.drain()
    states = await town.states(*messages)
    assert states.count(State.UNKNOWN) == 5
    assert states.count(State.PLANNED) == 35


async def test_after_five_failures_in_a_row_one_message_probes(town: Town) -> None:
    await to_many(town, 20)
    town.platform.refuse(times=7)
    await town.drain()
    assert len(town.platform.requests) == 5
    assert (await town.stores.directory.last_right(Platform.BROWSER, TENANT)).failures == 5

    for requests, pause in ((6, HALF_A_MINUTE), (7, 2 * HALF_A_MINUTE)):
        assert await town.try_again_after(pause - A_SECOND) == 0
        assert await town.try_again_after(A_SECOND) == 0
        assert len(town.platform.requests) == requests

    assert await town.try_again_after(4 * HALF_A_MINUTE) == 20
    assert (await town.stores.directory.last_right(Platform.BROWSER, TENANT)).failures == 0


async def test_the_log_says_when_a_platform_is_left_alone(town: Town) -> None:
    await to_many(town, 20)
    town.platform.refuse(times=4)
    with structlog.testing.capture_logs() as log:
        await town.drain()
    assert "left alone" not in {line["event"] for line in log}

    await town.plan(*(town.said(f"more {n}", conversation=f"dm-{n}") for n in range(20)))
    town.platform.refuse(times=5)
    with structlog.testing.capture_logs() as log:
        await town.drain()
    (told,) = [line for line in log if line["event"] == "left alone"]
    assert (told["tenant"], told["failures"]) == (TENANT, 5)
    assert told["until"] == town.wall.now() + HALF_A_MINUTE


async def test_ten_minutes_without_the_platform_leave_a_handful_unknown(town: Town) -> None:
    await to_many(town, 40)
    town.platform.time_out(times=40)
    await town.drain()
    for _ in range(600):
        await town.try_again_after(A_SECOND)
    assert len(town.platform.requests) == 9


async def test_only_one_process_sends_at_a_time(town: Town) -> None:
    await said_to(town, 3)
    other = town.beside("another process")
    taken = await town.stores.directory.take_lease(
        Platform.BROWSER, TENANT, "another process", town.wall.now(), 60
    )
    assert taken == Right(1)
    assert await town.drain() == 0
    assert town.platform.requests == []

    assert await other.drain() == 3
    await said_to(town, 1, "yusuf")
    assert await town.drain() == 1


async def test_who_lost_the_right_to_send_hands_nothing_over(town: Town) -> None:
    messages = await said_to(town, 3)
    send = town.platform.send

    async def freezes(message: Message, conversation: str, content: Content) -> Arrived:
        town.wall.move(timedelta(minutes=2))
        return await send(message, conversation, content)

    town.platform.send = freezes  # type: ignore[method-assign]
    drained = await town.drain()
    assert drained == 3
    # Each was sent under a right of its own: the rest of each batch went back.
    assert await town.states(*messages) == [State.SENT] * 3
    assert len(town.platform.requests) == 3
    assert town.heard("hanneke") == ["hanneke 0", "hanneke 1", "hanneke 2"]


async def test_what_a_person_waits_for_waits_when_it_may_not_go(town: Town) -> None:
    directory = town.stores.directory
    await directory.allow_from(Platform.BROWSER, TENANT, town.wall.now() + HALF_A_MINUTE, 0)
    message = town.said("answer", state=State.CLAIMED)
    await town.plan(message)

    await town.sender.send_now(TENANT, [message])
    assert await town.states(message) == [State.PLANNED]
    assert await town.try_again_after(HALF_A_MINUTE) == 1


async def test_what_is_said_later_does_not_overtake_what_waits(town: Town) -> None:
    first = town.said("first", state=State.CLAIMED, due_at=town.clock.now() - A_SECOND)
    second = town.said("second", state=State.CLAIMED)
    await town.plan(first, second)
    town.platform.refuse()
    await town.sender.send_now(TENANT, [first])
    town.wall.move(A_SECOND)

    await town.sender.send_now(TENANT, [second])
    assert town.heard("hanneke") == []
    await town.ticker.tick()
    assert town.heard("hanneke") == ["first", "second"]
    third = town.said("third", state=State.CLAIMED)
    await town.plan(third)
    await town.sender.send_now(TENANT, [third])
    assert town.heard("hanneke")[2:] == ["third"]


async def test_a_platform_that_breaks_loses_nothing(town: Town) -> None:
    messages = await said_to(town, 2, "hanneke") + await said_to(town, 2, "yusuf")
    town.platform.break_down(
        RuntimeError("Hanneke 0 kon niet mee"), only=lambda message: message.subject == "hanneke 0"
    )
    with structlog.testing.capture_logs() as log:
        assert await town.drain() == 3

    assert await town.states(*messages) == [State.UNKNOWN, State.SENT, State.SENT, State.SENT]
    assert {"RuntimeError"} == {line["error"] for line in log if line["log_level"] == "error"}
    assert "kon niet mee" not in str(log)


async def test_a_platform_that_breaks_when_asked_is_asked_again(town: Town) -> None:
    (message,) = await said_to(town, 1)
    town.platform.lose_after_write()
    await town.drain()
    ask = town.platform.find

    async def breaks(message: Message, conversation: str) -> Arrived | None:
        raise OSError("down")

    town.platform.find = breaks  # type: ignore[method-assign]
    await town.try_again_after(HALF_A_MINUTE)
    assert await town.states(message) == [State.UNKNOWN]
    town.platform.find = ask  # type: ignore[method-assign]
    await town.try_again_after(A_SECOND)
    assert await town.states(message) == [State.SENT]


async def test_an_outcome_that_could_not_be_stored_is_stored_later(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages = await said_to(town, 2)
    send = town.platform.send

    async def locked(*_: object) -> None:
        raise OSError("database is locked")

    async with town.stores.of(TENANT).read() as unit:
        kind = type(unit.messages)
    with monkeypatch.context() as patch:

        async def then_the_database_locks(
            message: Message, conversation: str, content: Content
        ) -> Arrived:
            for name in ("save", "save_all", "save_states", "note_arrived"):
                patch.setattr(kind, name, locked, raising=False)
            return await send(message, conversation, content)

        patch.setattr(town.platform, "send", then_the_database_locks)
        with pytest.raises(OSError, match="locked"):
            await town.drain()
    assert await town.states(*messages) == [State.SENDING] * 2

    await town.ticker.tick()
    assert await town.states(*messages) == [State.SENT] * 2
    assert town.heard("hanneke") == ["hanneke 0", "hanneke 1"]


async def test_a_task_that_is_cancelled_on_the_way_leaves_an_unknown_fate(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages = await said_to(town, 2)
    monkeypatch.setattr(town.platform, "send", arrives_unheard(town, on_its_way := asyncio.Event()))
    task = asyncio.create_task(town.drain())
    async with asyncio.timeout(LONGEST_SECONDS):
        await on_its_way.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    monkeypatch.undo()

    for _ in range(3):
        await town.try_again_after(HALF_A_MINUTE)
    assert await town.states(*messages) == [State.SENT] * 2
    assert town.heard("hanneke") == ["hanneke 0", "hanneke 1"]


async def test_what_a_dead_process_left_is_settled(town: Town) -> None:
    claimed = town.said("claimed", state=State.CLAIMED)
    there = town.said("there", state=State.SENDING, sent_at=town.clock.now())
    gone = town.said("gone", state=State.SENDING, sent_at=town.clock.now(), attempts=2)
    await town.plan(claimed, there, gone)
    await town.platform.send(there, "dm-hanneke", a_content("there"))

    await town.ticker.start()
    assert await town.states(claimed, there, gone) == [State.PLANNED, State.UNKNOWN, State.UNKNOWN]
    for _ in range(2):
        await town.try_again_after(HALF_A_MINUTE)
    assert await town.states(claimed, there, gone) == [State.SENT] * 3
    assert sorted(town.heard("hanneke")) == ["claimed", "gone", "there"]


async def test_the_right_to_send_of_a_dead_process_is_taken_over_at_once(town: Town) -> None:
    await said_to(town, 1)
    directory = town.stores.directory
    await directory.take_lease(Platform.BROWSER, TENANT, "dead", town.wall.now(), 60)
    assert await town.drain() == 0

    await town.ticker.start()
    assert await town.drain() == 1


async def test_a_platform_that_this_process_does_not_have_is_left_alone(town: Town) -> None:
    message = town.said("for Teams", platform=Platform.TEAMS)
    await town.plan(message)

    assert await town.ticker.tick() == 0
    assert await town.states(message) == [State.PLANNED]


async def test_the_right_to_send_is_given_back_also_after_trouble(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await said_to(town, 1)

    async def claim(*_: object) -> int:
        raise OSError("disk")

    async with town.stores.of(TENANT).read() as unit:
        kind = type(unit.messages)
    with monkeypatch.context() as patch:
        patch.setattr(kind, "claim", claim)
        with pytest.raises(OSError, match="disk"):
            await town.drain()
    assert await town.beside("another process").drain() == 1
