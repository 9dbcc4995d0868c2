"""`pytest tests/chaos --all-points` kills at every point instead of at a sample of each kind."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option."""
    parser.addoption(
        "--all-points",
        action="store_true",
        help="kill the process at every numbered point (takes half an hour)",
    )
