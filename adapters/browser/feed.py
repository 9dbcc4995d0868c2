"""The platform's own history: what was said and typed, in memory only, and who waits to hear of it."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import uuid4

from bot.content import Content
from bot.model.ids import PersonId


class Mark(StrEnum):
    """What became of an entry. GONE is not shown at all, TAKEN_AWAY leaves an empty place."""

    PLAIN = "plain"
    EDITED = "edited"
    TAKEN_AWAY = "taken_away"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One message in a conversation, said by the bot (`content`) or typed by `person` (`text`).

    `number` is its place, `changed` the position of the feed at its last change.
    """

    number: int
    changed: int
    conversation: str
    at: datetime
    content: Content | None = None
    person: PersonId | None = None
    text: str = ""
    mark: Mark = Mark.PLAIN

    @property
    def ref(self) -> str:
        """The platform's id of this message."""
        return f"b{self.number}"


class Feed:
    """All conversations. Lives in one event loop; `position` grows with every change."""

    def __init__(self) -> None:
        # A page of an earlier process must not take its position for one of this feed.
        self.epoch = uuid4().hex[:8]
        self.position = 0
        self.closed = False
        self._numbers = 0
        self._entries: dict[str, dict[str, Entry]] = {}
        self._typed: dict[tuple[str, str], str] = {}
        self._seen: dict[tuple[PersonId, str], int] = {}
        self._waiting: set[asyncio.Event] = set()

    @property
    def newest(self) -> int:
        """The number of the newest entry, in whichever conversation."""
        return self._numbers

    def say(self, conversation: str, content: Content, at: datetime) -> Entry:
        """Add what the bot says."""
        return self._add(_new(conversation, at, content=content))

    def change(self, conversation: str, ref: str, content: Content) -> bool:
        """Let the bot's message say something else; False when it is not here."""
        entry = self.entry(conversation, ref)
        if entry is None or entry.content is None:
            return False
        self._put(replace(entry, content=content))
        return True

    def type(
        self, conversation: str, person: PersonId, text: str, at: datetime, *, event_id: str
    ) -> Entry:
        """Add what a person typed; the same event gives the same entry."""
        known = self.entry(conversation, self._typed.get((conversation, event_id), ""))
        if known is not None and known.person == person:
            return known
        entry = self._add(_new(conversation, at, person=person, text=text))
        self._typed[conversation, event_id] = entry.ref
        return entry

    def edit(self, conversation: str, ref: str, text: str) -> None:
        """Replace what a person typed."""
        entry = self.entry(conversation, ref)
        if entry is not None:
            self._put(replace(entry, text=text, mark=Mark.EDITED))

    def take_away(self, conversation: str, ref: str) -> None:
        """Forget what a person typed; an empty place shows that something stood there."""
        entry = self.entry(conversation, ref)
        if entry is not None:
            self._put(replace(entry, text="", mark=Mark.TAKEN_AWAY))

    def withdraw(self, conversation: str, ref: str) -> None:
        """Act as if it was never typed, because it was not stored."""
        entry = self.entry(conversation, ref)
        if entry is not None:
            self._put(replace(entry, text="", mark=Mark.GONE))

    def entry(self, conversation: str, ref: str) -> Entry | None:
        """Return a message that is still here."""
        entry = self._entries.get(conversation, {}).get(ref)
        return entry if entry is not None and entry.mark is not Mark.GONE else None

    def entries(self, conversation: str) -> tuple[Entry, ...]:
        """Return what is to be seen, oldest first."""
        return tuple(e for e in self._all(conversation) if e.mark is not Mark.GONE)

    def changes_after(self, conversation: str, position: int) -> tuple[Entry, ...]:
        """Return what came or changed since `position`, in the order of the conversation."""
        return tuple(e for e in self._all(conversation) if e.changed > position)

    def see(self, person: PersonId, conversation: str) -> None:
        """Remember that this person has read the conversation up to here."""
        self._seen[person, conversation] = self._numbers

    def unseen(self, person: PersonId, conversation: str) -> int:
        """Return how many of the bot's messages came since this person last looked."""
        seen = self._seen.get((person, conversation), 0)
        return sum(e.number > seen and e.content is not None for e in self.entries(conversation))

    def nudge(self) -> None:
        """Wake everybody who waits: something around the conversations changed, such as the time."""
        self.position += 1
        for event in self._waiting:
            event.set()

    def close(self) -> None:
        """Let go of everybody who waits, for good."""
        self.closed = True
        self.nudge()

    async def wait(self, position: int) -> None:
        """Return once the feed is past `position` or closed."""
        event = asyncio.Event()
        self._waiting.add(event)
        try:
            while self.position <= position and not self.closed:
                event.clear()
                await event.wait()
        finally:
            self._waiting.discard(event)

    def _all(self, conversation: str) -> tuple[Entry, ...]:
        return tuple(self._entries.get(conversation, {}).values())

    def _add(self, entry: Entry) -> Entry:
        self._numbers += 1
        return self._put(replace(entry, number=self._numbers))

    def _put(self, entry: Entry) -> Entry:
        self.nudge()
        stored = replace(entry, changed=self.position)
        self._entries.setdefault(entry.conversation, {})[entry.ref] = stored
        return stored


def _new(
    conversation: str,
    at: datetime,
    *,
    content: Content | None = None,
    person: PersonId | None = None,
    text: str = "",
) -> Entry:
    return Entry(
        number=0,
        changed=0,
        conversation=conversation,
        at=at,
        content=content,
        person=person,
        text=text,
    )
