"""Messages: everything the bot sends, in one table and through one sender."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import IntEnum, StrEnum

from bot.content import Content
from bot.model.ids import (
    GroupId,
    MeetingId,
    MessageId,
    PersonId,
    PromptId,
    SeriesId,
    TenantId,
    derive_id,
)
from bot.model.making import changer
from bot.model.people import Platform


class Purpose(StrEnum):
    """Why a message is sent."""

    WELCOME = "welcome"
    PROMPT = "prompt"
    REMINDER = "reminder"
    FOLLOW_UP = "follow_up"
    DIGEST = "digest"
    ANSWER = "answer"
    NOTICE = "notice"
    UPDATE = "update"


class State(StrEnum):
    """Where a message is: planned -> claimed -> sending -> sent, or one of the three other ends."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    SKIPPED = "skipped"
    FAILED = "failed"
    UNKNOWN = "unknown"


# It certainly did not go. What is due within seconds is claimed and made ready, and may yet change.
NOT_HANDED_OVER = (State.PLANNED, State.CLAIMED)


class Reason(StrEnum):
    """Why a message was skipped or failed. The personal ones are shown to others as one word: `rust`."""

    LATE = "late"
    STOPPED = "stopped"
    PAUSED = "paused"
    ABSENT = "absent"
    BACKED_OFF = "backed_off"
    OWN_RHYTHM = "own_rhythm"
    SOFT_START = "soft_start"
    NOT_STARTED = "not_started"
    ANSWERED = "answered"
    CHANGED = "changed"
    AVOIDED = "avoided"
    SERIES_STOPPED = "series_stopped"
    DAY_CAP = "day_cap"
    WEEK_CAP = "week_cap"
    GAVE_WAY = "gave_way"
    JOINED = "joined"
    NO_ORDINARY_MOMENT = "no_ordinary_moment"
    NO_PROMPT_LEFT = "no_prompt_left"
    SILENCED = "silenced"
    EMPTY = "empty"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    UNREADABLE = "unreadable"


PERSONAL_REASONS = frozenset(
    {
        Reason.STOPPED,
        Reason.PAUSED,
        Reason.ABSENT,
        Reason.BACKED_OFF,
        Reason.OWN_RHYTHM,
        Reason.SOFT_START,
        Reason.NOT_STARTED,
    }
)


class Priority(IntEnum):
    """Who goes first, lowest first: within a day what comes later here gives way."""

    ANSWER = 0
    UPDATE = 5
    PROMISED = 10
    CLOSING = 20
    DILEMMA = 30
    DIGEST = 40
    NOTICE = 45
    PROMPT = 50
    REMINDER = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One thing the bot sends, unique by (tenant, purpose, subject, recipient, turn).

    `recipient` is a person's id or a conversation; `person` is set in the first case. `local_on`
    is set for unasked messages only: it is the local day that the message takes up, and at most
    one unskipped message may have it. After `expires_at` it is skipped as late. `attempts` counts what
    was tried in vain: bot/model/tries.py says what follows. `closes_at` is the
    closing that an agenda nudge works towards, or the meeting that a prompt comes before. `asked` is
    what the person asked for themselves.
    `content` is composed when the message is claimed. `platform_ref` is the platform's own id of
    what was sent; an UPDATE names in `replaces` the message that it changes. `thread` is the
    platform's id of the message in whose thread this one stands. `detail` is the platform's code
    for why it failed or is unknown, for the admin; it never holds words of people. `lease` is the
    number of the right to send under which it was claimed (None: a person waited for it), and
    `unknown_at` since when nobody can say whether it arrived.
    """

    id: MessageId
    tenant: TenantId
    purpose: Purpose
    subject: str
    recipient: str
    turn: int = 0
    person: PersonId | None = None
    group: GroupId | None = None
    platform: Platform
    priority: Priority
    due_at: datetime
    expires_at: datetime | None = None
    local_on: date | None = None
    state: State = State.PLANNED
    reason: Reason | None = None
    content: Content | None = None
    series: SeriesId | None = None
    occurrence: str | None = None
    prompt: PromptId | None = None
    prompt_version: int | None = None
    meeting: MeetingId | None = None
    meeting_on: date | None = None
    closes_at: datetime | None = None
    asked: bool = False
    joined_to: MessageId | None = None
    replaces: MessageId | None = None
    platform_ref: str | None = None
    conversation: str | None = None
    thread: str | None = None
    detail: str | None = None
    lease: int | None = None
    attempts: int = 0
    sent_at: datetime | None = None
    unknown_at: datetime | None = None
    answered_at: datetime | None = None
    created_at: datetime | None = None


# As `dataclasses.replace`, six times as fast: planning far ahead, and sending, change very many.
changed = changer(Message)


def message_id(
    tenant: TenantId, purpose: Purpose, subject: str, recipient: str, turn: int = 0
) -> MessageId:
    """Return the id that the unique key of a message gives."""
    return MessageId(derive_id(tenant, "message", purpose, subject, recipient, str(turn)))


def planned_again(message: Message) -> Message:
    """Return a message of unknown fate as one that goes out once more, if it is still wanted then."""
    return replace(message, state=State.PLANNED, sent_at=None, attempts=0, detail=None)


# What these said may hold words that are erased later, and nobody looks at it again.
_FORGOTTEN_ONCE_SENT = frozenset({Purpose.ANSWER, Purpose.UPDATE, Purpose.NOTICE})


def forgets(message: Message) -> bool:
    """Tell whether a message loses its content once it arrived."""
    is_of_group = message.person is None and message.purpose is Purpose.DIGEST
    return message.purpose in _FORGOTTEN_ONCE_SENT or is_of_group


def as_sent(message: Message, platform_ref: str | None, conversation: str | None = None) -> Message:
    """Return the message as it is kept once it arrived, in `conversation` when it turned out another.

    A prompt keeps its text as sent, a digest its short names; what was said in passing, and what a
    group was shown, is not kept.
    """
    return changed(
        message,
        state=State.SENT,
        platform_ref=platform_ref,
        conversation=conversation or message.conversation,
        detail=None,
        unknown_at=None,
        attempts=0,
        content=None if forgets(message) else message.content,
    )
