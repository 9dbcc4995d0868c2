"""What people type stands readable nowhere: not in the database, not in a log, not in an error."""

import logging
import sqlite3
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog
from sqlalchemy.exc import DBAPIError

from adapters.clock.clocks import DemoClock
from adapters.demo.mover import Mover
from adapters.settings import PROMPTS
from adapters.sql.stores import SqlStores
from adapters.wiring import Bot, assemble, read_knowledge
from bot.compose.own_verbs import OwnVerb
from bot.content import Dialog, Field, FieldKind, Press
from bot.dialogue.decide import SUBMITS
from bot.events import Edited, Event, Incoming, Pressed, Submitted, Wrote
from bot.model.ids import PersonId
from bot.model.people import Platform
from bot.model.situation import Answer
from tests.databases import a_database
from tests.fakes.clock import SetClock
from tests.fakes.platform import RecordingPlatform
from tests.fakes.vault import a_vault
from tests.stages.town import TENANT, build, instant

MARKER = "Zwanenhalsmarkering"
BSN = "111222333"
HEAD = {
    "start": "2027-01-14 12:00",
    "people": {
        "Hanneke": {"roles": ["secretary"], "own": ["thursday", "12.15"], "rhythm": "brisk"},
        "Yusuf": {"roles": ["director"], "rhythm": "brisk"},
        "Joke": {"roles": ["admin"]},
        "Noor": {"roles": ["mt_member"], "new": True},
    },
    "groups": {"MT Sociaal": ["Hanneke", "Yusuf"]},
    "meetings": [
        {
            "kind": "college",
            "name": "College",
            "every": "tuesday",
            "at": "9.30",
            "closes": ["thursday", "12.00"],
            "by": "Joke",
        },
        {
            "kind": "mt",
            "name": "MT Sociaal",
            "every": "wednesday",
            "at": "13.00",
            "closes": ["monday", "12.00"],
            "by": "Joke",
            "group": "MT Sociaal",
        },
    ],
    "series": [
        {"kinds": ["small_win"], "weekly": "2027-01-14 12:15", "for": ["Hanneke", "Yusuf"]},
        {"kinds": ["reflection"], "weekly": "2027-01-19 16:00", "for": ["Hanneke", "Yusuf"]},
        {"kinds": ["agenda_nudge"], "for": ["Hanneke", "Yusuf"]},
    ],
}
COMMANDS = ("actie", "dilemma", "vraag", "mijn", "mijn gegevens", "overzicht", "instellingen")
# Who presses these has nothing more to type.
NEVER_PRESSED = frozenset(
    {
        *(OwnVerb.STOP, OwnVerb.DECLINE, OwnVerb.QUIET_STOP, OwnVerb.QUIET_SELDOM),
        *(OwnVerb.ERASE_ALL, OwnVerb.ERASE_ALL_NOW, OwnVerb.PAUSE_UNTIL, OwnVerb.RHYTHM),
    }
)
DAYS = ("2027-01-15", "2027-01-20", "2027-02-04")
OF_EACH = 2
FIVE_MINUTES = timedelta(minutes=5)


class Broken(Exception):
    """A platform that tells in its error what it was to send."""


@dataclass
class Walk:
    """People who press every button that they see, and type the marker into everything."""

    bot: Bot
    platform: RecordingPlatform
    pressed: Counter[tuple[str, str]] = field(default_factory=Counter)
    filled: set[str] = field(default_factory=set)
    fields: set[str] = field(default_factory=set)
    events: int = 0

    async def happens(self, who: str, event: Event) -> Answer:
        """Hand an event to the bot."""
        self.events += 1
        return await self.bot.inbox.handle(
            Incoming(
                tenant=TENANT,
                platform=Platform.BROWSER,
                person=PersonId(who),
                conversation=f"dm-{who}",
                event_id=f"event-{self.events}",
                at=self.bot.clock.now(),
                event=event,
            )
        )

    async def press_all(self, who: str) -> None:
        """Press each kind of button a few times, and fill in every window that opens."""
        for ref, press in self.fresh(who):
            self.pressed[who, press.verb] += 1
            answer = await self.happens(who, Pressed(press, ref))
            if answer.dialog is not None and answer.dialog.submit_label is not None:
                await self.fill_in(who, answer.dialog)

    def fresh(self, who: str) -> Iterator[tuple[str, Press]]:
        """Yield the buttons in somebody's chat that were not pressed often enough yet."""
        for sent in tuple(self.platform.in_conversation(f"dm-{who}")):
            for button in sent.content.buttons():
                verb = button.press.verb
                if verb not in NEVER_PRESSED and self.pressed[who, verb] < OF_EACH:
                    yield sent.ref, button.press

    async def fill_in(self, who: str, dialog: Dialog) -> None:
        """Send the window three times: held back, with a day that is none, and as it should be."""
        self.filled.add(dialog.press.verb)
        self.fields |= {one.name for one in dialog.fields if one.kind in TYPED}
        for extra, when in ((f" {BSN}", "morgen 11.00"), ("", MARKER), ("", "morgen 11.00")):
            values = {one.name: _value(one, MARKER + extra, when) for one in dialog.fields}
            await self.happens(who, Submitted(dialog.press, values))

    async def send_every_window(self, who: str) -> None:
        """Send all windows that there are, opened or not, about all that this person has."""
        async with self.bot.stores.of(TENANT).read() as unit:
            records = await unit.records.of(PersonId(who))
            prompts = await unit.messages.open_prompts(PersonId(who))
        kinds = (records.commitments, records.dilemmas, records.replies, records.agenda_items)
        subjects = [
            *(kind[-1].id for kind in kinds if kind),
            *(m.id for m in prompts[:1]),
            "2027-01",
        ]
        words = dict.fromkeys((*FIELDS, *self.fields), MARKER) | {"minutes": "10", "time": "12.15"}
        for verb in SUBMITS:
            self.filled.add(verb)
            for subject in subjects:
                for known in ({"when": MARKER}, {"when": "morgen 11.00", "with_whom": "yusuf"}):
                    await self.happens(who, Submitted(Press(verb, subject), words | known))

    async def type(self, who: str, text: str) -> None:
        """Type a message, and change it."""
        ref = f"typed-{self.events}"
        await self.happens(who, Wrote(text, ref))
        await self.happens(who, Edited(f"{text} toch", ref))


