"""Situations to decide in: Hanneke, secretary, on Thursday 14 January 2027 at 12:15 in Amsterdam."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from bot.content import Button, Content
from bot.model.calendar import Calendar, Meeting, MeetingKind, NamedPeriod
from bot.model.ids import GroupId, MeetingId, PersonId, PromptId, SeriesId, TenantId
from bot.model.messages import Message, Priority, Purpose, State, message_id
from bot.model.people import Group, Language, Period, Person, Platform, Role, Standing, Tenant
from bot.model.prompts import (
    Becomes,
    Fits,
    Kind,
    Library,
    Prompt,
    PromptTexts,
    ReplyForm,
    Theme,
)
from bot.model.situation import Decision, Situation
from bot.voice import Voice

ZONE = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2027, 1, 14, 12, 15, tzinfo=ZONE)
TENANT = Tenant(id=TenantId("demo"), name="Gemeente Demo")
MT = GroupId("mt-sociaal")
COLLEGE = MeetingId("college")
MT_MEETING = MeetingId("mt-sociaal")


def local(text: str) -> datetime:
    """Return "2027-01-14 12:15" as an instant in Amsterdam."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def person(name: str, *roles: Role, standing: Standing = Standing.ACTIVE) -> Person:
    return Person(
        id=PersonId(name.split()[0].lower()),
        tenant=TENANT.id,
        name=name,
        roles=frozenset(roles),
        standing=standing,
        weekday=3,
        wall_time=time(12, 15),
        started_at=datetime(2027, 1, 11, 9, 0, tzinfo=UTC),
    )


HANNEKE = person("Hanneke de Wit", Role.SECRETARY)
YUSUF = person("Yusuf Aydin", Role.DIRECTOR)
FATMA = person("Fatma Yilmaz", Role.MT_MEMBER)
BRAM = person("Bram Jansen", Role.MT_MEMBER, standing=Standing.NOT_STARTED)
JOKE = person("Joke Visser", Role.ADMIN, standing=Standing.STOPPED)

SMALL_WIN = Prompt(
    id=PromptId("lastig-formulier"),
    version=1,
    kind=Kind.SMALL_WIN,
    theme=Theme.PROCESSES,
    roles=frozenset({Role.SECRETARY}),
    minutes=5,
    texts={
        Language.NL: PromptTexts(
            "Eén lastig formulier",
            "Vraag één teamleider: 'Welk formulier komt bij jullie vaak half ingevuld terug?' "
            "Laat je de plek zien waar het misgaat. Noem die plek in het volgende MT. "
            "Wie vraag je, en wanneer?",
        )
    },
    reply_form=ReplyForm.COMMITMENT,
)
REFLECTION = Prompt(
    id=PromptId("eerlijke-ruil"),
    version=1,
    kind=Kind.REFLECTION,
    theme=Theme.TRANSPARENCY,
    roles=frozenset({Role.SECRETARY}),
    minutes=2,
    texts={
        Language.NL: PromptTexts(
            "Een eerlijke ruil?",
            "Een nieuw middel lost iets op en vraagt er iets voor terug. "
            "Bij welk middel weet jij nog niet of die ruil eerlijk is?",
            follow_up="Wie merkt het als eerste wanneer de ruil scheef is?",
            item="Wat vraagt dit middel ervoor terug, en van wie?",
        )
    },
    reply_form=ReplyForm.OPEN,
    becomes=Becomes.DILEMMA,
    fits=frozenset({Fits.SELF, Fits.TABLE}),
    search_words=("sensor", "camera"),
)
NUDGE = Prompt(
    id=PromptId("dag-stil"),
    version=1,
    kind=Kind.AGENDA_NUDGE,
    theme=Theme.COUNCIL_AGENDA,
    roles=frozenset({Role.SECRETARY}),
    minutes=5,
    texts={
        Language.NL: PromptTexts(
            "Als het een dag stilvalt",
            "De agenda voor {meeting} sluit {closing}. "
            "Staat er een voorstel op met een nieuw systeem?",
            item="Wat doen we voor inwoners als dit systeem een dag uitvalt?",
        )
    },
    reply_form=ReplyForm.AGENDA_ITEM,
    agenda_minutes=5,
)


