"""Whole processes, timed from outside: medians of several runs, baseline and subject in turn."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import Any

RUNS = 5
_A_LOOK, _IDLE_CPU = 0.5, 0.05


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


def cpu_seconds(process: int) -> float:
    """Return the processor time that a process has used so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rest(process: int) -> None:
    """Wait until a process has nothing to do any more."""
    before = -1.0
    while cpu_seconds(process) - before > _IDLE_CPU:
        before = cpu_seconds(process)
        sleep(_A_LOOK)


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
