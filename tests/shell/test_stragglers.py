"""A few conversations that do not answer hold up nobody else, of their tenant or of another."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from bot import drain, trust
from bot.batch import Batch
from bot.claiming import Claiming
from bot.drain import BATCH, GO_AHEAD
from bot.errors import FateUnknown
from bot.model.ids import PersonId
from bot.model.messages import NOT_HANDED_OVER, Message, State
from bot.model.people import Language, Platform
from bot.pacing import Pacer
from bot.ports.outside import Limit, Pace
from bot.recording import record
from tests.shell.silence import PATIENCE_SECONDS, silent_where
from tests.shell.town import A_SECOND, LONGEST_SECONDS, Town, said_to, to_many, until
from tests.stages.town import TENANT, instant


@pytest.fixture(autouse=True)
def _is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drain, "PATIENCE_SECONDS", PATIENCE_SECONDS)


def _asked(*places: int) -> Callable[[Message], bool]:
    """Return what tells those that are handed over as the first (0), the second, and so on."""
    seen = count()
    return lambda _: next(seen) in places


@asynccontextmanager
async def _draining(town: Town) -> AsyncIterator[asyncio.Task[int]]:
    draining = asyncio.create_task(town.drain())
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            yield draining
    finally:
        draining.cancel()


@pytest.mark.parametrize("place", [0, GO_AHEAD, BATCH - 1])
async def test_all_others_get_theirs_while_one_chat_says_nothing(town: Town, place: int) -> None:
    messages = await to_many(town, 2 * BATCH)
    silent = silent_where(town, _asked(place))
    async with _draining(town) as draining:
        await silent.others(len(messages) - 1)
        states = await town.states(*messages)
        assert states.count(State.SENDING) >= 1
        assert set(states) <= {State.SENDING, State.SENT}
        silent.answer()
        assert await draining == len(messages)
    assert set(await town.states(*messages)) == {State.SENT}


async def test_a_platform_that_answers_nobody_gets_no_more_than_the_first_few(town: Town) -> None:
    messages = await to_many(town, 2 * BATCH)
    silent = silent_where(town, lambda _: True)
    async with _draining(town) as draining:
        await silent.asked_for(GO_AHEAD)
        assert silent.asked == GO_AHEAD
        silent.answer()
        assert await draining == len(messages)


async def test_where_most_of_the_first_say_nothing_all_others_wait(town: Town) -> None:
    messages = await to_many(town, 2 * GO_AHEAD)
    silent = silent_where(town, _asked(*range(1, GO_AHEAD)))
    async with _draining(town) as draining:
        await silent.asked_for(GO_AHEAD - 1)
        assert len(town.platform.sent) == 1
        silent.answer()
        assert await draining == len(messages)


async def test_after_a_chat_that_says_nothing_a_few_go_ahead_again(
    town: Town, waves: list[int]
) -> None:
    messages = await to_many(town, 2 * BATCH)
    silent = silent_where(town, _asked(0))
    async with _draining(town) as draining:
        await silent.others(len(messages) - 1)
        silent.answer()
        assert await draining == len(messages)
    assert waves[:4] == [GO_AHEAD, GO_AHEAD, BATCH - 2 * GO_AHEAD, BATCH]


async def test_where_many_say_nothing_the_others_wait_for_them(town: Town) -> None:
    """Ten that say nothing are not a few."""
    messages = await to_many(town, 2 * BATCH)
    silent = silent_where(town, _asked(*range(GO_AHEAD, BATCH, 10)))
    async with _draining(town) as draining:
        await silent.asked_for(10)
        assert len(town.platform.sent) < BATCH
        silent.answer()
        assert await draining == len(messages)


async def test_what_comes_later_in_their_chat_does_not_overtake(town: Town) -> None:
    others = await to_many(town, 2 * BATCH)
    first, second = (town.said(name, conversation="dm-000") for name in ("first", "second"))
    await town.plan(first)
    silent = silent_where(town, lambda message: message.id == first.id)
    silent.meanwhile = [second]
    async with _draining(town) as draining:
        await silent.others(len(others) - 1)
        was, waits = await town.states(first, second)
        assert (was, waits in NOT_HANDED_OVER) == (State.SENDING, True)
        silent.answer()
        assert await draining == len(others) + 2
    heard = [one.message.subject for one in town.platform.in_conversation("dm-000")]
    assert [subject for subject in heard if subject in {"first", "second"}] == ["first", "second"]


async def test_when_one_fails_after_all_what_follows_in_its_chat_waits(town: Town) -> None:
    others = await to_many(town, 2 * GO_AHEAD)
    await said_to(town, 2)
    town.platform.refuse(only=lambda message: message.subject == "hanneke 0")
    silent = silent_where(town, lambda message: message.subject == "hanneke 0")
    async with _draining(town) as draining:
        await silent.others(len(others))
        assert town.heard("hanneke") == []
        silent.answer()
        await draining
    await town.try_again_after(A_SECOND)
    assert town.heard("hanneke") == ["hanneke 0", "hanneke 1"]


async def test_another_tenant_goes_meanwhile(town: Town) -> None:
    messages = await to_many(town, 2 * GO_AHEAD)
    slots = town.sender._slots[Platform.BROWSER] = asyncio.Semaphore(1)
    silent = silent_where(town, lambda message: message.id == messages[-1].id)
    async with _draining(town) as draining:
        await silent.others(len(messages) - 1)
        async with slots:
            assert not draining.done()
        silent.answer()
        assert await draining == len(messages)


async def test_that_a_chat_failed_after_all_says_little_of_the_platform(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trust, "TRUSTED_SECONDS", LONGEST_SECONDS)
    messages = await to_many(town, 2 * GO_AHEAD)
    town.platform.time_out(only=lambda message: message.id == messages[-1].id)
    silent = silent_where(town, lambda message: message.id == messages[-1].id)
    async with _draining(town) as draining:
        await silent.others(len(messages) - 1)
        silent.answer()
        assert await draining == len(messages) - 1
    assert (await town.message(messages[-1].id)).state is State.UNKNOWN
    assert town.sender._trust[Platform.BROWSER].holds()
    right = await town.stores.directory.last_right(Platform.BROWSER, messages[0].tenant)
    assert (right.failures, right.next_allowed_at) == (0, None)


async def test_how_the_last_one_ended_is_kept_when_the_store_is_in_trouble(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages = await to_many(town, 2 * BATCH)
    silent = silent_where(town, _asked(0))

    async def breaking(*given: object) -> list[Message]:
        if len(town.platform.sent) == BATCH - 1:
            raise OSError("the disk is full")
        return await record(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(drain, "record", breaking)
    async with _draining(town) as draining:
        await silent.others(BATCH - 1)
        silent.answer()
        with pytest.raises(OSError, match="full"):
            await draining
    await town.sender.serve(Platform.BROWSER, messages[0].tenant)
    assert set(await town.states(*messages)) == {State.SENT}
    assert len(town.platform.sent) == len(messages)


async def test_when_it_is_cancelled_nobody_can_say_how_they_ended(town: Town) -> None:
    messages = await to_many(town, 2 * GO_AHEAD)
    silent = silent_where(town, lambda message: message.id == messages[-1].id)
    async with _draining(town) as draining:
        await silent.others(len(messages) - 1)
        draining.cancel()
        with pytest.raises(asyncio.CancelledError):
            await draining
    (kept,) = [one for one in town.sender._unrecorded[messages[0].tenant] if one.error]
    assert kept.message.id == messages[-1].id
    assert isinstance(kept.error, FateUnknown)


async def test_where_nobody_is_left_to_end_by_itself_all_are_waited_for(town: Town) -> None:
    """What a person waits for is told of only when it is over."""
    messages = await to_many(town, 2 * GO_AHEAD)
    silent = silent_where(town, _asked(0))
    batch = Batch(town.platform, Pacer(Pace()), lambda: True)
    sending = asyncio.create_task(batch.send(messages))
    await silent.others(len(messages) - 1)
    assert not sending.done()
    silent.answer()
    assert len(await sending) == len(messages)


@pytest.mark.parametrize("per_second", [4, 10, 50])
async def test_also_where_few_may_go_at_a_time_all_others_get_theirs(
    town: Town, monkeypatch: pytest.MonkeyPatch, per_second: int
) -> None:
    """A wave is no larger than the pace allows; whether most arrive is seen over several."""
    limit = Limit(per_second, 0.05)
    monkeypatch.setattr(town.platform, "pace", lambda _: Pace((limit,)))
    messages = await to_many(town, 5 * per_second)
    silent = silent_where(town, _asked(0))
    async with _draining(town) as draining:
        await silent.others(len(messages) - 1)
        silent.answer()
        assert await draining == len(messages)


async def test_what_becomes_due_while_only_they_are_left_goes(town: Town) -> None:
    messages = await to_many(town, 2 * GO_AHEAD)
    silent = silent_where(town, _asked(0))
    async with _draining(town) as draining:
        await silent.others(len(messages) - 1)
        await town.plan(town.said("came later", conversation="dm-later"))
        await silent.others(len(messages))
        assert not draining.done()
        silent.answer()
        assert await draining == len(messages) + 1


async def test_who_may_go_no_further_gives_back_what_waits(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That it may not is found while the next ones are claimed, before they are due."""
    soon = town.clock.now() + 5 * A_SECOND
    messages = [town.said(f"m{n}", conversation=f"dm-{n}", due_at=soon) for n in range(6)]
    await town.plan(*messages)
    async with town.stores.of(TENANT).write() as unit:
        await unit.planned(town.clock.now(), soon + 60 * A_SECOND)
    claiming, claimed = Claiming.next, 0

    async def stopped_meanwhile(claims: Claiming, *given: Any, **named: Any) -> Sequence[Message]:
        nonlocal claimed
        found = await claiming(claims, *given, **named)
        claimed += len(found)
        town.sender.stop()
        return found

    monkeypatch.setattr(Claiming, "next", stopped_meanwhile)
    await town.sender.drain_patiently(Platform.BROWSER, TENANT, ahead=10 * A_SECOND)
    assert claimed == len(messages)
    assert set(await town.states(*messages)) == {State.PLANNED}
    assert not town.sender._in_hand


