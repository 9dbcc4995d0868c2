"""Things to test with. Each gives one that is complete; name only what the test is about."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.content import Block, Button, Buttons, Content, Dialog, Field, Paragraph, Press, Span, Text
from bot.dates.when import When
from bot.model.ids import (
    PersonId,
    PromptId,
    RecordId,
    derive_id,
)
from bot.model.messages import Message, Priority, Purpose, message_id
from bot.model.people import (
    Address,
    Group,
    Person,
    Platform,
    Role,
    Standing,
    Tenant,
)
from bot.model.records import (
    AgendaItem,
    AuditEntry,
    AuditKind,
    Commitment,
    Dilemma,
    Reply,
    Share,
)
from bot.model.situation import Awaits, ExpectedAnswer
from tests.cast import BRAM, COLLEGE, FATMA, HANNEKE, JOKE, MT, NAMES, NOW, ROLES, WATERSTAD, YUSUF
from tests.factories_dates import (
    a_cadence,
    a_meeting,
    a_moment,
    a_programme,
    a_prompt,
    a_recess,
    a_series,
    a_state,
    an_occurrence,
    an_own_prompt,
)

__all__ = [
    "BRAM",
    "COLLEGE",
    "FATMA",
    "HANNEKE",
    "JOKE",
    "MT",
    "NOW",
    "WATERSTAD",
    "YUSUF",
    "a_button",
    "a_cadence",
    "a_commitment",
    "a_content",
    "a_dialog",
    "a_dilemma",
    "a_group",
    "a_meeting",
    "a_message",
    "a_moment",
    "a_person",
    "a_programme",
    "a_prompt",
    "a_recess",
    "a_reply",
    "a_series",
    "a_share",
    "a_state",
    "a_tenant",
    "a_text",
    "an_address",
    "an_agenda_item",
    "an_audit_entry",
    "an_expected_answer",
    "an_occurrence",
    "an_own_prompt",
]


def a_tenant(**changes: Any) -> Tenant:
    """Return Waterstad, a municipality."""
    return replace(Tenant(id=WATERSTAD, name="Gemeente Waterstad"), **changes)


def a_person(id: PersonId = HANNEKE, **changes: Any) -> Person:
    """Return one of the five people; they take part since a week."""
    person = Person(
        id=id,
        tenant=WATERSTAD,
        name=NAMES.get(id, "Iemand Anders"),
        roles=frozenset({ROLES.get(id, Role.MT_MEMBER)}),
        standing=Standing.ACTIVE,
        welcomed_at=NOW - timedelta(days=7),
        started_at=NOW - timedelta(days=7),
    )
    return replace(person, **changes)


def an_address(person: PersonId = HANNEKE, **changes: Any) -> Address:
    """Return where this person is reached, in the browser."""
    address = Address(
        tenant=WATERSTAD,
        person=person,
        platform=Platform.BROWSER,
        external_id=f"ext-{person}",
        conversation=f"dm-{person}",
    )
    return replace(address, **changes)


def a_group(*members: PersonId, **changes: Any) -> Group:
    """Return the MT with these members, or with all but the admin."""
    people = members or (HANNEKE, YUSUF, FATMA, BRAM)
    group = Group(id=MT, tenant=WATERSTAD, name="MT Waterstad", members=frozenset(people))
    return replace(group, **changes)


def a_text(text: str = "Hoe ging het?", *, strong: bool = False, typed: bool = False) -> Text:
    """Return a text of one span."""
    return Text((Span(text, strong, typed),))


def a_content(text: str = "Hoe ging het?", *buttons: Button, **changes: Any) -> Content:
    """Return a message of one paragraph, with these buttons below."""
    below: tuple[Block, ...] = (Buttons(buttons),) if buttons else ()
    return replace(Content((Paragraph(a_text(text)), *below), "Hoe ging het?"), **changes)


def a_button(label: str = "Gedaan", verb: str = "done", subject: str = "", arg: str = "") -> Button:
    """Return a button."""
    return Button(label, Press(verb, subject, arg))


def a_dialog(**changes: Any) -> Dialog:
    """Return a dialog with one field."""
    dialog = Dialog(
        press=Press("commit", "m1"),
        title="Wat ga je doen?",
        fields=(Field(name="what", label="Wat"),),
        submit_label="Vastleggen",
    )
    return replace(dialog, **changes)


def a_message(
    purpose: Purpose = Purpose.PROMPT,
    subject: str = "s1",
    person: PersonId | None = HANNEKE,
    turn: int = 0,
    **changes: Any,
) -> Message:
    """Return a planned message to this person, due now; its id follows from what makes it unique."""
    tenant = changes.get("tenant", WATERSTAD)
    recipient = changes.get("recipient", person or "channel-mt")
    message = Message(
        id=message_id(tenant, purpose, subject, recipient, turn),
        tenant=tenant,
        purpose=purpose,
        subject=subject,
        recipient=recipient,
        turn=turn,
        person=person,
        platform=Platform.BROWSER,
        priority=Priority.PROMPT,
        due_at=NOW,
        prompt=PromptId("p1") if purpose is Purpose.PROMPT else None,
        created_at=NOW,
    )
    return replace(message, **changes)


def a_reply(person: PersonId = HANNEKE, name: str = "reply", **changes: Any) -> Reply:
    """Return what this person answered; `name` tells several apart."""
    reply = Reply(
        id=_record_id(person, name),
        tenant=WATERSTAD,
        person=person,
        text="De balie weet het eerder dan wij.",
        short_name="Signaal van de balie",
        at=NOW,
    )
    return replace(reply, **changes)


def a_commitment(
    person: PersonId = HANNEKE, name: str = "commitment", **changes: Any
) -> Commitment:
    """Return an open commitment for next Friday."""
    commitment = Commitment(
        id=_record_id(person, name),
        tenant=WATERSTAD,
        person=person,
        what="Tien minuten meelopen bij de balie",
        short_name="Meelopen balie",
        with_whom="team publiekszaken",
        due=When(date(2026, 11, 13)),
        created_at=NOW,
    )
    return replace(commitment, **changes)


def a_dilemma(person: PersonId = HANNEKE, name: str = "dilemma", **changes: Any) -> Dilemma:
    """Return an open dilemma."""
    dilemma = Dilemma(
        id=_record_id(person, name),
        tenant=WATERSTAD,
        person=person,
        short_name="Tempo of draagvlak",
        one_side="Nu beginnen",
        other_side="Eerst iedereen mee",
        created_at=NOW,
    )
    return replace(dilemma, **changes)


def an_agenda_item(person: PersonId = HANNEKE, name: str = "item", **changes: Any) -> AgendaItem:
    """Return a proposed item for the college of next week."""
    item = AgendaItem(
        id=_record_id(person, name),
        tenant=WATERSTAD,
        person=person,
        short_name="Wachttijden balie",
        text="Bespreek wat de wachttijden ons zeggen.",
        minutes=10,
        meeting=COLLEGE,
        meeting_on=date(2026, 11, 10),
        created_at=NOW,
        changed_at=NOW,
    )
    return replace(item, **changes)


def a_share(person: PersonId = HANNEKE, name: str = "share", **changes: Any) -> Share:
    """Return a snapshot of a commitment, shared with the MT for November."""
    share = Share(
        id=_record_id(person, name),
        tenant=WATERSTAD,
        person=person,
        subject=_record_id(person, "commitment"),
        short_name="Meelopen balie",
        text="Ik loop tien minuten mee bij de balie.",
        is_dilemma=False,
        to_group=MT,
        month="2026-11",
        at=NOW,
    )
    return replace(share, **changes)


def an_audit_entry(person: PersonId = HANNEKE, name: str = "audit", **changes: Any) -> AuditEntry:
    """Return that Joke opened something of this person."""
    entry = AuditEntry(
        id=_record_id(person, name),
        tenant=WATERSTAD,
        person=person,
        kind=AuditKind.OPENED,
        by="joke",
        what="digest 2026-11",
        reason="Gevraagd door Hanneke zelf",
        at=NOW,
    )
    return replace(entry, **changes)


def an_expected_answer(**changes: Any) -> ExpectedAnswer:
    """Return that the bot waits for a date."""
    expected = ExpectedAnswer(
        awaits=Awaits.WHEN, subject="m1", verb="when", expires_at=NOW + timedelta(hours=1)
    )
    return replace(expected, **changes)


def _record_id(person: PersonId, name: str) -> RecordId:
    return RecordId(derive_id("test", person, name))
