"""How long `zetje --help` takes. Baseline: Python that starts and imports typer."""

from collections.abc import Iterator
from typing import Any

from benchmarks.measuring import figure, in_turn


def figures() -> Iterator[dict[str, Any]]:
    """Measure both in turn."""
    baseline, subject = in_turn(["-c", "import typer"], ["-m", "adapters.cli", "--help"])
    yield figure("zetje --help", subject, "s", baseline, goal=0.5)
