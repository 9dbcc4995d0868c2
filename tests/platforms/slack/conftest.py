"""One stand-in for all tests here; each test begins with an empty one."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.standins.slack.client import SlackStandin, slack_standin


@pytest.fixture(scope="session")
def slack_process() -> Iterator[SlackStandin]:
    with slack_standin() as standin:
        yield standin


@pytest.fixture
async def slack(slack_process: SlackStandin) -> AsyncIterator[SlackStandin]:
    async with slack_process.connected():
        yield slack_process
