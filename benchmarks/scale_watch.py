"""Processes that are measured: started, asked what they used, and ended."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_TICKS = os.sysconf("SC_CLK_TCK")
Told = dict[str, Any]


class Watched:
    """A process, looked at from outside."""

    def __init__(
        self, name: str, pid: int, process: "subprocess.Popen[bytes] | None" = None
    ) -> None:
        self.name = name
        self.pid = pid
        self._process = process

    def must_live(self) -> None:
        """Raise RuntimeError when the process ended."""
        if self._process is not None and self._process.poll() is not None:
            raise RuntimeError(f"the {self.name} ended with {self._process.returncode}")

    @property
    def cpu_seconds(self) -> float:
        """The processor time it used so far, with that of children that ended."""
        return sum(_times(self.pid)) / _TICKS

    @property
    def peak_mb(self) -> float:
        """The most memory it had resident."""
        return _high_water(self.pid)


class Server(Watched):
    """A PostgreSQL server, with all its processes."""

    @property
    def cpu_seconds(self) -> float:
        """The processor time that all its processes used so far."""
        return (sum(_times(self.pid)) + sum(sum(_times(one)) for one in self._parts())) / _TICKS

    @property
    def peak_mb(self) -> float:
        """The most that the largest of its processes had resident, shared buffers included."""
        return max(_high_water(one) for one in (self.pid, *self._parts()))

    def _parts(self) -> list[int]:
        found = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [int(pid) for pid in found]


def server_of(data: Path) -> Server:
    """Return the server whose data is in this folder."""
    pid = int((data / "postmaster.pid").read_text().splitlines()[0])
    return Server("PostgreSQL", pid)


@contextmanager
def bot_process(
    name: str, what: str, ahead: float, environment: Mapping[str, str]
) -> Iterator[Watched]:
    """Run a process of the bot until the block ends; see `scale_process`."""
    command = [sys.executable, "-m", "benchmarks.scale_process", str(ahead), what]
    with subprocess.Popen(command, env={**os.environ, **environment}) as process:
        try:
            yield Watched(name, process.pid, process)
        finally:
            process.terminate()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()


def ask(port: int, path: str) -> Told:
    """Return what the far end tells."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
        told: Told = json.loads(answer.read())
    return told


def wait_for(port: int, count: int, seconds: float, processes: Iterable[Watched] = ()) -> Told:
    """Return what the far end tells once so many messages came, or once this takes too long."""
    until = time.monotonic() + seconds
    while True:
        for one in processes:
            one.must_live()
        told = ask(port, "/told")
        if told["count"] >= count or time.monotonic() > until:
            return told
        time.sleep(1.0)


def load() -> float:
    """Return the load of the machine over the last minute."""
    return os.getloadavg()[0]


def _times(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return [0]
    return [int(number) for number in text.rpartition(") ")[2].split()[11:15]]


def _high_water(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except FileNotFoundError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)
