"""A month of the demo, played in the terminal. Baseline: the same command that only makes the town."""

from collections.abc import Iterator
from typing import Any

from benchmarks.measuring import figure, in_turn

MAKE_ONLY = (
    "import asyncio\n"
    "from datetime import date\n"
    "from adapters.demo.running import open_demo\n"
    "async def make():\n"
    "    async with open_demo(date(2027, 1, 11), None):\n"
    "        pass\n"
    "asyncio.run(make())\n"
)


def figures() -> Iterator[dict[str, Any]]:
    """Measure both in turn."""
    play = ["-m", "adapters.cli", "demo", "--play", "--json", "--from", "2027-01-11"]
    baseline, subject = in_turn(["-c", MAKE_ONLY], play)
    yield figure("zetje demo --play (a month)", subject, "s", baseline, goal=10.0)
