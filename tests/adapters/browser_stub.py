"""A demo without a bot: canned messages of every kind, and a record of what the page handed over."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from adapters.browser.host import ChannelView, Moved, Persona, Place, Step
from adapters.browser.outbound import BrowserPlatform
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
    Span,
    Style,
    Table,
    Text,
    plain,
)
from bot.events import Edited, Incoming, Pressed, Submitted, Wrote
from bot.model.calendar_file import CalendarFile
from bot.model.ids import MessageId, PersonId, TenantId
from bot.model.messages import Message, Priority, Purpose
from bot.model.people import Language, Platform, Role
from bot.model.situation import Answer

START = datetime(2027, 1, 11, 8, 0, tzinfo=UTC)
HANNEKE = PersonId("hanneke")
YUSUF = PersonId("yusuf")
MT = "mt-sociaal"


class StubClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        """Return the instant that was set."""
        return self.at


def small_win() -> Content:
    """A prompt with its three buttons."""
    return Content(
        (
            Paragraph(Text((Span("Eén lastig formulier", strong=True), Span(" · 5 minuten")))),
            Paragraph(
                plain(
                    "Vraag één teamleider: ‘Welk formulier komt bij jullie vaak half ingevuld "
                    "terug?’ Laat je de plek zien waar het misgaat. Wie vraag je, en wanneer?"
                )
            ),
            Buttons(
                (
                    Button("Leg vast", Press("commit", "m1"), Style.PRIMARY),
                    Button("Later", Press("later", "m1")),
                    Button("Past niet", Press("no", "m1")),
                )
            ),
        ),
        "Eén lastig formulier (5 minuten)",
    )


def noted(words: str) -> Content:
    """A card with somebody's own words in facts and text."""
    return Content(
        (
            Paragraph(Text((Span("Genoteerd: "), Span(words, strong=True, typed=True)))),
            Facts(
                (
                    ("Met", plain("teamleider Vergunningen", typed=True)),
                    ("Wanneer", plain("vrijdag 15 januari om 11.00 uur")),
                )
            ),
            Buttons(
                (
                    Button("Verander", Press("change", "c1")),
                    Button("Weg ermee", Press("drop", "c1"), Style.DANGER),
                )
            ),
        ),
        "Genoteerd",
    )


def timetable() -> Content:
    """A card with a table."""
    rows = (
        ("1", "dinsdag 26 januari", "woensdag 27 januari"),
        ("2", "dinsdag 2 februari", "woensdag 3 februari"),
        ("–", "23 februari: vakantie, schuift op", "24 februari: vakantie, schuift op"),
        ("5", "dinsdag 2 maart", "woensdag 3 maart"),
    )
    return Content(
        (
            Paragraph(plain("Zo gaat het lopen, tijden voor Amsterdam:")),
            Table(("stap", "MT Sociaal", "MT Ruimte"), rows),
            Buttons((Button("Start de reeks", Press("start", "s1"), Style.PRIMARY),)),
        ),
        "Zo gaat het lopen",
    )


def loose() -> Content:
    """A text to copy."""
    return Content(
        (Paragraph(plain("Wat doen we voor inwoners als dit systeem een dag uitvalt?")),),
        "Losse tekst",
        bare=True,
    )


def commit_dialog() -> Dialog:
    """A window with every kind of field."""
    stakes = tuple(
        Option(key, label)
        for key, label in (("open", "openheid"), ("trust", "vertrouwen"), ("money", "geld"))
    )
    meetings = (Option("mt", "MT Sociaal, woensdag"), Option("college", "College, dinsdag"))
    return Dialog(
        press=Press("commit-save", "m1"),
        title="Wat ga je doen?",
        intro=(plain("Alleen jij ziet dit. Het kan onder de Woo vallen. Noem geen namen."),),
        fields=(
            Field(
                name="what",
                label="Wat ga je doen?",
                kind=FieldKind.TEXT,
                value="Eén teamleider vragen welk formulier half ingevuld terugkomt.",
            ),
            Field(name="who", label="Met wie?", hint="Functie of team, geen naam nodig"),
            Field(
                name="when",
                label="Wanneer?",
                kind=FieldKind.WHEN,
                hint="Bijvoorbeeld: morgen 11.00 of volgende week vrijdag",
            ),
            Field(
                name="stakes",
                label="Wat staat er op het spel?",
                kind=FieldKind.CHOICES,
                required=False,
                options=stakes,
                values=("trust",),
            ),
            Field(name="meeting", label="Overleg", kind=FieldKind.CHOICE, options=meetings),
            Field(
                name="theme",
                label="Thema",
                kind=FieldKind.CHOICE,
                options=stakes,
                required=False,
            ),
            Field(name="minutes", label="Minuten", kind=FieldKind.NUMBER, value="5"),
            Field(name="short", label="Korte naam", max_length=40, value="Eén lastig formulier"),
        ),
        submit_label="Leg vast",
    )


def more_dialog() -> Dialog:
    """A window to read only."""
    return Dialog(
        press=Press("more", "w1"),
        title="Eerst meer weten",
        intro=(
            Text((Span("Wie kan bij mijn woorden? ", strong=True), Span("Jij."))),
            plain("Wat je als gewoon bericht typt, blijft ook hier staan."),
        ),
    )


