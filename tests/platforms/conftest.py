"""What every platform is tested with."""

import pytest

from bot.situations import Knowledge
from tests.first_prompts import first_knowledge


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """Return what the transcripts are written for."""
    return first_knowledge()
