"""What a person waits for: stored with what it answers, and sent at once."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot import answering
from bot.content import Content
from bot.events import Incoming, Wrote
from bot.inbox import Handled
from bot.model.ids import PersonId
from bot.model.messages import Message, State
from bot.model.people import Platform
from bot.outcomes import Outcome, not_tried
from bot.ports.outside import Arrived
from bot.together import OnTheWay, Together
from tests.factories import a_message
from tests.shell.town import A_SECOND, Town
from tests.stages.town import TENANT

A_MINUTE = timedelta(minutes=1)


async def decided(town: Town, text: str = "help", event_id: str = "event-1") -> Handled:
    return await town.inbox.decide(
        Incoming(
            tenant=TENANT,
            platform=Platform.BROWSER,
            person=PersonId("hanneke"),
            conversation="dm-hanneke",
            event_id=event_id,
            at=town.clock.now(),
            event=Wrote(text, event_id),
        )
    )


async def test_an_answer_is_noted_as_handed_over_only_when_it_is(town: Town) -> None:
    handled = await decided(town)
    (answer,) = handled.said
    assert await town.states(answer) == [State.CLAIMED]
    noted: list[list[State]] = []
    send = town.platform.send

    async def looked_at(message: Message, conversation: str, content: Content) -> Arrived:
        noted.append(await town.states(message))
        return await send(message, conversation, content)

    town.platform.send = looked_at  # type: ignore[method-assign]
    await town.inbox.send(handled)
    assert noted == [[State.SENDING]]
    assert await town.states(answer) == [State.SENT]
    assert len(town.heard("hanneke")) == 1


async def test_while_the_platform_is_to_be_left_alone_it_is_only_claimed(town: Town) -> None:
    at = town.wall.now() + A_MINUTE
    await town.stores.directory.allow_from(Platform.BROWSER, TENANT, at, 0)
    handled = await decided(town)
    assert await town.states(*handled.said) == [State.CLAIMED]

    await town.inbox.send(handled)
    assert await town.states(*handled.said) == [State.PLANNED]
    assert await town.try_again_after(A_MINUTE) == 1


async def test_what_may_not_overtake_is_only_claimed(town: Town) -> None:
    town.platform.refuse()
    await town.inbox.send(await decided(town))
    behind = await decided(town, "mijn", "event-2")
    assert await town.states(*behind.said) == [State.CLAIMED]
    await town.inbox.send(behind)
    town.wall.move(A_SECOND)
    assert await town.drain() == 2
    assert "Dit staat er van jou open" not in town.heard("hanneke")[0]


async def test_who_was_overtaken_meanwhile_waits_too(town: Town) -> None:
    town.platform.refuse()
    first, second = await decided(town), await decided(town, "mijn", "event-2")
    assert await town.states(*first.said, *second.said) == [State.CLAIMED] * 2

    await town.inbox.send(first)
    await town.inbox.send(second)
    assert await town.states(*first.said, *second.said) == [State.PLANNED] * 2
    assert len(town.platform.requests) == 1


async def test_a_process_that_wakes_up_too_late_sends_nothing(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else may have taken it back by then."""
    with monkeypatch.context() as patch:
        patch.setattr(answering, "ANSWER_TIME", timedelta(0))
        handled = await decided(town)
    await town.inbox.send(handled)
    assert town.platform.requests == []
    assert await town.states(*handled.said) == [State.PLANNED]
    assert await town.drain() == 1
    assert len(town.heard("hanneke")) == 1


async def test_an_answer_that_a_dead_process_left_certainly_did_not_go_and_goes_now(
    town: Town,
) -> None:
    handled = await decided(town)
    other = town.beside("other")
    town.clock.move_to(town.clock.now() + A_MINUTE)
    await other.sender.serve(Platform.BROWSER, TENANT)
    assert await town.states(*handled.said) == [State.SENT]

    # And the one that was only frozen has nothing to send any more.
    await town.inbox.send(handled)
    assert len(town.heard("hanneke")) == 1


class Stored:
    """Stores that are slow: how many ended, and came next, in each go."""

    def __init__(self) -> None:
        self.goes: list[tuple[int, int]] = []
        self.fails = False
        self.turn = asyncio.Event()

    async def store(self, ended: Sequence[Outcome], coming: Sequence[Message]) -> OnTheWay:
        """Store these when it is their turn; of those that come the first is not ours any more."""
        await self.turn.wait()
        self.goes.append((len(ended), len(coming)))
        if self.fails:
            raise OSError("the disk is full")
        return {message.id: message for message in coming[1:]}


def one() -> list[Outcome]:
    return not_tried([a_message()])


async def test_what_ends_while_others_are_stored_is_stored_in_one_go() -> None:
    stores = Stored()
    together = Together(stores.store)
    waiting = [asyncio.create_task(together.store(one()))]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    waiting += [asyncio.create_task(together.store(one())) for _ in range(3)]
    await asyncio.sleep(0)
    stores.turn.set()
    await asyncio.gather(*waiting)
    assert stores.goes == [(1, 0), (3, 0)]


async def test_who_waited_for_what_could_not_be_stored_hears_of_it() -> None:
    stores = Stored()
    stores.fails = True
    stores.turn.set()
    together = Together(stores.store)
    ended = await asyncio.gather(*(together.store(one()) for _ in range(2)), return_exceptions=True)
    assert [type(error) for error in ended] == [OSError, OSError]
    stores.fails = False
    await together.store(one())
    assert stores.goes == [(2, 0), (1, 0)]


async def test_who_stops_waiting_stops_nobody_else() -> None:
    stores = Stored()
    together = Together(stores.store)
    first, second = (asyncio.create_task(together.store(one())) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    stores.turn.set()
    await second
    assert stores.goes == [(2, 0)]


async def test_who_goes_is_told_apart_from_who_was_taken_back() -> None:
    stores = Stored()
    together = Together(stores.store)
    taken_back, ours = a_message(subject="s1"), a_message(subject="s2")
    waiting = [
        asyncio.create_task(together.store(coming=[taken_back])),
        asyncio.create_task(together.store(ended=one(), coming=[ours])),
    ]
    stores.turn.set()
    assert await asyncio.gather(*waiting) == [[], [ours]]
    assert stores.goes == [(1, 2)]


async def test_where_another_process_drains_answers_go_at_once_again(town: Town) -> None:
    """A web process drains nothing itself: it looks whether what waited went."""
    worker = town.beside("worker")
    town.platform.refuse()
    await town.inbox.send(await decided(town))
    second = await decided(town, "mijn", "event-2")
    await town.inbox.send(second)
    assert await town.states(*second.said) == [State.PLANNED]
    town.wall.move(A_SECOND)
    assert await worker.drain() == 2

    third = await decided(town, "help", "event-3")
    await town.inbox.send(third)
    assert await town.states(*third.said) == [State.SENT]


async def test_what_could_not_be_stored_is_stored_before_the_next_answer(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where other processes drain, nobody else knows how it ended."""

    async def locked(*_: object) -> None:
        raise OSError("database is locked")

    async with town.stores.of(TENANT).read() as unit:
        kind = type(unit.messages)
    first = await decided(town)
    with monkeypatch.context() as patch:
        patch.setattr(kind, "note_arrived", locked)
        await town.inbox.send(first)
    assert await town.states(*first.said) == [State.SENDING]

    await town.inbox.send(await decided(town, "mijn", "event-2"))
    assert await town.states(*first.said) == [State.SENT]