class StubHost:
    """Answers as the demo would, by rote. `incoming` holds all that came; `fails` makes it fail."""

    def __init__(self) -> None:
        self.clock = StubClock()
        self.platform = BrowserPlatform(self.clock)
        self.place = Place(
            TenantId("drechterwaard"), "Gemeente Drechterwaard", ZoneInfo("Europe/Amsterdam")
        )
        self.incoming: list[Incoming] = []
        self.languages: dict[PersonId, Language] = {}
        self.fails = False
        self.moves: list[Step] = []
        self.digest: str | None = None
        self._sent = 0

    async def personas(self) -> Sequence[Persona]:
        """Return a secretary, an MT member and an admin."""
        people = (
            (HANNEKE, "Hanneke de Wit", Role.SECRETARY),
            (PersonId("fatma"), "Fatma Yıldız", Role.DIRECTOR),
            (PersonId("bram"), "Bram Jansen", Role.DIRECTOR),
            (YUSUF, "Yusuf El Amrani", Role.MT_MEMBER),
            (PersonId("joke"), "Joke Visser", Role.ADMIN),
        )
        return [
            Persona(
                id=person,
                name=name,
                role=role,
                conversation=f"dm-{person}",
                language=self.languages.get(person, Language.NL),
            )
            for person, name, role in people
        ]

    async def channels(self) -> Sequence[ChannelView]:
        """Return one channel."""
        return [ChannelView(MT, "MT Sociaal")]

    def now(self) -> datetime:
        """Return the stub's time."""
        return self.clock.now()

    async def say(self, conversation: str, content: Content, ref: str | None = None) -> str:
        """Send a message as the sender would."""
        self._sent += 1
        arrived = await self.platform.send(a_message(self._sent, ref), conversation, content)
        return arrived.ref

    async def handle(self, incoming: Incoming) -> Answer:
        """Record it; answer a few presses with a window and everything typed with a card."""
        self.incoming.append(incoming)
        if self.fails:
            raise RuntimeError("the database is locked")
        dialog = {"commit": commit_dialog(), "change": commit_dialog(), "more": more_dialog()}
        match incoming.event:
            case Pressed(press) if press.verb in dialog:
                return Answer(dialog[press.verb])
            case Submitted(_, values) if "ooit" in values.get("when", ""):
                return Answer(errors={"when": "Die dag herken ik niet."})
            case Submitted(_, values):
                await self.say(incoming.conversation, noted(values.get("short", "")))
            case Wrote(text) | Edited(text):
                await self.say(incoming.conversation, noted(text))
            case event:
                ref = event.ref if isinstance(event, Pressed) else None
                await self.say(incoming.conversation, loose(), ref)
        return Answer()

    def calendar_file(self, name: str, content: bytes) -> CalendarFile:
        return CalendarFile(name, wrong_line=len(content))

    async def move(self, how: Step) -> Moved:
        """Move on by a day and send one prompt to Yusuf and one to Hanneke."""
        if self.fails:
            raise RuntimeError("the database is locked")
        self.moves.append(how)
        before = self.clock.at
        self.clock.at += timedelta(days=1, hours=4, minutes=15)
        await self.say(f"dm-{YUSUF}", small_win())
        await self.say(f"dm-{HANNEKE}", small_win())
        return Moved(before, self.clock.at, 2)

    async def set_language(self, person: PersonId, language: Language) -> None:
        """Remember the language."""
        self.languages[person] = language

    async def digest_page(self, person: PersonId, month: str | None) -> str | None:
        """Return the page that was set."""
        return self.digest


def a_message(number: int, ref: str | None = None) -> Message:
    """A message as the sender hands it over; with `ref` it changes what it said before."""
    return Message(
        id=MessageId(f"m{number}"),
        tenant=TenantId("drechterwaard"),
        purpose=Purpose.UPDATE if ref else Purpose.ANSWER,
        subject="stub",
        recipient=HANNEKE,
        platform=Platform.BROWSER,
        priority=Priority.ANSWER,
        due_at=START,
        platform_ref=ref,
    )


async def fill(host: StubHost) -> None:
    """Let one of everything be said, over two days."""
    welcome = (
        "Dag Hanneke. Ik ben Zetje. Eén of twee keer per week stuur ik je een kleine stap of een "
        "vraag voor je werk als gemeentesecretaris. Antwoorden kost een minuut of twee.",
        "Meedoen is vrij. Wat je schrijft, zie alleen jij, tot je het zelf deelt. Het kan wel "
        "onder de Woo vallen. Ik werk zonder AI en geef geen advies.",
    )
    choices = Buttons(
        (
            Button("Doe mee", Press("join"), Style.PRIMARY),
            Button("Nu niet", Press("decline")),
            Button("Eerst meer weten", Press("more")),
        )
    )
    own = f"dm-{HANNEKE}"
    await host.say(own, Content((*(Paragraph(plain(w)) for w in welcome), choices), "Kennismaken?"))
    host.clock.at += timedelta(days=3, hours=3, minutes=15)
    await host.say(own, small_win())
    host.clock.at += timedelta(minutes=4)
    host.platform.feed.type(
        own, HANNEKE, "morgen 11.00, met Vergunningen", host.now(), event_id="e"
    )
    await host.say(own, noted("Eén lastig formulier"))
    await host.say(own, timetable())
    await host.say(own, loose())
    await host.say(MT, small_win())
    await host.say(f"dm-{YUSUF}", small_win())
