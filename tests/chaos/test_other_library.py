"""Two machines of which one has an older library, or apps file: what it does not know is left to the other."""

from dataclasses import replace
from datetime import timedelta

import pytest
import structlog

from adapters.apps_file import Apps
from adapters.distributed import _telling
from adapters.sql.stores import SqlStores
from bot.model.ids import TenantId
from bot.model.messages import Message, Purpose, State
from bot.model.people import Platform
from bot.model.prompts import Library
from bot.situations import Knowledge
from tests.fakes.platform import RecordingPlatform
from tests.shell.town import Town

pytestmark = pytest.mark.chaos

JUST_AFTER, A_WHILE = "2027-01-14 12:16", timedelta(minutes=15)


async def question(town: Town) -> Message:
    (found,) = [one for one in await town.messages_of("hanneke") if one.purpose is Purpose.PROMPT]
    return found


async def test_a_question_that_one_process_does_not_know_goes_by_one_that_does(
    stores: SqlStores, knowledge: Knowledge
) -> None:
    town = Town(stores, knowledge, RecordingPlatform())
    await town.settle()
    await town.ticker.tick()
    older = replace(knowledge, library=Library())
    other = Town(stores, older, town.platform, clock=town.clock, wall=town.wall, owner="older")

    town.sleep_until(JUST_AFTER)
    with structlog.testing.capture_logs() as log:
        await other.drain()
    waits = await question(town)
    assert waits.state is State.PLANNED
    assert [one["message"] for one in log if one["event"] == "not made ready"] == [waits.id]

    town.clock.move_to(town.clock.now() + A_WHILE)
    await town.drain()
    assert (await question(town)).state is State.SENT


async def test_a_worker_that_has_no_app_of_a_platform_says_so_once() -> None:
    served: list[Platform] = []

    async def serve(platform: Platform, tenant: TenantId) -> None:
        served.append(platform)

    telling = _telling(serve, Apps())
    with structlog.testing.capture_logs() as log:
        for platform in (Platform.SLACK, Platform.SLACK, Platform.TEAMS):
            await telling(platform, TenantId("waterstad"))
    assert served == [Platform.SLACK, Platform.SLACK, Platform.TEAMS]
    assert [one["platform"] for one in log] == [Platform.SLACK, Platform.TEAMS]
