"""Who may come in: tokens of Microsoft for this app and this address, and nothing else."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.situations import Knowledge
from tests.fakes.memory import MemoryStores
from tests.stages.teams import TeamsStage, teams_stage
from tests.standins.teams.client import TeamsClient
from tests.standins.teams.world import Json

HEAD = {"start": "2027-01-14 12:00", "people": {"Hanneke": {"roles": ["secretary"]}}}
SOON = 30
BAD = [
    "forged",
    "altered",
    "expired",
    "not_yet",
    "wrong_audience",
    "wrong_issuer",
    "wrong_service_url",
    "no_service_url",
    "unknown_key",
    "not_endorsed",
    "alg_none",
    "garbage",
    "not_a_token",
    "basic",
    "empty",
    "missing",
]


@pytest.fixture
async def stage(teams: TeamsClient, knowledge: Knowledge) -> AsyncIterator[TeamsStage]:
    async with teams_stage(teams, MemoryStores(), knowledge, HEAD) as made:
        yield made


async def status(teams: TeamsClient, token: str) -> int:
    """Let Hanneke type something that is answered, with this token; return what the bot answered."""
    await teams("tokens", kind=token)
    (answer,) = (await teams("types", who="Hanneke", text="help"))["answers"]
    found: int = answer["status"]
    return found


async def login(teams: TeamsClient) -> Json:
    counts: Json = (await teams("counts"))["login"]
    return counts


@pytest.mark.parametrize("token", BAD)
async def test_a_bad_token_is_refused_and_nothing_happens(stage: TeamsStage, token: str) -> None:
    assert await status(stage.teams, token) == 401
    await stage.settled()
    assert await stage.unread("Hanneke") is None
    assert await status(stage.teams, "good") == 200
    await stage.settled()
    assert await stage.unread("Hanneke") is not None
    assert await stage.unread("Hanneke") is None


@pytest.mark.parametrize("token", ["garbage", "missing", "basic", "alg_none"])
async def test_what_is_no_token_costs_no_look_at_the_keys(stage: TeamsStage, token: str) -> None:
    before = await login(stage.teams)
    assert await status(stage.teams, token) == 401
    assert await login(stage.teams) == before


async def test_keys_out_of_reach_are_no_reason_to_refuse_for_good(
    teams: TeamsClient, knowledge: Knowledge
) -> None:
    async with teams_stage(teams, MemoryStores(), knowledge, HEAD, arrivals=False) as stage:
        await teams("fault", trouble="drop", area="keys", times=None)
        assert await status(teams, "good") == 503
        await teams("clear")
        answered = 503
        async with asyncio.timeout(SOON):
            while answered == 503:  # the bot gives the server of keys a moment
                answered = await status(teams, "good")
        assert answered == 200
        await stage.settled()
        assert await stage.unread("Hanneke") is not None


async def test_a_new_key_is_looked_up_at_once(stage: TeamsStage) -> None:
    assert await status(stage.teams, "good") == 200
    await stage.teams("rotate_keys", keep_old=False)
    assert await status(stage.teams, "good") == 200


async def test_keys_at_hand_serve_while_the_server_of_keys_is_away(stage: TeamsStage) -> None:
    assert await status(stage.teams, "good") == 200
    await stage.teams("outage", door="login")
    assert await status(stage.teams, "good") == 200


async def test_many_unknown_keys_are_no_flood_for_the_server_of_keys(stage: TeamsStage) -> None:
    assert await status(stage.teams, "good") == 200
    before = await login(stage.teams)
    asked = (stage.teams("again", token="unknown_key") for _ in range(50))
    answers = [one["answers"][0]["status"] for one in await asyncio.gather(*asked)]
    assert answers == [401] * 50
    after = await login(stage.teams)
    assert after["keys"] - before["keys"] <= 3
    assert await status(stage.teams, "good") == 200


async def test_a_service_url_that_is_not_on_the_list_is_not_called(stage: TeamsStage) -> None:
    await stage.teams("types", who="Hanneke", text="help")
    await stage.settled()
    newest = (await stage.teams("newest"))["activity"]
    elsewhere = {**newest, "id": "1", "serviceUrl": "http://192.0.2.1/emea/"}
    (answer,) = (await stage.teams("sends", activity=elsewhere))["answers"]
    assert answer["status"] == 401


async def test_one_token_of_our_own_serves_many_messages(stage: TeamsStage) -> None:
    for _ in range(5):
        assert await status(stage.teams, "good") == 200
        await stage.settled()
    assert (await login(stage.teams))["token"] == 1


async def test_our_own_token_is_fetched_again_when_teams_refuses_it(
    teams: TeamsClient, knowledge: Knowledge
) -> None:
    async with teams_stage(teams, MemoryStores(), knowledge, HEAD, own_time=True) as stage:
        assert await status(teams, "good") == 200
        await stage.settled()
        await teams("tokens", revoke=True)
        assert await status(teams, "good") == 200
        await stage.settled()
        await stage.passes(seconds=5)
        assert [await stage.unread("Hanneke") is not None for _ in range(3)] == [True, True, False]
        assert (await login(teams))["token"] == 2
