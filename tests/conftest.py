"""What every test begins with."""

import logging
from collections.abc import Iterator

import pytest
import structlog

from tests import databases


def pytest_configure(config: pytest.Config) -> None:
    """Share one PostgreSQL between all processes of this run."""
    if not _is_worker(config):
        databases.begin_session()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop it with the run."""
    if not _is_worker(config):
        databases.end_session()


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


@pytest.fixture(autouse=True)
def log_as_if_nobody_set_it_up() -> Iterator[None]:
    """Undo what a command did to the log of the process, so that no test depends on another."""
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
