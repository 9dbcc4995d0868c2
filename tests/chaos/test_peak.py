"""A morning peak with real processes, through which everything breaks: nothing is lost, nothing double."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from adapters.queue import schema
from adapters.sql.migrate import migrate
from adapters.sql.postgres import lock_number
from adapters.sql.stores import SqlStores
from bot.administration.changes import paused, resumed
from bot.model.messages import State
from bot.model.series import Series
from bot.series_anew import plan_anew
from tests import postgres
from tests.chaos.chats import SlackChat
from tests.chaos.grace import GRACE_SECONDS, stops_in_time
from tests.chaos.line import DatabaseLine, a_line
from tests.chaos.peak import LONGEST, PEOPLE, SOON, Peak, a_peak
from tests.databases import a_queue_database
from tests.fakes.vault import a_vault
from tests.stages.town import TENANT
from tests.standins.slack.client import SlackStandin

pytestmark = pytest.mark.chaos

A_MINUTE = 60.0


@pytest.fixture
async def slack(slack_process: SlackStandin) -> AsyncIterator[SlackStandin]:
    async with slack_process.connected():
        yield slack_process


@pytest.fixture
def database() -> Iterator[str]:
    with a_queue_database() as address:
        yield address


@pytest.fixture
def line(database: str) -> Iterator[DatabaseLine]:
    with a_line(database) as made:
        yield made


@pytest.fixture
async def peak(
    slack: SlackStandin, database: str, line: DatabaseLine, tmp_path: Path, in_earnest: bool
) -> AsyncIterator[Peak]:
    chat = SlackChat(slack)
    async with a_peak(chat, database, line.url, tmp_path, in_earnest=in_earnest) as made:
        yield made


async def assert_each_once(peak: Peak, answering: asyncio.Task[None]) -> None:
    """Everybody has one question in the end and one answer to what they typed, which is kept once.

    Who typed while nobody could say yet whether their question had arrived is told that the bot is at
    a loss, and keeps nothing; that is rare, and so it is said.
    """
    await peak.all_is_sent()
    await answering
    await peak.everything_is_acknowledged()
    await peak.everybody_heard_back()
    assert await peak.heard() == Counter(dict.fromkeys(peak.people, 2))
    kept = await peak.kept()
    assert kept == await peak.said_back()
    assert set(kept.values()) <= {0, 1}
    assert kept.total() > PEOPLE // 2


async def test_a_deploy_in_the_middle_loses_and_doubles_nothing(peak: Peak) -> None:
    old = await peak.begin()
    answering = asyncio.create_task(peak.everybody_answers())
    await peak.arrived_at_least(PEOPLE // 4)

    new = await peak.deploy(old)
    await assert_each_once(peak, answering)
    await stops_in_time(*new)
    assert [line for line in peak.log() if "CancelledError" in line.get("error", "")] == []


async def change_series(peak: Peak, change: Callable[[Series, datetime], Series]) -> None:
    """Do as `zetje series`, without the seconds that it takes to start."""
    stores = SqlStores(peak.database, a_vault())
    now = datetime.now(UTC) + timedelta(seconds=peak.off())
    async with stores.of(TENANT).write() as unit:
        (series,) = await unit.series.all()
        await plan_anew(unit, change(series, now), now)
    await stores.close()


def renamed(series: Series, now: datetime) -> Series:
    return replace(series, name=f"Reeks van {now}")


async def test_a_series_that_changes_while_it_goes_out_loses_nobody(peak: Peak) -> None:
    """It gets another name before its instant and after it, and stands still for a moment."""
    processes = await peak.begin()
    answering = asyncio.create_task(peak.everybody_answers())
    for _ in range(3):
        await change_series(peak, renamed)
        await asyncio.sleep(1)
    await peak.arrived_at_least(1)
    await change_series(peak, paused)
    await asyncio.sleep(2)
    await change_series(peak, resumed)

    await assert_each_once(peak, answering)
    await stops_in_time(*processes)


async def test_a_database_that_is_gone_for_a_minute(
    slack: SlackStandin, tmp_path: Path, in_earnest: bool
) -> None:
    """Nothing begins anew: the same processes go on by themselves when it is back."""
    reason = postgres.why_not_of_our_own()
    if reason is not None:
        pytest.skip(reason)
    with postgres.server_of_our_own() as (url, folder):
        migrate(url)
        schema.apply(url)
        async with a_peak(SlackChat(slack), url, url, tmp_path, in_earnest=in_earnest) as peak:
            processes = await peak.begin()
            answering = asyncio.create_task(peak.everybody_answers())
            await peak.arrived_at_least(PEOPLE // 4)
            await asyncio.to_thread(postgres.halt, folder)
            await asyncio.sleep(A_MINUTE if in_earnest else A_MINUTE / 5)
            before = await peak.chat.count()
            await asyncio.to_thread(postgres.resume, folder)
            back_at = time.time()

            await assert_each_once(peak, answering)
            assert before < 2 * PEOPLE
            assert await peak.first_after(back_at) - back_at < A_MINUTE
            assert all(process.poll() is None for process in processes)
            await stops_in_time(*processes)


async def test_processes_that_are_killed_one_after_the_other(peak: Peak) -> None:
    """A platform repeats what was not acknowledged; what was, has its effect once.

    One of the two workers sends: both die, so that one of them does in the middle of it.
    """
    web, clock, one, other = await peak.begin()
    answering = asyncio.create_task(peak.everybody_answers())
    victims = (one, "work"), (web, "serve"), (other, "work"), (clock, "clock")
    new = []
    for number, (victim, what) in enumerate(victims, start=1):
        await peak.arrived_at_least(number * PEOPLE // 5)
        victim.kill()
        victim.wait()
        new.append(peak.start(what))

    await assert_each_once(peak, answering)
    await stops_in_time(*new)


async def test_who_called_is_answered_before_a_process_stops(
    peak: Peak, slack: SlackStandin, database: str
) -> None:
    web = peak.start("serve")
    await peak.is_served()
    # That the answer comes at all is asked here, not how soon on a slow machine.
    await slack.do("app", settings={"waits": GRACE_SECONDS})
    somebody = slack.person(peak.people[0])
    with psycopg.connect(database, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", (lock_number(TENANT),))
        typing = asyncio.create_task(somebody.types("help"))
        await _until_somebody_waits(other)
        web.terminate()
        await asyncio.sleep(0.5)
        assert web.poll() is None
    told = await typing
    assert [one["status"] for one in told["sent"][0]["attempts"]] == [200]
    await stops_in_time(web)
    assert len(await somebody.from_bot()) == 1


async def _until_somebody_waits(connection: psycopg.Connection[Any]) -> None:
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    async with asyncio.timeout(LONGEST):
        while connection.execute(waiting).fetchone() == (0,):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_what_was_going_out_arrives_and_the_right_to_send_is_given_back(
    peak: Peak, database: str
) -> None:
    clock, worker = peak.start("clock"), peak.start("work")
    await peak.has_told("clock", "worker")
    await peak.chat.is_slow(0.5)
    peak.let_it_be(SOON)
    await peak.arrived_at_least(2)
    await stops_in_time(worker, clock)

    with psycopg.connect(database) as looking:
        kept = looking.execute("SELECT count(*) FROM leases WHERE owner IS NOT NULL").fetchone()
    assert kept == (0,)
    states = await peak.states()
    assert set(states) <= {State.SENT, State.PLANNED}
    assert states[State.SENT] == await peak.chat.count()


async def test_a_commit_whose_answer_is_lost_counts_once(peak: Peak, line: DatabaseLine) -> None:
    processes = await peak.begin()
    line.lose_answers(every=8)
    answering = asyncio.create_task(peak.everybody_answers())
    await peak.arrived_at_least(PEOPLE * 3 // 4)
    line.lose_answers(every=0)

    await assert_each_once(peak, answering)
    assert line.lost > 3
    await stops_in_time(*processes)


async def test_a_line_to_the_database_that_falls_silent(
    peak: Peak, line: DatabaseLine, in_earnest: bool
) -> None:
    """It takes everything and carries nothing; nothing begins anew, and all goes on."""
    processes = await peak.begin()
    answering = asyncio.create_task(peak.everybody_answers())
    await peak.arrived_at_least(PEOPLE // 4)
    line.fall_silent()
    assert not await peak.is_ready()
    await asyncio.sleep(A_MINUTE if in_earnest else A_MINUTE / 5)
    line.speak()
    back_at = time.time()

    await assert_each_once(peak, answering)
    await peak.is_served("/readyz")
    assert await peak.first_after(back_at) - back_at < A_MINUTE
    await stops_in_time(*processes)
