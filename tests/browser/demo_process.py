"""The real `zetje demo`, as a process of its own."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

BEGINS_ON = "2027-01-11"
LONGEST_START_SECONDS, LONGEST_STOP_SECONDS = 60, 30


@asynccontextmanager
async def running_demo(begins_on: str = BEGINS_ON) -> AsyncIterator[str]:
    """Run the demo until the end of the block; yield its address once it answers."""
    port = _free_port()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "adapters.cli", "demo"),
        *("--port", str(port), "--from", begins_on),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(LONGEST_START_SECONDS):
            said = (await process.stdout.readline()).decode()
        assert f"http://127.0.0.1:{port}" in said, f"the demo did not start: {said!r}"
        yield f"http://127.0.0.1:{port}"
    finally:
        await _stop(process)
    assert process.returncode == 0, f"the demo ended with {process.returncode}"


async def _stop(process: asyncio.subprocess.Process) -> None:
    """Tell it to stop, and kill it when it does not."""
    if process.returncode is None:
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), LONGEST_STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
