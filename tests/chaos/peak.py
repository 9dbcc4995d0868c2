"""A morning on which many people get a question at the same time, through Slack or Teams, and answer it.

The bot is a web, a clock and workers, each a process of its own on PostgreSQL; the platform is a
stand-in, which counts. People type an answer when they have their question; Slack delivers it again
until it is acknowledged, or it gives up.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from adapters.clock.clocks import DemoClock
from adapters.key_file import mark_of_copy
from adapters.settings import PROMPTS
from adapters.sql.stores import SqlStores
from adapters.wiring import assemble, read_knowledge
from bot.model.messages import Message, Purpose, State
from tests.chaos.chats import Chat
from tests.chaos.grace import stops_in_time
from tests.chaos.line import a_port
from tests.chaos.process import CLOCK, IMPATIENT, NAMES
from tests.fakes.vault import TEST_RING, a_vault
from tests.stages.town import TENANT, build, instant
from tests.standins.slack.client import Json

PROJECT = Path(__file__).parents[2]
DUE, DUE_WALL = instant("2027-01-14 12:15"), "2027-01-14 12:15"
BEFORE, SOON, A_DAY = timedelta(minutes=10), timedelta(seconds=1), timedelta(days=1)
PEOPLE, A_SECOND, LONGEST = 40, 10, 100


@dataclass
class Peak:
    """The morning, and what can be seen of it from outside. `url` is what the processes connect to."""

    chat: Chat
    database: str
    url: str
    folder: Path
    in_earnest: bool = False
    people: tuple[str, ...] = ()
    port: int = 0
    _processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def longest(self) -> float:
        """How long a test waits for something before it gives up."""
        return LONGEST * (6 if self.in_earnest else 1)

    def let_it_be(self, due_in: timedelta) -> None:
        """Let it be so long before all of it is due, for all machines."""
        self.let_be_off((DUE - due_in - datetime.now(UTC)).total_seconds())

    def let_be_off(self, seconds: float, machine: str = "clock") -> None:
        """Let the clock of a machine be off by so much; all processes stand on `clock` if not said."""
        new = self.folder / f"{machine}.new"
        new.write_text(str(seconds), encoding="utf-8")
        new.replace(self.folder / machine)

    def off(self, machine: str = "clock") -> float:
        """Return by how much it is off."""
        return float((self.folder / machine).read_text(encoding="utf-8"))

    def start(self, what: str, machine: str = "clock") -> subprocess.Popen[bytes]:
        """Start a process of the bot; its log is added to a file."""
        bare = {name: value for name, value in os.environ.items() if not name.startswith("ZETJE_")}
        environment = bare | {
            "ZETJE_DATABASE": self.url,
            "ZETJE_KEYS": TEST_RING,
            "ZETJE_KEYS_COPIED": mark_of_copy(self.folder / "copy", "", None),
            "ZETJE_APPS": str(self.folder / "apps.json"),
            "ZETJE_TICK_SECONDS": "10" if self.in_earnest else "1",
            "ZETJE_PORT": str(self.port),
            CLOCK: str(self.folder / machine),
            NAMES: str(self.folder / "names"),
            IMPATIENT: "" if self.in_earnest else "yes",
        }
        command = [sys.executable, "-m", "tests.chaos.process", what]
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(command, cwd=PROJECT, env=environment, stderr=log)
        self._processes.append(process)
        return process

    def end(self) -> None:
        """End all processes that still run."""
        for process in self._processes:
            process.kill()
            process.wait()

    def log(self) -> list[Json]:
        """Return what the processes told."""
        lines = (self.folder / "log").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) if line.startswith("{") else {"event": line} for line in lines]

    async def is_served(self, path: str = "/healthz") -> None:
        """Wait until the web process says that all is well."""
        url = f"http://127.0.0.1:{self.port}{path}"
        async with asyncio.timeout(self.longest):
            while not await asyncio.to_thread(_answers, url):
                self.must_live()
                await asyncio.sleep(0.1)

    async def has_told(self, *events: str) -> None:
        """Wait until these stand in what the processes told, each as often as it is named."""
        async with asyncio.timeout(self.longest):
            while not Counter(events) <= Counter(line.get("event") for line in self.log()):
                self.must_live()
                await asyncio.sleep(0.1)

    async def is_ready(self) -> bool:
        """Tell whether the web process says, soon, that it is ready."""
        return await asyncio.to_thread(_answers, f"http://127.0.0.1:{self.port}/readyz")

    def must_live(self) -> None:
        """Raise when a process ended with an error."""
        ended = [one.returncode for one in self._processes if one.poll() is not None]
        assert all(code in (0, -signal.SIGKILL) for code in ended), self.log()[-5:]

    async def begin(self) -> Sequence[subprocess.Popen[bytes]]:
        """Start a web, a clock and two workers; once they run, it is time for everybody's question."""
        processes = [self.start(what) for what in ("serve", "clock", "work", "work")]
        await self.is_served("/readyz")
        # Who is told to stop while it still starts ends by the signal, and not in peace.
        await self.has_told("clock", "worker", "worker")
        self.let_it_be(SOON)
        return processes

    async def deploy(
        self, old: Sequence[subprocess.Popen[bytes]]
    ) -> Sequence[subprocess.Popen[bytes]]:
        """Start a new version's processes and stop these, which end in time; return the new ones."""
        new = [self.start(what) for what in ("clock", "work", "work")]
        await stops_in_time(*old)
        return [*new, self.start("serve")]

    async def prompts(self) -> Mapping[str, Message]:
        """Return the question of each person as the bot has it, also when it was put off."""
        stores = SqlStores(self.database, a_vault())
        async with stores.of(TENANT).read() as unit:
            people = await unit.people.all()
            found = {one.name: await unit.messages.of_person(one.id) for one in people}
        await stores.close()
        return {
            name: one
            for name, messages in found.items()
            for one in messages
            if one.purpose is Purpose.PROMPT and DUE <= one.due_at < DUE + A_DAY
        }

    async def states(self) -> Counter[State]:
        """Return in which states the questions are."""
        return Counter(one.state for one in (await self.prompts()).values())

    async def heard(self) -> Counter[str]:
        """Return how many messages of the bot each of the people has."""
        found = await self.chat.heard(self.people)
        return Counter({name: len(messages) for name, messages in found.items()})

    async def arrived_at_least(self, count: int) -> None:
        """Wait until so many people have their question."""
        async with asyncio.timeout(self.longest):
            while await self.chat.count() < count:
                self.must_live()
                await asyncio.sleep(0.2)

    async def all_is_sent(self) -> None:
        """Wait until the bot knows of every question that it arrived."""
        await self._all_are(State.SENT)

    async def all_is_settled(self) -> None:
        """Wait until every question arrived, or nobody can say whether it did."""
        await self._all_are(State.SENT, State.UNKNOWN)

    async def _all_are(self, *those: State) -> None:
        try:
            async with asyncio.timeout(self.longest):
                while sum(n for one, n in (await self.states()).items() if one in those) < PEOPLE:
                    self.must_live()
                    await asyncio.sleep(0.5)
        except TimeoutError:
            raise AssertionError(f"{await self.states()}; {self.log()[-20:]}") from None

    async def everybody_answers(self) -> None:
        """Let each of the people type an answer once they have their question."""
        waiting = set(self.people)
        async with asyncio.timeout(self.longest):
            while waiting:
                for name, messages in (await self.chat.heard(sorted(waiting))).items():
                    is_asked = any("Schrijf antwoord" in one.shown for one in messages)
                    if is_asked and await self.chat.types(name, _answer(name)):
                        waiting.remove(name)
                await asyncio.sleep(0.5)

    async def everything_is_acknowledged(self) -> None:
        """Wait until the platform was told of everybody's answer that we have it."""
        async with asyncio.timeout(self.longest):
            while await self.chat.acknowledged() != set(self.people):  # noqa: ASYNC110 - elsewhere
                await asyncio.sleep(0.5)

    async def kept(self) -> Counter[str]:
        """Return how often the answer of each of the people is kept."""
        stores = SqlStores(self.database, a_vault())
        async with stores.of(TENANT).read() as unit:
            people = await unit.people.all()
            replies = {one.name: (await unit.records.of(one.id)).replies for one in people}
        await stores.close()
        texts = {name: [reply.text for reply in own] for name, own in replies.items()}
        return Counter({name: own.count(_answer(name)) for name, own in texts.items()})

    async def said_back(self) -> Counter[str]:
        """Return how often each of the people was told that their answer is kept."""
        found = await self.chat.heard(self.people)
        return Counter({n: sum(_is_kept(one.shown) for one in said) for n, said in found.items()})

    async def everybody_heard_back(self) -> None:
        """Wait until everybody has their question, and an answer to what they typed."""
        try:
            async with asyncio.timeout(self.longest):
                while await self.chat.count() < 2 * PEOPLE:
                    self.must_live()
                    await asyncio.sleep(0.5)
        except TimeoutError:
            raise AssertionError(await self.left_behind()) from None

    async def first_after(self, instant: float) -> float:
        """Return when the first message after this instant came, in seconds since 1970."""
        found = await self.chat.heard(self.people)
        return min(one.at for said in found.values() for one in said if one.at > instant)

    async def left_behind(self) -> list[tuple[object, ...]]:
        """Return which messages are neither planned for later nor settled, to say what went wrong."""
        stores = SqlStores(self.database, a_vault())
        query = (
            "SELECT purpose, state, lease, attempts, detail, due_at, sent_at, unknown_at "
            "FROM messages WHERE state <> 'sent'"
        )
        async with stores.begin_read() as connection:
            found = (await connection.exec_driver_sql(query)).all()
        await stores.close()
        return [tuple(row) for row in found]