def library(*prompts: Prompt) -> Library:
    return Library(prompts, {prompt.id: prompt for prompt in prompts})


CALENDAR = Calendar(
    school_holidays=(
        NamedPeriod("voorjaarsvakantie", Period(date(2027, 2, 20), date(2027, 2, 28))),
    ),
    meetings=(
        Meeting(
            id=COLLEGE,
            tenant=TENANT.id,
            kind=MeetingKind.COLLEGE,
            name="College",
            weekday=1,
            wall_time=time(9, 30),
            closes_weekday=3,
            closes_wall_time=time(12, 0),
            starts_on=date(2027, 1, 5),
            prepared_by=JOKE.id,
        ),
        Meeting(
            id=MT_MEETING,
            tenant=TENANT.id,
            kind=MeetingKind.MT,
            name="MT Sociaal",
            weekday=2,
            wall_time=time(13, 0),
            closes_weekday=0,
            closes_wall_time=time(12, 0),
            starts_on=date(2027, 1, 6),
            group=MT,
            prepared_by=JOKE.id,
        ),
    ),
)
GROUP = Group(
    id=MT,
    tenant=TENANT.id,
    name="MT Sociaal",
    members=frozenset({HANNEKE.id, YUSUF.id, FATMA.id, BRAM.id}),
)


def message(asks: Prompt, /, **changes: Any) -> Message:
    """Return this prompt as it was sent to Hanneke just now."""
    subject = f"occurrence-{asks.id}"
    sent = Message(
        id=message_id(TENANT.id, Purpose.PROMPT, subject, HANNEKE.id),
        tenant=TENANT.id,
        purpose=Purpose.PROMPT,
        subject=subject,
        recipient=HANNEKE.id,
        person=HANNEKE.id,
        platform=Platform.BROWSER,
        priority=Priority.PROMPT,
        due_at=NOW.astimezone(UTC),
        local_on=NOW.date(),
        state=State.SENT,
        series=SeriesId("weekly"),
        prompt=asks.id,
        prompt_version=asks.version,
        sent_at=NOW.astimezone(UTC),
        created_at=NOW.astimezone(UTC),
    )
    if asks.kind is Kind.AGENDA_NUDGE:
        sent = replace(
            sent,
            priority=Priority.CLOSING,
            meeting=COLLEGE,
            meeting_on=date(2027, 1, 19),
            closes_at=local("2027-01-14 12:00").astimezone(UTC),
        )
    return replace(sent, **changes)


def situation(*open_prompts: Message, **changes: Any) -> Situation:
    """Return Hanneke's situation; the first open prompt is the message that a button belongs to."""
    given = Situation(
        now=NOW,
        tenant=TENANT,
        person=HANNEKE,
        voice=Voice(),
        voices={language: Voice(language) for language in Language},
        library=library(SMALL_WIN, REFLECTION, NUDGE),
        calendar=CALENDAR,
        conversation="dm-hanneke",
        key="event-1",
        open_prompts=open_prompts,
        history=open_prompts,
        message=open_prompts[0] if open_prompts else None,
        colleagues=(YUSUF, FATMA, BRAM, JOKE),
        groups=(GROUP,),
    )
    return replace(given, **changes)


def said(decision: Decision) -> list[str]:
    """Return what is said, one text per message."""
    return [say.content.as_text() for say in decision.says]


def labels(shown: Decision | Content) -> list[str]:
    """Return the labels of the buttons of what is said last, or of this content."""
    content = shown if isinstance(shown, Content) else shown.says[-1].content
    return [button.label for button in content.buttons()]


def button(shown: Decision | Content, label: str) -> Button:
    """Return the button with this label in what is said last, or in this content."""
    content = shown if isinstance(shown, Content) else shown.says[-1].content
    found = [each for each in content.buttons() if each.label == label]
    assert found, f"no button {label!r} among {labels(content)}"
    return found[0]


def field_values(decision: Decision) -> Mapping[str, str]:
    """Return what stands in the fields of the window that opens."""
    assert decision.dialog is not None
    return {field.name: field.value for field in decision.dialog.fields}
