"""The parts of the bot, put together, and let go of in peace."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from adapters.apps_file import Apps
from adapters.clock.clocks import SystemClock
from adapters.wiring import Bot, Connected, connect_platforms, connect_to_send
from bot.model.messages import State
from bot.model.people import Platform
from bot.outcomes import not_tried
from tests.factories import a_message, a_tenant
from tests.fakes.memory import MemoryStores
from tests.first_prompts import first_knowledge

Connect = Callable[..., AbstractAsyncContextManager[Any]]


@pytest.mark.parametrize("connect", [connect_to_send, connect_platforms], ids=["worker", "web"])
async def test_what_could_not_be_stored_before_is_when_the_process_ends(connect: Connect) -> None:
    stores, tenant = MemoryStores(), a_tenant()
    message = a_message(platform=Platform.SLACK, state=State.CLAIMED)
    await stores.directory.save_tenant(tenant)
    async with stores.of(tenant.id).write() as unit:
        await unit.messages.add(message)

    async with connect(Apps(), stores, first_knowledge(), SystemClock()) as connected:
        bot: Bot = connected.bot if isinstance(connected, Connected) else connected
        bot.sender._unrecorded[tenant.id].extend(not_tried([message]))

    async with stores.of(tenant.id).read() as unit:
        found = await unit.messages.get(message.id)
    assert found is not None
    assert found.state is State.PLANNED
