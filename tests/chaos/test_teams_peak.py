"""The same peak through Teams, which nobody can ask: only what was handed to it may be unknown."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.model.messages import State
from tests.chaos.chats import TeamsChat
from tests.chaos.grace import stops_in_time
from tests.chaos.line import a_line_to
from tests.chaos.peak import A_SECOND, PEOPLE, SOON, Peak, a_peak
from tests.databases import a_queue_database
from tests.standins.teams.client import TeamsClient

pytestmark = pytest.mark.chaos

A_MINUTE = 60.0
# What was on its way when its sender died arrives within this.
ALMOST_NOTHING = 1.0


@pytest.fixture
async def peak(teams: TeamsClient, tmp_path: Path, in_earnest: bool) -> AsyncIterator[Peak]:
    with a_queue_database() as url:
        async with a_peak(TeamsChat(teams), url, url, tmp_path, in_earnest=in_earnest) as made:
            yield made


async def test_a_deploy_in_the_middle_leaves_nothing_unknown(peak: Peak) -> None:
    old = await peak.begin()
    answering = asyncio.create_task(peak.everybody_answers())
    await peak.arrived_at_least(PEOPLE // 4)

    new = await peak.deploy(old)

    await peak.all_is_sent()
    await answering
    await peak.everybody_heard_back()
    assert await peak.heard() == Counter(dict.fromkeys(peak.people, 2))
    assert await peak.chat.acknowledged() == set(peak.people)
    assert await peak.kept() == await peak.said_back() == Counter(dict.fromkeys(peak.people, 1))
    await stops_in_time(*new)


async def test_a_worker_that_is_killed_leaves_a_wave_unknown_and_doubles_nothing(
    peak: Peak,
) -> None:
    clock, victim = peak.start("clock"), peak.start("work")
    await peak.has_told("clock", "worker")
    await peak.chat.is_slow(0.4)
    peak.let_it_be(SOON)
    await peak.arrived_at_least(PEOPLE // 4)
    victim.kill()
    victim.wait()
    killed_at = time.time()
    worker = peak.start("work")

    await peak.all_is_settled()
    heard, states = await peak.heard(), await peak.states()
    assert set(heard.values()) <= {0, 1}
    # Whoever has none was being written to by a process that died.
    assert states[State.SENT] <= heard.total() <= PEOPLE
    assert states[State.UNKNOWN] <= A_SECOND
    assert await peak.first_after(killed_at + ALMOST_NOTHING) - killed_at < A_MINUTE
    await stops_in_time(worker, clock)


async def test_a_platform_that_falls_silent_leaves_a_handful_unknown(
    teams: TeamsClient, tmp_path: Path, in_earnest: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes every request and says nothing; what waits meanwhile goes when it speaks again."""
    port = int(teams.connector.rpartition(":")[2])
    with a_queue_database() as url, a_line_to(port) as line:
        monkeypatch.setattr(teams, "connector", f"http://127.0.0.1:{line.port}")
        chat = TeamsChat(teams)
        async with a_peak(chat, url, url, tmp_path, in_earnest=in_earnest) as peak:
            processes = await peak.begin()
            await peak.arrived_at_least(PEOPLE // 4)
            line.fall_silent()
            await asyncio.sleep(60 if in_earnest else 12)
            arrived, waiting = await chat.count(), await peak.states()
            line.speak()

            await peak.all_is_settled()
            heard, states = await peak.heard(), await peak.states()
            assert set(heard.values()) <= {0, 1}
            assert arrived < PEOPLE
            assert waiting[State.PLANNED] > 0
            # A wave, and a try now and then whether it speaks again.
            assert 0 < states[State.UNKNOWN] <= A_SECOND + 4
            assert states[State.SENT] <= heard.total() <= PEOPLE
            await stops_in_time(*processes)
