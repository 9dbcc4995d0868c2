"""What the page asks of the demo that it is served by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from adapters.browser.outbound import BrowserPlatform
from bot.events import Incoming
from bot.model.calendar_file import CalendarFile
from bot.model.ids import PersonId, TenantId
from bot.model.people import Language, Role
from bot.model.situation import Answer

Step = Literal["next", "day", "month"]


@dataclass(frozen=True, slots=True)
class Place:
    """The organisation that is played: `name` stands at the top of the page ("Gemeente Drechterwaard")."""

    tenant: TenantId
    name: str
    zone: ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """Somebody to be. `conversation` is their own conversation with the bot."""

    id: PersonId
    name: str
    role: Role
    conversation: str
    language: Language = Language.NL


@dataclass(frozen=True, slots=True)
class ChannelView:
    """A conversation that several people read, for example of an MT."""

    conversation: str
    name: str


@dataclass(frozen=True, slots=True)
class Moved:
    """How far the time of the demo went, and how many messages went out on the way."""

    from_at: datetime
    to_at: datetime
    messages: int


class DemoHost(Protocol):
    """The demo behind the page."""

    platform: BrowserPlatform
    place: Place

    async def personas(self) -> Sequence[Persona]:
        """Return everybody to be, in the order of the page; at least one."""
        ...

    async def channels(self) -> Sequence[ChannelView]:
        """Return the conversations of groups; may be empty."""
        ...

    async def handle(self, incoming: Incoming) -> Answer:
        """Handle it once, however often the same `event_id` comes; any exception: nothing was stored."""
        ...

    def now(self) -> datetime:
        """Return the instant that it is in the demo, aware."""
        ...

    async def move(self, how: Step) -> Moved:
        """Move on to the next message, by a day or to the end of the month; send what falls due."""
        ...

    def calendar_file(self, name: str, content: bytes) -> CalendarFile:
        """Return what stands in a calendar file; never raises."""
        ...

    async def set_language(self, person: PersonId, language: Language) -> None:
        """Address this person in another language from now on."""
        ...

    async def digest_page(self, person: PersonId, month: str | None) -> str | None:
        """Return a whole HTML page about a month ("2027-01"; None is the last one), or None without one."""
        ...
