"""A process of the bot as it is in earnest, with its clock set: `SECONDS serve|clock|work`.

`python -m benchmarks.scale_process SECONDS WHAT`: the bot's time is so many seconds ahead of the real
one. Settings come from the environment, as always.
"""

import asyncio
import sys
from datetime import datetime, timedelta

from adapters import distributed, serving
from adapters.clock.clocks import SystemClock
from adapters.settings import read_settings
from adapters.sql.connect import is_postgres

CONCURRENCY = 200


class SetAhead(SystemClock):
    """The real time, so much ahead."""

    by = timedelta(0)

    def now(self) -> datetime:
        """Return the bot's instant."""
        return super().now() + self.by


def main(seconds: str, what: str) -> None:
    """Be that process until it is told to stop."""
    SetAhead.by = timedelta(seconds=float(seconds))
    for module in (distributed, serving):
        vars(module)["SystemClock"] = SetAhead
    settings = read_settings()
    match what:
        case "serve" if is_postgres(settings.database):
            asyncio.run(distributed.serve_web(settings))
        case "serve":
            asyncio.run(serving.serve_embedded(settings))
        case "clock":
            asyncio.run(distributed.run_clock(settings))
        case "work":
            asyncio.run(distributed.run_worker(settings, CONCURRENCY))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:])
