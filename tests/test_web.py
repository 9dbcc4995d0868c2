"""Is it alive, is it ready, and is it the only one."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import structlog
from sqlalchemy.exc import DBAPIError

from adapters.asking import Question
from adapters.locking import sole_process
from adapters.room import NotWritableError, ReplacedError
from adapters.sql.connect import connect
from adapters.sql.refused_writes import RefusedWrites
from adapters.sql.stores import SqlStores
from adapters.web import ClockWatch, web_app
from bot.errors import SettingsError
from tests.chaos.grace import GRACE_SECONDS
from tests.databases import a_database
from tests.fakes.vault import TEST_RING, a_vault

PROJECT = Path(__file__).parents[1]
NOW = datetime(2027, 1, 14, 11, 0, tzinfo=UTC)
LONG_ENOUGH = 120


async def ask(path: str, ticked_at: datetime | None) -> httpx.Response:
    """Return what the app says at eleven o'clock, when its clock ticked last at this instant."""

    async def last_tick_at() -> datetime | None:
        return ticked_at

    return await ask_app(path, last_tick_at)


async def ask_app(
    path: str, last_tick_at: Callable[[], Awaitable[datetime | None]]
) -> httpx.Response:
    transport = httpx.ASGITransport(web_app(last_tick_at, lambda: NOW))
    async with httpx.AsyncClient(transport=transport, base_url="http://zetje") as client:
        return await client.get(path)


@pytest.mark.parametrize(
    ("silence", "status"),
    [
        (timedelta(0), 200),
        (timedelta(minutes=2), 200),
        (timedelta(minutes=2, seconds=1), 503),
        (timedelta(days=3), 503),
        (None, 503),
    ],
)
async def test_it_is_ready_while_its_clock_ticks(silence: timedelta | None, status: int) -> None:
    ticked_at = None if silence is None else NOW - silence
    assert (await ask("/readyz", ticked_at)).status_code == status
    assert (await ask("/healthz", ticked_at)).status_code == 200


async def test_a_database_that_is_silent_is_asked_once_and_not_waited_for() -> None:
    asked, answers = [], asyncio.Event()

    async def last_tick_at() -> datetime | None:
        asked.append(NOW)
        await answers.wait()
        return NOW

    database = Question(last_tick_at, 0.01)
    for _ in range(3):
        with pytest.raises(TimeoutError):
            await database.answer()
    assert asked == [NOW]
    answers.set()
    assert await database.answer() == NOW


async def test_a_database_that_broke_after_it_was_silent_is_asked_anew() -> None:
    ended: list[asyncio.Future[datetime | None]] = [asyncio.Future(), asyncio.Future()]
    waiting = iter(ended)
    database = Question(lambda: next(waiting), 0.01)
    with pytest.raises(TimeoutError):
        await database.answer()
    ended[0].set_exception(ConnectionResetError())
    ended[1].set_result(NOW)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert await database.answer() == NOW


def test_silence_is_told_once_and_so_is_its_end() -> None:
    real = [0.0]
    watch = ClockWatch(lambda: real[0])
    with structlog.testing.capture_logs() as told:
        assert not watch.is_silent(NOW, NOW)
        for minutes in (3, 4, 5):
            assert watch.is_silent(NOW, NOW + timedelta(minutes=minutes))
        later = NOW + timedelta(minutes=5)
        assert not watch.is_silent(later, later)
    assert [one["event"] for one in told] == ["no clock ticks", "a clock ticks again"]


def test_a_tick_that_lies_ahead_counts_as_long_as_others_follow() -> None:
    """Somebody set the clock back by three days: the last tick lies ahead."""
    real = [0.0]
    watch, ahead = ClockWatch(lambda: real[0]), NOW + timedelta(days=3)
    assert not watch.is_silent(ahead, NOW)
    real[0] += 121
    assert watch.is_silent(ahead, NOW + timedelta(seconds=121))
    assert not watch.is_silent(NOW + timedelta(seconds=125), NOW + timedelta(seconds=126))


async def test_it_is_not_ready_without_its_database() -> None:
    async def last_tick_at() -> datetime | None:
        raise OSError("disk /dev/sda1 is gone")

    answer = await ask_app("/readyz", last_tick_at)
    assert answer.status_code == 503
    assert "sda1" not in answer.text


async def test_a_database_that_was_replaced_asks_for_a_restart() -> None:
    async def last_tick_at() -> datetime | None:
        raise ReplacedError

    answer = await ask_app("/readyz", last_tick_at)
    assert answer.status_code == 503
    assert "restart this process" in answer.text


