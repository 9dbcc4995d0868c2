"""Everything here runs on the fake stores and on SQLite."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from adapters.settings import PROMPTS
from adapters.sql.stores import SqlStores
from adapters.wiring import read_knowledge
from bot.batch import Batch
from bot.model.messages import Message
from bot.model.people import Platform
from bot.outcomes import Outcome
from bot.ports.stores import Stores
from bot.situations import Knowledge
from tests.databases import a_database
from tests.fakes.memory import MemoryStores
from tests.fakes.platform import RecordingPlatform
from tests.fakes.vault import a_vault
from tests.shell.front_desk import Desk
from tests.shell.town import Town


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """Return the library that comes with the bot."""
    return read_knowledge(PROMPTS)


@pytest.fixture(params=["memory", "sqlite"])
async def stores(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stores]:
    """Return empty stores."""
    made = (
        MemoryStores() if request.param == "memory" else SqlStores(a_database(tmp_path), a_vault())
    )
    yield made
    await made.close()


@pytest.fixture
async def town(stores: Stores, knowledge: Knowledge) -> Town:
    """Return a town in which Hanneke and Yusuf take part, on a Thursday at noon."""
    made = Town(stores, knowledge, RecordingPlatform())
    await made.settle()
    return made


@pytest.fixture
async def desk(stores: Stores, knowledge: Knowledge) -> Desk:
    """Return a reception on Slack, where the organisation T1 is not linked with anybody yet."""
    platform = RecordingPlatform(Platform.SLACK)
    town = Town(stores, knowledge, platform)
    await town.settle()
    return Desk(town, platform)


@pytest.fixture
def waves(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return how many messages each wave had, as they go; 0 where only those that take long are waited for."""
    seen: list[int] = []
    send = Batch.send

    async def noted(batch: Batch, wave: Sequence[Message]) -> Sequence[Outcome]:
        seen.append(len(wave))
        return await send(batch, wave)

    monkeypatch.setattr(Batch, "send", noted)
    return seen
