"""How soon Teams gets its answer at 100 activities a second. Baseline: a bare `CloudAdapterBase`.

The bare one returns 200 or the invoke's answer and sends nothing; ours stores the event and what
follows from it first, and sends it after. Open loop: an answer that is late delays no next activity.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

import aiohttp
import yaml

from adapters.vault.keyring import new_key
from adapters.wiring import open_stores
from benchmarks.measuring import cpu_seconds, figure, rest
from benchmarks.slack_town import child
from benchmarks.teams_people import (
    APP,
    PEOPLE,
    TOWN,
    Signer,
    app_at,
    invoke,
    message,
    percentile,
)
from benchmarks.teams_people import process as running
from bot.model.ids import TenantId
from bot.model.installations import Installation
from bot.model.people import Platform, Tenant
from tests import databases, postgres

A_SECOND = 100
SECONDS = 10
WARM_UP = 200
TENANT = TenantId("lindewaard")

Body = Callable[[str, str], bytes]
Measured: TypeAlias = tuple[list[float], float]


def _message(who: str, url: str) -> bytes:
    return message(who, "help", url)


def _window(who: str, url: str) -> bytes:
    return invoke(who, "task/fetch", "learn_more||", url)


def _press(who: str, url: str) -> bytes:
    return invoke(who, "adaptiveCard/action", "language||", url)


KINDS: tuple[tuple[str, Body], ...] = (
    ("message", _message),
    ("window", _window),
    ("press", _press),
)


def figures() -> Iterator[dict[str, Any]]:
    """Measure both processes in turn, in one run."""
    signer = Signer()
    with tempfile.TemporaryDirectory() as folder:
        keys = Path(folder) / "keys.json"
        keys.write_bytes(signer.keys)
        with running("benchmarks.teams_far_end", str(keys), "0.05") as port:
            far_end = f"http://127.0.0.1:{port}"
            with child("benchmarks.teams_bare", f"{far_end}/metadata") as bare:
                address = f"http://127.0.0.1:{bare.port}"
                baseline = asyncio.run(_measured(address, bare.process.pid, far_end, signer))
            with _web(Path(folder), far_end) as (url, web):
                ours = asyncio.run(_measured(url, web, far_end, signer))
    for kind, _ in KINDS:
        (took, cpu), (least, least_cpu) = ours[kind], baseline[kind]
        for name, share, goal in (("p50", 0.5, None), ("p99", 0.99, 3000.0)):
            value, before = (percentile(one, share) * 1000 for one in (took, least))
            yield figure(f"teams: {kind} acknowledged, {name}", value, "ms", before, goal)
        yield figure(f"teams: {kind}, CPU of the web process", cpu, "ms", least_cpu, None)


async def _measured(url: str, web: int, far_end: str, signer: Signer) -> dict[str, Measured]:
    """Return how long each took, in seconds, and the processor time of one with all that follows, in ms."""
    header = signer.header(far_end)
    connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=2)
    async with aiohttp.ClientSession(headers=header, connector=connector) as session:
        for number in range(WARM_UP):
            who = PEOPLE[number % len(PEOPLE)]
            for _, body in KINDS:
                await _one(session, url, body(who, far_end))
        found = {}
        for kind, body in KINDS:
            await asyncio.to_thread(rest, web)
            begun = cpu_seconds(web)
            took = await _open_loop(session, url, body, far_end)
            await asyncio.to_thread(rest, web)
            found[kind] = (took, (cpu_seconds(web) - begun) / len(took) * 1000)
    return found


async def _open_loop(
    session: aiohttp.ClientSession, url: str, body: Body, far_end: str
) -> list[float]:
    begun, tasks = time.perf_counter(), []
    for number in range(A_SECOND * SECONDS):
        at = begun + number / A_SECOND
        await asyncio.sleep(max(0.0, at - time.perf_counter()))
        written = body(PEOPLE[number % len(PEOPLE)], far_end)
        tasks.append(asyncio.create_task(_one(session, url, written)))
    return list(await asyncio.gather(*tasks))


async def _one(session: aiohttp.ClientSession, url: str, body: bytes) -> float:
    begun = time.perf_counter()
    async with session.post(f"{url}/api/messages", data=body) as answer:
        await answer.read()
        if answer.status != 200:
            raise RuntimeError(f"an activity was answered with HTTP {answer.status}")
    return time.perf_counter() - begun


@contextmanager
def _web(folder: Path, far_end: str) -> Iterator[tuple[str, int]]:
    """Run `zetje serve` as a web process on PostgreSQL where there is one, else all in one on SQLite.

    Gives its address and the number of the process.
    """
    apps = folder / "apps.yaml"
    apps.write_text(yaml.safe_dump({"teams": {"zetje": app_at(far_end)}}))
    with _database(folder) as database:
        key = new_key("measuring")
        environment = os.environ | {
            "ZETJE_DATABASE": database,
            "ZETJE_KEYS": key,
            "ZETJE_APPS": str(apps),
            "ZETJE_PORT": "18974",
            "ZETJE_LOG_LEVEL": "error",
        }
        cli = [sys.executable, "-m", "adapters.cli"]
        subprocess.run([*cli, "migrate"], env=environment, check=True, capture_output=True)
        asyncio.run(_link(database, key, far_end))
        with subprocess.Popen([*cli, "serve"], env=environment) as web:
            try:
                asyncio.run(_until_it_listens("http://127.0.0.1:18974"))
                yield "http://127.0.0.1:18974", web.pid
            finally:
                web.terminate()


@contextmanager
def _database(folder: Path) -> Iterator[str]:
    if postgres.why_not() is not None:
        yield f"sqlite:///{folder}/zetje.db"
        return
    databases.begin_session()
    try:
        with databases.a_postgres_database(migrated=False) as url:
            yield url
    finally:
        databases.end_session()


async def _link(database: str, key: str, far_end: str) -> None:
    async with open_stores(database, key) as stores:
        await stores.directory.save_tenant(Tenant(id=TENANT, name="Gemeente Lindewaard"))
        await stores.installations.save(
            Installation(
                platform=Platform.TEAMS,
                workspace=TOWN,
                app="zetje",
                tenant=TENANT,
                bot=f"28:{APP}",
                service_url=far_end,
                installed_at=datetime.now(UTC),
            )
        )


async def _until_it_listens(url: str) -> None:
    for _ in range(400):
        try:
            async with aiohttp.ClientSession() as session, session.get(f"{url}/healthz"):
                return
        except aiohttp.ClientConnectorError:
            await asyncio.sleep(0.1)
    raise RuntimeError("the web process did not listen within forty seconds")