async def test_a_database_that_cannot_be_written_is_told_until_it_can(
    tmp_path: Path,
) -> None:
    stores = SqlStores(a_database(tmp_path), a_vault())
    last_tick_at = stores.directory.last_tick_at
    await stores.directory.ticked(NOW)
    assert (await ask_app("/readyz", last_tick_at)).status_code == 200

    async with stores.engine.connect() as connection:
        await connection.exec_driver_sql("PRAGMA query_only=ON")
    with pytest.raises(DBAPIError):
        await stores.directory.ticked(NOW)
    answer = await ask_app("/readyz", last_tick_at)
    assert answer.status_code == 503
    assert "is its disk full" in answer.text
    assert (await ask_app("/healthz", last_tick_at)).status_code == 200

    async with stores.engine.connect() as connection:
        await connection.exec_driver_sql("PRAGMA query_only=OFF")
    await stores.directory.ticked(NOW)
    assert (await ask_app("/readyz", last_tick_at)).status_code == 200
    await stores.close()


async def test_a_refused_write_counts_for_a_minute_where_nobody_ticks(tmp_path: Path) -> None:
    real = [0.0]
    engine = connect(a_database(tmp_path))
    refused = RefusedWrites(engine, lambda: real[0])
    async with engine.connect() as connection:
        await connection.exec_driver_sql("PRAGMA query_only=ON")
        with pytest.raises(DBAPIError):
            await connection.exec_driver_sql("DELETE FROM ticks")
        with pytest.raises(DBAPIError):
            await connection.exec_driver_sql("NONSENSE")
    with pytest.raises(NotWritableError):
        refused.check()
    real[0] += 61
    refused.check()
    await engine.dispose()


async def test_there_is_no_other_page() -> None:
    assert (await ask("/", NOW)).status_code == 404
    assert (await ask("/docs", NOW)).status_code == 404


# One long-running process per database


def test_a_second_process_on_one_database_is_refused(tmp_path: Path) -> None:
    database = tmp_path / "zetje.db"
    with sole_process(database):
        with (
            pytest.raises(SettingsError, match=r"another Zetje is running on .*zetje\.db"),
            sole_process(database),
        ):
            raise AssertionError("two of them run")
        with sole_process(tmp_path / "other.db"):
            pass
    with sole_process(database):
        pass


def test_also_when_the_file_is_named_by_a_link(tmp_path: Path) -> None:
    database, link = tmp_path / "zetje.db", tmp_path / "elsewhere.db"
    link.symlink_to(database)
    with (
        sole_process(database),
        pytest.raises(SettingsError, match="another Zetje is running on"),
        sole_process(link),
    ):
        raise AssertionError("two of them run")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(SettingsError, match=r"nowhere/zetje\.db\.lock cannot be made"),
        sole_process(tmp_path / "nowhere" / "zetje.db"),
    ):
        raise AssertionError


@contextmanager
def serving(database: str, port: int) -> Iterator[subprocess.Popen[str]]:
    """Run the bot as a process of its own; kill it at the end when it still runs."""
    with subprocess.Popen(
        [sys.executable, "-m", "adapters.cli", "serve"],
        cwd=PROJECT,
        env={
            **os.environ,
            "ZETJE_DATABASE": database,
            "ZETJE_KEYS": TEST_RING,
            "ZETJE_PORT": str(port),
        },
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_until_ready(process: subprocess.Popen[str], port: int) -> None:
    """Return once it says so; fail when it ends before, or takes too long."""
    until = time.monotonic() + LONG_ENOUGH
    while time.monotonic() < until:
        assert process.poll() is None, process.communicate()[1]
        try:
            answer = httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=5)
        except httpx.TransportError:
            time.sleep(0.05)
            continue
        assert answer.json() == {"status": "ready"}
        return
    raise AssertionError("it is not ready")


@pytest.mark.chaos
def test_the_database_is_free_again_when_a_process_is_killed(
    tmp_path: Path, unused_tcp_port: int
) -> None:
    database = a_database(tmp_path)
    with serving(database, unused_tcp_port) as first:
        wait_until_ready(first, unused_tcp_port)

        with serving(database, unused_tcp_port) as second:
            _, said = second.communicate(timeout=LONG_ENOUGH)
        assert second.returncode == 1
        assert "another Zetje is running on" in said
        assert "Traceback" not in said

        os.kill(first.pid, signal.SIGKILL)
    with serving(database, unused_tcp_port) as third:
        wait_until_ready(third, unused_tcp_port)
        third.terminate()
        _, said = third.communicate(timeout=GRACE_SECONDS)
    assert third.returncode == 0, said
    told = [json.loads(line) for line in said.splitlines()]
    assert [one["event"] for one in told if one["level"] != "info"] == ["no chat app"]
