"""`pytest tests/chaos --all-points` leaves nothing out, and waits as long as in earnest."""

import pytest

# What takes long and is much like another one; pytest tells how many it left out.
LONG = frozenset(
    {
        "test_a_deploy_in_the_middle_leaves_nothing_unknown",
        "test_a_line_to_the_database_that_falls_silent",
        "test_a_platform_that_falls_silent_leaves_a_handful_unknown",
        "test_processes_that_are_killed_one_after_the_other",
    }
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option."""
    parser.addoption(
        "--all-points",
        action="store_true",
        help="kill at every numbered point, and wait as long as in earnest (takes an hour)",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what takes long, unless everything was asked for, or it by name."""
    if config.getoption("--all-points", default=False) or config.getoption("keyword", default=""):
        return
    left_out = [item for item in items if item.name in LONG]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture
def in_earnest(request: pytest.FixtureRequest) -> bool:
    """Tell whether everything lasts as long as it does in earnest; else about a fifth of it."""
    return bool(request.config.getoption("--all-points", default=False))
