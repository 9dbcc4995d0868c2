"""What a decision about one person looks at, and what it gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.content import Content, Dialog
from bot.model.calendar import Calendar
from bot.model.ids import MessageId, PromptId, RecordId
from bot.model.messages import Message, Purpose, message_id
from bot.model.people import Group, Person, Tenant
from bot.model.prompts import Library
from bot.model.records import NOTHING_YET, AgendaItem, AuditEntry, Record, Records, Share
from bot.voice import Voice


class Awaits(StrEnum):
    """What the bot waits for when the next thing a person types is not just an answer or a command."""

    WHICH_PROMPT = "which_prompt"
    HELD_BACK = "held_back"
    WHEN = "when"
    REPLY = "reply"
    OWN_MOMENT = "own_moment"
    PAUSE_UNTIL = "pause_until"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedAnswer:
    """What the bot waits for in a conversation. `words` are what a person typed and is not saved yet.

    `subject` says what it is about (a message, a record); `verb` what to do when it comes;
    `values` are the fields of a dialog that wait with it. Words and values are stored sealed.
    """

    awaits: Awaits
    subject: str = ""
    verb: str = ""
    words: str = ""
    ref: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that is known when something happens: a snapshot, never changed.

    `now` is aware and in the person's own zone. `voice` speaks their language, `voices` has all.
    `open_prompts`, newest first, are sent prompts without an answer; `message` is the one that a
    button or an edit belongs to. `history` are the messages to this person, newest first.
    `colleagues` and `groups` are those of the tenant. `items` are agenda items of everybody for
    meetings this person prepares. `shared_with_me` are snapshots of others. `key` identifies
    the event.
    """

    now: datetime
    tenant: Tenant
    person: Person
    voice: Voice
    library: Library
    calendar: Calendar
    conversation: str
    shared: bool = False
    key: str = ""
    records: Records = NOTHING_YET
    expected: ExpectedAnswer | None = None
    open_prompts: tuple[Message, ...] = ()
    message: Message | None = None
    history: tuple[Message, ...] = ()
    colleagues: tuple[Person, ...] = ()
    groups: tuple[Group, ...] = ()
    items: tuple[AgendaItem, ...] = ()
    shared_with_me: tuple[Share, ...] = ()
    audit: tuple[AuditEntry, ...] = ()
    voices: Mapping[str, Voice] = field(default_factory=dict)

    def said_id(self, turn: int = 0) -> MessageId:
        """Return the id that the thing said at place `turn` (0 is the first) in the decision will have.

        A prompt that is given on demand needs it for its buttons.
        """
        return message_id(self.tenant.id, Purpose.PROMPT, self.key, self.person.id, turn)


@dataclass(frozen=True, slots=True)
class Update:
    """An earlier message turns into this."""

    message: MessageId
    content: Content


@dataclass(frozen=True, slots=True)
class Say:
    """Something to say now, in the conversation of the event.

    With `prompt` the message stands for that prompt, asked for: it takes answers, and it counts as
    seen once it is used.
    """

    content: Content
    prompt: PromptId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What follows from an event. Nothing in it has happened yet.

    `says` go to the conversation of the event, in this order. `person` replaces the person; `saves`
    and `deletes` are records; `messages` are changed messages (answered, skipped) or new ones that
    wait for their instant. `expected` replaces what is waited for (None: nothing any more), unless
    `keeps_expected`. `dialog` opens a window; with `errors` the window that was sent stays open and
    each named field shows what is wrong, with everything typed still in it. `erases` asks to remove
    everything of the person. What others must hear (a share, a placed agenda item) is not said
    here: the planner finds it in the records and keeps to their rhythm.
    """

    says: tuple[Say, ...] = ()
    updates: tuple[Update, ...] = ()
    person: Person | None = None
    saves: tuple[Record, ...] = ()
    deletes: tuple[RecordId, ...] = ()
    messages: tuple[Message, ...] = ()
    expected: ExpectedAnswer | None = None
    keeps_expected: bool = False
    dialog: Dialog | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    erases: bool = False
    audit: tuple[AuditEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the platform gets back at once: a dialog to show, errors in its fields, and what was said.

    `messages` are the ids of the messages that the event caused, in order.
    """

    dialog: Dialog | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    messages: tuple[MessageId, ...] = ()
