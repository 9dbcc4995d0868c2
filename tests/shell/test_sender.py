"""What goes out: once, in order, and at the pace that the platform bears."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.content import Content
from bot.drain import BATCH
from bot.model.messages import Message, Priority, Purpose, Reason, State
from bot.model.people import Platform, Tenant
from bot.ports.outside import Arrived
from bot.ports.stores import Stores
from bot.situations import Knowledge
from tests.fakes.platform import RecordingPlatform
from tests.shell.town import A_SECOND, Town, said_to, to_many
from tests.stages.town import TENANT

HALF_A_MINUTE = timedelta(seconds=30)


async def test_a_conversation_keeps_its_order(town: Town) -> None:
    await said_to(town, 7, "hanneke")
    await said_to(town, 7, "yusuf")

    assert await town.drain() == 14
    for person in ("hanneke", "yusuf"):
        assert town.heard(person) == [f"{person} {number}" for number in range(7)]


async def test_more_than_one_batch(town: Town) -> None:
    messages = await to_many(town, BATCH * 2 + 1)

    assert await town.drain() == len(messages)
    assert sorted(town.platform.texts()) == sorted(str(m.subject) for m in messages)
    assert await town.drain() == 0


async def test_what_is_promised_goes_first(town: Town) -> None:
    late, soon = town.said("prompt", priority=Priority.PROMPT), town.said("answer")
    await town.plan(late, soon)
    await town.drain()

    assert town.heard("hanneke") == ["answer", "prompt"]


async def test_what_is_not_due_waits(town: Town) -> None:
    message = town.said("later", due_at=town.clock.now() + A_SECOND)
    await town.plan(message)
    assert await town.drain() == 0

    assert await town.try_again_after(A_SECOND) == 1


async def test_what_was_refused_for_now_is_sent_again_once(town: Town) -> None:
    (message,) = await said_to(town, 1)
    town.platform.refuse(times=2)

    assert await town.drain() == 0
    assert (await town.message(message.id)).state is State.PLANNED
    assert await town.try_again_after(A_SECOND) == 0
    assert await town.try_again_after(A_SECOND) == 1
    assert await town.try_again_after(A_SECOND) == 0
    assert town.heard("hanneke") == ["hanneke 0"]


async def test_nothing_overtakes_what_could_not_go(town: Town) -> None:
    await said_to(town, 3, "hanneke")
    town.platform.refuse(only=lambda message: message.subject == "hanneke 1")

    assert await town.drain() == 1
    assert await town.try_again_after(A_SECOND) == 2
    assert town.heard("hanneke") == ["hanneke 0", "hanneke 1", "hanneke 2"]


async def test_trouble_in_one_conversation_does_not_hold_up_another(town: Town) -> None:
    await said_to(town, 2, "hanneke")
    await said_to(town, 2, "yusuf")
    town.platform.refuse(only=lambda message: message.person == "hanneke")

    assert await town.drain() == 4
    for person in ("hanneke", "yusuf"):
        assert town.heard(person) == [f"{person} 0", f"{person} 1"]


async def test_what_is_refused_for_good_has_failed(town: Town) -> None:
    messages = await said_to(town, 2)
    town.platform.refuse("no such conversation", final=True)

    assert await town.drain() == 1
    refused = await town.message(messages[0].id)
    assert (refused.state, refused.reason) == (State.FAILED, Reason.REFUSED)
    assert town.heard("hanneke") == ["hanneke 1"]
    assert await town.try_again_after(HALF_A_MINUTE) == 0


@pytest.mark.parametrize(
    ("arrives", "states"),
    [
        (True, [State.UNKNOWN, State.SENT, State.SENT]),
        (False, [State.UNKNOWN, State.UNKNOWN, State.SENT]),
    ],
)
async def test_of_an_unknown_fate_the_platform_is_asked_twice(
    town: Town, arrives: bool, states: list[State]
) -> None:
    (message,) = await said_to(town, 1)
    town.platform.lose_after_write(arrives=arrives)
    await town.drain()
    went_through = await town.states(message)
    await town.try_again_after(HALF_A_MINUTE - A_SECOND)
    assert await town.states(message) == [State.UNKNOWN]

    await town.try_again_after(A_SECOND)
    went_through += await town.states(message)
    await town.try_again_after(HALF_A_MINUTE)
    went_through += await town.states(message)
    assert went_through == states
    assert town.heard("hanneke") == ["hanneke 0"]
    assert len(town.platform.requests) == (1 if arrives else 2)


async def test_an_unknown_fate_after_a_refusal_is_asked_twice_too(town: Town) -> None:
    (message,) = await said_to(town, 1)
    town.platform.refuse(times=2)
    town.platform.time_out()
    for _ in range(3):
        await town.try_again_after(A_SECOND)
    assert await town.states(message) == [State.UNKNOWN]

    await town.try_again_after(HALF_A_MINUTE)
    assert await town.states(message) == [State.UNKNOWN]
    await town.try_again_after(HALF_A_MINUTE)
    assert await town.states(message) == [State.SENT]


@pytest.mark.parametrize(("resends", "state"), [(False, State.UNKNOWN), (True, State.SENT)])
async def test_where_nobody_can_be_asked_the_tenant_decides(
    stores: Stores, knowledge: Knowledge, resends: bool, state: State
) -> None:
    town = Town(stores, knowledge, RecordingPlatform(can_be_asked=False))
    await town.settle()
    await stores.directory.save_tenant(
        Tenant(id=TENANT, name="Gemeente Lindewaard", resend_unknown=resends)
    )
    (message,) = await said_to(town, 1)
    town.platform.time_out()
    await town.drain()
    for _ in range(3):
        await town.try_again_after(HALF_A_MINUTE)

    assert await town.states(message) == [state]
    assert len(town.platform.requests) == (2 if resends else 1)


async def test_an_answer_while_the_platform_is_asked_is_not_lost(town: Town) -> None:
    await town.move_to("2027-01-14 12:14")
    town.platform.lose_after_write(arrives=True)
    await town.move_to("2027-01-14 12:15")
    (prompt,) = await town.messages_of("hanneke")
    assert prompt.state is State.UNKNOWN

    ask = town.platform.find

    async def commits_meanwhile(message: Message, conversation: str) -> Arrived | None:
        await town.commits()
        return await ask(message, conversation)

    town.platform.find = commits_meanwhile  # type: ignore[method-assign]
    await town.try_again_after(HALF_A_MINUTE)
    settled = await town.message(prompt.id)
    assert settled.state is State.SENT
    assert settled.answered_at is not None


async def test_an_answer_before_the_outcome_is_stored_is_not_lost(town: Town) -> None:
    send = town.platform.send
    answered: list[str] = []

    async def pressed_at_once(message: Message, conversation: str, content: Content) -> Arrived:
        ref = await send(message, conversation, content)
        if message.purpose is Purpose.PROMPT and not answered:
            answered.append(message.id)
            await town.commits()
        return ref

    town.platform.send = pressed_at_once  # type: ignore[method-assign]
    await town.move_to("2027-01-14 12:15")
    (prompt,) = await town.messages_of("hanneke")
    assert (prompt.id, prompt.state) == (answered[0], State.SENT)
    assert prompt.answered_at is not None
    async with town.stores.of(TENANT).read() as unit:
        hanneke = await unit.people.get(prompt.person or prompt.id)  # type: ignore[arg-type]
    assert hanneke is not None
    assert hanneke.unanswered == 0


async def test_words_that_are_erased_on_the_way_do_not_come_back(town: Town) -> None:
    messages = await said_to(town, 2)
    send = town.platform.send

    async def erased_meanwhile(message: Message, conversation: str, content: Content) -> Arrived:
        async with town.stores.of(TENANT).write() as unit:
            await unit.messages.erase(message.person or message.recipient)  # type: ignore[arg-type]
        return await send(message, conversation, content)

    town.platform.send = erased_meanwhile  # type: ignore[method-assign]
    await town.drain()
    assert [(await town.message(m.id)).content for m in messages] == [None, None]


async def test_what_the_platform_asks_for_is_kept_to(town: Town) -> None:
    await said_to(town, 1, "hanneke")
    await said_to(town, 1, "yusuf")
    # Yusuf's message arrives; that does not shorten the wait that was asked for Hanneke's.
    town.platform.refuse(retry_after=90, only=lambda message: message.person == "hanneke")
    assert await town.drain() == 1
    directory = town.stores.directory
    assert await directory.next_allowed_at(Platform.BROWSER, TENANT) == (
        town.wall.now() + timedelta(seconds=90)
    )

    assert await town.try_again_after(timedelta(seconds=89)) == 0
    assert len(town.platform.requests) == 2
    assert await town.beside("after a restart").try_again_after(A_SECOND) == 1


async def test_who_only_came_too_soon_was_not_tried_in_vain(town: Town) -> None:
    (message,) = await said_to(town, 1)
    for _ in range(6):
        town.platform.refuse(retry_after=30)
        assert await town.try_again_after(timedelta(seconds=30)) == 0
    stored = await town.message(message.id)
    assert (stored.state, stored.attempts) == (State.PLANNED, 0)
    assert await town.try_again_after(timedelta(seconds=30)) == 1


async def test_a_wait_beyond_all_waits_was_stored_by_a_wrong_clock(town: Town) -> None:
    await said_to(town, 1)
    directory = town.stores.directory
    far = town.wall.now() + timedelta(hours=6)
    await directory.allow_from(Platform.BROWSER, TENANT, far, 1)
    assert await town.drain() == 1


async def test_who_asks_for_a_very_long_wait_is_asked_again_after_an_hour(town: Town) -> None:
    await said_to(town, 1)
    town.platform.refuse(retry_after=86_400)
    assert await town.drain() == 0
    assert await town.try_again_after(timedelta(minutes=59)) == 0
    assert await town.try_again_after(timedelta(minutes=1)) == 1


async def test_the_wait_is_real_time_not_the_bots_time(town: Town) -> None:
    await said_to(town, 1)
    town.platform.refuse(retry_after=90)
    await town.drain()

    town.clock.move_to(town.clock.now() + timedelta(hours=1))
    assert await town.ticker.tick() == 0
    town.wall.move(timedelta(seconds=90))
    assert await town.ticker.tick() == 1


async def test_what_the_store_refuses_keeps_nothing_else(town: Town) -> None:
    """No store takes this name of a message; all that comes after it goes, and is stored."""
    send = town.platform.send

    async def named_badly(message: Message, conversation: str, content: Content) -> Arrived:
        arrived = await send(message, conversation, content)
        return replace(arrived, ref="\ud800") if message.id == bad.id else arrived

    town.platform.send = named_badly  # type: ignore[method-assign]
    bad, *others = await said_to(town, 3)
    with suppress(UnicodeEncodeError):
        await town.sender.serve(Platform.BROWSER, TENANT)
    (later,) = await said_to(town, 1, "yusuf")
    await town.sender.serve(Platform.BROWSER, TENANT)
    assert len(town.platform.texts()) == 4
    async with town.stores.of(TENANT).read() as unit:
        found = await unit.messages.get_all([one.id for one in (*others, later)])
    assert {one.state for one in found.values()} == {State.SENT}
    # Nor is it tried more and more often.
    for _ in range(3):
        await town.sender.serve(Platform.BROWSER, TENANT)
    assert sum(map(len, town.sender._unrecorded.values())) <= 1
