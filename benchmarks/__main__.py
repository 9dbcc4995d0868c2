"""Prints each figure as a JSON line with its baseline, measured in the same run.

`python -m benchmarks [NAME]`; keys: name, value, unit, baseline, ratio, goal.
"""

import sys
from collections.abc import Callable, Iterator
from json import dumps
from typing import Any

from benchmarks import (
    help_time,
    idle_memory,
    library_check,
    month,
    morning_peak,
    scale_digest,
    scale_planning,
    scale_send,
    simulate,
    slack_ack,
    slack_send,
    teams_ack,
    teams_send,
)

Figure = dict[str, Any]
PARTS: dict[str, Callable[[], Iterator[Figure]]] = {
    "help": help_time.figures,
    "memory": idle_memory.figures,
    "month": month.figures,
    "library": library_check.figures,
    "simulate": simulate.figures,
    "slack-ack": slack_ack.figures,
    "slack-send": slack_send.figures,
    "teams-ack": teams_ack.figures,
    "teams-send": teams_send.figures,
    "send": scale_send.figures,
    "peak": morning_peak.figures,
    "plan": scale_planning.figures,
    "digest": scale_digest.figures,
}


def main(wanted: list[str]) -> int:
    """Measure the named parts, or all; return the exit code."""
    unknown = [name for name in wanted if name not in PARTS]
    if unknown:
        sys.stderr.write(f"no such part: {unknown[0]}; there are: {', '.join(PARTS)}\n")
        return 2
    for name in wanted or PARTS:
        for figure in PARTS[name]():
            sys.stdout.write(dumps(figure) + "\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
