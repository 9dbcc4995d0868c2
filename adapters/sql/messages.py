"""Messages: everything the bot sends."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Executable, Select, delete, func, update
from sqlalchemy.exc import IntegrityError

from adapters.sql import message_queries as queries
from adapters.sql.bulk import columns_of
from adapters.sql.message_rows import MessageRows
from adapters.sql.schema import messages
from adapters.sql.transaction import MOST_IDS, Transaction, Values
from bot.errors import DayTaken
from bot.model.ids import MessageId, PersonId, PromptId, SeriesId
from bot.model.making import maker
from bot.model.messages import NOT_HANDED_OVER, Message, Reason, State
from bot.model.outcomes import SeriesOutcome
from bot.model.people import Platform
from bot.model.tries import put_off_by

_TABLE = messages
_wordless = maker(Message, queries.WITHOUT_WORDS)
_SENDING = (
    *("tenant", "id", "state", "reason", "due_at", "sent_at", "lease", "attempts"),
    *("platform_ref", "conversation", "detail", "unknown_at", "expires_at"),
)
_SAID = ("tenant", "id", "conversation", "prompt_version")
_HANDED_OVER = (*_SAID, "state", "sent_at")
_ARRIVED = (
    *("tenant", "id", "state", "platform_ref", "conversation"),
    *("detail", "unknown_at", "attempts"),
)
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
# A message in one of these states leaves its day to another, or waits anew.
_FALLS_BACK = (State.PLANNED, State.SKIPPED, State.FAILED)


@contextmanager
def _told() -> Iterator[None]:
    """Say which key was taken."""
    try:
        yield
    except IntegrityError as error:
        if "local_on" in str(error.orig):
            raise DayTaken("another unasked message of this person has that day") from None
        raise ValueError("Another message has this purpose, subject and recipient.") from None


class SqlMessages:
    """The messages of one tenant. Their content is sealed."""

    def __init__(self, transaction: Transaction) -> None:
        self._db = transaction
        self._rows = MessageRows(transaction)

    async def add(self, message: Message) -> bool:
        """Store it unless it, or its person's day, is there; say whether it was new."""
        return await self._db.add(messages, self._rows.row(message))

    async def add_all(self, messages: Sequence[Message]) -> None:
        """Store each of these unless it, or its person's day, is there."""
        columns = columns_of(_TABLE, messages)
        if any(message.content is not None for message in messages):
            columns["words"] = [self._rows.sealed(message) for message in messages]
        await self._db.add_columns(_TABLE, columns)

    async def get(self, message: MessageId) -> Message | None:
        """Return this message, or None."""
        return await self._first(queries.ONE, {"message": message})

    async def get_all(self, ids: Sequence[MessageId]) -> Mapping[MessageId, Message]:
        """Return those of these messages that are there, without content."""
        found = map(self._rows.unopened, await self._db.rows_of(queries.THESE, ids))
        return {message.id: message for message in found}

    async def save(self, message: Message) -> None:
        """Store it in place of what was there. Raises DayTaken."""
        if message.state in _FALLS_BACK:
            self._db.changes_plan = True
        with _told():
            async with self._db.attempt():
                await self._db.put(messages, self._rows.row(message))

    async def save_all(self, messages: Sequence[Message]) -> None:
        """Do as `save` for each of these. When it raises, the unit must break."""
        if any(message.state in _FALLS_BACK for message in messages):
            self._db.changes_plan = True
        with _told():
            await self._db.put_all(_TABLE, [self._rows.row(message) for message in messages])

    async def save_states(self, messages: Sequence[Message]) -> None:
        """Store how sending these goes, and leave all else as it is."""
        if any(message.state in _FALLS_BACK for message in messages):
            self._db.changes_plan = True
        rows = [MessageRows.plain(message, _SENDING) for message in messages]
        with _told():
            await self._db.change_all(_TABLE, rows)

    async def hand_over(
        self, messages: Sequence[Message], *, said: Collection[MessageId] = ()
    ) -> Collection[MessageId]:
        """Store of those that are claimed still that they are handed over, and what they say."""
        stored: set[MessageId] = set()
        ready = [message for message in messages if message.id in said]
        hand_over = queries.HANDED_OVER
        for (at, lease), some in groupby(ready, key=lambda one: (one.sent_at, one.lease)):
            ids = [message.id for message in some]
            given = {"at": at, "was": State.CLAIMED, "under": lease}
            stored.update(row.id for row in await self._db.change_these(hand_over, ids, given))
        unsaid = [message for message in messages if message.id not in said]
        stored.update(await self._change_ours(State.CLAIMED, unsaid, _HANDED_OVER, says=True))
        return stored

    async def note_words(self, messages: Sequence[Message]) -> None:
        """Store of these what they say and where they go, and nothing else."""
        await self._db.change_all(_TABLE, [self._rows.worded(one, _SAID) for one in messages])

    async def note_arrived(
        self, messages: Sequence[Message]
    ) -> Mapping[MessageId, datetime | None]:
        """Store of those that are on their way still how they arrived; return when they were answered."""
        kept = [message for message in messages if message.content is not None]
        emptied = [message for message in messages if message.content is None]
        return {
            **await self._change_ours(State.SENDING, kept, _ARRIVED, says=False),
            **await self._change_ours(State.SENDING, emptied, _ARRIVED, says=True),
        }

    async def joined_to(self, heads: Sequence[MessageId]) -> Mapping[MessageId, Sequence[Message]]:
        """Return what joined each of these, in order of due instant."""
        found: defaultdict[MessageId, list[Message]] = defaultdict(list)
        for row in await self._db.rows_of(queries.JOINED_TO, heads):
            found[row["joined_to"]].append(self._rows.unopened(row))
        return found

    async def at_ref(self, conversation: str, platform_ref: str) -> Message | None:
        """Return the message that the platform knows by this id in this conversation."""
        values = {"conversation": conversation, "platform_ref": platform_ref}
        return await self._first(queries.AT_REF, values)

    async def of_person(self, person: PersonId, *, limit: int = 200) -> Sequence[Message]:
        """Return the messages to this person except answers and updates, newest due first."""
        values = {"person": person, "most": limit}
        return await self._unopened(queries.OF_PERSON, values)

    async def open_prompts(self, person: PersonId) -> Sequence[Message]:
        """Return sent prompts that take an answer and have none yet, newest first."""
        return await self._unopened(queries.OPEN_PROMPTS, {"person": person})

    async def existing(self, ids: Sequence[MessageId]) -> frozenset[MessageId]:
        """Return which of these are there."""
        return frozenset(row["id"] for row in await self._db.rows_of(queries.EXISTING, ids))

    async def taken(
        self, first_on: date, last_on: date, people: Sequence[PersonId] | None = None
    ) -> Sequence[Message]:
        """Return unskipped unasked messages with `local_on` in these days, without content."""
        days = {"first_on": first_on, "last_on": last_on}
        query = queries.TAKEN if people is None else queries.TAKEN_BY
        found = await self._of(query, people, days)
        return sorted(found, key=lambda message: (message.local_on or first_on, message.id))

    async def seen(
        self, since: datetime, people: Sequence[PersonId] | None = None
    ) -> Sequence[tuple[PersonId, PromptId, datetime]]:
        """Return who was sent which prompt since then, ordered by instant."""
        if people is None:
            rows = await self._db.rows(queries.SEEN, {"since": since})
        else:
            rows = await self._db.rows_of(queries.SEEN_BY, people, {"since": since})
        found = [(row["person"], row["prompt"], row["at"]) for row in rows]
        return sorted(found, key=lambda row: (row[2], row[0], row[1]))

    async def claim(
        self, platform: Platform, now: datetime, limit: int, lease: int | None = None
    ) -> Sequence[Message]:
        """Take planned messages that are due, highest priority and then longest due first."""
        statement = queries.claim(self._db.dialect)
        taking = {
            "of_tenant": self._db.tenant,
            "on_platform": platform,
            "now": now,
            "most": max(limit, 0),
            "under": lease,
        }
        rows = await self._db.change_returning(statement, taking)
        claimed = [self._rows.unopened(row) for row in rows]
        return sorted(claimed, key=lambda message: (message.priority, message.due_at, message.id))

    async def unsettled(self, platform: Platform) -> Sequence[Message]:
        """Return messages that are claimed or sending, and those whose fate is unknown."""
        return await self._find(queries.UNSETTLED, {"platform": platform})

    async def unknown_of(self, platform: Platform, person: PersonId) -> Sequence[Message]:
        """Return the messages to this person there whose fate is unknown."""
        return await self._unopened(queries.UNKNOWN_OF, {"platform": platform, "person": person})

    async def awaiting_reminder(
        self,
        sent_before: datetime,
        *,
        sent_after: datetime | None = None,
        people: Sequence[PersonId] | None = None,
    ) -> Sequence[Message]:
        """Return sent unasked prompts without an answer and without a reminder, without content."""
        span = {"sent_before": sent_before, "sent_after": sent_after or _LONG_AGO}
        query = queries.AWAITING_REMINDER if people is None else queries.AWAITING_REMINDER_BY
        found = await self._of(query, people, span)
        return sorted(found, key=lambda message: (message.sent_at or _LONG_AGO, message.id))

    async def of_series(self, since: datetime) -> Sequence[Message]:
        """Return what series sent, or should have sent, since this instant, without content."""
        return await self._find(queries.OF_SERIES, {"since": since})

    async def in_trouble(self, since: datetime) -> Sequence[Message]:
        """Return what is of unknown fate, and what failed since this instant, without content."""
        return await self._find(queries.IN_TROUBLE, {"since": since})

    async def outcomes(self, since: datetime) -> Sequence[SeriesOutcome]:
        """Return what became of the prompts of series that were due since this instant, counted."""
        found = [
            SeriesOutcome(**row) for row in await self._db.rows(queries.OUTCOMES, {"since": since})
        ]
        return sorted(found, key=lambda one: (one.series, one.person or "", one.state))

    async def unplan(self, series: SeriesId, stays: Collection[str] = ()) -> datetime | None:
        """Remove what of this series is neither handed over, asked for nor stays; return its first instant."""
        self._db.changes_plan = True
        gone = delete(messages).where(
            messages.c.tenant == self._db.tenant,
            messages.c.series == series,
            messages.c.state.in_(NOT_HANDED_OVER),
            messages.c.asked.is_(False),
            func.coalesce(messages.c.occurrence, "").not_in(tuple(stays)),
        )
        rows = await self._db.change_returning(
            gone.returning(messages.c.due_at, messages.c.attempts)
        )
        return min((row["due_at"] - put_off_by(row["attempts"]) for row in rows), default=None)

    async def next_due_at(self, after: datetime) -> datetime | None:
        """Return the first due instant of a planned message after this one, or None."""
        (row,) = await self._db.rows(queries.NEXT_DUE, {"after": after})
        next_due_at: datetime | None = row["due_at"]
        return next_due_at

    async def erase(self, person: PersonId) -> None:
        """Remove the content of this person's messages and skip those that were not sent yet."""
        self._db.changes_plan = True
        own = update(messages).where(
            messages.c.tenant == self._db.tenant, messages.c.person == person
        )
        waiting = own.where(messages.c.state.in_(NOT_HANDED_OVER))
        await self._db.change(waiting.values(state=State.SKIPPED, reason=Reason.STOPPED))
        await self._db.change(own.values(words=None))

    async def _change_ours(
        self, was: State, messages: Sequence[Message], names: Sequence[str], *, says: bool
    ) -> dict[MessageId, datetime | None]:
        """Store these columns of those that are in this state still, under the right that they name.

        And what they say when `says`. Return when each of them was answered.
        """
        row = self._rows.worded if says else MessageRows.plain
        stored: dict[MessageId, datetime | None] = {}
        for lease, some in groupby(messages, key=lambda message: message.lease):
            rows = [row(message, names) for message in some]
            values = {"was": was, "under": lease}
            found = await self._db.change_those(_TABLE, rows, queries.OURS, values)
            stored.update((row.id, row.answered_at) for row in found)
        return stored

    async def _first(self, query: Executable, values: Values) -> Message | None:
        row = await self._db.row(query, values)
        return None if row is None else self._rows.unopened(row)

    async def _find(self, query: Executable, values: Values) -> list[Message]:
        return [self._rows.unopened(row) for row in await self._db.rows(query, values)]

    async def _unopened(self, query: Select[Any], values: Values) -> list[Message]:
        """Return what a question finds; the content of each is opened once somebody looks at it."""
        found = await self._db.bare_rows(_TABLE, queries.COLUMNS, query, values)
        return [self._rows.unopened(dict(zip(queries.COLUMNS, one, strict=True))) for one in found]

    async def _of(
        self, query: Select[Any], people: Sequence[PersonId] | None, values: Values
    ) -> list[Message]:
        """Return the messages of these people, or of all, that a question finds, without content."""
        some: list[Values] = [{}]
        if people is not None:
            starts = range(0, len(people), MOST_IDS)
            some = [{"ids": list(people[start : start + MOST_IDS])} for start in starts]
        names, found = queries.WITHOUT_WORDS, []
        for ids in some:
            found += await self._db.bare_rows(_TABLE, names, query, {**values, **ids})
        return [_wordless(*row) for row in found]
