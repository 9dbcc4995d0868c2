"""Hanneke's January of 2027, looked at on Thursday 4 February at 12:15 in Amsterdam."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from adapters.catalogs import read_catalogs
from bot.dates.when import When
from bot.digest.group import GroupMonth
from bot.model.calendar import Calendar, NamedPeriod
from bot.model.ids import GroupId, MessageId, RecordId
from bot.model.messages import Message, Priority, Purpose
from bot.model.people import Language, Period
from bot.model.prompts import Kind, Library, Prompt, Theme
from bot.model.records import (
    AgendaItemState,
    Commitment,
    CommitmentState,
    Dilemma,
    Records,
    Reply,
    Share,
)
from bot.model.situation import Situation
from bot.voice import Voice
from tests.factories import (
    FATMA,
    HANNEKE,
    MT,
    a_commitment,
    a_dilemma,
    a_group,
    a_message,
    a_moment,
    a_person,
    a_prompt,
    a_reply,
    a_share,
    a_tenant,
    an_agenda_item,
)

ZONE = "Europe/Amsterdam"
CATALOGS = read_catalogs()


def local(text: str, zone: str = ZONE) -> datetime:
    """Return "2027-01-14 12:15" on the clock of a zone as an instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


FIRST_THURSDAY = datetime(2027, 2, 4, 12, 15, tzinfo=ZoneInfo(ZONE))

FORM: Commitment = a_commitment(
    name="form",
    short_name="Eén lastig formulier",
    what="Het formulier voor een vergunning bekijken",
    with_whom="teamleider Vergunningen",
    if_then="Als het stafoverleg klaar is, loop ik langs.",
    due=When(date(2027, 1, 15), time(11, 0)),
    created_at=local("2027-01-14 12:20"),
    closed_at=local("2027-01-18 09:00"),
    state=CommitmentState.DONE,
    theme=Theme.CHANNELS,
)
NOTICED: Reply = a_reply(
    name="noticed",
    text="Vraag 7 wordt door niemand begrepen. Ook niet door ons.",
    short_name="Eén lastig formulier",
    at=local("2027-01-18 09:05"),
    about=FORM.id,
    theme=Theme.CHANNELS,
)
READER: Commitment = a_commitment(
    name="reader",
    short_name="Proeflezer zoeken",
    due=When(date(2027, 2, 11)),
    created_at=local("2027-02-01 10:00"),
)
COUNTING: Dilemma = a_dilemma(
    name="counting",
    short_name="Tellen in het centrum",
    one_side="we kunnen drukte spreiden",
    other_side="mensen weten niet dat ze geteld worden",
    stakes=("openheid", "vertrouwen"),
    who_feels_it="bezoekers",
    decide_by_on=date(2027, 2, 28),
    created_at=local("2027-01-21 12:30"),
    message=MessageId("fair-trade"),
    theme=Theme.TRANSPARENCY,
)
TRADE: Reply = a_reply(
    name="trade",
    text="De telpunten in het centrum. Handig bij drukte, maar niemand weet dat ze er hangen.",
    short_name="Een eerlijke ruil?",
    at=local("2027-01-14 12:16"),
    message=MessageId("fair-trade"),
    theme=Theme.TRANSPARENCY,
)
JANUARY = Records(replies=(TRADE, NOTICED), commitments=(FORM, READER), dilemmas=(COUNTING,))
SPRING = Calendar(
    school_holidays=(
        NamedPeriod("Voorjaarsvakantie", Period(date(2027, 2, 20), date(2027, 2, 28))),
    ),
    moments=(
        a_moment(on=date(2027, 3, 12), label="de input voor de kadernota"),
        a_moment("begroting_naar_college", on=date(2027, 9, 7), label="de begroting"),
    ),
)


def a_library(*themes: Theme) -> Library:
    """Return a library with a question about each theme; without themes, leaving just one to rest."""
    prompts: tuple[Prompt, ...] = tuple(
        a_prompt(f"p{number}", Kind.REFLECTION, theme=theme)
        for number, theme in enumerate(themes or (Theme.TRANSPARENCY, Theme.CHANNELS, Theme.STAFF))
    )
    return Library(prompts, {prompt.id: prompt for prompt in prompts})


def a_situation(records: Records = JANUARY, **changes: Any) -> Situation:
    """Return what is known of Hanneke on the first Thursday of February; she takes part since the autumn."""
    language = changes.pop("language", Language.NL)
    given = Situation(
        now=FIRST_THURSDAY,
        tenant=a_tenant(),
        person=a_person(HANNEKE, started_at=local("2026-09-01 09:00"), language=language),
        voice=a_voice(language),
        library=a_library(),
        calendar=SPRING,
        conversation="dm-hanneke",
        records=records,
    )
    return replace(given, **changes)


def a_voice(language: Language = Language.NL) -> Voice:
    """Return the voice of a language with its shipped catalog."""
    return Voice(language, CATALOGS[language])


def the_message(month: str = "2027-01", **changes: Any) -> Message:
    """Return the planned overview of a month."""
    return a_message(Purpose.DIGEST, month, priority=Priority.DIGEST, **changes)


def a_group_month(**changes: Any) -> GroupMonth:
    """Return the January of MT Sociaal: two people shared something, and nine commitments were done."""
    group = a_group(id=GroupId(MT), name="MT Sociaal")
    given = GroupMonth(
        group=group,
        month="2027-01",
        shares=(share_of_hanneke(), share_of_fatma()),
        names={HANNEKE: "Hanneke", FATMA: "Fatma"},
        placed=(
            an_agenda_item(
                name="explain",
                text="Wie legt dit uit aan een inwoner?",
                meeting_on=date(2027, 1, 27),
                state=AgendaItemState.PLACED,
            ),
        ),
        done_count=9,
        people_count=6,
        members_count=12,
        meeting_on=date(2027, 2, 9),
        voice=Voice(),
        now=datetime(2027, 2, 8, 9, 0, tzinfo=ZoneInfo(ZONE)),
    )
    return replace(given, **changes)


def share_of_hanneke(**changes: Any) -> Share:
    """Return what Hanneke shared with the MT for January."""
    share = a_share(
        HANNEKE,
        "h",
        text="Vraag 7 van het formulier begrijpt niemand. We kijken er samen naar.",
        month="2027-01",
        at=local("2027-02-04 13:00"),
    )
    return replace(share, **changes)


def share_of_fatma() -> Share:
    """Return the dilemma that Fatma shared with the MT for January."""
    return a_share(
        FATMA,
        "f",
        text="Alles digitaal aanvragen, of een balie openhouden?",
        month="2027-01",
        is_dilemma=True,
        at=local("2027-02-05 13:00"),
        subject=RecordId("fatmas-dilemma"),
    )
