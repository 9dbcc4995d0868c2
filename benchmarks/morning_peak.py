"""A morning peak: 10,000 people in 342 organisations, all due in the same minute, at the platforms' limits.

The stand-in refuses what is too fast over any rolling second (Teams 50 to a tenant; Slack 8 to a
workspace and 1 to a conversation). Everything was planned ahead. Meanwhile somebody writes to the bot
twenty times a second, in an organisation of their own: how long Slack waits for the acknowledgement,
against the same at rest. Once as one embedded process, once as a web, a clock and two workers.
"""

import asyncio
import json
import os
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp

from benchmarks.measuring import figure
from benchmarks.scale_land import (
    DUE_AT,
    SLACK,
    STORES,
    Town,
    apps_file,
    dm,
    environment,
    settle,
    user,
)
from benchmarks.scale_watch import Told, Watched, ask, bot_process, load, server_of, wait_for
from benchmarks.slack_ack import signed
from benchmarks.slack_town import child
from benchmarks.teams_people import percentile
from bot.model.people import Platform
from tests import postgres

PEOPLE = int(os.environ.get("ZETJE_BENCH_PEAK_PEOPLE", "10000"))
LARGEST = PEOPLE * 3 // 10
ON_EACH = int(os.environ.get("ZETJE_BENCH_PEAK_TENANTS", "171"))
LIMITS = {Platform.SLACK: 8, Platform.TEAMS: 50}
SLACK_SHARE = 0.3
ASIDE = Town(90_000, Platform.SLACK, 100)
ASKED_A_SECOND, AT_REST = 20, 15
PORT = 18975
_TO_BEGIN = 40 + ON_EACH * 0.2
_LONGEST = 200.0
_NUMBERS = count(int(time.time()))
_PARTS = {
    "SQLite": (("embedded process", "serve"),),
    "PostgreSQL": (
        ("web", "serve"),
        ("clock", "clock"),
        ("worker 1", "work"),
        ("worker 2", "work"),
    ),
}


@dataclass(frozen=True, slots=True)
class Peak:
    """What came when (seconds after it was due), how Slack waited, and how large the processes were."""

    told: Told
    due: float
    rest: list[float]
    during: list[float]
    peak: dict[str, float]


def towns() -> Sequence[Town]:
    """Return the organisations: few large ones, many small ones."""
    slack = _sizes(int(PEOPLE * SLACK_SHARE), ON_EACH)
    teams = [LARGEST, *_sizes(PEOPLE - LARGEST - sum(slack), ON_EACH - 1)]
    made = [(Platform.TEAMS, size) for size in teams] + [(Platform.SLACK, size) for size in slack]
    return [Town(number, platform, size) for number, (platform, size) in enumerate(made)]


def _sizes(people: int, number: int) -> list[int]:
    weights = [1 / (place + 4) for place in range(number)]
    sizes = [max(1, int(people * weight / sum(weights))) for weight in weights]
    sizes[0] += people - sum(sizes)
    return sizes


def figures() -> Iterator[dict[str, Any]]:
    """Live through the peak once on each store."""
    limits = str(LIMITS[Platform.SLACK]), str(LIMITS[Platform.TEAMS])
    for name in STORES:
        if name == "PostgreSQL" and postgres.why_not() is not None:
            sys.stderr.write(f"left out: {postgres.why_not()}\n")
            continue
        with child("benchmarks.scale_far_end", *limits, ASIDE.id) as far_end:
            yield figure(f"peak on {name}: load of the machine at the start", load(), "", 1, None)
            yield from _told(f"peak on {name}", _lived_through(name, far_end.port))


def _lived_through(name: str, far_end: int) -> Peak:
    with TemporaryDirectory() as folder, ExitStack() as stack:
        store = stack.enter_context(STORES[name](folder))
        settle(store, towns(), far_end)
        settle(store, [ASIDE], far_end, plan=False)
        apps = apps_file(folder, far_end, LIMITS[Platform.SLACK], LIMITS[Platform.TEAMS])
        due_in = _TO_BEGIN + AT_REST + 5
        ahead = DUE_AT.timestamp() - datetime.now(UTC).timestamp() - due_in
        due = time.monotonic() + due_in
        settings = environment(store, apps, ZETJE_PORT=str(PORT))
        processes = [
            stack.enter_context(bot_process(part, what, ahead, settings))
            for part, what in _PARTS[name]
        ]
        if store.server is not None:
            processes.append(server_of(store.server))
        _until_it_answers(processes)
        rest = asyncio.run(_asked(AT_REST * ASKED_A_SECOND))
        ask(far_end, "/anew")
        time.sleep(max(0.0, due - time.monotonic()))
        return _watched(far_end, due, rest, processes)


