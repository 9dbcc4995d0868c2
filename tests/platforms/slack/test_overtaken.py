"""What somebody changes or takes away while Slack could not tell the bot of it, and tells it later."""

from collections.abc import AsyncIterator

import pytest

from bot.model.ids import PersonId
from bot.ports.stores import Stores
from bot.situations import Knowledge
from tests.platforms.slack.stores_in_trouble import Troubled, troubled_stores
from tests.platforms.slack.test_hearing import HEAD
from tests.stages.slack import SlackStage, slack_stage
from tests.stages.town import TENANT, instant
from tests.standins.slack.client import Json, Person, SlackStandin

HANNEKE = PersonId("hanneke")
# Slack tells a thing once more at once; what it tells a minute later, a test tells.
FAILS = 2


@pytest.fixture
def troubled() -> tuple[Stores, Troubled]:
    return troubled_stores()


@pytest.fixture
async def stage(
    slack: SlackStandin, knowledge: Knowledge, troubled: tuple[Stores, Troubled]
) -> AsyncIterator[SlackStage]:
    async with slack_stage(slack, troubled[0], knowledge, HEAD, socket_mode=False) as made:
        await made.move_to(instant("2027-01-14 12:15"))
        assert await made.unread("Hanneke") is not None
        yield made


@pytest.fixture
def hanneke(slack: SlackStandin) -> Person:
    return slack.person("Hanneke")


def statuses(told: Json) -> list[int]:
    return [one["status"] for one in told["sent"][0]["attempts"]]


async def typed_in_vain(hanneke: Person, trouble: Troubled) -> int:
    """Type an answer that cannot be stored; return its number, to deliver it again."""
    trouble.fails = FAILS
    told = await hanneke.types("Een brief")
    assert statuses(told) == [500] * FAILS
    return int(told["sent"][0]["number"])


async def comes_at_last(stage: SlackStage, number: int) -> None:
    assert (await stage.slack.do("replay", number=number))["status"] == 200
    await stage.settled()


async def kept(stage: SlackStage) -> list[str]:
    async with stage.bot.stores.of(TENANT).read() as unit:
        return [reply.text for reply in (await unit.records.of(HANNEKE)).replies]


async def test_what_was_taken_away_is_not_kept_and_not_spoken_of(
    stage: SlackStage, hanneke: Person, troubled: tuple[Stores, Troubled]
) -> None:
    number = await typed_in_vain(hanneke, troubled[1])
    assert statuses(await hanneke.takes_away()) == [200]
    await comes_at_last(stage, number)
    assert await kept(stage) == []
    assert await stage.unread("Hanneke") is None


async def test_what_was_changed_is_kept_as_it_became(
    stage: SlackStage, hanneke: Person, troubled: tuple[Stores, Troubled]
) -> None:
    number = await typed_in_vain(hanneke, troubled[1])
    assert statuses(await hanneke.edits("Een gesprek")) == [200]
    assert await kept(stage) == []
    await comes_at_last(stage, number)
    assert await kept(stage) == ["Een gesprek"]
    await comes_at_last(stage, number)
    assert await stage.unread("Hanneke") is not None
    assert await stage.unread("Hanneke") is None


async def test_what_came_is_asked_about_once_it_is_taken_away(
    stage: SlackStage, hanneke: Person, troubled: tuple[Stores, Troubled]
) -> None:
    number = await typed_in_vain(hanneke, troubled[1])
    await comes_at_last(stage, number)
    await hanneke.takes_away()
    await stage.settled()
    assert await kept(stage) == ["Een brief"]
    said = [await stage.unread("Hanneke") for _ in range(2)]
    assert said[1] is not None
    assert "weggehaald" in " ".join(said[1].lines)
