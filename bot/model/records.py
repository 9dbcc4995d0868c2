"""What a person put down: replies, commitments, dilemmas, agenda items, and what they chose to share.

Fields named here `words` of people are stored encrypted and shown to nobody else; see WORDS.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.dates.when import When
from bot.model.ids import (
    GroupId,
    MeetingId,
    MessageId,
    PersonId,
    PromptId,
    RecordId,
    TenantId,
)
from bot.model.prompts import Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a person answered, in their own words. `typed_ref` is the chat message it was typed in.

    `about` is the commitment or dilemma it adds to, for example what someone noticed afterwards.
    """

    id: RecordId
    tenant: TenantId
    person: PersonId
    text: str
    short_name: str
    at: datetime
    message: MessageId | None = None
    prompt: PromptId | None = None
    theme: Theme | None = None
    about: RecordId | None = None
    typed_ref: str | None = None
    confirmed: bool = True


class CommitmentState(StrEnum):
    """open -> done or dropped. Overdue is derived, not a state."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """ "I will do X with Y before Z." `ask_at` is when to ask how it went (None: no more).

    `turn` counts how often that instant was set anew; a follow-up of an older turn is not sent.
    `link` leads to the message in the chat that it is about.
    """

    id: RecordId
    tenant: TenantId
    person: PersonId
    what: str
    short_name: str
    with_whom: str = ""
    if_then: str = ""
    link: str = ""
    due: When | None = None
    state: CommitmentState = CommitmentState.OPEN
    created_at: datetime
    closed_at: datetime | None = None
    ask_at: datetime | None = None
    turn: int = 0
    moved: int = 0
    message: MessageId | None = None
    prompt: PromptId | None = None
    theme: Theme | None = None


class DilemmaState(StrEnum):
    """open until decided or let go."""

    OPEN = "open"
    DECIDED = "decided"
    LET_GO = "let_go"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dilemma:
    """Something a person is torn about. `decide_by_on` is the last day on which they can choose.

    `ask_at`, `turn`, `link`: as for a commitment. `still_open` counts the times it stayed open in a row.
    """

    id: RecordId
    tenant: TenantId
    person: PersonId
    short_name: str
    one_side: str
    other_side: str
    stakes: tuple[str, ...] = ()
    who_feels_it: str = ""
    link: str = ""
    decide_by_on: date | None = None
    state: DilemmaState = DilemmaState.OPEN
    created_at: datetime
    closed_at: datetime | None = None
    ask_at: datetime | None = None
    turn: int = 0
    still_open: int = 0
    message: MessageId | None = None
    prompt: PromptId | None = None
    theme: Theme | None = None


class AgendaItemState(StrEnum):
    """proposed -> placed, moved to the next meeting (and open to be placed there), declined; or withdrawn."""

    PROPOSED = "proposed"
    PLACED = "placed"
    MOVED = "moved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """A proposed item for a meeting. Its text is meant for others: whoever prepares the agenda reads it."""

    id: RecordId
    tenant: TenantId
    person: PersonId
    short_name: str
    text: str
    minutes: int
    presenter: str = ""
    meeting: MeetingId
    meeting_on: date
    state: AgendaItemState = AgendaItemState.PROPOSED
    created_at: datetime
    changed_at: datetime
    message: MessageId | None = None
    prompt: PromptId | None = None
    theme: Theme | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A snapshot that a person chose to show: to one colleague, or to a group in its digest of `month`.

    It is the exact text that others see; what is written later is not in it.
    """

    id: RecordId
    tenant: TenantId
    person: PersonId
    subject: RecordId
    short_name: str
    text: str
    is_dilemma: bool
    to_person: PersonId | None = None
    to_group: GroupId | None = None
    month: str | None = None
    at: datetime
    withdrawn_at: datetime | None = None
    message: MessageId | None = None


Record = Reply | Commitment | Dilemma | AgendaItem | Share

# The fields that hold words of people. Stores seal exactly these; nothing else may hold typed text.
WORDS: dict[type, tuple[str, ...]] = {
    Reply: ("text", "short_name"),
    Commitment: ("what", "short_name", "with_whom", "if_then", "link"),
    Dilemma: ("short_name", "one_side", "other_side", "stakes", "who_feels_it", "link"),
    AgendaItem: ("short_name", "text", "presenter"),
    Share: ("short_name", "text"),
}


@dataclass(frozen=True, slots=True)
class Records:
    """All that one person has put down, oldest first."""

    replies: tuple[Reply, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    dilemmas: tuple[Dilemma, ...] = ()
    agenda_items: tuple[AgendaItem, ...] = ()
    shares: tuple[Share, ...] = ()

    def open_commitments(self) -> tuple[Commitment, ...]:
        """Return the commitments that are not done or dropped."""
        return tuple(c for c in self.commitments if c.state is CommitmentState.OPEN)

    def open_dilemmas(self) -> tuple[Dilemma, ...]:
        """Return the dilemmas that are not decided or let go."""
        return tuple(d for d in self.dilemmas if d.state is DilemmaState.OPEN)


NOTHING_YET = Records()


class AuditKind(StrEnum):
    """What was done: to someone's data, or (CHANGED) to what runs for everybody."""

    OPENED = "opened"
    EXPORTED = "exported"
    ERASED = "erased"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Who opened, exported or erased what of whom, and why. Holds none of the words themselves.

    An entry that is CHANGED (a series, the silence, an own question) is of nobody: `person` is empty.
    """

    id: RecordId
    tenant: TenantId
    person: PersonId
    kind: AuditKind
    by: str
    what: str
    reason: str
    at: datetime
