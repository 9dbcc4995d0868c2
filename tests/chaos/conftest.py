"""`pytest tests/chaos --all-points` leaves nothing out, and waits as long as in earnest."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from adapters.settings import PROMPTS
from adapters.sql.stores import SqlStores
from adapters.wiring import read_knowledge
from bot.situations import Knowledge
from tests import postgres
from tests.databases import a_database
from tests.fakes.vault import a_vault
from tests.standins.slack.client import SlackStandin, slack_standin
from tests.standins.teams.client import TeamsClient, teams_process

# What takes long and is much like another one; pytest names what it skips.
LONG = frozenset(
    {
        "test_a_deploy_in_the_middle_leaves_nothing_unknown",
        "test_a_line_to_the_database_that_falls_silent",
        "test_a_platform_that_falls_silent_leaves_a_handful_unknown",
        "test_processes_that_are_killed_one_after_the_other",
        "test_what_waits_for_the_name_goes_once_it_is_found[slack-silent]",
        "test_what_waits_for_the_name_goes_once_it_is_found[teams-unknown]",
    }
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option."""
    parser.addoption(
        "--all-points",
        action="store_true",
        help="kill at every numbered point, and wait as long as in earnest (takes an hour, needs PostgreSQL)",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what takes long, unless everything was asked for (then nothing is), or it by name."""
    if config.getoption("--all-points", default=False):
        reason = postgres.why_not_of_our_own()
        if reason is not None:
            raise pytest.UsageError(f"--all-points leaves nothing out: {reason}")
        return
    if config.getoption("keyword", default=""):
        return
    for item in items:
        if item.name in LONG:
            item.add_marker(pytest.mark.skip(reason="takes long; `make chaos` runs it"))


@pytest.fixture
def in_earnest(request: pytest.FixtureRequest) -> bool:
    """Tell whether everything lasts as long as it does in earnest; else about a fifth of it."""
    return bool(request.config.getoption("--all-points", default=False))


@pytest.fixture(scope="module")
def slack_process() -> Iterator[SlackStandin]:
    """Return a stand-in for Slack that runs."""
    with slack_standin() as standin:
        yield standin


@pytest.fixture(scope="module")
def teams() -> Iterator[TeamsClient]:
    """Return a stand-in for Teams that runs."""
    with teams_process() as process:
        yield process


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """Return the library that comes with the bot."""
    return read_knowledge(PROMPTS)


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[SqlStores]:
    """Return empty stores in a file."""
    made = SqlStores(a_database(tmp_path), a_vault())
    yield made
    await made.close()