def _answer(name: str) -> str:
    return f"Wat {name} ervan vindt"


def _is_kept(shown: str) -> bool:
    return "Bewaard als antwoord" in shown


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, ConnectionError, TimeoutError):
        return False


@asynccontextmanager
async def a_peak(
    chat: Chat, database: str, url: str, folder: Path, *, in_earnest: bool
) -> AsyncIterator[Peak]:
    """Let these people live in the database, with the app in their chat; nothing runs yet.

    The tests look at `database`; the processes reach it at `url`.
    """
    people = tuple(f"Persoon{number:02}" for number in range(PEOPLE))
    head: Json = {
        "start": "2027-01-14 12:00",
        "people": {name: {"roles": ["director"]} for name in people},
        "series": [{"steps": ["zetje:rf-015"], "weekly": DUE_WALL, "for": list(people)}],
    }
    homes = await chat.settles(head)
    stores = SqlStores(database, a_vault())
    await build(stores, head, homes)
    await chat.joins(stores)
    # It was planned ahead.
    bot = assemble(stores, read_knowledge(PROMPTS), [], DemoClock(DUE - BEFORE))
    await bot.ticker.tick()
    await stores.close()
    (folder / "apps.json").write_text(json.dumps(chat.apps(A_SECOND)), encoding="utf-8")
    peak = Peak(chat, database, url, folder, in_earnest, people, port=a_port())
    peak.let_it_be(BEFORE)
    (folder / "copy").write_text(TEST_RING, encoding="utf-8")
    await chat.is_at(peak.port)
    try:
        yield peak
    finally:
        peak.end()
