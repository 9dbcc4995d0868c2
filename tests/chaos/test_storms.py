"""A platform that says *too fast*, is away or cuts the line; a database that is locked; clocks that jump."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.sql import sqlite
from adapters.sql.stores import SqlStores
from bot.model.ids import PersonId
from bot.model.messages import Message, Reason, State
from bot.model.people import Period, Standing
from bot.model.series import SeriesState
from bot.situations import Knowledge
from tests.databases import a_database
from tests.fakes.platform import RecordingPlatform
from tests.fakes.vault import a_vault
from tests.shell.town import A_SECOND, Town, to_many
from tests.stages.town import TENANT, instant

pytestmark = pytest.mark.chaos

MESSAGES = 60
# Every third request meets trouble, for as long as there are requests.
STORM = 40
TEN_MINUTES = 600
THURSDAY_BEFORE, THURSDAY_AFTER = "2027-01-14 12:10", "2027-01-14 12:20"


@pytest.fixture
async def town(stores: SqlStores, knowledge: Knowledge) -> Town:
    """Return a town in which Hanneke and Yusuf take part, on a Thursday at noon."""
    made = Town(stores, knowledge, RecordingPlatform())
    await made.settle()
    return made


def arrived(town: Town) -> Counter[str]:
    return Counter(sent.message.id for sent in town.platform.sent)


async def lived_through(town: Town, seconds: int) -> None:
    for _ in range(seconds // 2):
        await town.try_again_after(2 * A_SECOND)


def each_once(messages: Sequence[Message]) -> Counter[str]:
    return Counter(message.id for message in messages)


def every_third(messages: Sequence[Message]) -> frozenset[str]:
    return frozenset(message.id for message in messages[::3])


async def test_a_storm_of_too_fast_is_obeyed_and_loses_nothing(town: Town) -> None:
    messages = await to_many(town, MESSAGES)
    unlucky = every_third(messages)
    town.platform.refuse(times=STORM, retry_after=7.0, only=lambda one: one.id in unlucky)

    await town.drain()
    refused = len(town.platform.requests)
    await lived_through(town, 6)
    assert len(town.platform.requests) == refused

    await lived_through(town, TEN_MINUTES)
    assert arrived(town) == each_once(messages)


@pytest.mark.parametrize("arrives", [True, False])
async def test_lines_that_are_cut_after_the_write_lose_and_double_nothing(
    town: Town, arrives: bool
) -> None:
    messages = await to_many(town, MESSAGES)
    unlucky = every_third(messages)
    town.platform.lose_after_write(
        arrives=arrives, times=len(unlucky), only=lambda one: one.id in unlucky
    )
    await town.drain()
    await lived_through(town, TEN_MINUTES)
    assert arrived(town) == each_once(messages)
    assert set(await town.states(*messages)) == {State.SENT}


async def test_where_nobody_can_be_asked_only_what_was_handed_over_is_unknown(town: Town) -> None:
    town.platform.can_be_asked = False
    messages = await to_many(town, MESSAGES)
    town.platform.time_out(arrives=True, times=9)

    await town.drain()
    await lived_through(town, 2 * TEN_MINUTES)

    states = await town.states(*messages)
    assert set(states) == {State.SENT, State.UNKNOWN}
    assert states.count(State.UNKNOWN) == 9
    # A prompt of the series came in the meantime.
    assert each_once(messages) <= arrived(town)
    assert set(arrived(town).values()) == {1}


@pytest.mark.parametrize("jump", [timedelta(days=3), -timedelta(days=3)])
async def test_a_real_clock_that_jumps_neither_loses_nor_doubles(
    stores: SqlStores, knowledge: Knowledge, jump: timedelta
) -> None:
    wall = JumpingClock()
    town = Town(stores, knowledge, RecordingPlatform(), wall=wall)  # type: ignore[arg-type]
    await town.settle()
    messages = await to_many(town, MESSAGES)
    town.platform.refuse(retry_after=2.0, only=lambda one: one.id == messages[9].id)
    await town.drain()
    wall.by += jump
    other = town.beside("another process")
    await asyncio.gather(town.drain(), other.drain())
    wall.by += abs(jump) * 2
    await other.drain()
    assert arrived(town) == each_once(messages)


class JumpingClock:
    """A clock that somebody sets."""

    def __init__(self) -> None:
        self.by = timedelta(0)

    def now(self) -> datetime:
        """Return the instant, as it was set."""
        return datetime(2027, 3, 1, tzinfo=UTC) + self.by

    def move(self, by: timedelta) -> None:
        """Let time pass."""
        self.by += by


async def test_a_locked_database_keeps_things_waiting_and_loses_nothing(
    tmp_path: Path, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient = ("PRAGMA busy_timeout=50", *sqlite._PRAGMAS[1:])
    monkeypatch.setattr(sqlite, "_PRAGMAS", impatient)
    stores = SqlStores(a_database(tmp_path), a_vault())
    town = Town(stores, knowledge, RecordingPlatform())
    await town.settle()
    messages = await to_many(town, MESSAGES)

    other = sqlite3.connect(tmp_path / "zetje.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for _ in range(3):
        with pytest.raises(Exception, match="locked"):
            await town.drain()
    assert town.platform.sent == []
    other.execute("ROLLBACK")
    other.close()

    assert await town.drain() == MESSAGES
    assert arrived(town) == each_once(messages)
    await stores.close()


async def test_a_deploy_in_the_middle_goes_on_where_it_was(town: Town) -> None:
    messages = await to_many(town, MESSAGES)
    send = town.platform.send

    async def told_to_stop(*about: object) -> object:
        if len(town.platform.sent) == MESSAGES // 3:
            town.sender.stop()
        return await send(*about)  # type: ignore[arg-type]

    town.platform.send = told_to_stop  # type: ignore[assignment, method-assign]
    went = await town.drain()
    assert 0 < went < MESSAGES

    next_version = town.beside("the next version")
    assert await next_version.drain() == MESSAGES - went
    assert arrived(town) == each_once(messages)


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("stop", Reason.STOPPED),
        ("pause", Reason.PAUSED),
        ("absence", Reason.ABSENT),
        ("series", Reason.SERIES_STOPPED),
    ],
)
async def test_what_happens_between_planning_and_sending_counts(
    town: Town, what: str, reason: Reason
) -> None:
    town.sleep_until(THURSDAY_BEFORE)
    await town.ticker.tick()
    planned = [one for one in await town.messages_of("hanneke") if one.state is State.PLANNED]
    assert planned

    await rested(town, what)
    town.sleep_until(THURSDAY_AFTER)
    await town.sender.drain(town.platform.platform, TENANT)

    assert town.platform.sent == []
    ended = [await town.message(one.id) for one in planned]
    assert {(one.state, one.reason) for one in ended} == {(State.SKIPPED, reason)}


async def rested(town: Town, what: str) -> None:
    today = instant(THURSDAY_BEFORE).date()
    week = Period(today, today + timedelta(days=7))
    async with town.stores.of(TENANT).write() as unit:
        person = await unit.people.get(PersonId("hanneke"))
        assert person is not None
        match what:
            case "stop":
                await unit.people.save(replace(person, standing=Standing.STOPPED))
            case "pause":
                await unit.people.save(replace(person, paused_until_on=week.last_on))
            case "absence":
                await unit.people.save(replace(person, absences=(week,)))
            case _:
                for series in await unit.series.all():
                    await unit.series.save(replace(series, state=SeriesState.STOPPED))
