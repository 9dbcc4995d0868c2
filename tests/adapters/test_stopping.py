"""A process that is told to stop: once, and again while it closes what it opened."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import uvicorn

from adapters.clock.clocks import SystemClock
from adapters.sql.stores import SqlStores
from adapters.stopping import StoppableServer, stop_at_signals
from bot.model.people import Platform
from tests.chaos.grace import GRACE_SECONDS
from tests.databases import a_database
from tests.factories import a_message, a_tenant
from tests.fakes.vault import TEST_RING, a_vault

PROJECT = Path(__file__).parents[2]
# Who was told so often does not hear.
_TIMES = 600
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

SERVER = """
import asyncio
import uvicorn
from adapters.stopping import StoppableServer

async def app(scope, receive, send):
    await receive()

async def run():
    config = uvicorn.Config(app, port=0, log_config=None, lifespan="off")
    server = StoppableServer(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    print("served", flush=True)
    await serving
    await asyncio.sleep(0.5)

asyncio.run(run())
"""

EMBEDDED = """
import asyncio
import sys
from adapters.serving import serve_embedded
from adapters.settings import Settings
from bot.sender import Sender

async def sends(*_):
    print("it is on its way", flush=True)
    await asyncio.sleep(1)
    print("it arrived", flush=True)

Sender.drain_patiently = sends
database, keys, port = sys.argv[1:]
asyncio.run(serve_embedded(Settings(database=database, keys=keys, port=int(port))))
"""


@contextmanager
def started(*command: str) -> Iterator[subprocess.Popen[str]]:
    """Run this until the block ends; kill what does not end by itself soon after that."""
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            with suppress(subprocess.TimeoutExpired):
                process.wait(GRACE_SECONDS)
            process.kill()


def next_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("program", [PROCESS, SERVER], ids=["process", "server"])
def test_who_is_told_again_and_again_ends_in_peace(program: str, number: signal.Signals) -> None:
    # These tests may run in a terminal whose end ends nothing.
    hears = "import signal; signal.signal(signal.SIGHUP, signal.SIG_DFL)"
    with started(sys.executable, "-c", f"{hears}\n{program}") as process:
        next_line(process)
        for _ in range(_TIMES):
            if process.poll() is not None:
                break
            process.send_signal(number)
            time.sleep(0.05)
    assert process.returncode == 0


async def test_who_ends_by_itself_leaves_the_signals_as_they_were() -> None:
    heard = (signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in heard]
    with stop_at_signals():
        pass
    server = StoppableServer(uvicorn.Config("none", log_config=None))
    with server.capture_signals():
        assert signal.getsignal(signal.SIGTERM) == server.handle_exit
    assert [signal.getsignal(number) for number in heard] == before


def test_who_is_to_live_on_when_the_terminal_closes_does() -> None:
    with started("nohup", sys.executable, "-c", PROCESS) as process:
        assert next_line(process) == "True\n"
        process.terminate()
    assert process.returncode == 0


@pytest.fixture
async def due(tmp_path: Path) -> str:
    """Return the address of a database in which something is due."""
    database, tenant = a_database(tmp_path), a_tenant()
    stores = SqlStores(database, a_vault())
    await stores.directory.save_tenant(tenant)
    async with stores.of(tenant.id).write() as unit:
        await unit.messages.add(a_message(platform=Platform.SLACK, due_at=SystemClock().now()))
    await stores.close()
    return database


def test_who_is_told_to_stop_while_it_begins_ends_what_is_on_its_way(
    due: str, unused_tcp_port: int
) -> None:
    """It sends what is due before it serves anybody."""
    arguments = (due, TEST_RING, str(unused_tcp_port))
    with started(sys.executable, "-c", EMBEDDED, *arguments) as process:
        assert next_line(process) == "it is on its way\n"
        process.terminate()
        said, _ = process.communicate(timeout=GRACE_SECONDS)
    assert (process.returncode, said) == (0, "it arrived\n")
