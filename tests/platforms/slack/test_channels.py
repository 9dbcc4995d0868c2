"""In a channel: linked by the slash command, and only where the bot was invited."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.ports.stores import Stores
from bot.situations import Knowledge
from tests.fakes.memory import MemoryStores
from tests.stages.slack import SlackStage, slack_stage
from tests.stages.town import TENANT
from tests.standins.slack.client import Json, Person, SlackStandin

HEAD: dict[str, Any] = {
    "start": "2027-01-12 10:00",
    "people": {
        "Joke": {"roles": ["admin"], "own": ["thursday", "12.15"]},
        "Hanneke": {"roles": ["secretary"], "own": ["thursday", "12.15"]},
    },
    "groups": {"MT Sociaal": ["Hanneke"]},
    "unlinked": ["MT Sociaal"],
}


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
def joke(slack: SlackStandin) -> Person:
    return slack.person("Joke")


async def linked(stores: Stores) -> str | None:
    async with stores.of(TENANT).read() as unit:
        (group,) = await unit.people.groups()
    return group.conversation


async def asides(person: Person, where: str) -> list[str]:
    return [one["text"] for one in await person.messages(where) if one["ephemeral"]]


async def said(person: Person, where: str) -> list[Json]:
    return [one for one in await person.from_bot(where) if not one["ephemeral"]]


async def test_an_admin_links_a_channel_with_the_command(
    stage: SlackStage, slack: SlackStandin, stores: Stores, joke: Person
) -> None:
    await joke.asks("/zetje", "hier", where="mt-sociaal")
    await stage.settled()
    assert await linked(stores) == (await slack.do("overview"))["channels"]["mt-sociaal"]
    assert len(await said(joke, "mt-sociaal")) == 1


async def test_where_the_bot_is_not_it_asks_to_be_invited(
    stage: SlackStage, slack: SlackStandin, joke: Person
) -> None:
    await slack.do("channel", name="mt-ruimte", members=["Joke"], is_private=True)
    await joke.asks("/zetje", "hier", where="mt-ruimte")
    await stage.settled()
    assert await said(joke, "mt-ruimte") == []
    (aside,) = await asides(joke, "mt-ruimte")
    assert "Nodig mij eerst uit" in aside


async def test_without_the_right_to_be_named_it_hears_nothing(
    stage: SlackStage, slack: SlackStandin, stores: Stores, joke: Person
) -> None:
    app = await slack.do("app")
    scopes = [one for one in app["scopes"] if one != "app_mentions:read"]
    await slack.do("uninstall", user="Joke")
    installed = await slack.do("install", scopes=scopes)
    assert installed["bot_user"]
    told = await joke.types("@Zetje hier", where="mt-sociaal")
    assert [one for one in told["sent"] if one["what"] == "app_mention"] == []
    assert await linked(stores) is None


async def test_what_people_say_to_each_other_is_not_heard(
    stage: SlackStage, slack: SlackStandin, joke: Person
) -> None:
    told = await joke.types("mijn", where="mt-sociaal")
    assert told["sent"] == []


async def test_in_a_thread_it_answers_in_the_thread(
    stage: SlackStage, slack: SlackStandin, joke: Person
) -> None:
    root = await joke.types("Wat doen we met de balie?", where="mt-sociaal")
    told = await joke.types("@Zetje vraag begroting", where="mt-sociaal", thread_ts=root["ts"])
    assert told["sent"][0]["attempts"][0]["status"] == 200
    await stage.settled()
    (answer,) = await said(joke, "mt-sociaal")
    assert answer.get("thread_ts") == root["ts"]
