"""One stand-in for all tests of this folder, empty again before each."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from adapters.settings import PROMPTS
from adapters.wiring import read_knowledge
from bot.situations import Knowledge
from tests.first_prompts import first_prompts
from tests.standins.teams.client import TeamsClient, teams_process


@pytest.fixture(scope="session")
def teams_server() -> Iterator[TeamsClient]:
    with teams_process() as teams:
        yield teams


@pytest.fixture
async def teams(teams_server: TeamsClient) -> TeamsClient:
    await teams_server("reset")
    return teams_server


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return replace(read_knowledge(PROMPTS), library=first_prompts())
