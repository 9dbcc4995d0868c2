"""A process that is told to stop: once, and again while it closes what it opened."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
PROCESS = """
import asyncio
import signal
from adapters.stopping import stop_at_signals

async def run():
    with stop_at_signals() as stop:
        print(signal.getsignal(signal.SIGHUP) is signal.SIG_IGN, flush=True)
        await stop.wait()
    await asyncio.sleep(0.5)

asyncio.run(run())
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_who_is_told_again_and_again_ends_in_peace(number: signal.Signals) -> None:
    command = [sys.executable, "-c", PROCESS]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        while process.poll() is None:
            process.send_signal(number)
            time.sleep(0.05)
    assert process.returncode == 0


def test_who_is_to_live_on_when_the_terminal_closes_does() -> None:
    command = ["nohup", sys.executable, "-c", PROCESS]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"True\n"
        process.terminate()
    assert process.returncode == 0