TYPED = (FieldKind.LINE, FieldKind.TEXT, FieldKind.WHEN)


def _value(one: Field, words: str, when: str) -> str:
    match one.kind:
        case FieldKind.CHOICE | FieldKind.CHOICES:
            return one.options[0].value if one.options else ""
        case FieldKind.NUMBER:
            return "10"
        case FieldKind.LINK:
            return one.value
        case FieldKind.WHEN:
            return when
        case FieldKind.LINE | FieldKind.TEXT:
            known: Mapping[str, str] = {"time": "12.15"}
            return known.get(one.name, words)[: one.max_length]


class Heard(logging.Handler):
    """Keeps all that any library logs, with its arguments."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.getMessage()} {record.args!r} {record.exc_text}")


@pytest.fixture
def heard() -> Iterator[Heard]:
    """Return what is logged, at the level where everything is."""
    root, handler = logging.getLogger(), Heard()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler
    root.removeHandler(handler)
    root.setLevel(before)


async def test_the_marker_is_in_no_byte_and_no_line(tmp_path: Path, heard: Heard) -> None:
    stores = SqlStores(a_database(tmp_path), a_vault())
    await build(stores, HEAD)
    clock, platform = DemoClock(instant(HEAD["start"])), RecordingPlatform()
    wall = SetClock(datetime(2027, 3, 1, tzinfo=UTC))
    bot = assemble(stores, read_knowledge(PROMPTS), [platform], clock, wall)
    walk, mover = Walk(bot, platform), Mover(bot.ticker, clock, "Europe/Amsterdam")

    with structlog.testing.capture_logs() as logged:
        for number, day in enumerate(DAYS):
            await mover.move_to(instant(f"{day} 16:30"))
            break_it(platform, number)
            for who in ("hanneke", "yusuf", "noor", "joke"):
                for command in COMMANDS[number::2]:
                    await walk.type(who, command)
                await walk.type(who, f"{MARKER} {number}")
                await walk.type(who, f"{MARKER} {BSN}")
                await walk.press_all(who)
                # What failed is left alone for minutes at most.
                wall.move(FIVE_MINUTES)
                await bot.ticker.tick()
        await walk.send_every_window("hanneke")
        errors = await errors_of_sql(walk, tmp_path)

    assert any(MARKER in text for text in platform.texts()), "nothing was read back"
    assert walk.filled >= set(SUBMITS)
    assert walk.fields >= FIELDS
    assert_unseen(tmp_path, "while it runs")
    lines = [*heard.lines, *map(str, logged), *errors]
    assert any("Broken" in line for line in lines)
    assert any("INSERT" in line for line in lines)
    assert [line for line in lines if MARKER.lower() in line.lower()] == []
    await stores.close()
    assert_unseen(tmp_path, "after it stopped")


FIELDS = frozenset({"what", "with_whom", "if_then", "short_name", "one_side", "other_side", "text"})


def break_it(platform: RecordingPlatform, number: int) -> None:
    """Let some of what is sent next fail, each day in another way."""
    platform.refuse(times=2, final=number % 2 == 0)
    platform.time_out(times=1)
    platform.lose_after_write(times=1)
    platform.break_down(Broken(f"could not send {MARKER}"), times=1)


async def errors_of_sql(walk: Walk, folder: Path) -> list[str]:
    """Return all that an error of the database tells, in the middle of a transaction full of words."""
    told: list[str] = []
    for table in ("answers", "messages"):
        with sqlite3.connect(folder / "zetje.db") as database:
            database.execute(
                f"create trigger breaks before insert on {table} begin "
                "select raise(abort, 'the disk is full'); end"
            )
        database.close()
        with pytest.raises(DBAPIError) as raised:
            await walk.happens("yusuf", Wrote(f"{MARKER} in {table}", f"broken-{table}"))
        told.append("".join(traceback.format_exception(raised.value)))
        told.append(repr(raised.value))
        with sqlite3.connect(folder / "zetje.db") as database:
            database.execute("drop trigger breaks")
        database.close()
    return told


def assert_unseen(folder: Path, when: str) -> None:
    """Fail when the marker stands readable in any file."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert any(file.name == "zetje.db" for file in files)
    for file in files:
        content = file.read_bytes().lower()
        for encoding in ("utf-8", "utf-16-le"):
            assert MARKER.lower().encode(encoding) not in content, f"{file.name} {when}"
