"""What a decision about one person looks at, and what it gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.content import Content, Dialog
from bot.model.calendar import Calendar, Silence
from bot.model.date_changes import NO_CHANGES, DateChanges
from bot.model.ids import GroupId, MessageId, PersonId, PromptId, RecordId
from bot.model.messages import Message, Purpose, message_id
from bot.model.outcomes import SeriesOutcome
from bot.model.people import Group, Person, Platform, Role, Tenant
from bot.model.programmes import Programme
from bot.model.prompts import Library, Prompt
from bot.model.records import NOTHING_YET, AgendaItem, AuditEntry, Record, Records, Share
from bot.model.series import Series
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
    LINK = "link"
    FILE = "file"
    MESSAGE = "message"


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
class Desk:
    """What an admin works with, besides what anybody knows; nobody's words are in it.

    `programmes` are those of the library now. `outcomes` is what became of what the series sent in the
    last months. `changes` is the log of who changed what, newest first. `troubled` are the messages of
    unknown fate and those that failed lately, without content.
    """

    programmes: tuple[Programme, ...] = ()
    outcomes: tuple[SeriesOutcome, ...] = ()
    changes: tuple[AuditEntry, ...] = ()
    troubled: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that is known when something happens: a snapshot, never changed.

    `now` is aware and in the person's own zone. `voice` speaks their language, `voices` has all.
    `open_prompts`, newest first, are prompts without an answer that may be there; `message` is the one that a
    button or an edit belongs to. `history` are the messages to this person, newest first.
    `colleagues` and `groups` are those of the tenant. `items` are agenda items of everybody for
    meetings this person prepares. `shared_with_me` are snapshots of others. `key` identifies
    the event. `series` are all series of the tenant.
    `link` leads to the message in the chat that a shortcut was used on; "" when there is none.
    `platform` is where it happens; None when nothing happened there. `linkable` is the channel
    that a press or window names and that this person may link with a group now.
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
    linkable: str = ""
    series: tuple[Series, ...] = ()
    desk: Desk | None = None
    link: str = ""
    platform: Platform | None = None

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
    seen once it is used. `private` takes it to the person's own conversation, wherever it happened.
    """

    content: Content
    prompt: PromptId | None = None
    private: bool = False


_SHARED = "share:"


@dataclass(frozen=True, slots=True)
class Post:
    """A snapshot to place now where others read: in the thread of a message to a conversation.

    A share is posted once, however often that is asked; see `posted_id` and `shared_in`.
    """

    under: Message
    share: RecordId
    content: Content

    @property
    def subject(self) -> str:
        """The subject of the message that it becomes."""
        return _SHARED + self.share


def posted_id(under: Message, share: RecordId) -> MessageId:
    """Return the id of the message that this share becomes under that message."""
    return message_id(under.tenant, Purpose.ANSWER, _SHARED + share, under.recipient)


def shared_in(message: Message) -> RecordId | None:
    """Return the share that was posted as this message; None for any other message."""
    is_post = message.person is None and message.subject.startswith(_SHARED)
    return RecordId(message.subject.removeprefix(_SHARED)) if is_post else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """Somebody comes into a group or leaves it, by the platform's name for them.

    Who is not known yet becomes a person by it, who first gets the welcome.
    """

    group: GroupId
    platform: Platform
    external_id: str
    name: str
    joins: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What follows from an event. Nothing in it has happened yet.

    `says` go to the conversation of the event, in this order. `person` replaces the person; `saves`
    and `deletes` are records; `messages` are changed messages (answered, skipped) or new ones that
    wait for their instant. `expected` replaces what is waited for (None: nothing any more), unless
    `keeps_expected`. `dialog` opens a window; with `errors` the window that was sent stays open and
    each named field shows what is wrong, with everything typed still in it. `erases` asks to remove
    everything of the person. What others must hear (a share, a placed agenda item) is not said
    here: the planner finds it in the records and keeps to their rhythm. `series`, `prompts` (own
    ones) and `silences` replace what was there; what was planned of a series is planned anew.
    So do `groups`; `roles` gives each of these people, who have none yet, a role. `resends` are
    messages of unknown fate that go out once more. `dates` is what changes in those of the tenant,
    `colleagues` are people whom an admin changed, `memberships` who comes into a group or leaves it.
    `overtook` is what became of a message that is not known: it waits for that one, if it can still come.
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
    series: tuple[Series, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    silences: tuple[Silence, ...] = ()
    posts: tuple[Post, ...] = ()
    groups: tuple[Group, ...] = ()
    roles: Mapping[PersonId, Role] = field(default_factory=dict)
    resends: tuple[MessageId, ...] = ()
    dates: DateChanges = NO_CHANGES
    colleagues: tuple[Person, ...] = ()
    memberships: tuple[Membership, ...] = ()
    overtook: ExpectedAnswer | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the platform gets back at once: a dialog to show, errors in its fields, and what was said.

    `messages` are the ids of the messages that the event caused, in order.
    """

    dialog: Dialog | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    messages: tuple[MessageId, ...] = ()
