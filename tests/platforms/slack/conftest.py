"""One stand-in for all tests here; each test begins with an empty one."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest

from adapters.settings import PROMPTS
from adapters.wiring import read_knowledge
from bot.situations import Knowledge
from tests.first_prompts import first_prompts
from tests.standins.slack.client import SlackStandin, slack_standin


@pytest.fixture(scope="session")
def slack_process() -> Iterator[SlackStandin]:
    with slack_standin() as standin:
        yield standin


@pytest.fixture
async def slack(slack_process: SlackStandin) -> AsyncIterator[SlackStandin]:
    async with slack_process.connected():
        yield slack_process


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return replace(read_knowledge(PROMPTS), library=first_prompts())
