"""`zetje serve`, `clock` and `work` as processes of their own on PostgreSQL."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from socket import socket
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

from adapters.queue.schema import apply
from adapters.sql.migrate import migrate
from tests.databases import a_postgres_database
from tests.fakes.vault import TEST_RING

ZETJE = [sys.executable, "-m", "adapters.cli"]
LONGEST = 60
BEGINS = {"serve": "serve", "clock": "clock", "work": "worker"}


@pytest.fixture
def environment() -> Iterator[dict[str, str]]:
    """Return the environment of processes on an empty PostgreSQL."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("ZETJE_")}
    with a_postgres_database(migrated=False) as url:
        yield bare | {
            "ZETJE_DATABASE": url,
            "ZETJE_KEYS": TEST_RING,
            "ZETJE_TICK_SECONDS": "1",
        }


def run(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*ZETJE, *words], env=environment, capture_output=True, text=True, timeout=LONGEST
    )


@contextmanager
def running(environment: dict[str, str], *words: str) -> Iterator[subprocess.Popen[str]]:
    """Run a process meanwhile; at the end it is told to stop, and stops in peace."""
    process = subprocess.Popen([*ZETJE, *words], env=environment, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            _, log = process.communicate(timeout=LONGEST)
        finally:
            process.kill()
    assert process.returncode == 0, log
    told = [json.loads(line) for line in log.splitlines()]
    assert all(one["level"] in ("info", "warning") for one in told), log
    # Who reads the log sees what began.
    assert BEGINS[words[0]] in {one["event"] for one in told}


def a_port() -> int:
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def page(port: int, path: str) -> str:
    """Return a page, as soon as it is served and says that all is well."""
    deadline = time.monotonic() + LONGEST
    while True:
        try:
            with urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
                text: str = answer.read().decode()
                return text
        except (HTTPError, URLError, ConnectionError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def test_an_empty_database_is_refused_with_what_to_do(environment: dict[str, str]) -> None:
    for command in ("serve", "work"):
        done = run(environment, command)
        assert done.returncode == 1
        assert "zetje migrate" in done.stderr
        assert "Traceback" not in done.stderr


def test_web_clock_and_worker_start_are_seen_and_stop(environment: dict[str, str]) -> None:
    for _ in range(2):
        assert run(environment, "migrate").returncode == 0
    web, seen = a_port(), {name: a_port() for name in ("serve", "clock", "work")}
    with ExitStack() as stack:
        for name, port in seen.items():
            own = environment | {"ZETJE_METRICS_PORT": str(port), "ZETJE_PORT": str(web)}
            stack.enter_context(running(own, name))
        assert json.loads(page(web, "/readyz")) == {"status": "ready"}
        for port in seen.values():
            assert "zetje_database_up 1.0" in page(port, "/metrics")


def test_the_doctor_compares_the_tables_of_the_queue(environment: dict[str, str]) -> None:
    migrate(environment["ZETJE_DATABASE"])
    assert "queue: its tables are at none, not at 0" in run(environment, "doctor").stdout
    apply(environment["ZETJE_DATABASE"])
    found = run(environment | {"ZETJE_DATABASE_CONNECTIONS": "7"}, "doctor").stdout
    assert "queue: its tables are at 0" in found
    assert "at most 7 connections of each process" in found
    assert "30 s for a statement" in found
    assert "queue: its tables are at none" not in found


def test_the_doctor_says_when_the_server_gives_too_few_connections(
    environment: dict[str, str],
) -> None:
    migrate(environment["ZETJE_DATABASE"])
    apply(environment["ZETJE_DATABASE"])
    some, many = ("7", "500")
    told = {
        each: run(environment | {"ZETJE_DATABASE_CONNECTIONS": each}, "doctor", "--offline").stdout
        for each in (some, many)
    }
    assert "serve, clock and work take 29 (more of them: 7, or 11, each)" in told[some]
    assert "serve, clock and work take 1508\n" in told[many]
    assert "Raise max_connections" in told[many]
    assert "or set ZETJE_DATABASE_CONNECTIONS to " in told[many]


@pytest.mark.parametrize("command", ["clock", "work"])
def test_on_sqlite_they_are_refused(command: str, environment: dict[str, str]) -> None:
    done = run(environment | {"ZETJE_DATABASE": "sqlite:///zetje.db"}, command)

    assert done.returncode == 1
    assert "need PostgreSQL" in done.stderr
    assert "`zetje serve`" in done.stderr
