"""In a channel that is shared with another organisation: its people are nobody's here."""

from collections.abc import AsyncIterator, Sequence

import pytest

from bot.ports.stores import Stores
from bot.situations import Knowledge
from tests.fakes.memory import MemoryStores
from tests.stages.slack import SlackStage, slack_stage
from tests.stages.town import TENANT, instant
from tests.standins.slack.client import Json, SlackStandin

HEAD: Json = {
    "start": "2027-01-12 10:00",
    "people": {
        "Joke": {"roles": ["admin"], "own": ["thursday", "12.15"]},
        "Hanneke": {"roles": ["secretary"], "own": ["thursday", "12.15"]},
    },
    "groups": {"MT Sociaal": ["Hanneke", "Joke"]},
    "series": [{"steps": ["zetje:rf-001"], "weekly": "2027-01-14 12:15", "in": "MT Sociaal"}],
}


@pytest.fixture
async def stage(slack: SlackStandin, knowledge: Knowledge) -> AsyncIterator[SlackStage]:
    async with slack_stage(slack, MemoryStores(), knowledge, HEAD, socket_mode=False) as made:
        await slack.do("new_user", name="Piet", of="T9ELDERS")
        await slack.do("new_user", name="Noor")
        for name in ("Piet", "Noor"):
            await slack.do("join", user=name, where="mt-sociaal")
        await made.bot.ticker.tick()
        await made.move_to(instant("2027-01-14 12:15"))
        yield made


async def known(stores: Stores) -> Sequence[str]:
    async with stores.of(TENANT).read() as unit:
        return sorted(person.name for person in await unit.people.all())


async def test_a_press_of_a_stranger_comes_to_nothing(
    stage: SlackStage, slack: SlackStandin
) -> None:
    piet = slack.person("Piet")
    before = await piet.from_bot("mt-sociaal")
    assert before
    await piet.presses("Schrijf antwoord", where="mt-sociaal")
    await stage.settled()
    assert await piet.from_bot("mt-sociaal") == before
    assert await known(stage.bot.stores) == ["Hanneke", "Joke"]


async def test_a_press_of_a_new_colleague_is_heard(stage: SlackStage, slack: SlackStandin) -> None:
    await slack.person("Noor").presses("Schrijf antwoord", where="mt-sociaal")
    await stage.settled()
    assert await known(stage.bot.stores) == ["Hanneke", "Joke", "Noor"]
