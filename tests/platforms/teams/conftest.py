"""One stand-in for all tests of this folder, empty again before each."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.platforms.teams.tiny_bot import TinyBot, tiny_bot
from tests.standins.teams.client import TeamsClient, teams_process


@pytest.fixture(scope="session")
def teams_server() -> Iterator[TeamsClient]:
    with teams_process() as teams:
        yield teams


@pytest.fixture
async def teams(teams_server: TeamsClient) -> TeamsClient:
    await teams_server("reset")
    return teams_server


@pytest.fixture
async def bot(teams: TeamsClient) -> AsyncIterator[TinyBot]:
    """The smallest bot there can be; Hanneke has it."""
    async with tiny_bot(teams) as made:
        await teams("installs", who="Hanneke")
        yield made
