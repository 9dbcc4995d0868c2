"""Planning ten thousand, a hundred thousand (and a million) deliveries: choice of prompt and caps included.

Each tenant has 1,000 people, and a series that draws what suits each of them. Every size is planned by
processes of its own, as clocks do it: one on SQLite, two on PostgreSQL. Their processor time for each
delivery (the server's beside it) and the peak memory of one are compared with those of the smallest size,
and the seconds with planning the same once more, when nothing is new. What a process does only once
(reading holidays, compiling statements) comes before, with a tenant for each that does not count;
all begin when the last is ready.
`ZETJE_BENCH_FULL=1` plans a million, too.
"""

import asyncio
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import func, select

from adapters.collecting import spare_what_stays
from adapters.settings import PROMPTS
from adapters.sql.schema import messages
from adapters.wiring import assemble, open_stores, read_knowledge
from benchmarks.measuring import figure
from benchmarks.scale_land import DUE_AT, DUE_TIME, STORES, Store, Town, give_people
from benchmarks.scale_watch import load, server_of
from bot.model.ids import SeriesId
from bot.model.people import Platform, Role, Tenant
from bot.model.prompts import Kind
from bot.model.series import Audience, Cadence, PromptFilter, Series
from tests import postgres
from tests.fakes.clock import SetClock

IN_ONE = 1_000
SIZES = (10_000, 100_000, *((1_000_000,) if os.environ.get("ZETJE_BENCH_FULL") else ()))
GOAL_FOR_A_MILLION = 60.0
CLOCKS = {"SQLite": 1, "PostgreSQL": 2}
_BEFORE, _SHORTLY_BEFORE = timedelta(minutes=50), timedelta(minutes=20)
_GROWS_AT_MOST = 1.1
_NO_REST = timedelta(0)


@dataclass(frozen=True, slots=True)
class Planned:
    """What planning took: seconds, those of the processor in clocks and server, and megabytes of one."""

    seconds: float
    worked: float
    served: float
    peak: float


def figures() -> Iterator[dict[str, Any]]:
    """Plan each size on each store."""
    for name in STORES:
        if name == "PostgreSQL" and postgres.why_not() is not None:
            sys.stderr.write(f"left out: {postgres.why_not()}\n")
            continue
        yield from _on(name)


def _on(name: str) -> Iterator[dict[str, Any]]:
    first: Planned | None = None
    for size in SIZES:
        with TemporaryDirectory() as folder, STORES[name](folder) as store:
            clocks = CLOCKS[name]
            asyncio.run(settle(store, size // IN_ONE + clocks))
            once = _planned(store, clocks, _BEFORE, size + clocks * IN_ONE)
            again = _planned(store, clocks, _SHORTLY_BEFORE, 0)
        first = first or once
        what = f"planning {size} on {name}"
        goal = GOAL_FOR_A_MILLION * size / 1_000_000
        yield figure(what, once.seconds, "s", again.seconds, goal)
        each, least = once.worked / size, first.worked / SIZES[0]
        yield figure(f"{what}: CPU of each", each * 1e6, "us", least * 1e6, None)
        if once.served:
            each, least = once.served / size, first.served / SIZES[0]
            yield figure(f"{what}: CPU of each in the server", each * 1e6, "us", least * 1e6, None)
        most = first.peak * _GROWS_AT_MOST
        yield figure(f"{what}: peak memory", once.peak, "MB", first.peak, most)
        sys.stderr.write(f"{what}: load {load():.1f}\n")


def _planned(store: Store, clocks: int, before: timedelta, expected: int) -> Planned:
    """Plan all tenants in processes of their own, so long before it is due; return what that took."""
    server = server_of(store.server) if store.server else None
    there = asyncio.run(_count(store))
    command = [sys.executable, "-m", "benchmarks.scale_planning"]
    command += [store.database, store.keys, str(before.total_seconds())]
    waits, gate = os.pipe()
    started = [_started([*command, str(number)], waits) for number in range(clocks)]
    os.close(waits)
    for one in started:
        next(iter(one.stdout or ()))
    served = server.cpu_seconds if server else 0.0
    os.close(gate)
    told = [json.loads(one.communicate()[0]) for one in started]
    made = asyncio.run(_count(store)) - there
    if made != expected:
        raise RuntimeError(f"{made} of {expected} were planned")
    begun, ended, worked, peak = zip(*told, strict=True)
    served = server.cpu_seconds - served if server else 0.0
    return Planned(max(ended) - min(begun), sum(worked), served, max(peak))


def _started(command: Sequence[str], waits: int) -> subprocess.Popen[str]:
    return subprocess.Popen(command, stdin=waits, stdout=subprocess.PIPE, text=True)


async def settle(store: Store, tenants: int) -> None:
    """Put so many tenants of a thousand people into the database."""
    async with open_stores(store.database, store.keys, durable=False) as stores:
        for number in range(tenants):
            town = Town(number, Platform.TEAMS, IN_ONE)
            await stores.directory.save_tenant(Tenant(id=town.id, name=f"Gemeente {number}"))
            await give_people(stores, town)
            async with stores.of(town.id).write() as unit:
                await unit.series.save(_series(town))


def _series(town: Town) -> Series:
    return Series(
        id=SeriesId("kleine-stappen"),
        tenant=town.id,
        name="Kleine stappen",
        audience=Audience(roles=frozenset({Role.MT_MEMBER})),
        draws_from=PromptFilter(kinds=frozenset({Kind.SMALL_WIN})),
        cadence=Cadence(
            rule="FREQ=WEEKLY;BYDAY=TH", starts_on=date(2027, 1, 28), wall_time=DUE_TIME
        ),
        reminder=False,
    )


class _Going(SetClock):
    """Goes on from the instant it was set to."""

    def now(self) -> datetime:
        """Return the instant that it is by now."""
        return super().now() + timedelta(seconds=time.monotonic())


async def main(database: str, keys: str, before: str, number: str) -> None:
    """Plan one tenant, say so and wait for the others; then plan all.

    Tell when that began and ended, how many CPU seconds it took, and peak megabytes.
    """
    knowledge = read_knowledge(PROMPTS)
    spare_what_stays()
    async with open_stores(database, keys) as stores:
        now = DUE_AT - timedelta(seconds=float(before) + time.monotonic())
        ticker = assemble(stores, knowledge, [], _Going(now)).ticker
        await ticker.plan((await stores.directory.tenants())[int(number)])
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.read()
        begun, used = time.monotonic(), time.process_time()
        await ticker.plan_changed(_NO_REST)
        ended, worked = time.monotonic(), time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps([begun, ended, worked, peak]) + "\n")


async def _count(store: Store) -> int:
    async with open_stores(store.database, store.keys) as stores, stores.begin_read() as connection:
        return (await connection.execute(select(func.count()).select_from(messages))).scalar_one()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
