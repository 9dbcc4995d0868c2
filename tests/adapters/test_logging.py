"""The log: lines of JSON, an id for all that follows from one thing, and no words of people."""

import asyncio
import errno
import io
import json
import logging
import os
import sys
import threading
from pathlib import Path

import httpx
import pytest
import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.clock.ticking import start_ticking
from adapters.logging_setup import log_to_stderr
from adapters.sql.migrate import migrate
from adapters.tracing import traced, tracing
from bot.errors import SealError

log = structlog.get_logger()
# Lines, more than a pipe holds; and bytes of them.
_MUCH, _MANY_BYTES = 20_000, 16_384
SOON = 30
WORDS = "Fatma wil met de wethouder praten"


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


async def test_all_that_follows_from_one_thing_bears_one_id(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log_to_stderr("info")

    async def later() -> None:
        await asyncio.sleep(0)
        log.info("sent")

    with traced():
        log.info("came in")
        task = asyncio.create_task(later())
    with traced():
        log.info("something else")
    await task
    log.info("no trace")

    by_event = {one["event"]: one.get("trace") for one in lines(capsys)}
    assert by_event["came in"] == by_event["sent"] is not None
    assert by_event["something else"] not in (None, by_event["sent"])
    assert by_event["no trace"] is None


class FullDisk(io.StringIO):
    """Where a log goes that cannot be written to."""

    def write(self, text: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_log_that_cannot_be_written_keeps_nobody_from_their_work(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    log_to_stderr("info")
    with monkeypatch.context() as full:
        full.setattr(sys, "stderr", FullDisk())
        log.warning("lost")
        logging.getLogger("a library").warning("lost too")
    log.info("there is room again")
    assert [one["event"] for one in lines(capsys)] == ["there is room again"]


def test_a_log_that_nobody_reads_keeps_nobody_from_their_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    log_to_stderr("info")
    reads, writes = os.pipe()
    with os.fdopen(reads, "rb") as far_end, os.fdopen(writes, "w", encoding="utf-8") as pipe:
        monkeypatch.setattr(sys, "stderr", pipe)
        working = threading.Thread(target=_tell_much, daemon=True)
        working.start()
        working.join(timeout=60)
        is_done = not working.is_alive()
        # Whoever still waits goes on. Nothing more may come: what is there is read, and no more waited for.
        held = far_end.read1(_MANY_BYTES)
        assert is_done
        log.info("somebody reads it again")
        pipe.close()
        told = [json.loads(line) for line in (held + far_end.read()).splitlines()]
    lost, last = told[-2:]
    assert last["event"] == "somebody reads it again"
    assert lost["event"] == "nobody read the log"
    assert lost["lines"] + len(told) - 2 == _MUCH


def _tell_much() -> None:
    for number in range(_MUCH):
        log.info("busy", number=number)


def test_what_is_of_no_use_to_who_runs_it_is_not_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log_to_stderr("info")
    migrate(f"sqlite:///{tmp_path / 'new.db'}")
    assert lines(capsys) == []


async def test_each_request_has_an_id_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    log_to_stderr("info")

    async def door(_: Request) -> Response:
        log.info("first")
        log.info("then")
        return Response("ok")

    app = tracing(Starlette(routes=[Route("/slack/own/events", door, methods=["POST"])]))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://zetje"
    ) as client:
        for _ in range(2):
            await client.post("/slack/own/events")

    traces = [one["trace"] for one in lines(capsys) if one["event"] in ("first", "then")]
    assert traces[0] == traces[1] != traces[2] == traces[3]


async def test_each_tick_has_one_too(capsys: pytest.CaptureFixture[str]) -> None:
    log_to_stderr("info")
    ticked = asyncio.Event()
    ticks = 0

    async def beat() -> None:
        nonlocal ticks
        log.info("tick")
        ticks += 1
        if ticks == 2:
            ticked.set()

    scheduler = start_ticking(beat, 0.05)
    async with asyncio.timeout(SOON):
        await ticked.wait()
    scheduler.shutdown(wait=False)
    first, second = [one["trace"] for one in lines(capsys) if one["event"] == "tick"][:2]
    assert first != second


async def test_a_tick_that_takes_longer_than_the_others_are_apart_is_nothing_to_warn_of(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log_to_stderr("info")
    ticked = asyncio.Event()

    async def beat() -> None:
        await asyncio.sleep(0.2)
        log.info("tick")
        ticked.set()

    scheduler = start_ticking(beat, 0.05)
    async with asyncio.timeout(SOON):
        await ticked.wait()
    scheduler.shutdown(wait=False)
    assert {one["level"] for one in lines(capsys)} == {"info"}


@pytest.mark.parametrize("error", [ValueError(WORDS), SealError(WORDS), OSError(WORDS)])
def test_of_an_error_only_its_kind_and_place_are_told(
    capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    log_to_stderr("debug")
    try:
        raise error
    except Exception:
        logging.getLogger("a.library").exception("it broke\n%s", WORDS)
        logging.getLogger("a.library").debug("body: %s", WORDS)
    (line,) = lines(capsys)
    assert line["error"].startswith(f"{type(error).__name__} in test_logging.py:")
    assert WORDS not in json.dumps(line)
