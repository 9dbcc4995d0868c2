"""All that the bot can say: every transcript in three languages, every prompt, and the largest there is.

A transcript is played once, in Dutch. What happened in it then happens again to the same people in
another language: what they press has the same meaning, because ids derive from what they stand for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from adapters.clock.clocks import DemoClock
from adapters.demo.mover import Mover
from adapters.wiring import Bot, assemble
from bot.compose.prompts import prompt_content, reminder_content
from bot.compose.unlinked import not_linked, wrong_code
from bot.content import (
    Button,
    Buttons,
    Content,
    Dialog,
    Facts,
    Field,
    FieldKind,
    Option,
    Paragraph,
    Press,
    Table,
    plain,
)
from bot.events import Incoming
from bot.home import home_of
from bot.inbox import Inbox
from bot.model.people import Language
from bot.model.prompts import Kind
from bot.model.situation import Answer
from bot.ports.stores import Stores
from bot.situations import Knowledge
from tests.dialogue.situations import HANNEKE, MT_MEETING, message, situation
from tests.fakes.memory import MemoryStores
from tests.fakes.platform import RecordingPlatform
from tests.stages.core import CoreStage
from tests.stages.town import build, instant
from tests.transcripts.playing import play
from tests.transcripts.script import Transcript, read_transcript

TRANSCRIPTS = sorted((Path(__file__).parents[1] / "transcripts").glob("*.txt"))
OTHERS = (Language.NL_FORMAL, Language.EN)


@dataclass
class Said:
    """What was said, each thing once."""

    messages: dict[Content, None] = field(default_factory=dict)
    dialogs: list[Dialog] = field(default_factory=list)
    homes: dict[Content, None] = field(default_factory=dict)

    def heard(self, answer: Answer) -> None:
        """Keep the window of an answer."""
        if answer.dialog is not None and answer.dialog not in self.dialogs:
            self.dialogs.append(answer.dialog)


class _Ears(Inbox):
    """An inbox that remembers what happened, and what windows came of it."""

    def __init__(self, inner: Inbox, stores: Stores, knowledge: Knowledge, said: Said) -> None:
        self._inner = inner
        self._all_stores = stores
        self._knows = knowledge
        self._said = said
        self.happened: list[Incoming | datetime] = []

    async def handle(self, incoming: Incoming) -> Answer:
        self.happened.append(incoming)
        answer = await self._inner.handle(incoming)
        self._said.heard(answer)
        async with self._all_stores.of(incoming.tenant).read() as unit:
            page = await home_of(unit, self._knows, incoming.person, incoming.at)
        if page is not None:
            self._said.homes[page] = None
        return answer


class _Listening(CoreStage):
    """A stage that remembers when time passed."""

    ears: _Ears

    async def move_to(self, instant: datetime) -> None:
        self.ears.happened.append(instant)
        await super().move_to(instant)


async def said_in_transcripts(knows: Knowledge) -> Said:
    """Return what is said in all transcripts, in three languages."""
    said = Said()
    for path in TRANSCRIPTS:
        transcript = read_transcript(path)
        happened = await _played(transcript, knows, said)
        for language in OTHERS:
            await _again(_in(language, transcript.head), happened, knows, said)
    return said


async def _played(
    transcript: Transcript, knows: Knowledge, said: Said
) -> list[Incoming | datetime]:
    bot, platform, clock, stores = _a_bot(transcript.head, knows)
    town = await build(stores, transcript.head)
    ears = _Ears(bot.inbox, stores, knows, said)
    stage = _Listening(replace(bot, inbox=ears), platform, clock, town)
    stage.ears = ears
    await play(transcript, stage)
    said.messages.update(dict.fromkeys(one.content for one in platform.sent))
    return ears.happened


async def _again(
    head: Mapping[str, Any], happened: list[Incoming | datetime], knows: Knowledge, said: Said
) -> None:
    bot, platform, clock, stores = _a_bot(head, knows)
    await build(stores, head)
    ears, mover = _Ears(bot.inbox, stores, knows, said), Mover(bot.ticker, clock, ZONE)
    for one in happened:
        if isinstance(one, datetime):
            await mover.move_to(one)
        else:
            await ears.handle(one)
            await bot.ticker.tick()
    said.messages.update(dict.fromkeys(one.content for one in platform.sent))


ZONE = "Europe/Amsterdam"


def _a_bot(
    head: Mapping[str, Any], knows: Knowledge
) -> tuple[Bot, RecordingPlatform, DemoClock, MemoryStores]:
    stores, clock, platform = (
        MemoryStores(),
        DemoClock(instant(head["start"])),
        RecordingPlatform(),
    )
    return assemble(stores, knows, [platform], clock), platform, clock, stores


def _in(language: Language, head: Mapping[str, Any]) -> Mapping[str, Any]:
    people = head.get("people", {"Hanneke": {"roles": ["secretary"]}})
    return {
        **head,
        "people": {name: {**about, "language": language} for name, about in people.items()},
    }


def said_of_prompts(knows: Knowledge) -> Iterator[Content]:
    """Yield every prompt of the library with its reminder, in three languages."""
    for language in Language:
        given = situation(
            person=replace(HANNEKE, language=language),
            voice=knows.voices[language],
            voices=knows.voices,
            library=knows.library,
        )
        for prompt in knows.library.by_id.values():
            sent = message(prompt)
            if prompt.kind is Kind.AGENDA_NUDGE:
                sent = replace(sent, meeting=MT_MEETING)
            yield prompt_content(prompt, sent.id, given, sent)
            yield prompt_content(prompt, sent.id, given)
            yield reminder_content(prompt, sent, given)
    yield not_linked(knows.voices)
    yield wrong_code(knows.voices)


LONG = "Gemeentesecretaris "
NASTY = "*vet* <!channel> <@U1> <https://kwaad.nl|klik> `x` :smile: & \u202e\u0000\ud7ff"
BUTTON = Button((LONG * 5)[:75], Press("read_back", "r" * 26, "x" * 200))


def largest_messages() -> Iterator[Content]:
    """Yield messages at the limits of what the bot makes."""
    words, name = (LONG * 200)[:3000], (LONG * 5)[:60]
    yield Content((Paragraph(plain(words, typed=True)),) * 4, name)
    yield Content((Paragraph(plain(name, strong=True, typed=True)),) * 50, name)
    yield Content(tuple(Paragraph(plain(f"regel {n}")) for n in range(400)), name)
    yield Content((Facts(tuple((name, plain(words[:500], typed=True)) for _ in range(20))),), name)
    yield Content((Table((name,) * 5, ((name,) * 5,) * 30),), name)
    yield Content((Table(("a",), (("b",),)),) * 3, name)
    yield Content((Table(("a",) * 25, (("",) * 25,) * 3),), name)
    yield Content((Buttons((BUTTON,) * 60),), name)
    yield Content((Paragraph(plain(words)), Buttons((BUTTON,) * 25)) * 2, name)
    yield Content((Paragraph(plain(NASTY, typed=True)), Paragraph(plain(""))), NASTY)
    yield Content((Paragraph(plain("Bel nu.")),), "")


def largest_dialogs() -> Iterator[Dialog]:
    """Yield windows at the limits of what the bot makes."""
    words, name = (LONG * 200)[:3000], (LONG * 5)[:60]
    options = tuple(Option(f"{n:03}" * 8, f"{n} {LONG * 8}") for n in range(150))
    kinds = [
        Field(
            name=f"f{n}", label=words[:300], kind=kind, value=words, hint=words, required=n % 2 > 0
        )
        for n, kind in enumerate((FieldKind.LINE, FieldKind.TEXT, FieldKind.WHEN))
    ]
    link = "https://x.slack.com/archives/C1/p1?" + "a" * 1900
    kinds.append(Field(name="link", label=name, kind=FieldKind.LINK, value=link))
    kinds.append(Field(name="n", label=name, kind=FieldKind.NUMBER, value="5"))
    for number, count in enumerate((1, 10, 20)):
        some, first = options[:count], (options[0].value,)
        about: dict[str, Any] = {"label": name, "options": some}
        kinds.append(Field(name=f"c{number}", kind=FieldKind.CHOICE, value=first[0], **about))
        kinds.append(Field(name=f"m{number}", kind=FieldKind.CHOICES, values=first, **about))
    kinds.append(Field(name="all", label=name, kind=FieldKind.CHOICE, options=_short(options)))
    kinds.append(Field(name="none", label=name, kind=FieldKind.CHOICE))
    press = Press("commit", "m" * 26, "c" * 200)
    yield Dialog(press=press, title=words, fields=tuple(kinds), submit_label=words)
    intro = (plain(words), plain(name, strong=True), plain(NASTY, typed=True))
    yield Dialog(press=press, title=name, intro=intro * 60)
    yield Dialog(press=press, title=name)
    yield Dialog(press=press, title=NASTY, intro=intro, fields=tuple(kinds[:2]), submit_label="Ja")


def _short(options: tuple[Option, ...]) -> tuple[Option, ...]:
    return tuple(replace(one, label=one.label[:70]) for one in options)
