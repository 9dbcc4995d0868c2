"""In a channel or chat that is shared with another organisation: its people are nobody's here."""

from collections.abc import AsyncIterator, Sequence

import pytest

from bot.situations import Knowledge
from tests.fakes.memory import MemoryStores
from tests.stages.teams import APP, TeamsStage, teams_stage
from tests.stages.town import TENANT, instant
from tests.standins.teams.client import TeamsClient
from tests.standins.teams.world import Json

HEAD: Json = {
    "start": "2027-01-12 10:00",
    "people": {
        "Joke": {"roles": ["admin"], "own": ["thursday", "12.15"]},
        "Hanneke": {"roles": ["secretary"], "own": ["thursday", "12.15"]},
    },
    "groups": {"MT Sociaal": ["Hanneke", "Joke"]},
    "series": [{"steps": ["zetje:rf-001"], "weekly": "2027-01-14 12:15", "in": "MT Sociaal"}],
}
REFUSED = "Ik ben er alleen voor mensen van deze organisatie. Ik heb niets bewaard."


@pytest.fixture
async def stage(teams: TeamsClient, knowledge: Knowledge) -> AsyncIterator[TeamsStage]:
    async with teams_stage(teams, MemoryStores(), knowledge, HEAD) as made:
        await teams("user", name="Piet", tenant="Waterschap Elders")
        await teams("user", name="Noor", tenant="Gemeente Lindewaard")
        for name in ("Piet", "Noor"):
            await teams("joins", who=name, where="MT Sociaal")
        yield made


async def known(stage: TeamsStage) -> Sequence[str]:
    async with stage.bot.stores.of(TENANT).read() as unit:
        return sorted(person.name for person in await unit.people.all())


async def said(stage: TeamsStage) -> Sequence[Json]:
    """Return what the bot said in the channel."""
    await stage.settled()
    seen = await stage.teams("sees", where="MT Sociaal")
    return [one for one in seen["messages"] if one["author"] == f"28:{APP}"]


async def test_who_is_of_another_organisation_gets_silence_and_is_not_kept(
    stage: TeamsStage,
) -> None:
    await stage.teams("types", who="Piet", text="@Zetje vraag begroting", where="MT Sociaal")
    await stage.teams("types", who="Piet", text="@Zetje hier", where="MT Sociaal")
    assert await said(stage) == []
    assert await known(stage) == ["Hanneke", "Joke"]


async def test_a_new_colleague_in_the_same_channel_is_heard(stage: TeamsStage) -> None:
    await stage.teams("types", who="Noor", text="@Zetje vraag begroting", where="MT Sociaal")
    await stage.settled()
    assert await known(stage) == ["Hanneke", "Joke", "Noor"]


async def test_a_press_of_an_outsider_is_refused_to_them_alone(stage: TeamsStage) -> None:
    await stage.bot.ticker.tick()
    await stage.move_to(instant("2027-01-14 12:15"))
    (before,) = await said(stage)
    pressed = await stage.teams("presses", who="Piet", title="Schrijf antwoord", where="MT Sociaal")
    assert REFUSED in str(pressed)
    assert await said(stage) == [before]
    assert await known(stage) == ["Hanneke", "Joke"]
