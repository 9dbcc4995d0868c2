"""A stand-in runs while it is needed, and never longer than whoever started it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.standins.process import ROOT, running

HOLD = """
import time
from tests.standins.process import running
with running("tests.standins.slack") as standin:
    print(standin.pid, flush=True)
    time.sleep(60)
"""


def is_there(pid: int) -> bool:
    """Tell whether the process runs; one that ended may wait in a container for somebody to notice."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    about = Path(f"/proc/{pid}/stat")
    return not about.exists() or about.read_text().rpartition(")")[2].split()[0] != "Z"


def ends(pid: int) -> bool:
    for _ in range(500):
        if not is_there(pid):
            return True
        time.sleep(0.01)
    return False


def test_it_ends_with_the_block() -> None:
    with running("tests.standins.slack") as standin:
        assert is_there(standin.pid)
        assert standin.url("api").startswith("http://127.0.0.1:")
    assert not is_there(standin.pid)


def test_it_ends_when_who_started_it_is_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as starter:
        assert starter.stdout is not None
        pid = int(starter.stdout.readline())
        starter.send_signal(signal.SIGKILL)
    assert ends(pid)


def test_what_does_not_start_says_why() -> None:
    with (
        pytest.raises(RuntimeError, match=r"No module named tests\.standins\.nowhere"),
        running("tests.standins.nowhere"),
    ):
        pass
