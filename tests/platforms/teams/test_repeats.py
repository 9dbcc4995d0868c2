"""Once is once: what Teams delivers again, and who takes the bot away."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.model.people import Standing
from bot.situations import Knowledge
from tests.fakes.memory import MemoryStores
from tests.stages.teams import TeamsStage, teams_stage
from tests.stages.town import TENANT, instant, person_id
from tests.standins.teams.client import TeamsClient
from tests.standins.teams.world import Json

HEAD = {
    "start": "2027-01-14 12:00",
    "people": {
        "Hanneke": {"roles": ["secretary"], "own": ["thursday", "12.15"]},
        "Joke": {"roles": ["admin"]},
    },
    "series": [{"steps": ["zetje:sw-009"], "weekly": "2027-01-14 12:15", "for": ["Hanneke"]}],
}
SOON = 30


@pytest.fixture
async def stage(teams: TeamsClient, knowledge: Knowledge) -> AsyncIterator[TeamsStage]:
    async with teams_stage(teams, MemoryStores(), knowledge, HEAD, own_time=True) as made:
        await made.bot.ticker.tick()
        await made.move_to(instant("2027-01-14 12:15"))
        assert await made.unread("Hanneke") is not None
        yield made


async def newest_answer(stage: TeamsStage) -> Json:
    answer: Json = (await stage.teams("answers"))["answers"][-1]
    return answer


async def standing(stage: TeamsStage, name: str = "Hanneke") -> Standing:
    async with stage.bot.stores.of(TENANT).read() as unit:
        person = await unit.people.get(person_id(name))
    assert person is not None
    return person.standing


async def hears_nothing_of(stage: TeamsStage, who: str, other: str) -> None:
    while (said := await stage.unread(who)) is not None:
        assert other not in " ".join(said.lines)


async def both_answers(stage: TeamsStage) -> None:
    """Check that the newest two answers are one and the same."""
    first, second = (await stage.teams("answers"))["answers"][-2:]
    assert (first["status"], first["body"]) == (200, second["body"])
    assert second["status"] == 200


async def test_a_press_that_comes_again_gets_the_same_answer(stage: TeamsStage) -> None:
    await stage.press("Hanneke", "Later")
    assert await stage.unread("Hanneke") is not None
    await stage.teams("again")
    await stage.settled()
    await both_answers(stage)
    assert await stage.unread("Hanneke") is None


async def test_a_press_that_comes_again_while_it_is_handled_is_one_press(
    stage: TeamsStage,
) -> None:
    await stage.teams("twin", id="f:another")
    held = asyncio.Event()
    holding = asyncio.create_task(hold_up_until_both_are_there(stage, held))
    async with asyncio.timeout(SOON):
        await held.wait()
    await stage.press("Hanneke", "Later")
    await holding
    await both_answers(stage)
    assert await stage.unread("Hanneke") is not None
    assert await stage.unread("Hanneke") is None


async def hold_up_until_both_are_there(stage: TeamsStage, held: asyncio.Event) -> None:
    """Let nothing be stored until the bot is at work on two requests."""
    async with asyncio.timeout(SOON), stage.bot.stores.of(TENANT).write():
        held.set()
        while requests_in_hand() < 2:  # noqa: ASYNC110 (nobody tells when they are there)
            await asyncio.sleep(0.01)


def requests_in_hand() -> int:
    """Return how many requests the bot is at work on."""
    names = (getattr(task.get_coro(), "__qualname__", "") for task in asyncio.all_tasks())
    return sum(name.endswith("run_asgi") for name in names)


@pytest.mark.parametrize("new_id", ["", "f:another"])
async def test_a_window_that_is_sent_again_is_kept_once(stage: TeamsStage, new_id: str) -> None:
    await stage.press("Hanneke", "Leg vast")
    window = await stage.dialog("Hanneke")
    assert window is not None
    filled = dict.fromkeys(window.values, "Bellen met de inwoner") | {"Wanneer?": "morgen 11.00"}
    await stage.submit("Hanneke", filled)
    assert await stage.unread("Hanneke") is not None
    await stage.teams("again", new_id=new_id)
    await stage.settled()
    await both_answers(stage)
    assert await stage.unread("Hanneke") is None
    async with stage.bot.stores.of(TENANT).read() as unit:
        assert len((await unit.records.of(person_id("Hanneke"))).commitments) == 1


async def test_a_message_that_comes_again_is_answered_once(stage: TeamsStage) -> None:
    await stage.type("Hanneke", "mijn")
    assert await stage.unread("Hanneke") is not None
    await stage.teams("again")
    await stage.settled()
    assert (await newest_answer(stage))["status"] == 200
    assert await stage.unread("Hanneke") is None


async def test_two_edits_are_two_and_one_edit_is_one(stage: TeamsStage) -> None:
    await stage.type("Hanneke", "mijn")
    await stage.unread("Hanneke")
    await stage.passes(seconds=1)
    await stage.edit("Hanneke", "help")
    await stage.teams("again")
    await stage.settled()
    said = [await stage.unread("Hanneke") for _ in range(2)]
    assert said[1] is None


async def test_who_removes_the_app_gets_nothing_more_and_nobody_hears_of_it(
    stage: TeamsStage,
) -> None:
    await stage.teams("removes", who="Hanneke")
    await stage.settled()
    assert await standing(stage) is Standing.STOPPED
    await stage.move_to(instant("2027-02-25 12:30"))
    told = await stage.teams("counts")
    assert [one for one in told["refused"] if one["status"] == 403] == []
    await hears_nothing_of(stage, "Joke", "Hanneke")


async def test_who_blocks_the_bot_is_found_out_when_it_sends(stage: TeamsStage) -> None:
    await stage.teams("blocks", who="Hanneke")
    assert await standing(stage) is Standing.ACTIVE
    await stage.move_to(instant("2027-02-25 12:30"))
    assert await standing(stage) is Standing.STOPPED
    told = await stage.teams("counts")
    assert len([one for one in told["refused"] if one["status"] == 403]) == 1
    await hears_nothing_of(stage, "Joke", "Hanneke")


async def test_who_takes_it_again_stays_stopped_until_they_say_otherwise(
    stage: TeamsStage,
) -> None:
    await stage.teams("removes", who="Hanneke")
    await stage.settled()
    await stage.teams("installs", who="Hanneke")
    await stage.settled()
    assert await standing(stage) is Standing.STOPPED
    await stage.move_to(instant("2027-02-25 12:30"))
    assert await stage.unread("Hanneke") is None


async def test_what_is_no_activity_is_refused_and_what_is_unknown_is_ignored(
    stage: TeamsStage,
) -> None:
    await stage.type("Hanneke", "mijn")
    newest = (await stage.teams("newest"))["activity"]
    await stage.teams(
        "reacts", who="Hanneke", ref=(await stage.teams("sees", who="Hanneke"))["messages"][0]["id"]
    )
    assert (await newest_answer(stage))["status"] == 200
    for kind in ("typing", "event", "endOfConversation", "somethingNew"):
        (answer,) = (await stage.teams("sends", activity={**newest, "type": kind, "id": kind}))[
            "answers"
        ]
        assert answer["status"] == 200
    unknown = {**newest, "type": "invoke", "name": "config/fetch", "id": "f:1", "value": {}}
    (answer,) = (await stage.teams("sends", activity=unknown))["answers"]
    assert answer["status"] == 501
