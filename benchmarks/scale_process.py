"""A process of the bot as it is in earnest, with its clock set: `SECONDS serve|clock|work`.

`python -m benchmarks.scale_process SECONDS WHAT`: the bot's time is so many seconds ahead of the real
one. Settings come from the environment, as always. ZETJE_BENCH_PROFILE names a folder in which each
process leaves what cProfile saw; with ZETJE_BENCH_NOTHING_AHEAD nothing is made ready before it is due.
"""

import os
import sys
from cProfile import Profile
from datetime import timedelta
from pathlib import Path

from adapters import distributed, serving
from adapters.settings import read_settings
from adapters.sql.connect import is_postgres
from tests.bot_process import let_clock_be_off, run

CONCURRENCY = 400


def main(seconds: str, what: str) -> None:
    """Be that process until it is told to stop."""
    by = timedelta(seconds=float(seconds))
    let_clock_be_off(lambda: by)
    if os.environ.get("ZETJE_BENCH_NOTHING_AHEAD"):
        for module in (distributed, serving):
            vars(module).update(AHEAD=timedelta(0))
    is_embedded = what == "serve" and not is_postgres(read_settings().database)
    run("embedded" if is_embedded else what, CONCURRENCY)


def profiled(folder: Path, seconds: str, what: str) -> None:
    """Do as `main`, and leave a profile."""
    profile = Profile()
    try:
        profile.runcall(main, seconds, what)
    finally:
        profile.dump_stats(folder / f"{what}-{os.getpid()}.profile")


if __name__ == "__main__":
    if place := os.environ.get("ZETJE_BENCH_PROFILE"):
        profiled(Path(place), *sys.argv[1:])
    else:
        main(*sys.argv[1:])
