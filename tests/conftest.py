"""What every test begins with."""

import logging
from collections.abc import Iterator

import pytest
import structlog


@pytest.fixture(autouse=True)
def log_as_if_nobody_set_it_up() -> Iterator[None]:
    """Undo what a command did to the log of the process, so that no test depends on another."""
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
