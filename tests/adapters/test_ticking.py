"""The clock: it calls the tick, also at the instant at which the next message is due."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import NoReturn
from zoneinfo import ZoneInfoNotFoundError

import pytest
from apscheduler.triggers import date

from adapters.clock.ticking import start_ticking, stop_ticking

SOON = 10
NEXT = datetime(2099, 1, 1, 12, 15, tzinfo=UTC)


class Beats:
    """Counts beats, lets the test wait for them, and knows when the next message is due."""

    def __init__(self, due_at: datetime | None) -> None:
        self.count = 0
        self.going = 0
        self.at_once = 0
        self.due_at = due_at
        self.asked = asyncio.Event()

    async def beat(self) -> None:
        self.going += 1
        self.at_once = max(self.at_once, self.going)
        await asyncio.sleep(0)
        self.count += 1
        self.going -= 1

    async def next_due_at(self) -> datetime | None:
        due_at, self.due_at = self.due_at, None
        if self.count > 2:
            self.asked.set()
        return due_at


async def test_it_goes_at_the_next_due_instant_too() -> None:
    beats = Beats(NEXT)
    scheduler = start_ticking(beats.beat, 0.05, beats.next_due_at)

    async with asyncio.timeout(SOON):
        await beats.asked.wait()
    due = scheduler.get_job("due")
    scheduler.shutdown(wait=False)

    assert due is not None
    assert due.next_run_time == NEXT


async def test_it_does_so_on_a_machine_whose_zone_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def of_nowhere() -> NoReturn:
        raise ZoneInfoNotFoundError("Europe/Amsterdm")

    monkeypatch.setattr(date, "get_localzone", of_nowhere)
    await test_it_goes_at_the_next_due_instant_too()


async def test_an_instant_that_just_passed_is_not_missed() -> None:
    beats = Beats(datetime.now(UTC) - timedelta(minutes=5))
    scheduler = start_ticking(beats.beat, 0.05, beats.next_due_at)

    async with asyncio.timeout(SOON):
        await beats.asked.wait()
        while scheduler.get_job("due") is not None:  # noqa: ASYNC110 - APScheduler has no event
            await asyncio.sleep(0.01)
    scheduler.shutdown(wait=False)

    assert beats.count >= 3
    assert beats.at_once == 1


async def test_where_nothing_is_due_only_the_interval_counts() -> None:
    beats = Beats(None)
    scheduler = start_ticking(beats.beat, 0.05, beats.next_due_at)

    async with asyncio.timeout(SOON):
        await beats.asked.wait()
    assert scheduler.get_job("due") is None
    scheduler.shutdown(wait=False)


async def test_a_tick_that_goes_on_is_finished_before_it_stops() -> None:
    begun, may_end, ended = asyncio.Event(), asyncio.Event(), []

    async def beat() -> None:
        begun.set()
        await may_end.wait()
        ended.append("beat")

    async def next_due_at() -> None:
        ended.append("looked")

    scheduler = start_ticking(beat, 0.01, next_due_at)
    async with asyncio.timeout(SOON):
        await begun.wait()
    stopping = asyncio.create_task(stop_ticking([scheduler], timedelta(seconds=10)))
    await asyncio.sleep(0.05)
    assert not stopping.done()
    may_end.set()
    await stopping
    assert ended == ["beat", "looked"]
    await asyncio.sleep(0.01)
    assert not scheduler.running


async def test_a_tick_that_takes_too_long_is_broken_off() -> None:
    begun = asyncio.Event()

    async def beat() -> None:
        begun.set()
        await asyncio.Event().wait()

    scheduler = start_ticking(beat, 0.01)
    async with asyncio.timeout(SOON):
        await begun.wait()
    await stop_ticking([scheduler], timedelta(seconds=0.05))
    await asyncio.sleep(0.01)
    assert not scheduler.running
