"""Some conversations answer with trouble for ever, or never, in the middle of a morning of all others."""

import asyncio
import subprocess
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path

import pytest

from bot.model.messages import Reason, State
from tests.chaos.chats import TeamsChat
from tests.chaos.grace import stops_in_time
from tests.chaos.peak import SOON, Peak, a_peak
from tests.chaos.process import PATIENT
from tests.databases import a_database, a_queue_database
from tests.standins.teams.client import TeamsClient
from tests.standins.teams.world import Json

pytestmark = pytest.mark.chaos

# What Teams answers in a conversation, every time, and how a question there ends.
TROUBLES: Sequence[tuple[Json, State]] = (
    ({"trouble": "error", "status": 412}, State.PLANNED),
    ({"trouble": "error", "status": 500}, State.UNKNOWN),
    ({"trouble": "page"}, State.UNKNOWN),
    ({"trouble": "error", "status": 403}, State.FAILED),
    ({"trouble": "error", "status": 404}, State.FAILED),
)
# What sends, as one process and as several.
TOGETHER, APART = ("embedded",), ("serve", "clock", "work")


@pytest.fixture
async def peak(teams: TeamsClient, tmp_path: Path, in_earnest: bool) -> AsyncIterator[Peak]:
    with a_queue_database() as url:
        async with a_peak(TeamsChat(teams), url, url, tmp_path, in_earnest=in_earnest) as made:
            yield made


async def some_have_trouble(peak: Peak) -> dict[str, State]:
    """Let some of the people have it; return how their question is to end."""
    chat = peak.chat
    assert isinstance(chat, TeamsChat)
    known = [name for name in peak.people if chat.conversation(name)]
    ends = {}
    for name, (fault, state) in zip(known, TROUBLES, strict=False):
        about = {"area": "send", "times": None, "conversation": chat.conversation(name)}
        await chat.teams("fault", **fault, **about)
        ends[name] = state
    return ends


async def ended_so(peak: Peak, ends: Mapping[str, State]) -> None:
    """Wait until the questions of these people are in these states."""
    async with asyncio.timeout(peak.longest):
        while True:
            peak.must_live()
            found = {name: one.state for name, one in (await peak.prompts()).items()}
            if {name: found.get(name) for name in ends} == ends:
                return
            await asyncio.sleep(0.5)


async def test_the_others_have_their_question_and_are_answered(
    peak: Peak, teams: TeamsClient
) -> None:
    ends = await some_have_trouble(peak)
    others = [name for name in peak.people if name not in ends]
    processes = await peak.begin()

    await ended_so(peak, dict.fromkeys(others, State.SENT) | ends)
    for name in others[:5]:
        assert await peak.chat.types(name, f"Wat {name} ervan vindt")
    async with asyncio.timeout(peak.longest):
        while (await peak.heard()).total() < len(others) + 5:
            peak.must_live()
            await asyncio.sleep(0.2)

    heard = await peak.heard()
    assert heard == Counter(others) + Counter(others[:5]) + Counter(dict.fromkeys(ends, 0))
    lines = [line for line in peak.log() if line.get("event") == "failed for good"]
    told = {line["message"]: line["why"] for line in lines}
    for name, one in (await peak.prompts()).items():
        if ends.get(name) is State.FAILED:
            assert one.reason is Reason.REFUSED
            assert one.detail == told[one.id]

    await teams("clear")
    await ended_so(
        peak, {name: State.SENT for name, state in ends.items() if state is State.PLANNED}
    )
    await stops_in_time(*processes)


@pytest.fixture(params=[TOGETHER, APART], ids=["together", "apart"])
def parts(request: pytest.FixtureRequest) -> Sequence[str]:
    """Return of which processes the bot is one."""
    found: Sequence[str] = request.param
    return found


@pytest.fixture
async def patient_peak(
    parts: Sequence[str],
    teams: TeamsClient,
    tmp_path: Path,
    in_earnest: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Peak]:
    """Return a morning on which nobody gives up waiting for Teams."""
    monkeypatch.setenv(PATIENT, "yes")
    with a_queue_database() if parts == APART else nullcontext(a_database(tmp_path)) as url:
        async with a_peak(TeamsChat(teams), url, url, tmp_path, in_earnest=in_earnest) as made:
            yield made


async def test_only_who_never_answers_is_unknown_when_the_sender_is_killed_meanwhile(
    patient_peak: Peak, parts: Sequence[str], teams: TeamsClient
) -> None:
    """Who is written to stays silent until the end: all that happens, happens before it is given up."""
    peak = patient_peak
    silent, *others = peak.people
    assert isinstance(peak.chat, TeamsChat)
    chat = peak.chat.conversation(silent)
    await teams("fault", trouble="slow", area="send", conversation=chat, times=None, delay=3600)
    killed = await begin(peak, parts)
    peak.let_it_be(SOON)

    await ended_so(peak, dict.fromkeys(others, State.SENT) | {silent: State.SENDING})
    for process in killed:
        process.kill()
        process.wait()
    again = await begin(peak, parts)
    await ended_so(peak, dict.fromkeys(others, State.SENT) | {silent: State.UNKNOWN})
    for name in others[:5]:
        assert await peak.chat.types(name, f"Wat {name} ervan vindt")
    async with asyncio.timeout(peak.longest):
        while (await peak.heard()).total() < len(others) + 5:
            peak.must_live()
            await asyncio.sleep(0.2)

    assert await peak.heard() == Counter(others) + Counter(others[:5]) + Counter({silent: 0})
    assert (await peak.prompts())[silent].state is State.UNKNOWN
    await stops_in_time(*again)


async def begin(peak: Peak, parts: Sequence[str]) -> list[subprocess.Popen[bytes]]:
    """Start these processes of the bot, and wait until it answers."""
    started = [peak.start(what) for what in parts]
    await peak.is_served("/readyz")
    return started