async def test_a_short_wait_that_the_platform_asks_for_ends_while_a_chat_says_nothing(
    town: Town,
) -> None:
    messages = await to_many(town, 2 * GO_AHEAD)
    silent = silent_where(town, _asked(0))
    town.platform.refuse(retry_after=1)
    async with _draining(town) as draining:
        await silent.others(GO_AHEAD - 2)
        assert len(town.platform.sent) == GO_AHEAD - 2
        town.wall.move(2 * A_SECOND)
        await silent.others(len(messages) - 1)
        silent.answer()
        assert await draining == len(messages)


async def test_what_follows_in_a_silent_chat_heeds_the_wait_that_was_asked_for_meanwhile(
    town: Town,
) -> None:
    await to_many(town, GO_AHEAD - 1)
    await said_to(town, 2)
    silent = silent_where(town, lambda message: message.subject == "hanneke 0")
    town.platform.refuse(retry_after=60)
    async with _draining(town) as draining:
        await silent.others(GO_AHEAD - 2)
        silent.answer()
        await draining
    assert town.heard("hanneke") == ["hanneke 0"]


async def test_a_few_chats_that_fail_after_all_do_not_add_up_to_an_outage(town: Town) -> None:
    messages = await to_many(town, BATCH)
    few = _asked(*range(GO_AHEAD, 2 * GO_AHEAD - 1))
    late: set[str] = set()

    def is_late(message: Message) -> bool:
        found = few(message)
        late.update({message.id} if found else ())
        return found

    silent = silent_where(town, is_late)
    town.platform.time_out(times=GO_AHEAD - 1, only=lambda message: message.id in late)
    async with _draining(town) as draining:
        await silent.others(len(messages) - GO_AHEAD + 1)
        silent.answer()
        assert await draining == len(messages) - GO_AHEAD + 1
    right = await town.stores.directory.last_right(Platform.BROWSER, TENANT)
    assert (right.failures, right.next_allowed_at) == (0, None)


