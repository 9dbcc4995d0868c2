"""Processes that are told to stop."""

import asyncio
import signal
import subprocess
import time

# What docs/running.md says to give a process.
GRACE_SECONDS = 30


async def stops_in_time(*processes: subprocess.Popen[bytes]) -> None:
    """Tell these to stop, and see that each does within its time of grace, and in peace."""
    begun = time.monotonic()
    for process in processes:
        process.send_signal(signal.SIGTERM)
    while any(process.poll() is None for process in processes):
        assert time.monotonic() - begun < GRACE_SECONDS, "it does not stop"
        await asyncio.sleep(0.05)
    assert [process.returncode for process in processes] == [0] * len(processes)
