"""Plays a month of the demo: seven people who read, press and type as people do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from json import dumps, loads
from typing import Any

import typer

from adapters.browser.feed import Entry
from adapters.demo.host import Demo
from adapters.demo.municipality import MT, PEOPLE, TENANT, conversation_of
from adapters.export import as_data
from adapters.reports import digest_report, group_report
from bot.content import Button, Content, Dialog, FieldKind
from bot.dates.when import When
from bot.dates.write import write_moment
from bot.events import Event, Incoming, Pressed, Submitted, Wrote
from bot.model.ids import PersonId
from bot.model.people import Platform, Standing
from bot.model.situation import Answer

# What each person types into a dialog, by the start of the name of its field. Invented, like them.
WORDS: Mapping[str, str] = {
    "with_whom": "teamleider Vergunningen",
    "when": "volgende week dinsdag",
    "if_then": "Als het stafoverleg klaar is, loop ik langs.",
    "one_side": "we kunnen drukte spreiden",
    "other_side": "mensen weten niet dat ze geteld worden",
    "who_feels_it": "bezoekers",
    "presenter": "directeur Bedrijfsvoering",
    "text": "De telpunten in het centrum. Handig bij drukte, maar niemand weet dat ze er hangen.",
}
MOST_TURNS = 12


@dataclass
class Character:
    """How one person acts: the buttons they press, first match first, and what they type on which day.

    `just_once` names buttons that they press only the first time.
    """

    presses: tuple[str, ...] = ()
    types: dict[int, tuple[str, ...]] = field(default_factory=dict)
    just_once: frozenset[str] = frozenset()
    short_name: str = "Tellen in het centrum"


EAGER = (
    "Doe mee",
    "Donderdag 12.15 uur",
    "Nee, tot donderdag",
    "Leg vast",
    "Gedaan",
    "Bewaar als dilemma",
    "Schrijf antwoord",
    "Zet op een agenda",
    "Nog open",
    "Kies wat je deelt",
)
CHARACTERS: Mapping[str, Character] = {
    "hanneke": Character(EAGER, types={10: ("dilemma",)}),
    "yusuf": Character(
        ("Doe mee", "Dinsdag 16.00 uur", "Nee", "Leg vast", "Deels", "Schrijf antwoord")
    ),
    "fatma": Character(EAGER, short_name="Balie of scherm"),
    "bram": Character(
        ("Doe mee", "Dinsdag 16.00 uur", "Nee", "Later", "Morgen", "Leg vast", "Gedaan"),
        types={3: ("vraag over parkeren",), 10: ("vraag privacy",)},
        just_once=frozenset({"Later", "Morgen"}),
    ),
    "noor": Character(("Nu niet",)),
    "sanne": Character(
        ("Doe mee", "Donderdag 12.15 uur", "Nee", "Past niet", "Nee"),
        types={9: ("vraag begroting",), 16: ("nu even niet",)},
    ),
    "joke": Character(("Doe mee", "Dinsdag 16.00 uur", "Nee", "Op de agenda")),
}


@dataclass(frozen=True)
class Line:
    """Something said or done, for whoever watches."""

    at: datetime
    who: str
    text: str


class Play:
    """One month of the demo being played."""

    def __init__(self, demo: Demo, watch: Callable[[Line], None]) -> None:
        self._demo = demo
        self._watch = watch
        self._read = {one.id: 0 for one in PEOPLE}
        self._handled: set[tuple[str, str, str]] = set()
        self._events = 0
        self._first_on = demo.now().date()
        self._to_type = sorted(
            (day, person, text)
            for person, character in CHARACTERS.items()
            for day, texts in character.types.items()
            for text in texts
        )

    async def run(self, until: datetime) -> None:
        """Play until this instant: everybody reacts as soon as something comes."""
        await self._everybody_reacts()
        while self._demo.now() < until:
            await self._demo.move_until(until)
            await self._everybody_reacts()
            await self._somebody_types()

    async def _everybody_reacts(self) -> None:
        for one in PEOPLE:
            for _ in range(MOST_TURNS):
                if not await self._react(one.id):
                    break

    async def _somebody_types(self) -> None:
        day = (self._demo.now().date() - self._first_on).days
        while self._to_type and self._to_type[0][0] <= day:
            _, person, text = self._to_type.pop(0)
            self._tell(person, text)
            await self._happens(person, Wrote(text, f"typed-{self._events}"))
            await self._react(person)

    async def _react(self, person: str) -> bool:
        """Read what is new and press one button of it; say whether anything was pressed."""
        entries = self._demo.platform.feed.entries(conversation_of(person))
        fresh = entries[self._read[person] :]
        self._read[person] = len(entries)
        for entry in fresh:
            self._show(person, entry)
        for entry in reversed(fresh):
            button = _first_match(entry.content, self._still_presses(person))
            if button is not None and await self._press(person, entry, button):
                return True
        return False

    def _still_presses(self, person: str) -> tuple[str, ...]:
        """Return the labels that this person presses, without those that were for once."""
        character = CHARACTERS[person]
        done = {label for who, _, label in self._handled if who == person}
        return tuple(
            label
            for label in character.presses
            if label not in character.just_once or label not in done
        )

    async def _press(self, person: str, entry: Entry, button: Button) -> bool:
        once = (person, entry.ref, button.label)
        if once in self._handled:
            return False
        self._handled.add(once)
        self._tell(person, f"[{button.label}]")
        answer = await self._happens(person, Pressed(button.press, entry.ref))
        if answer.dialog is not None and answer.dialog.submit_label is not None:
            values = _filled_in(answer.dialog, CHARACTERS[person])
            self._tell(person, f"{{{answer.dialog.title}}}")
            await self._happens(person, Submitted(answer.dialog.press, values))
        return True

    async def _happens(self, person: str, event: Event) -> Answer:
        self._events += 1
        return await self._demo.handle(
            Incoming(
                tenant=TENANT,
                platform=Platform.BROWSER,
                person=PersonId(person),
                conversation=conversation_of(person),
                event_id=f"play-{self._events}",
                at=self._demo.now(),
                event=event,
            )
        )

    def _show(self, person: str, entry: Entry) -> None:
        if entry.content is None:
            return
        labels = " ".join(f"[{button.label}]" for button in entry.content.buttons())
        text = entry.content.as_text() + (f"\n{labels}" if labels else "")
        self._watch(
            Line(entry.at.astimezone(self._demo.place.zone), f"Zetje → {_first_name(person)}", text)
        )

    def _tell(self, person: str, text: str) -> None:
        self._watch(Line(self._demo.now(), _first_name(person), text))


def _first_name(person: str) -> str:
    return next(one.name.split(" ")[0] for one in PEOPLE if one.id == person)


def _first_match(content: Content | None, labels: tuple[str, ...]) -> Button | None:
    buttons = list(content.buttons()) if content else []
    for label in labels:
        for button in buttons:
            if button.label == label or button.label.startswith(f"{label},"):
                return button
    return None


def _filled_in(dialog: Dialog, character: Character) -> dict[str, str]:
    """Return what this person sends: what stands there already, and words of their own elsewhere."""
    values: dict[str, str] = {}
    for one in dialog.fields:
        if one.kind is FieldKind.CHOICES:
            values[one.name] = one.options[0].value if one.options else ""
        elif one.value and one.name != "short_name":
            values[one.name] = one.value
        elif one.name == "short_name":
            values[one.name] = character.short_name if "dilemma" in dialog.press.verb else one.value
        elif one.kind is FieldKind.CHOICE and one.options:
            values[one.name] = one.options[0].value
        else:
            values[one.name] = WORDS.get(one.name, WORDS["text"] if one.required else "")
    return values


async def play_month(demo: Demo, *, quiet: bool) -> str:
    """Play until the digests of this month went out; return the month that was played ("2027-01")."""
    begun = demo.now()
    first_on = (begun.replace(day=1) + timedelta(days=32)).date().replace(day=1)
    # The digests come on the first Thursday; the group's before it meets, within five days of that.
    first_thursday = first_on + timedelta(days=(3 - first_on.weekday()) % 7)
    until = datetime.combine(first_thursday + timedelta(days=5), time(11), begun.tzinfo)
    await Play(demo, _ignore if quiet else _print).run(until)
    return f"{begun:%Y-%m}"


def _ignore(_: Line) -> None:
    return


def _print(line: Line) -> None:
    wall_time = line.at.time().replace(second=0, microsecond=0)
    when = write_moment(When(line.at.date(), wall_time), "nl", today=line.at.date())
    typer.secho(f"{when} · {line.who}", bold=line.who.startswith("Zetje"), nl=False)
    typer.echo("".join(f"\n    {part}" for part in line.text.splitlines()))


async def print_month(demo: Demo, month: str, *, as_json: bool) -> None:
    """Print what the month left behind: as one JSON object, or how much of each there is."""
    found = await left_behind(demo, month)
    if as_json:
        typer.echo(dumps(found, ensure_ascii=False, indent=2))
    else:
        counts = ", ".join(f"{len(found[kind])} {kind}" for kind in found)
        typer.secho(f"\nPlayed: {counts}.", bold=True)


async def left_behind(demo: Demo, month: str) -> dict[str, Any]:
    """Return messages, replies, commitments, dilemmas, agenda items, and the digests of the month."""
    found: dict[str, list[Any]] = {"messages": []}
    async with demo.bot.stores.of(TENANT).read() as unit:
        people = [
            person for person in await unit.people.all() if person.standing is Standing.ACTIVE
        ]
        for one in PEOPLE:
            records = as_data(await unit.records.of(PersonId(one.id)))
            for kind in ("replies", "commitments", "dilemmas", "agenda_items"):
                found.setdefault(kind, []).extend(records[kind])
            sent = await unit.messages.of_person(PersonId(one.id))
            found["messages"].extend(as_data(sent))
    reports = [await digest_report(demo.bot, TENANT, one.id, month, "json") for one in people]
    reports.append(await group_report(demo.bot, TENANT, MT, month, "json"))
    found["digests"] = [loads(report) for report in reports]
    return found
