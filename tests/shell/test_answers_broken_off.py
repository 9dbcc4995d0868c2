"""Answers that were broken off on their way: none is lost, and none goes twice."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.content import Content
from bot.model.messages import Message, State
from bot.model.people import Platform
from bot.outcomes import not_tried
from bot.ports.outside import Arrived
from tests.shell.town import A_SECOND, LONGEST_SECONDS, Town, arrives_unheard, said_to
from tests.stages.town import TENANT

HALF_A_MINUTE = timedelta(seconds=30)


async def answers(town: Town) -> list[Message]:
    """Return two answers to Hanneke that are claimed by this process, one after the other."""
    messages = [town.said(subject, state=State.CLAIMED) for subject in ("one", "two")]
    await town.plan(*messages)
    return messages


async def claimed(town: Town, message: Message, lease: int | None = None) -> Message:
    """Return this message as a process has claimed it."""
    taken = replace(message, state=State.CLAIMED, lease=lease)
    async with town.stores.of(TENANT).write() as unit:
        await unit.messages.save(taken)
    return taken


async def test_what_was_on_its_way_is_asked_about_and_what_was_not_goes(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request that is cancelled may have arrived: as if it never went, it would go twice."""
    messages, on_its_way = await answers(town), asyncio.Event()
    monkeypatch.setattr(town.platform, "send", arrives_unheard(town, on_its_way))
    going = asyncio.create_task(town.sender.send_now(TENANT, messages))
    async with asyncio.timeout(LONGEST_SECONDS):
        await on_its_way.wait()
    going.cancel()
    with pytest.raises(asyncio.CancelledError):
        await going
    monkeypatch.undo()

    await town.ticker.tick()
    assert await town.states(*messages) == [State.UNKNOWN, State.SENT]
    await town.try_again_after(HALF_A_MINUTE)
    assert await town.states(*messages) == [State.SENT] * 2
    assert town.heard("hanneke") == ["one", "two"]


async def test_what_the_store_kept_from_going_goes_with_the_next_tick(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who waits for an answer does not wait until this process seems dead."""
    messages = await answers(town)

    async def away(*_: object) -> None:
        raise OSError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(type(town.stores.directory), "last_right", away)
        with pytest.raises(OSError, match="locked"):
            await town.sender.send_now(TENANT, messages)
    assert town.platform.requests == []

    assert await town.ticker.tick() == 2
    assert town.heard("hanneke") == ["one", "two"]


async def test_what_this_process_did_not_bring_is_taken_back_when_another_dies_with_it(
    town: Town,
) -> None:
    """It is in hand here no longer: else nothing of it would ever be heard again."""
    (message,) = await said_to(town, 1)
    town.platform.refuse()
    await town.sender.send_now(TENANT, [await claimed(town, message)])
    assert await town.states(message) == [State.PLANNED]

    await claimed(town, message, lease=1)
    town.wall.move(A_SECOND)
    await town.sender.serve(Platform.BROWSER, TENANT)
    assert await town.states(message) == [State.SENT]


async def test_of_what_somebody_else_took_nothing_stays_in_hand(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another process claims later, and leaves when it dies, is to be taken back here."""
    one, two = await answers(town)
    async with town.stores.of(TENANT).write() as unit:
        await unit.messages.save(replace(one, state=State.SKIPPED))

    async def breaks(message: Message, conversation: str, content: Content) -> Arrived:
        raise asyncio.CancelledError

    monkeypatch.setattr(town.platform, "send", breaks)
    with pytest.raises(asyncio.CancelledError):
        await town.sender.send_now(TENANT, [one, two])
    assert town.sender._in_hand == {two.id}


async def test_what_waited_for_others_to_be_stored_goes_with_the_next_tick(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before an answer goes, what could not be stored before is; it may be broken off there too."""
    (one, two), begun = await answers(town), asyncio.Event()
    town.sender._unrecorded[TENANT].extend(not_tried([one]))

    async def hangs(*_: object) -> None:
        begun.set()
        await asyncio.Event().wait()

    with monkeypatch.context() as patch:
        patch.setattr(town.sender, "_exchange", hangs)
        going = asyncio.create_task(town.sender.send_now(TENANT, [two]))
        async with asyncio.timeout(LONGEST_SECONDS):
            await begun.wait()
        going.cancel()
        with pytest.raises(asyncio.CancelledError):
            await going

    await town.ticker.tick()
    assert sorted(town.heard("hanneke")) == ["one", "two"]
