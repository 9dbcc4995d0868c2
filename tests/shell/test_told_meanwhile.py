"""What others learn or do while this process sends: it heeds that before it goes on."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.content import Content
from bot.drain import BATCH
from bot.model.messages import Message, State
from bot.model.people import Platform
from bot.ports.outside import Arrived
from tests.shell.town import A_SECOND, Town, to_many
from tests.stages.town import TENANT

PLACE = (Platform.BROWSER, TENANT)
HALF_A_MINUTE = timedelta(seconds=30)


async def test_when_another_process_is_asked_to_wait_the_drain_waits_too(town: Town) -> None:
    """Answers go without a lease: who sends them may be told first that it goes too fast."""
    messages = await to_many(town, BATCH + 5)
    send, directory = town.platform.send, town.stores.directory

    async def others_are_told(message: Message, conversation: str, content: Content) -> Arrived:
        await directory.allow_from(*PLACE, town.wall.now() + HALF_A_MINUTE, 0)
        return await send(message, conversation, content)

    town.platform.send = others_are_told  # type: ignore[method-assign]
    assert await town.drain() == BATCH
    assert (await town.states(*messages)).count(State.PLANNED) == 5

    town.platform.send = send  # type: ignore[method-assign]
    assert await town.try_again_after(HALF_A_MINUTE) == 5


async def test_what_an_answer_is_told_holds_for_all_that_comes_later(town: Town) -> None:
    first, second = (town.said(one, state=State.CLAIMED) for one in ("first", "second"))
    await town.plan(first, second)
    town.platform.refuse(retry_after=30)
    await town.sender.send_now(TENANT, [first])
    assert await town.stores.directory.next_allowed_at(*PLACE) == town.wall.now() + HALF_A_MINUTE

    await town.beside("another process").sender.send_now(TENANT, [second])
    assert await town.states(first, second) == [State.PLANNED] * 2
    assert len(town.platform.requests) == 1


@pytest.mark.parametrize(
    ("became", "comes_first"),
    [
        ({"state": State.PLANNED}, True),
        ({"state": State.SENDING, "lease": 1}, True),
        ({"state": State.SENT, "lease": 1}, False),
        # It was put off: it waits for an instant of its own, and nobody for it.
        ({"state": State.PLANNED, "due_at": HALF_A_MINUTE}, False),
    ],
)
async def test_an_answer_waits_for_what_another_process_has_not_brought_yet(
    town: Town, became: dict[str, Any], comes_first: bool
) -> None:
    first, second = (town.said(one, state=State.CLAIMED) for one in ("first", "second"))
    await town.plan(first, second)
    town.platform.refuse()
    await town.sender.send_now(TENANT, [first])
    town.wall.move(A_SECOND)

    if "due_at" in became:
        became = {**became, "due_at": town.clock.now() + became["due_at"]}
    async with town.stores.of(TENANT).write() as unit:
        await unit.messages.save(replace(first, **became))
    await town.sender.send_now(TENANT, [second])
    assert await town.states(second) == [State.PLANNED if comes_first else State.SENT]
