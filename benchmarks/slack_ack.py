"""How long Slack waits for an acknowledgement: events and presses, a hundred a second, from 500 people.

Baseline: a bare Bolt app that only acknowledges, under the same load in the same run. Ours stores all
that follows first, in one transaction, and sends what was said afterwards.
"""

import asyncio
import hashlib
import hmac
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from statistics import quantiles
from typing import Any, TypeAlias
from urllib.parse import urlencode

import aiohttp

from benchmarks.measuring import figure, rest
from benchmarks.slack_town import KEY, SECRET, WORKSPACE, Child, child, dm, prepared, user

PER_SECOND = 100
SECONDS, WARMING_UP = 10, 2
SLACK_WAITS = 3.0
_NUMBERS = count(int(time.time()))

Request: TypeAlias = tuple[str, str]  # the body and its type


def _event(number: int) -> Request:
    about = {
        "type": "event_callback",
        "team_id": WORKSPACE,
        "api_app_id": "A1",
        "event_id": f"Ev{number}",
        "event_time": int(time.time()),
        "event": {
            "type": "message",
            "channel_type": "im",
            "channel": dm(number),
            "user": user(number),
            "text": "instellingen",
            "ts": f"{number}.000100",
        },
    }
    return json.dumps(about), "application/json"


def _press(value: str) -> Callable[[int], Request]:
    def press(number: int) -> Request:
        about = {
            "type": "block_actions",
            "user": {"id": user(number), "team_id": WORKSPACE},
            "team": {"id": WORKSPACE, "domain": "waterstad"},
            "api_app_id": "A1",
            "trigger_id": f"{number}.1",
            "container": {"type": "message", "message_ts": "1.1", "channel_id": dm(number)},
            "channel": {"id": dm(number), "name": "directmessage"},
            "actions": [
                {"type": "button", "action_id": "press-0", "block_id": "b", "value": value}
            ],
        }
        body = urlencode({"payload": json.dumps(about)})
        return body, "application/x-www-form-urlencoded"

    return press


KINDS: dict[str, Callable[[int], Request]] = {
    "event (a message)": _event,
    "press (an answer)": _press("mine||"),
    "press (a window)": _press("pause_until||"),
}


async def _load(url: str, kind: Callable[[int], Request], seconds: int) -> list[float]:
    """Return how long each took, at a fixed rate whatever the answers do."""
    took: list[float] = []

    async def one(session: aiohttp.ClientSession) -> None:
        body, content_type = kind(next(_NUMBERS))
        headers = signed(body, content_type)
        begun = time.perf_counter()
        async with session.post(url, data=body.encode(), headers=headers) as answer:
            await answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{url} answered with HTTP {answer.status}")
        took.append(time.perf_counter() - begun)

    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session, asyncio.TaskGroup() as group:
        begun = time.perf_counter()
        for number in range(seconds * PER_SECOND):
            await asyncio.sleep(begun + number / PER_SECOND - time.perf_counter())
            group.create_task(one(session))
    return took


def signed(body: str, content_type: str) -> dict[str, str]:
    """Return the headers of a request that Slack signed."""
    stamp = str(int(time.time()))
    digest = hmac.new(SECRET.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256)
    return {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={digest.hexdigest()}",
    }


def _measured(web: Child, kind: Callable[[int], Request]) -> tuple[float, float, float]:
    """Return the median, the 99th percentile, and the processor time of each, in milliseconds.

    The processor time includes what follows after the acknowledgement.
    """
    url = f"http://127.0.0.1:{web.port}/slack/{KEY}/events"
    asyncio.run(_load(url, kind, WARMING_UP))
    rest(web.process.pid)
    begun = web.cpu_seconds
    took = asyncio.run(_load(url, kind, SECONDS))
    rest(web.process.pid)
    cuts = quantiles(took, n=100)
    used = (web.cpu_seconds - begun) / len(took)
    return cuts[49] * 1000, cuts[98] * 1000, used * 1000


def figures() -> Iterator[dict[str, Any]]:
    """Measure each kind on both, in turn."""
    with tempfile.TemporaryDirectory() as folder, child("benchmarks.slack_standin") as slack:
        database, keys = prepared(folder)
        api_url = f"http://127.0.0.1:{slack.port}/api/"
        with (
            child("benchmarks.slack_web", "bare") as bare,
            child("benchmarks.slack_web", "ours", database, keys, api_url) as ours,
        ):
            for name, kind in KINDS.items():
                yield from _compared(name, kind, bare, ours)


def _compared(
    name: str, kind: Callable[[int], Request], bare: Child, ours: Child
) -> Iterator[dict[str, Any]]:
    base_p50, base_p99, base_cpu = _measured(bare, kind)
    p50, p99, cpu = _measured(ours, kind)
    what = f"slack: {name}, acknowledged at {PER_SECOND}/s"
    yield figure(f"{what}, p50", p50, "ms", base_p50, None)
    yield figure(f"{what}, p99", p99, "ms", base_p99, SLACK_WAITS * 1000)
    yield figure(f"slack: {name}, CPU of the web process", cpu, "ms", base_cpu, None)
