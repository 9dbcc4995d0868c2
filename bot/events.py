"""What people do, the same on every platform."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.content import Press
from bot.model.calendar_file import CalendarFile
from bot.model.ids import PersonId, TenantId
from bot.model.people import Platform


@dataclass(frozen=True, slots=True)
class Wrote:
    """Somebody typed a message. `ref` is the platform's id of it."""

    text: str
    ref: str


@dataclass(frozen=True, slots=True)
class Edited:
    """Somebody changed a message that they typed before."""

    text: str
    ref: str


@dataclass(frozen=True, slots=True)
class Deleted:
    """Somebody took away a message that they typed before."""

    ref: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """Somebody pressed a button, on the message with the platform's id `ref` where that is known.

    A shortcut on any message of a conversation is a press too: with the https `link` to that message
    and without `ref`. Nothing of what stands in the message comes along.
    """

    press: Press
    ref: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Submitted:
    """Somebody sent a dialog. A CHOICES field has its values joined by newlines."""

    press: Press
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody removed or blocked the app: it counts as `stop`."""


@dataclass(frozen=True, slots=True)
class SentFile:
    """Somebody sent a file, without words. `file` is what stands in it where the platform lets the bot
    read it and it is a calendar; None where it cannot be read there.
    """

    ref: str
    file: CalendarFile | None = None


Event = Wrote | Edited | Deleted | Pressed | Submitted | Left | SentFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """An event with where it came from. `event_id` is the platform's; with an edit time when it is one.

    In a chat a message that somebody typed or sent has its own id, its `ref`, for that: what became
    of it may come before it, and looks whether it came.

    `shared` tells that the conversation is one that others read too (a channel): nothing personal
    is said there. What is said there goes into `thread`, the thread of the message with that id.
    """

    tenant: TenantId
    platform: Platform
    person: PersonId
    conversation: str
    event_id: str
    at: datetime
    event: Event
    shared: bool = False
    thread: str | None = None
