"""Whole processes, timed from outside: medians of several runs, baseline and subject in turn."""

import subprocess
import sys
from collections.abc import Sequence
from statistics import median
from time import perf_counter
from typing import Any

RUNS = 5


def seconds(arguments: Sequence[str]) -> float:
    """Return how long this command of the same Python takes, from start to end."""
    begun = perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    return perf_counter() - begun


def in_turn(baseline: Sequence[str], subject: Sequence[str]) -> tuple[float, float]:
    """Return the median seconds of both, run in turn after one run of each that does not count."""
    seconds(baseline), seconds(subject)
    pairs = [(seconds(baseline), seconds(subject)) for _ in range(RUNS)]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)


def figure(
    name: str, value: float, unit: str, baseline: float, goal: float | None
) -> dict[str, Any]:
    """Return one line of the result. `ratio` is the value by its baseline."""
    return {
        "name": name,
        "value": round(value, 3),
        "unit": unit,
        "baseline": round(baseline, 3),
        "ratio": round(value / baseline, 2),
        "goal": goal,
    }
