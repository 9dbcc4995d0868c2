"""People go on pressing and typing while something is wrong between the bot and Slack."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.model.messages import State
from bot.model.people import Platform
from bot.ports.stores import Stores
from bot.situations import Knowledge
from tests.fakes.memory import MemoryStores
from tests.platforms.slack.test_hearing import HEAD
from tests.stages.slack import SlackStage, slack_stage
from tests.stages.town import TENANT, instant
from tests.standins.slack.client import Person, SlackStandin

POST = ["chat.postMessage"]
A_BREATH = 1.1  # so long the sender leaves Slack alone after something went wrong


@pytest.fixture
def stores() -> Stores:
    return MemoryStores()


@pytest.fixture
async def stage(
    slack: SlackStandin, stores: Stores, knowledge: Knowledge
) -> AsyncIterator[SlackStage]:
    async with slack_stage(slack, stores, knowledge, HEAD, socket_mode=False) as made:
        yield made


@pytest.fixture
def hanneke(slack: SlackStandin) -> Person:
    return slack.person("Hanneke")


async def later(stage: SlackStage, at: str) -> None:
    await asyncio.sleep(A_BREATH)
    await stage.move_to(instant(at))
    await stage.settled()


async def unknown(stores: Stores) -> int:
    async with stores.of(TENANT).read() as unit:
        unsettled = await unit.messages.unsettled(Platform.SLACK)
    return sum(message.state is State.UNKNOWN for message in unsettled)


async def test_a_press_on_a_message_of_which_the_bot_does_not_know_that_it_is_there(
    stage: SlackStage, slack: SlackStandin, stores: Stores, hanneke: Person
) -> None:
    await slack.do("fault", kind="drop", methods=POST)
    await stage.move_to(instant("2027-01-14 12:15"))
    assert await unknown(stores) == 1
    await stage.press("Hanneke", "Leg vast")
    await stage.submit("Hanneke", {"Wanneer?": "vrijdag 22 januari"})
    await later(stage, "2027-01-14 12:20")
    assert await unknown(stores) == 0
    _, answer = await hanneke.from_bot()
    assert "Genoteerd" in answer["text"]


async def test_an_answer_that_has_to_wait_comes_once(
    stage: SlackStage, slack: SlackStandin, hanneke: Person
) -> None:
    await slack.do("fault", kind="rate_limited", seconds=1, methods=POST)
    await stage.type("Hanneke", "mijn")
    assert await hanneke.from_bot() == []
    await later(stage, "2027-01-12 10:01")
    assert len(await hanneke.from_bot()) == 1
    assert (await slack.counters())["rate_limited_too_early"] == 0


async def test_a_window_that_slack_does_not_open_is_an_error_that_is_seen(
    stage: SlackStage, slack: SlackStandin, hanneke: Person
) -> None:
    await stage.move_to(instant("2027-01-14 12:15"))
    await slack.do("fault", kind="error", code="expired_trigger_id", methods=["views.open"])
    told = await hanneke.presses("Leg vast")
    assert told["sent"][0]["attempts"][0]["status"] == 500
    await stage.settled()
    assert len((await slack.do("troubles"))["troubles"]) == 1
    assert len(await hanneke.from_bot()) == 1
    await stage.press("Hanneke", "Leg vast")
    assert await stage.dialog("Hanneke") is not None


async def test_who_presses_twice_gets_it_once(
    stage: SlackStage, slack: SlackStandin, hanneke: Person
) -> None:
    await stage.move_to(instant("2027-01-14 12:15"))
    await stage.press("Hanneke", "Later")
    await asyncio.gather(hanneke.presses("Maandag"), hanneke.presses("Maandag"))
    await stage.settled()
    before = len(await hanneke.from_bot())
    await stage.move_to(instant("2027-01-18 18:00"))
    assert len(await hanneke.from_bot()) == before + 1


async def test_a_card_that_could_not_turn_turns_later(
    stage: SlackStage, slack: SlackStandin, hanneke: Person
) -> None:
    await stage.move_to(instant("2027-01-14 12:15"))
    await stage.press("Hanneke", "Leg vast")
    await slack.do("fault", kind="status", status=503, seconds=1, methods=["chat.update"])
    await stage.submit("Hanneke", {"Wanneer?": "vrijdag 22 januari"})
    assert "[Leg vast]" in (await hanneke.from_bot())[0]["text"]
    await later(stage, "2027-01-14 12:20")
    assert "[Leg vast]" not in (await hanneke.from_bot())[0]["text"]
    assert (await slack.counters())["calls"]["chat.update"] == 2


async def test_a_message_that_somebody_took_away_cannot_turn_and_holds_up_nothing(
    stage: SlackStage, slack: SlackStandin, hanneke: Person
) -> None:
    await stage.move_to(instant("2027-01-14 12:15"))
    await slack.do("fault", kind="error", code="message_not_found", methods=["chat.update"])
    await stage.press("Hanneke", "Leg vast")
    await stage.submit("Hanneke", {"Wanneer?": "vrijdag 22 januari"})
    await stage.type("Hanneke", "mijn")
    assert (await hanneke.from_bot())[-1]["text"].startswith("Wat er openstaat")
