"""The right to send: who lost it hands nothing over, and what a dead process left is taken back."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from time import monotonic

import pytest

from bot import leases
from bot.batch import Batch
from bot.content import Content
from bot.leases import LEASE_SECONDS, Lease, Leases
from bot.model.messages import Message, State
from bot.model.people import Platform
from bot.outcomes import Outcome
from bot.ports.directory import Right
from bot.ports.outside import Arrived
from tests.shell.silence import silent_where
from tests.shell.town import A_SECOND, LONGEST_SECONDS, Town, said_to, to_many
from tests.stages.town import TENANT

LEASE = timedelta(seconds=LEASE_SECONDS)
HALF_A_MINUTE = timedelta(seconds=30)
A_MINUTE = timedelta(minutes=1)


def held(town: Town, owner: str) -> Leases:
    return Leases(town.stores.directory, town.wall, owner)


async def test_it_is_renewed_while_it_is_held(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "_RENEWED_EVERY", 0.01)
    async with held(town, "one").hold(Platform.BROWSER, TENANT) as lease:
        assert lease is not None
        for _ in range(3):
            town.wall.move(LEASE - A_SECOND)
            await asyncio.sleep(0.1)
            async with held(town, "other").hold(Platform.BROWSER, TENANT) as others:
                assert others is None
        assert lease.holds(LEASE - A_SECOND)
    async with held(town, "other").hold(Platform.BROWSER, TENANT) as others:
        assert others is not None
        assert others.number > lease.number


async def test_it_lasts_from_when_it_was_renewed_last_and_never_comes_back(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = 0.0
    monkeypatch.setattr(leases, "monotonic", lambda: moment)
    monkeypatch.setattr(leases, "_RENEWED_EVERY", 0.01)
    async with held(town, "one").hold(Platform.BROWSER, TENANT) as lease:
        assert lease is not None
        for _ in range(3):
            moment += LEASE_SECONDS - 1
            async with asyncio.timeout(5):
                while not lease.holds(LEASE - A_SECOND):  # noqa: ASYNC110 - it has no event
                    await asyncio.sleep(0.01)
        # A process that froze for longer does not know who had it meanwhile.
        moment += LEASE_SECONDS
        await asyncio.sleep(0.1)
        assert not lease.holds()


async def test_a_newer_number_ends_it(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "_RENEWED_EVERY", 0.01)
    async with held(town, "frozen").hold(Platform.BROWSER, TENANT) as lease:
        assert lease is not None
        town.wall.move(LEASE)
        right = await town.stores.directory.take_lease(
            Platform.BROWSER, TENANT, "other", town.wall.now(), LEASE_SECONDS
        )
        assert right is not None
        assert right.number == lease.number + 1
        async with asyncio.timeout(5):
            while lease.holds():  # noqa: ASYNC110 - it finds out when it renews
                await asyncio.sleep(0.01)
    # Giving it back took nothing from who has it now.
    async with held(town, "third").hold(Platform.BROWSER, TENANT) as third:
        assert third is None


async def test_who_gets_it_anew_has_lost_what_was_claimed_under_the_old_number(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process had it in between, and may have taken back what waited."""
    monkeypatch.setattr(leases, "_RENEWED_EVERY", 0.01)
    directory, place = town.stores.directory, (Platform.BROWSER, TENANT)
    async with held(town, "frozen").hold(*place) as lease:
        assert lease is not None
        town.wall.move(LEASE)
        async with held(town, "other").hold(*place) as others:
            assert others is not None
        async with asyncio.timeout(5):
            while lease.holds():  # noqa: ASYNC110 - it finds out when it renews
                await asyncio.sleep(0.01)
    assert (await directory.last_right(*place)).number > lease.number