async def test_what_stands_behind_one_and_is_put_in_other_words_is_kept_as_it_was_said(
    town: Town,
) -> None:
    """It was made ready, given back, and claimed once more while the one before it said nothing."""
    await town.move_to("2027-01-14 12:00")
    town.clock.move_to(instant("2027-01-14 12:15") - 5 * A_SECOND)
    others, first = await to_many(town, 2 * GO_AHEAD), town.said("first")
    await town.plan(first)
    silent = silent_where(town, lambda message: message.id == first.id)
    async with asyncio.timeout(LONGEST_SECONDS):
        drained = town.sender.drain_patiently(Platform.BROWSER, TENANT, 10 * A_SECOND)
        draining = asyncio.create_task(drained)
        await silent.others(len(others))
        await until(lambda: _is_ready(town))
        town.clock.move_to(instant("2027-01-14 12:15"))
        await asyncio.sleep(20 * PATIENCE_SECONDS)
        await _speaks_english(town)
        await asyncio.sleep(20 * PATIENCE_SECONDS)
        silent.answer()
        await draining
    (step,) = [one for one in await town.messages_of("hanneke") if one.state is State.SENT]
    assert step.content is not None
    assert step.content.as_text() == town.heard("hanneke")[-1]
    assert "Ask one team leader" in step.content.as_text()


async def _is_ready(town: Town) -> bool:
    return any(one.content is not None for one in await town.messages_of("hanneke"))


async def _speaks_english(town: Town) -> None:
    async with town.stores.of(TENANT).write() as unit:
        person = await unit.people.get(PersonId("hanneke"))
        assert person is not None
        await unit.people.save(replace(person, language=Language.EN))


async def test_who_stops_waiting_for_its_place_keeps_nobody_elses(town: Town) -> None:
    """It lent its place to others while a chat said nothing, and is broken off before it has it back."""
    messages = await to_many(town, 2 * GO_AHEAD)
    slots = town.sender._slots[Platform.BROWSER] = asyncio.Semaphore(1)
    silent = silent_where(town, lambda message: message.id == messages[-1].id)
    async with _draining(town) as draining:
        await silent.others(len(messages) - 1)
        async with slots:
            await asyncio.sleep(20 * PATIENCE_SECONDS)
            draining.cancel()
            with pytest.raises(asyncio.CancelledError):
                await draining
            assert slots.locked()


async def test_what_arrived_is_known_after_a_stop_that_waits_no_longer_for_the_others(
    town: Town,
) -> None:
    """Where nobody can be asked it would stay unknown, or go twice."""
    messages = await to_many(town, 3 * GO_AHEAD)
    silent = silent_where(town, _asked(*range(GO_AHEAD, 2 * GO_AHEAD)))
    await town.ticker.hand_out()
    await silent.asked_for(GO_AHEAD)
    await silent.others(2 * GO_AHEAD)
    await town.ticker.finish(within=timedelta(0))

    await town.beside("the next process").ticker.start()
    states = await town.states(*messages)
    assert (states.count(State.SENT), states.count(State.UNKNOWN)) == (2 * GO_AHEAD, GO_AHEAD)
