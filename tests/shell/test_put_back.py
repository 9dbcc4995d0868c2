"""What was put back is not overtaken by what is said later in the same chat."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot import drain
from bot.model.messages import Message, State
from bot.model.people import Platform
from bot.ports.outside import Limit, Pace
from bot.ports.stores import Unit
from tests.shell.silence import silent_where
from tests.shell.town import A_SECOND, LONGEST_SECONDS, Town, to_many, until
from tests.stages.town import TENANT


async def the_first(town: Town, state: State = State.PLANNED) -> Message:
    """Store what is to come first, of which the platform refuses the first try."""
    first = town.said("first", state=state, due_at=town.clock.now() - A_SECOND)
    await town.plan(first)
    town.platform.refuse(only=lambda message: message.id == first.id)
    return first


async def is_said(town: Town, subject: str) -> None:
    """Let Hanneke be answered."""
    answer = town.said(subject, state=State.CLAIMED)
    await town.plan(answer)
    await town.sender.send_now(TENANT, [answer])


async def test_not_when_a_drain_that_did_not_see_it_ends(town: Town) -> None:
    """It looked before for the last time, and found nothing more."""
    *_, last = await to_many(town, 3)
    silent = silent_where(town, lambda message: message.id == last.id)
    draining = asyncio.create_task(town.drain())
    async with asyncio.timeout(LONGEST_SECONDS):
        await silent.asked_for(1)
        first = await the_first(town, State.CLAIMED)
        await town.sender.send_now(TENANT, [first])
        silent.answer()
        await draining
    assert await town.states(first) == [State.PLANNED]

    town.wall.move(2 * A_SECOND)
    await is_said(town, "second")
    await town.try_again_after(A_SECOND)
    assert town.heard("hanneke") == ["first", "second"]


async def test_not_while_the_drain_that_put_it_back_goes_on_with_others(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drain, "SECONDS_CLAIMED", 1)
    monkeypatch.setattr(town.platform, "pace", lambda _: Pace((Limit(4, 0.5),)))
    first = await the_first(town)
    await to_many(town, 11)

    async def is_back() -> bool:
        return (await town.message(first.id)).attempts == 1

    async with asyncio.timeout(LONGEST_SECONDS):
        draining = asyncio.create_task(town.drain())
        await until(is_back)
        await is_said(town, "second")
        await draining
    await town.try_again_after(A_SECOND)
    assert town.heard("hanneke") == ["first", "second"]


async def test_not_when_the_right_to_send_could_not_be_given_back(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await the_first(town)

    async def away(*_: object) -> None:
        raise OSError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(type(town.stores.directory), "release_lease", away)
        with pytest.raises(OSError, match="locked"):
            await town.drain()

    town.wall.move(60 * A_SECOND)
    await is_said(town, "second")
    await town.try_again_after(A_SECOND)
    assert town.heard("hanneke") == ["first", "second"]


async def test_not_when_it_was_put_back_while_somebody_looked(town: Town) -> None:
    """Of what came back since then nobody knows yet that it went."""
    sent, later = town.said("sent", state=State.SENT), town.said("later")
    await town.plan(sent, later)
    stores, now = town.stores.of(TENANT), town.clock.now()
    behind = town.sender._behind[Platform.BROWSER, TENANT]
    behind.add([sent])

    class Meanwhile:
        @asynccontextmanager
        async def read(self) -> AsyncIterator[Unit]:
            async with stores.read() as unit:
                yield unit
            behind.add([later])

    await behind.keeps_back(Meanwhile(), [town.said("answer")], now)  # type: ignore[arg-type]
    assert await behind.keeps_back(stores, [town.said("answer")], now)


async def test_what_went_since_then_keeps_nobody_back(town: Town) -> None:
    first = await the_first(town, State.CLAIMED)
    await town.sender.send_now(TENANT, [first])
    behind = town.sender._behind[Platform.BROWSER, TENANT]
    assert behind._waiting

    await town.try_again_after(A_SECOND)
    assert town.heard("hanneke") == ["first"]
    assert not behind._waiting