async def test_a_database_that_is_away_for_a_moment_does_not_end_it(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "_RENEWED_EVERY", 0.01)

    async def away(*_: object) -> int:
        raise OSError("disk")

    async with held(town, "one").hold(Platform.BROWSER, TENANT) as lease:
        assert lease is not None
        with monkeypatch.context() as patch:
            patch.setattr(type(town.stores.directory), "take_lease", away)
            await asyncio.sleep(0.1)
        assert lease.holds()


def test_it_does_not_outlive_its_time() -> None:
    assert Lease(Right(1), float("inf")).holds(A_MINUTE)
    assert not Lease(Right(1), 0.0).holds()


async def test_what_is_claimed_is_taken_back_by_who_has_the_right_now(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process froze while the first few were on their way; another one sends what waited behind them."""
    messages = await to_many(town, 6)
    frozen, other = town.beside("frozen"), town.beside("other")
    drained = []
    send = Batch.send

    async def freezes(batch: Batch, wave: Sequence[Message]) -> Sequence[Outcome]:
        monkeypatch.undo()
        outcomes = await send(batch, wave)
        town.wall.move(LEASE)
        drained.append(await other.drain())
        return outcomes

    monkeypatch.setattr(Batch, "send", freezes)
    assert await frozen.drain() == 5

    assert drained == [1]
    assert len(town.platform.requests) == 6
    assert await town.states(*messages) == [State.SENT] * 6


async def test_what_was_being_sent_is_unknown_and_asked_about_later(town: Town) -> None:
    """The request of the dead holder may still be on its way: nobody asks for half a minute."""
    (message,) = await said_to(town, 1)
    dead, other = town.beside("dead"), town.beside("other")
    never = asyncio.Event()
    begun = asyncio.Event()
    send = town.platform.send

    async def hangs(message: Message, conversation: str, content: Content) -> Arrived:
        begun.set()
        await never.wait()
        return await send(message, conversation, content)

    town.platform.send = hangs  # type: ignore[method-assign]
    drain = asyncio.create_task(dead.drain())
    async with asyncio.timeout(LONGEST_SECONDS):
        await begun.wait()
    town.wall.move(LEASE)
    town.platform.send = send  # type: ignore[method-assign]

    await other.sender.serve(Platform.BROWSER, TENANT)
    assert await town.states(message) == [State.UNKNOWN]
    # It wakes up after all, and says what became of it.
    never.set()
    assert await drain == 1
    assert await town.states(message) == [State.SENT]
    for _ in range(3):
        town.clock.move_to(town.clock.now() + HALF_A_MINUTE)
        await other.sender.serve(Platform.BROWSER, TENANT)
    assert town.heard("hanneke") == ["hanneke 0"]


async def test_who_wakes_up_says_what_it_never_handed_over(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process froze after marking: of what it did not hand over, it knows the fate."""
    (message,) = await said_to(town, 1)
    frozen, other = town.beside("frozen"), town.beside("other")
    send = Batch.send

    async def freezes(batch: Batch, wave: Sequence[Message]) -> Sequence[Outcome]:
        monkeypatch.undo()
        town.wall.move(LEASE)
        await other.sender.serve(Platform.BROWSER, TENANT)
        monkeypatch.setattr(leases, "monotonic", lambda: monotonic() + LEASE_SECONDS)
        return await send(batch, wave)

    monkeypatch.setattr(Batch, "send", freezes)
    assert await frozen.drain() == 0
    assert await town.states(message) == [State.PLANNED]
    assert town.platform.requests == []

    monkeypatch.undo()
    assert await other.drain() == 1
    assert town.heard("hanneke") == ["hanneke 0"]


async def test_of_a_dead_holder_what_did_not_arrive_is_sent_after_asking_twice(town: Town) -> None:
    sending = town.said("sending", state=State.SENDING, sent_at=town.clock.now(), lease=1)
    claimed = town.said("claimed", state=State.CLAIMED, lease=1)
    await town.plan(sending, claimed)
    await town.stores.directory.take_lease(
        Platform.BROWSER, TENANT, "dead", town.wall.now(), LEASE_SECONDS
    )
    await town.sender.serve(Platform.BROWSER, TENANT)
    assert await town.states(sending, claimed) == [State.SENDING, State.CLAIMED]

    town.wall.move(LEASE)
    await town.sender.serve(Platform.BROWSER, TENANT)
    assert await town.states(sending, claimed) == [State.UNKNOWN, State.SENT]
    for expected in (State.UNKNOWN, State.PLANNED, State.SENT):
        town.clock.move_to(town.clock.now() + HALF_A_MINUTE)
        await town.sender.serve(Platform.BROWSER, TENANT)
        assert await town.states(sending) == [expected]
    assert sorted(town.heard("hanneke")) == ["claimed", "sending"]


async def test_an_answer_that_is_being_sent_is_nobodys_leftover_for_a_minute(town: Town) -> None:
    answer = town.said("answer", state=State.CLAIMED)
    await town.plan(answer)
    other = town.beside("other")
    await other.sender.serve(Platform.BROWSER, TENANT)
    assert await town.states(answer) == [State.CLAIMED]

    town.clock.move_to(town.clock.now() + A_MINUTE)
    await other.sender.serve(Platform.BROWSER, TENANT)
    assert await town.states(answer) == [State.SENT]
    # Its own process wakes up too late.
    await town.sender.send_now(TENANT, [answer])
    assert town.heard("hanneke") == ["answer"]


async def test_what_this_process_has_in_hand_is_no_leftover(town: Town) -> None:
    """However far the bot's own time moves on meanwhile."""
    answer = town.said("answer", state=State.CLAIMED)
    await town.plan(answer)
    send = town.platform.send

    async def slow(message: Message, conversation: str, content: Content) -> Arrived:
        town.clock.move_to(town.clock.now() + A_MINUTE * 2)
        await town.sender.serve(Platform.BROWSER, TENANT)
        assert await town.states(answer) == [State.SENDING]
        return await send(message, conversation, content)

    town.platform.send = slow  # type: ignore[method-assign]
    await town.sender.send_now(TENANT, [answer])

    assert town.heard("hanneke") == ["answer"]
    assert await town.states(answer) == [State.SENT]


async def test_who_is_told_to_stop_puts_back_what_it_claimed(town: Town) -> None:
    messages = await said_to(town, 4)
    send = town.platform.send

    async def stops(message: Message, conversation: str, content: Content) -> Arrived:
        town.sender.stop()
        return await send(message, conversation, content)

    town.platform.send = stops  # type: ignore[method-assign]
    assert await town.drain() == 1
    states = await town.states(*messages)
    assert states == [State.SENT, State.PLANNED, State.PLANNED, State.PLANNED]

    town.platform.send = send  # type: ignore[method-assign]
    assert await town.beside("after a deploy").drain() == 3
    assert town.heard("hanneke") == [f"hanneke {number}" for number in range(4)]


async def test_a_fate_is_asked_after_from_when_it_became_unknown(town: Town) -> None:
    (message,) = await said_to(town, 1)
    town.platform.time_out()
    await town.drain()

    assert (await town.message(message.id)).unknown_at == town.clock.now()


async def test_who_sends_already_is_not_given_the_same_once_more(town: Town) -> None:
    """A worker that was frozen may be: its job was ended, and it takes the next one."""
    await to_many(town, 1)
    await said_to(town, 1)
    silent = silent_where(town, lambda message: message.subject == "hanneke 0")
    draining = asyncio.create_task(town.drain())
    async with asyncio.timeout(LONGEST_SECONDS):
        await silent.asked_for(1)
        await town.plan(town.said("later"))
        assert await town.drain() == 0
        assert await town.stores.directory.held() == [(Platform.BROWSER, TENANT)]
        silent.answer()
        await draining
    await town.drain()
    assert town.heard("hanneke") == ["hanneke 0", "later"]
