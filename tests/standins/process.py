"""Starts a stand-in as a process of its own, on loopback, and ends it with whoever started it.

A stand-in is a module that is run as `python -m <module>`. As soon as it accepts connections it
calls `announce(port=…, …)`, and from then on it ends when its standard input ends: also when the
process that started it was killed.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[2]
READY = "ready "
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Running:
    """A stand-in that accepts connections. `ports` are those that it announced, by name."""

    ports: Mapping[str, int]
    pid: int

    def url(self, port: str = "port") -> str:
        """Return where this port is reached, without a slash at the end."""
        return f"http://{HOST}:{self.ports[port]}"


@contextmanager
def running(
    module: str, arguments: Sequence[str] = (), *, ready_within: float = 20.0
) -> Iterator[Running]:
    """Run `module` until the block ends.

    Raises RuntimeError, with what it wrote, when it is not ready in `ready_within` seconds.
    """
    child = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    assert child.stdout is not None
    said = _Listener(child.stdout)
    try:
        yield Running(said.ports(module, ready_within), child.pid)
    finally:
        _end(child)
        said.join()


def announce(**ports: int) -> None:
    """Say that this process accepts connections on these ports, and end when standard input ends."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.stdout.write(READY + json.dumps(ports) + "\n")
    sys.stdout.flush()


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


def _end(child: subprocess.Popen[str]) -> None:
    assert child.stdin is not None
    child.stdin.close()
    try:
        child.wait(timeout=5)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


class _Listener:
    """Reads all that a process writes, so that it never waits for a full pipe."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._lines: list[str] = []
        self._ports: dict[str, int] | None = None
        self._known = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def ports(self, module: str, within: float) -> Mapping[str, int]:
        self._known.wait(within)
        if self._ports is None:
            said = "".join(self._lines[-40:])
            raise RuntimeError(f"{module} was not ready within {within:g} s; it said:\n{said}")
        return self._ports

    def join(self) -> None:
        self._thread.join(timeout=5)
        self._stream.close()

    def _read(self) -> None:
        for line in self._stream:
            if self._ports is None and line.startswith(READY):
                self._ports = json.loads(line.removeprefix(READY))
                self._known.set()
            else:
                self._lines.append(line)
                del self._lines[:-200]
        self._known.set()
