"""The messages of one tenant: planned, claimed, sent. Every instant is aware and in UTC."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.model.ids import MessageId, PersonId, PromptId, SeriesId
from bot.model.messages import Message
from bot.model.outcomes import SeriesOutcome
from bot.model.people import Platform


class Messages(Protocol):
    """The messages of one tenant."""

    async def add(self, message: Message) -> bool:
        """Store it unless its id is there; say whether it was new.

        Also refuses (False) a message whose `local_on` another message of the same person already
        has; those that were skipped or failed take no day. Two callers at once: exactly one gets
        True.
        """
        ...

    async def add_all(self, messages: Sequence[Message]) -> None:
        """Store each of these as `add` does, in this order and in one go."""
        ...

    async def get(self, message: MessageId) -> Message | None:
        """Return this message, or None."""
        ...

    async def get_all(self, ids: Sequence[MessageId]) -> Mapping[MessageId, Message]:
        """Return those of these messages that are there, without content."""
        ...

    async def hand_over(
        self, messages: Sequence[Message], *, said: Collection[MessageId] = ()
    ) -> Collection[MessageId]:
        """Store that these are handed over (since when), and nothing else; return of which it was stored.

        It is stored of those that are claimed, under the right to send that they name: others were erased, or
        taken back. And of those that are not in `said` what `note_words` stores.
        """
        ...

    async def note_words(self, messages: Sequence[Message]) -> None:
        """Store of these, which are there, what they say and where they go, and nothing else.

        That is: content, prompt version and conversation.
        """
        ...

    async def note_arrived(
        self, messages: Sequence[Message]
    ) -> Mapping[MessageId, datetime | None]:
        """Store how these arrived, and nothing else; return of which it was stored, with when it was answered.

        It is stored of those that are on their way, under the right to send that they name. That is: state,
        what the platform calls them and where they stand; what was known of failures is forgotten, and
        so is the content that a message has no more.
        """
        ...

    async def joined_to(self, heads: Sequence[MessageId]) -> Mapping[MessageId, Sequence[Message]]:
        """Return what joined each of these, in order of due instant; heads that nothing joined are left out."""
        ...

    async def save(self, message: Message) -> None:
        """Store it in place of what was there. Same rule on `local_on` as `add`: raises DayTaken.

        After DayTaken nothing of the message was stored, and the unit goes on. Raises ValueError
        when its unique key belongs to a message with another id.
        """
        ...

    async def save_all(self, messages: Sequence[Message]) -> None:
        """Do as `save` for each of these. When it raises, the unit must break: some may be stored."""
        ...

    async def save_states(self, messages: Sequence[Message]) -> None:
        """Store how sending these goes, and leave all else of them, which are there, as it is.

        That is: state, reason, lease, attempts, detail, what the platform calls it and where it
        stands, and the instants at which it is due, expires, was sent, or became unknown.
        """
        ...

    async def at_ref(self, conversation: str, platform_ref: str) -> Message | None:
        """Return the message that the platform knows by this id in this conversation, or None.

        It is the message itself, never an UPDATE that changed it.
        """
        ...

    async def of_person(self, person: PersonId, *, limit: int = 200) -> Sequence[Message]:
        """Return the messages to this person except answers and updates, newest due first."""
        ...

    async def open_prompts(self, person: PersonId) -> Sequence[Message]:
        """Return prompts that take an answer and have none yet, newest first.

        They were sent, are on their way, or nobody can say whether they arrived.
        """
        ...

    async def existing(self, ids: Sequence[MessageId]) -> frozenset[MessageId]:
        """Return which of these are there."""
        ...

    async def taken(
        self, first_on: date, last_on: date, people: Sequence[PersonId] | None = None
    ) -> Sequence[Message]:
        """Return the messages that take one of these days, by day and without content.

        They are those of everybody, or of `people`. Those that were skipped or failed take no day.
        """
        ...

    async def seen(
        self, since: datetime, people: Sequence[PersonId] | None = None
    ) -> Sequence[tuple[PersonId, PromptId, datetime]]:
        """Return who was sent which prompt since then, ordered by instant (sent, or else due).

        They are those of everybody, or of `people`.

        What is planned or of unknown fate counts too; what was skipped or failed does not. What a
        person asked for counts only once it is answered.
        """
        ...

    async def claim(
        self, platform: Platform, now: datetime, limit: int, lease: int | None = None
    ) -> Sequence[Message]:
        """Take planned messages that are due, highest priority and then longest due first.

        Each becomes claimed, under this right to send; no other caller ever gets it. Those past
        `expires_at` are taken too.
        """
        ...

    async def unsettled(self, platform: Platform) -> Sequence[Message]:
        """Return messages that are claimed or sending, and those whose fate is unknown.

        In order of due instant.
        """
        ...

    async def unknown_of(self, platform: Platform, person: PersonId) -> Sequence[Message]:
        """Return the messages to this person there whose fate is unknown, in order of due instant."""
        ...

    async def awaiting_reminder(
        self,
        sent_before: datetime,
        *,
        sent_after: datetime | None = None,
        people: Sequence[PersonId] | None = None,
    ) -> Sequence[Message]:
        """Return unasked prompts to a person without an answer, sent before this instant, oldest first.

        They are those of everybody, or of `people`, without content.

        Those that already have a reminder (planned, sent or skipped; its `subject` is the id of
        the prompt's message) are left out, and those sent before `sent_after`. Of which kind the
        prompt is, the caller knows.
        """
        ...

    async def of_series(self, since: datetime) -> Sequence[Message]:
        """Return what series sent, or should have sent, since this instant: due then or later.

        Without content, in order of due instant.
        """
        ...

    async def outcomes(self, since: datetime) -> Sequence[SeriesOutcome]:
        """Return what became of the prompts of series that were due since this instant, counted.

        Per series, person and end; ordered by series and person. What was not handed over yet is not in it:
        nothing became of it.
        """
        ...

    async def unplan(self, series: SeriesId, stays: Collection[str] = ()) -> datetime | None:
        """Remove what of this series was neither handed over nor asked for, nor is of an occurrence that stays.

        It was never said, also when it was claimed: planning makes it anew as the series is then, from
        about the instant that comes back: when the first of it was due, before it was put off. None when
        there was nothing.
        """
        ...

    async def in_trouble(self, since: datetime) -> Sequence[Message]:
        """Return the messages of unknown fate, and those that failed and were due since this instant.

        Without content, in order of due instant.
        """
        ...

    async def next_due_at(self, after: datetime) -> datetime | None:
        """Return the first due instant of a planned message after this one, or None."""
        ...

    async def erase(self, person: PersonId) -> None:
        """Remove the content of this person's messages; skip (STOPPED) what was not handed over yet."""
        ...
