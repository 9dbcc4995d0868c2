"""Memory of the idle embedded process, and what it is made of. Baseline: a bare Python.

The resident size of the process (VmRSS) after it has served and ticked for some seconds; then the
same for a Python that only imports what is named, in steps.
"""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.measuring import figure

PORT = 18973
STEPS = (
    ("Python alone", ""),
    ("+ web server", "import starlette.applications, uvicorn, asyncio"),
    ("+ SQLAlchemy", "import starlette.applications, uvicorn, sqlalchemy.ext.asyncio, aiosqlite"),
    ("+ all our modules", "import adapters.serving, adapters.wiring"),
)


def _resident_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"process {pid} has no resident size")


def _of_imports(code: str) -> float:
    script = f"{code}\nprint(end='.', flush=True)\ninput()"
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.read(1)
        size = _resident_mb(process.pid)
        process.communicate(b"\n")
    return size


def _of_serving() -> float:
    with tempfile.TemporaryDirectory() as folder:
        key = subprocess.run(
            [sys.executable, "-m", "adapters.cli", "key"], capture_output=True, check=True
        ).stdout.decode()
        environment = os.environ | {
            "ZETJE_DATABASE": f"sqlite:///{folder}/zetje.db",
            "ZETJE_KEYS": key.strip(),
            "ZETJE_PORT": str(PORT),
        }
        subprocess.run(
            [sys.executable, "-m", "adapters.cli", "migrate"], env=environment, check=True
        )
        serve = [sys.executable, "-m", "adapters.cli", "serve"]
        with subprocess.Popen(serve, env=environment, stderr=subprocess.DEVNULL) as process:
            try:
                _wait_until_ready()
                time.sleep(3)
                return _resident_mb(process.pid)
            finally:
                process.terminate()


def _wait_until_ready() -> None:
    for _ in range(100):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/readyz", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not become ready within ten seconds")


def figures() -> Iterator[dict[str, Any]]:
    """Measure the process, and the steps that make it up."""
    bare = _of_imports("")
    yield figure("idle embedded process, resident", _of_serving(), "MB", bare, goal=180.0)
    for name, code in STEPS:
        yield figure(f"of which: {name}", _of_imports(code), "MB", bare, goal=None)