def _until_it_answers(processes: Sequence[Watched]) -> None:
    until = time.monotonic() + _TO_BEGIN
    while time.monotonic() < until:
        for one in processes:
            one.must_live()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=1):
                return
        except OSError:
            time.sleep(0.5)
    raise RuntimeError("the web process did not begin in time")


def _watched(far_end: int, due: float, rest: list[float], processes: Sequence[Watched]) -> Peak:
    during: list[float] = []
    over = threading.Event()
    asking = threading.Thread(target=lambda: during.extend(asyncio.run(_asked_until(over))))
    asking.start()
    told = wait_for(far_end, PEOPLE, _LONGEST, processes)
    over.set()
    asking.join()
    return Peak(told, due, rest, during, {one.name: one.peak_mb for one in processes})


async def _asked(number: int) -> list[float]:
    over = threading.Event()
    return await _asked_until(over, number)


async def _asked_until(over: threading.Event, most: int = sys.maxsize) -> list[float]:
    """Write to the bot at a fixed rate; return how long each acknowledgement took."""
    took: list[float] = []
    url = f"http://127.0.0.1:{PORT}/slack/{SLACK}/events"

    async def one(session: aiohttp.ClientSession, number: int) -> None:
        body = _message(number)
        headers = signed(body, "application/json")
        begun = time.perf_counter()
        async with session.post(url, data=body.encode(), headers=headers) as answer:
            await answer.read()
        # Slack would try again: what was not stored in time counts as a wait without end.
        took.append(time.perf_counter() - begun if answer.status == 200 else _LONGEST)

    async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as group:
        begun = time.perf_counter()
        for number in range(most):
            if over.is_set():
                break
            await asyncio.sleep(begun + number / ASKED_A_SECOND - time.perf_counter())
            group.create_task(one(session, next(_NUMBERS)))
    return took


def _message(number: int) -> str:
    who = number % ASIDE.people
    return json.dumps(
        {
            "type": "event_callback",
            "team_id": ASIDE.id,
            "api_app_id": "A1",
            "event_id": f"Ev{number}",
            "event_time": int(time.time()),
            "event": {
                "type": "message",
                "channel_type": "im",
                "channel": dm(ASIDE, who),
                "user": user(ASIDE, who),
                "text": "instellingen",
                "ts": f"{number}.000100",
            },
        }
    )


def _told(what: str, peak: Peak) -> Iterator[dict[str, Any]]:
    yield from _in_time(what, peak)
    yield from _lateness(what, peak)
    yield from _acknowledged(what, peak)
    for process, most in peak.peak.items():
        yield figure(f"{what}: peak memory of the {process}", most, "MB", 8.5, None)


def _in_time(what: str, peak: Peak) -> Iterator[dict[str, Any]]:
    over = []
    for town in towns():
        came, last = peak.told["tenants"].get(town.id, (0, float("inf")))
        allowed = 1.05 * town.people / LIMITS[town.platform] + 2
        took = last - peak.due if came == town.people else float("inf")
        over.append(took - allowed)
    in_time = sum(each <= 0 for each in over)
    worst = min(max(over), _LONGEST)
    yield figure(f"{what}: tenants done in time", in_time, "", len(over), len(over))
    yield figure(f"{what}: most that one took too long", worst, "s", 2, 0)
    yield figure(f"{what}: messages that came", peak.told["count"], "", PEOPLE, PEOPLE)
    yield figure(f"{what}: refused as too fast", peak.told["hasty"], "", PEOPLE, 0)


def _lateness(what: str, peak: Peak) -> Iterator[dict[str, Any]]:
    late = [at - peak.due for at in peak.told["at"]]
    ideal = [n // LIMITS[town.platform] for town in towns() for n in range(town.people)]
    for name, share in (("p50", 0.5), ("p95", 0.95), ("max", 1.0)):
        best = max(percentile(ideal, share), 1.0)
        yield figure(f"{what}: lateness {name}", percentile(late, share), "s", best, None)


def _acknowledged(what: str, peak: Peak) -> Iterator[dict[str, Any]]:
    rest, during = quantiles(peak.rest, n=100), quantiles(peak.during, n=100)
    failed = sum(took >= _LONGEST for took in peak.during)
    yield figure(f"{what}: not acknowledged", failed, "", len(peak.during), 0)
    for name, place, goal in (("p50", 49, None), ("p99", 98, 2.0)):
        value = during[place] * 1000
        yield figure(f"{what}: acknowledged, {name}", value, "ms", rest[place] * 1000, goal)
