"""Messages a second of one worker, pacing off, for 400 tenants: rendering, sealing and storing included.

Every message is a planned prompt whose words are made, sealed, stored, sent and settled. Baseline, in
the same run: a bare aiohttp loop that posts one ready card to the same stand-in (20 ms answers), a
hundred at a time. Rates are counted where messages arrive, from the first to the last. So that all work is
in them, nothing is made ready before it is due; once more with that, as in earnest: the rate is then what
goes at the instant itself.
`ZETJE_BENCH_TENANTS` and `ZETJE_BENCH_PEOPLE` (of each) change the size.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp

from adapters.teams.cards import activity_of
from benchmarks.measuring import figure
from benchmarks.scale_land import (
    DUE_AT,
    STORES,
    Town,
    apps_file,
    environment,
    settle,
)
from benchmarks.scale_watch import Told, Watched, ask, bot_process, load, server_of, wait_for
from benchmarks.slack_town import CONTENT, Child, child
from bot.model.people import Language, Platform
from tests import postgres

TENANTS = int(os.environ.get("ZETJE_BENCH_TENANTS", "400"))
PEOPLE = int(os.environ.get("ZETJE_BENCH_PEOPLE", "25"))
MESSAGES = TENANTS * PEOPLE
AT_ONCE = 100
GOALS = {"SQLite": 0.8, "PostgreSQL": 0.7}
_CONNECTIONS = 400
# What a process needs to begin, and to see that every plan stands.
_TO_BEGIN, _LONGEST = 20 + TENANTS * 0.1, 200.0


@dataclass(frozen=True, slots=True)
class Measured:
    """A rate in messages a second, and the processor milliseconds of each message, by process."""

    rate: float
    cpu: dict[str, float]
    peak: dict[str, float]


def figures() -> Iterator[dict[str, Any]]:
    """Measure the loop before and after the sender, on each store."""
    with child("benchmarks.scale_far_end", "0", "0") as far_end:
        yield figure("send: load of the machine at the start", load(), "", 1.0, None)
        carries = asyncio.run(_most(far_end.port, max(MESSAGES, 10_000)))
        ask(far_end.port, "/anew")
        fastest = 0.0
        for name in STORES:
            if name == "PostgreSQL" and postgres.why_not() is not None:
                sys.stderr.write(f"left out: {postgres.why_not()}\n")
                continue
            before = _bare(far_end)
            if not fastest:
                yield from _least(far_end, before)
            ours, ready = (_ours(name, far_end, is_ready=ready) for ready in (False, True))
            after = _bare(far_end)
            fastest = max(fastest, before.rate, after.rate)
            loops = before, after
            yield from _compared(f"send on {name}", ours, loops, GOALS[name])
            yield from _compared(f"send on {name}, made ready before", ready, loops, None)
        # The goal is for the ratio.
        yield figure("send: requests the stand-in carries", carries, "1/s", fastest, 2.0)


def _compared(
    what: str, ours: Measured, loops: tuple[Measured, Measured], goal: float | None
) -> Iterator[dict[str, Any]]:
    before, after = loops
    base = (before.rate + after.rate) / 2
    yield figure(f"{what}: messages a second", ours.rate, "1/s", base, goal)
    bare_cpu = (before.cpu["loop"] + after.cpu["loop"]) / 2
    for process, cpu in ours.cpu.items():
        yield figure(f"{what}: CPU of the {process}, a message", cpu, "ms", bare_cpu, None)
    bare_peak = max(before.peak["loop"], after.peak["loop"])
    for process, peak in ours.peak.items():
        yield figure(f"{what}: peak memory of the {process}", peak, "MB", bare_peak, None)


def _least(far_end: Child, bare: Measured) -> Iterator[dict[str, Any]]:
    """Measure what is left when nothing is read or stored."""
    what = "send: words, card, seal and request, nothing stored"
    with TemporaryDirectory() as folder, STORES["SQLite"](folder) as store:
        settle(store, _towns()[:1], far_end.port)
        sizes = str(TENANTS), str(PEOPLE)
        given = (str(far_end.port), store.database, store.keys, *sizes)
        least = _looped(far_end, "benchmarks.scale_floor", *given)
    yield figure(f"{what}: messages a second", least.rate, "1/s", bare.rate, None)
    yield figure(f"{what}: CPU, a message", least.cpu["loop"], "ms", bare.cpu["loop"], None)


def _ours(name: str, far_end: Child, *, is_ready: bool) -> Measured:
    with TemporaryDirectory() as folder, ExitStack() as stack:
        store = stack.enter_context(STORES[name](folder))
        settle(store, _towns(), far_end.port)
        apps = apps_file(folder, far_end.port, 0, 0)
        ahead = DUE_AT.timestamp() - datetime.now(UTC).timestamp() - _TO_BEGIN
        names = ("serve",) if store.server is None else ("clock", "work")
        how = {} if is_ready else {"ZETJE_BENCH_NOTHING_AHEAD": "1"}
        settings = environment(store, apps, ZETJE_PORT="18974", **how)
        processes = [
            stack.enter_context(bot_process(_NAMES[what], what, ahead, settings)) for what in names
        ]
        if store.server is not None:
            processes.append(server_of(store.server))
        time.sleep(_TO_BEGIN * 0.9)
        return _watched(far_end, processes)


_NAMES = {"serve": "embedded process", "clock": "clock", "work": "worker"}


def _towns() -> Sequence[Town]:
    return [Town(number, Platform.TEAMS, PEOPLE) for number in range(TENANTS)]


def _watched(far_end: Child, processes: Sequence[Watched]) -> Measured:
    used = {one.name: one.cpu_seconds for one in processes}
    stands_in = far_end.cpu_seconds
    told = wait_for(far_end.port, MESSAGES, _LONGEST, processes)
    time.sleep(1.0)
    cpu = {one.name: one.cpu_seconds - used[one.name] for one in processes}
    cpu["stand-in"] = far_end.cpu_seconds - stands_in
    peak = {one.name: one.peak_mb for one in processes}
    ask(far_end.port, "/anew")
    _all_once(told)
    return Measured(_rate(told), {n: each * 1000 / MESSAGES for n, each in cpu.items()}, peak)


def _all_once(told: Told) -> None:
    if told["count"] != MESSAGES or told["twice"]:
        raise RuntimeError(f"{told['count']} of {MESSAGES} arrived, {told['twice']} twice")


def _rate(told: Told) -> float:
    return float((told["count"] - 1) / (told["last"] - told["first"]))


def _bare(far_end: Child) -> Measured:
    return _looped(far_end, "benchmarks.scale_send", "bare", str(far_end.port))


def _looped(far_end: Child, module: str, *arguments: str) -> Measured:
    with child(module, *arguments) as loop:
        watched = Watched("loop", loop.process.pid)
        begun = watched.cpu_seconds
        told = wait_for(far_end.port, MESSAGES, _LONGEST)
        cpu, peak = (watched.cpu_seconds - begun) * 1000 / MESSAGES, watched.peak_mb
    ask(far_end.port, "/anew")
    _all_once(told)
    return Measured(_rate(told), {"loop": cpu}, {"loop": peak})


async def _bare_loop(port: int) -> None:
    card = activity_of(CONTENT, Language.NL)
    headers = {"Authorization": "Bearer t", "Content-Type": "application/json"}
    turns = asyncio.Semaphore(AT_ONCE)

    async with aiohttp.ClientSession(headers=headers) as session:

        async def post(number: int) -> None:
            url = (
                f"http://127.0.0.1:{port}/t{number % TENANTS}/v3/conversations/{number}/activities"
            )
            async with turns:
                body = json.dumps(card, ensure_ascii=False).encode()
                async with session.post(url, data=body) as answer:
                    json.loads(await answer.read())

        await asyncio.gather(*(post(number) for number in range(MESSAGES)))


async def _most(port: int, count: int) -> float:
    """Return how many requests a second the stand-in carries, asked by the least that can ask."""
    body = json.dumps(activity_of(CONTENT, Language.NL)).encode()
    request = (
        b"POST /t0/v3/conversations/1/activities HTTP/1.1\r\nHost: x\r\nContent-Length: "
        + str(len(body)).encode()
        + b"\r\n\r\n"
        + body
    )

    async def ask_often() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(count // _CONNECTIONS):
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(int(head.rsplit(b"Content-Length: ", 1)[1].split(b"\r\n")[0]))
        writer.close()

    begun = time.perf_counter()
    await asyncio.gather(*(ask_often() for _ in range(_CONNECTIONS)))
    return count / (time.perf_counter() - begun)


def main(what: str, port: str) -> None:
    """Be the bare loop; it stays until it is ended, so that it can be asked what it used."""
    assert what == "bare"
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    asyncio.run(_bare_loop(int(port)))
    sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
