"""What somebody changes or takes away while Teams could not tell the bot of it, and tells it later."""

from collections.abc import AsyncIterator

import pytest

from bot.ports.stores import Stores
from bot.situations import Knowledge
from tests.platforms.slack.stores_in_trouble import Troubled, troubled_stores
from tests.platforms.teams.test_repeats import HEAD
from tests.stages.teams import TeamsStage, teams_stage
from tests.stages.town import TENANT, instant, person_id
from tests.standins.teams.client import TeamsClient
from tests.standins.teams.world import Json


@pytest.fixture
def troubled() -> tuple[Stores, Troubled]:
    return troubled_stores()


@pytest.fixture
async def stage(
    teams: TeamsClient, knowledge: Knowledge, troubled: tuple[Stores, Troubled]
) -> AsyncIterator[TeamsStage]:
    async with teams_stage(teams, troubled[0], knowledge, HEAD, own_time=True) as made:
        await made.bot.ticker.tick()
        await made.move_to(instant("2027-01-14 12:15"))
        assert await made.unread("Hanneke") is not None
        yield made


def statuses(said: Json) -> list[int]:
    return [one["status"] for one in said["answers"]]


async def typed_in_vain(stage: TeamsStage, trouble: Troubled) -> Json:
    """Type an answer that cannot be stored; return what Teams told, to tell it again."""
    trouble.fails = 1
    assert statuses(await stage.teams("types", who="Hanneke", text="Een brief")) == [500]
    told: Json = (await stage.teams("newest"))["activity"]
    return told


async def comes_at_last(stage: TeamsStage, activity: Json) -> None:
    assert statuses(await stage.teams("sends", activity=activity)) == [200]
    await stage.settled()
    await stage.bot.ticker.tick()


async def kept(stage: TeamsStage) -> list[str]:
    async with stage.bot.stores.of(TENANT).read() as unit:
        return [reply.text for reply in (await unit.records.of(person_id("Hanneke"))).replies]


async def test_what_was_taken_away_is_not_kept_and_not_spoken_of(
    stage: TeamsStage, troubled: tuple[Stores, Troubled]
) -> None:
    activity = await typed_in_vain(stage, troubled[1])
    assert statuses(await stage.teams("deletes", who="Hanneke")) == [200]
    await comes_at_last(stage, activity)
    assert await kept(stage) == []
    assert await stage.unread("Hanneke") is None


async def test_what_was_changed_is_kept_as_it_became(
    stage: TeamsStage, troubled: tuple[Stores, Troubled]
) -> None:
    activity = await typed_in_vain(stage, troubled[1])
    assert statuses(await stage.teams("edits", who="Hanneke", text="Een gesprek")) == [200]
    assert await kept(stage) == []
    await comes_at_last(stage, activity)
    assert await kept(stage) == ["Een gesprek"]
    await comes_at_last(stage, activity)
    assert await stage.unread("Hanneke") is not None
    assert await stage.unread("Hanneke") is None


async def test_what_came_is_asked_about_once_it_is_taken_away(
    stage: TeamsStage, troubled: tuple[Stores, Troubled]
) -> None:
    await comes_at_last(stage, await typed_in_vain(stage, troubled[1]))
    assert statuses(await stage.teams("deletes", who="Hanneke")) == [200]
    await stage.settled()
    assert await kept(stage) == ["Een brief"]
    said = [await stage.unread("Hanneke") for _ in range(2)]
    assert said[1] is not None
    assert "weggehaald" in " ".join(said[1].lines)
