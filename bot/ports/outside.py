"""What the bot needs besides stores: a chat platform to send through, a clock, a vault for words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Protocol

from bot.content import Content
from bot.model.calendar import NamedPeriod
from bot.model.ids import TenantId
from bot.model.messages import Message
from bot.model.people import Platform, Region


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message that is there. `ref` is the platform's own id of it, `conversation` where it stands."""

    ref: str
    conversation: str


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` messages in any `seconds`."""

    count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a platform takes messages: of one tenant together, and in one conversation.

    No limits: as fast as it goes.
    """

    per_tenant: Sequence[Limit] = ()
    per_conversation: Sequence[Limit] = ()

    def most_in(self, seconds: float) -> int | None:
        """Return how many messages go to one tenant in so long, at least one; None when there is no limit."""
        return min(
            (ceil(seconds * limit.count / limit.seconds) for limit in self.per_tenant), default=None
        )


class ChatPlatform(Protocol):
    """Sends to one chat platform. Never repeats a request by itself, and never waits to keep a pace."""

    platform: Platform

    def pace(self, tenant: TenantId) -> Pace:
        """Return how fast this tenant's platform takes messages."""
        ...

    async def get_ready(self, tenant: TenantId, messages: Sequence[Message]) -> None:
        """Do what can be done before these go there soon, as they are now. Never raises."""
        ...

    async def send(self, message: Message, conversation: str, content: Content) -> Arrived:
        """Send it and return what it is called and where it stands.

        `conversation` may also be a person's own id on the platform (the `external_id` of their
        address): their conversation is opened, and what comes back names it. With the id of an
        earlier message in `message.platform_ref` that message is changed instead; with `thread` it
        goes into the thread of that message. Raises NotSent when it certainly did not arrive, Gone
        when the person removed or blocked the app, FateUnknown when nobody can say.
        """
        ...

    async def find(self, message: Message, conversation: str) -> Arrived | None:
        """Return what a message of unknown fate is called, or None when it is not there.

        Raises CannotTell when the platform cannot be asked.
        """
        ...


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return this instant, aware and in UTC."""
        ...


class Vault(Protocol):
    """Seals words of people, each bound to its place: it opens nowhere else."""

    def seal(self, place: tuple[str, ...], words: str) -> bytes:
        """Return `words` sealed for `place` (tenant, kind of row, row id, field)."""
        ...

    def open(self, place: tuple[str, ...], sealed: bytes) -> str:
        """Return the words. Raises SealError for another place, a missing key or changed bytes."""
        ...


class HolidaySource(Protocol):
    """Knows holidays by name."""

    def public(self, year: int) -> tuple[NamedPeriod, ...]:
        """Return the Dutch public holidays of a year, 5 May and Good Friday included."""
        ...

    def school(self, year: int, region: Region) -> tuple[NamedPeriod, ...]:
        """Return the school holidays that start in a year; empty beyond the years that are known."""
        ...
