"""Messages a second through the sender to Slack, pacing off.

Baseline: a bare aiohttp loop that posts the same JSON to the same minimal stand-in, with the same
number at once and nothing else: no store, no claim, no outcome. Each runs in a process of its own.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import aiohttp

from adapters.collecting import spare_what_stays
from adapters.slack import render
from adapters.slack.spoken import spoken
from benchmarks.measuring import figure
from benchmarks.slack_town import CONTENT, TENANT, child, connected, dm, prepared, waiting
from bot.drain import BATCH
from bot.model.people import Platform

MESSAGES = 2_000
_CONNECTIONS = 8


async def _bare(api_url: str, count: int) -> None:
    payload = {
        "text": spoken(CONTENT),
        "blocks": render.blocks(CONTENT),
        "metadata": {"event_type": "zetje_message", "event_payload": {"id": "m" * 26}},
        "mrkdwn": False,
        "unfurl_links": False,
        "unfurl_media": False,
    }
    headers = {
        "Authorization": "Bearer xoxb-bench",
        "Content-Type": "application/json; charset=utf-8",
    }

    async def post(session: aiohttp.ClientSession, number: int) -> None:
        body = json.dumps({**payload, "channel": dm(number)}, ensure_ascii=False).encode()
        async with session.post(api_url + "chat.postMessage", data=body, headers=headers) as answer:
            if not json.loads(await answer.read())["ok"]:
                raise RuntimeError("the stand-in said no")

    async with aiohttp.ClientSession() as session:
        begun, used = time.perf_counter(), time.process_time()
        for start in range(0, count, BATCH):
            some = range(start, min(start + BATCH, count))
            await asyncio.gather(*(post(session, number) for number in some))
        _tell(count, begun, used)


async def _ours(api_url: str, database: str, keys: str, count: int) -> None:
    now = datetime.now(UTC)
    async with connected(database, keys, api_url) as (stores, bot):
        # The first few pay for what a process does once.
        for numbers in (range(count, count + BATCH), range(count)):
            async with stores.of(TENANT).write() as unit:
                for number in numbers:
                    await unit.messages.add(waiting(number, now))
            if numbers.start == count:
                await bot.bot.sender.drain(Platform.SLACK, TENANT)
        spare_what_stays()
        begun, used = time.perf_counter(), time.process_time()
        arrived = await bot.bot.sender.drain(Platform.SLACK, TENANT)
        if arrived != count:
            raise RuntimeError(f"{arrived} of {count} messages arrived")
        _tell(count, begun, used)


def _tell(count: int, begun: float, used: float) -> None:
    wall, cpu = time.perf_counter() - begun, time.process_time() - used
    sys.stdout.write(json.dumps([count / wall, cpu * 1000 / count]) + "\n")


def _run(*arguments: str) -> tuple[float, float]:
    """Return messages a second and milliseconds of processor time a message, of one process."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.slack_send", *arguments],
        check=True,
        capture_output=True,
        text=True,
    )
    rate, cpu = json.loads(done.stdout.strip().splitlines()[-1])
    return rate, cpu


async def _most(port: int, count: int) -> float:
    """Return how many requests a second the stand-in carries, asked by the least that can ask."""
    body = json.dumps({"text": spoken(CONTENT), "blocks": render.blocks(CONTENT)}).encode()
    request = (
        b"POST /api/chat.postMessage HTTP/1.1\r\nHost: x\r\nContent-Length: "
        + str(len(body)).encode()
        + b"\r\n\r\n"
        + body
    )

    async def ask(times: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(times):
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(int(head.rsplit(b"Content-Length: ", 1)[1].split(b"\r\n")[0]))
        writer.close()

    begun = time.perf_counter()
    await asyncio.gather(*(ask(count // _CONNECTIONS) for _ in range(_CONNECTIONS)))
    return count / (time.perf_counter() - begun)


def figures() -> Iterator[dict[str, Any]]:
    """Measure the loop, the sender and the stand-in, one after the other."""
    with tempfile.TemporaryDirectory() as folder, child("benchmarks.slack_standin") as slack:
        database, keys = prepared(folder)
        api_url = f"http://127.0.0.1:{slack.port}/api/"
        _run("bare", api_url, str(MESSAGES))
        base_rate, base_cpu = _run("bare", api_url, str(MESSAGES))
        rate, cpu = _run("ours", api_url, database, keys, str(MESSAGES))
        most = asyncio.run(_most(slack.port, MESSAGES * 4))
    yield figure("slack: messages through the sender", rate, "1/s", base_rate, None)
    yield figure("slack: CPU of the sender, a message", cpu, "ms", base_cpu, None)
    yield figure(
        "slack: requests the stand-in carries",
        most,
        "1/s",
        max(rate, base_rate),
        2 * max(rate, base_rate),
    )


async def main(which: str, *about: str) -> None:
    """Run one of the two."""
    if which == "bare":
        api_url, count = about
        await _bare(api_url, int(count))
    else:
        api_url, database, keys, count = about
        await _ours(api_url, database, keys, int(count))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
