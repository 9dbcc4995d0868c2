"""Planning ten thousand, a hundred thousand (and a million) deliveries: choice of prompt and caps included.

Each tenant has 1,000 people, and a series that draws what suits each of them. Every size is planned in
a process of its own; its seconds and its peak memory are compared with those of the smallest size, and
its time with planning the same once more, when nothing is new. `ZETJE_BENCH_LARGE=1` plans a
million, too.
"""

import asyncio
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from tempfile import TemporaryDirectory
from typing import Any

from adapters.settings import PROMPTS
from adapters.wiring import open_stores, read_knowledge
from benchmarks.measuring import figure
from benchmarks.scale_land import DUE_AT, DUE_TIME, STORES, Store, Town, give_addresses, person
from bot.model.ids import SeriesId
from bot.model.people import Platform, Role, Tenant
from bot.model.prompts import Kind
from bot.model.series import Audience, Cadence, PromptFilter, Series
from bot.planning import plan_tenant
from bot.ticker import PLAN_AHEAD, PLAN_STANDS
from tests import postgres

IN_ONE = 1_000
SIZES = (10_000, 100_000, *((1_000_000,) if os.environ.get("ZETJE_BENCH_LARGE") else ()))
GOAL_FOR_A_MILLION = 60.0
_BEFORE = timedelta(minutes=50)
_GROWS_AT_MOST = 1.1


def figures() -> Iterator[dict[str, Any]]:
    """Plan each size on each store."""
    for name in STORES:
        if name == "PostgreSQL" and postgres.why_not() is not None:
            sys.stderr.write(f"left out: {postgres.why_not()}\n")
            continue
        yield from _on(name)


def _on(name: str) -> Iterator[dict[str, Any]]:
    first_each, first_peak = 0.0, 0.0
    for size in SIZES:
        with TemporaryDirectory() as folder, STORES[name](folder) as store:
            asyncio.run(settle(store, size // IN_ONE))
            seconds, worked, peak = _planned(store, size)
            again, _, _ = _planned(store, 0)
        each = worked / size * 1000
        first_each, first_peak = first_each or each, first_peak or peak
        what = f"planning {size} on {name}"
        goal = GOAL_FOR_A_MILLION * size / 1_000_000
        yield figure(what, seconds, "s", again, goal)
        yield figure(f"{what}: CPU of each", each, "ms", first_each, None)
        yield figure(f"{what}: peak memory", peak, "MB", first_peak, first_peak * _GROWS_AT_MOST)


def _planned(store: Store, expected: int) -> tuple[float, float, float]:
    """Plan all tenants in a process of its own; return its seconds, those of CPU, and megabytes."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.scale_planning", store.database, store.keys],
        check=True,
        capture_output=True,
        text=True,
    )
    made, seconds, worked, peak = json.loads(done.stdout.splitlines()[-1])
    if made != expected:
        raise RuntimeError(f"{made} of {expected} were planned")
    return seconds, worked, peak


async def settle(store: Store, tenants: int) -> None:
    """Put so many tenants of a thousand people into the database."""
    async with open_stores(store.database, store.keys, durable=False) as stores:
        for number in range(tenants):
            town = Town(number, Platform.TEAMS, IN_ONE)
            await stores.directory.save_tenant(Tenant(id=town.id, name=f"Gemeente {number}"))
            async with stores.of(town.id).write() as unit:
                await unit.people.save_all([person(town, n) for n in range(IN_ONE)])
                await unit.series.save(_series(town))
            await give_addresses(stores, town)


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


async def main(database: str, keys: str) -> None:
    """Plan all tenants; tell how many messages that made, seconds, CPU seconds, peak megabytes."""
    knowledge, made = read_knowledge(PROMPTS), 0
    now = DUE_AT - _BEFORE
    async with open_stores(database, keys) as stores:
        begun, used = time.perf_counter(), time.process_time()
        for tenant in await stores.directory.tenants():
            async with stores.of(tenant.id).write() as unit:
                plan = await plan_tenant(unit, knowledge, now, now + PLAN_AHEAD)
                await unit.planned(now, now + PLAN_STANDS)
            made += len(plan.messages)
        seconds, worked = time.perf_counter() - begun, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps([made, seconds, worked, peak]) + "\n")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
