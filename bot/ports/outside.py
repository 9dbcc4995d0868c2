"""What the bot needs besides stores: a chat platform to send through, a clock, a vault for words."""

from datetime import datetime
from typing import Protocol

from bot.content import Content
from bot.model.calendar import NamedPeriod
from bot.model.messages import Message
from bot.model.people import Platform, Region


class ChatPlatform(Protocol):
    """Sends to one chat platform. Never repeats a request by itself."""

    platform: Platform

    async def send(self, message: Message, conversation: str, content: Content) -> str:
        """Send it and return the platform's own id of it.

        Raises NotSent when it certainly did not arrive, FateUnknown when nobody can say. With the
        id of an earlier message in `message.platform_ref` that message is changed instead.
        """
        ...

    async def find(self, message: Message, conversation: str) -> str | None:
        """Return the platform's own id of a message of unknown fate, or None when it is not there.

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
