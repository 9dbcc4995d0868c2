"""Messages in memory."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from bot.errors import DayTaken
from bot.model.ids import MessageId, PersonId, PromptId, SeriesId
from bot.model.messages import NOT_HANDED_OVER, Message, Purpose, Reason, State
from bot.model.outcomes import SeriesOutcome
from bot.model.people import Platform
from bot.model.tries import was_due_at
from tests.fakes.memory_rows import Tables, in_utc

_SENDING = (
    *("state", "reason", "due_at", "sent_at", "lease", "attempts"),
    *("platform_ref", "conversation", "detail", "unknown_at", "expires_at"),
)
_HANDED_OVER = ("state", "sent_at")
_SAID = ("content", "conversation", "prompt_version")
_ARRIVED = ("state", "platform_ref", "conversation", "detail", "unknown_at", "attempts")
_ARRIVED_EMPTY = (*_ARRIVED, "content")
_TAKES_NO_DAY = (State.SKIPPED, State.FAILED)
UNSETTLED = (State.CLAIMED, State.SENDING, State.UNKNOWN)
_NEVER = datetime.min.replace(tzinfo=UTC)


class MemoryMessages:
    """The messages of one tenant."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def add(self, message: Message) -> bool:
        if message.id in self._tables.messages or self._day_is_taken(message):
            return False
        if _unique(message) in self._tables.unique_keys:
            return False
        self._put(message)
        return True

    async def add_all(self, messages: Sequence[Message]) -> None:
        for message in messages:
            await self.add(message)

    async def get_all(self, ids: Sequence[MessageId]) -> Mapping[MessageId, Message]:
        found = {id: self._tables.messages.get(id) for id in ids}
        return {id: replace(message, content=None) for id, message in found.items() if message}

    async def save_all(self, messages: Sequence[Message]) -> None:
        for message in messages:
            await self.save(message)

    async def save_states(self, messages: Sequence[Message]) -> None:
        await self._change(messages, _SENDING)

    async def hand_over(
        self, messages: Sequence[Message], *, said: Collection[MessageId] = ()
    ) -> Collection[MessageId]:
        ours = await self._ours(messages, State.CLAIMED)
        for message in messages:
            names = _HANDED_OVER if message.id in said else (*_HANDED_OVER, *_SAID)
            await self._change([message] if message.id in ours else [], names)
        return ours.keys()

    async def note_words(self, messages: Sequence[Message]) -> None:
        await self._change(messages, _SAID)

    async def note_arrived(
        self, messages: Sequence[Message]
    ) -> Mapping[MessageId, datetime | None]:
        ours = await self._ours(messages, State.SENDING)
        for message in messages:
            names = _ARRIVED if message.content else _ARRIVED_EMPTY
            await self._change([message] if message.id in ours else [], names)
        return {id: stored.answered_at for id, stored in ours.items()}

    async def _ours(self, messages: Sequence[Message], state: State) -> dict[MessageId, Message]:
        """Return those of these that are in this state, under the right that they name, as they are stored."""
        stored = await self.get_all([message.id for message in messages])
        as_named = {(message.id, state, message.lease) for message in messages}
        return {
            one.id: one for one in stored.values() if (one.id, one.state, one.lease) in as_named
        }

    async def _change(self, messages: Sequence[Message], names: Sequence[str]) -> None:
        for message in messages:
            stored = self._tables.messages.get(message.id)
            if stored is not None:
                await self.save(replace(stored, **{one: getattr(message, one) for one in names}))

    async def get(self, message: MessageId) -> Message | None:
        return self._tables.messages.get(message)

    async def save(self, message: Message) -> None:
        if self._day_is_taken(message):
            raise DayTaken(f"{message.local_on} of {message.person} is taken")
        if self._tables.unique_keys.get(_unique(message)) not in (None, message.id):
            raise ValueError("Another message has this purpose, subject and recipient.")
        self._put(message)

    async def at_ref(self, conversation: str, platform_ref: str) -> Message | None:
        found = [
            message
            for message in self._tables.messages
            if (message.conversation, message.platform_ref) == (conversation, platform_ref)
            and message.purpose is not Purpose.UPDATE
        ]
        return min(found, key=lambda message: message.id, default=None)

    async def of_person(self, person: PersonId, *, limit: int = 200) -> Sequence[Message]:
        own = [
            message
            for message in self._tables.messages
            if message.person == person and message.purpose not in (Purpose.ANSWER, Purpose.UPDATE)
        ]
        return sorted(own, key=lambda m: (m.due_at, m.id), reverse=True)[:limit]

    async def open_prompts(self, person: PersonId) -> Sequence[Message]:
        may_be_there = (State.SENT, State.SENDING, State.UNKNOWN)
        found = [
            message
            for message in self._tables.messages
            if message.person == person
            and message.purpose is Purpose.PROMPT
            and message.state in may_be_there
            and message.prompt is not None
            and message.answered_at is None
        ]
        return sorted(found, key=lambda m: (m.sent_at or m.due_at, m.id), reverse=True)

    async def existing(self, ids: Sequence[MessageId]) -> frozenset[MessageId]:
        return frozenset(id for id in ids if id in self._tables.messages)

    async def taken(
        self, first_on: date, last_on: date, people: Sequence[PersonId] | None = None
    ) -> Sequence[Message]:
        found = [
            (message.local_on, message.id, replace(message, content=None))
            for message in self._tables.messages
            if message.local_on is not None
            and first_on <= message.local_on <= last_on
            and message.state not in _TAKES_NO_DAY
            and (people is None or message.person in people)
        ]
        return [message for _, _, message in sorted(found, key=lambda row: row[:2])]

    async def seen(
        self, since: datetime, people: Sequence[PersonId] | None = None
    ) -> Sequence[tuple[PersonId, PromptId, datetime]]:
        found: list[tuple[PersonId, PromptId, datetime]] = []
        for message in self._tables.messages:
            at = message.sent_at or message.due_at
            if message.person is None or message.prompt is None or at < since:
                continue
            if _counts_as_seen(message) and (people is None or message.person in people):
                found.append((message.person, message.prompt, at))
        return sorted(found, key=lambda row: (row[2], row[0], row[1]))

    async def claim(
        self, platform: Platform, now: datetime, limit: int, lease: int | None = None
    ) -> Sequence[Message]:
        due = [
            message
            for message in self._tables.messages
            if message.platform is platform
            and message.state is State.PLANNED
            and message.due_at <= now
        ]
        due.sort(key=lambda message: (message.priority, message.due_at, message.id))
        claimed = [
            replace(message, state=State.CLAIMED, lease=lease) for message in due[: max(limit, 0)]
        ]
        for message in claimed:
            self._put(message)
        return claimed

    async def unknown_of(self, platform: Platform, person: PersonId) -> Sequence[Message]:
        found = await self.unsettled(platform)
        return [one for one in found if one.person == person and one.state is State.UNKNOWN]

    async def unsettled(self, platform: Platform) -> Sequence[Message]:
        return _by_due(
            message
            for message in self._tables.messages
            if message.platform is platform and message.state in UNSETTLED
        )

    async def joined_to(self, heads: Sequence[MessageId]) -> Mapping[MessageId, Sequence[Message]]:
        everything = self._tables.messages
        found = {head: _by_due(m for m in everything if m.joined_to == head) for head in heads}
        return {head: those for head, those in found.items() if those}

    async def awaiting_reminder(
        self,
        sent_before: datetime,
        *,
        sent_after: datetime | None = None,
        people: Sequence[PersonId] | None = None,
    ) -> Sequence[Message]:
        reminded = {m.subject for m in self._tables.messages if m.purpose is Purpose.REMINDER}
        found = [
            replace(message, content=None)
            for message in self._tables.messages
            if _is_open_prompt(message)
            and message.person is not None
            and (people is None or message.person in people)
            and not message.asked
            and message.id not in reminded
            and (sent_after or _NEVER) <= (message.sent_at or _NEVER) < sent_before
        ]
        return sorted(found, key=lambda message: (message.sent_at or _NEVER, message.id))

    async def of_series(self, since: datetime) -> Sequence[Message]:
        found = (m for m in self._tables.messages if m.series and m.due_at >= since)
        return _by_due(replace(message, content=None) for message in found)

    async def in_trouble(self, since: datetime) -> Sequence[Message]:
        found = (
            m
            for m in self._tables.messages
            if m.state is State.UNKNOWN or (m.state is State.FAILED and m.due_at >= since)
        )
        return _by_due(replace(message, content=None) for message in found)

    async def outcomes(self, since: datetime) -> Sequence[SeriesOutcome]:
        ends: Counter[tuple[SeriesId, PersonId | None, State, Reason | None, str | None]] = (
            Counter()
        )
        answered = ends.copy()
        for message in self._tables.messages:
            if message.purpose is not Purpose.PROMPT or message.state in NOT_HANDED_OVER:
                continue
            if message.series is not None and message.due_at >= since:
                end = (
                    message.series,
                    message.person,
                    message.state,
                    message.reason,
                    message.detail,
                )
                ends[end] += 1
                answered[end] += message.answered_at is not None
        found = [
            SeriesOutcome(
                series=end[0],
                person=end[1],
                state=end[2],
                reason=end[3],
                detail=end[4],
                count=count,
                answered=answered[end],
            )
            for end, count in ends.items()
        ]
        return sorted(found, key=lambda one: (one.series, one.person or "", one.state))

    async def unplan(self, series: SeriesId, stays: Collection[str] = ()) -> datetime | None:
        meant = [
            message
            for message in self._tables.messages
            if message.series == series
            and message.state in NOT_HANDED_OVER
            and not message.asked
            and message.occurrence not in stays
        ]
        for message in meant:
            self._tables.messages.drop(message.id)
            self._tables.unique_keys.drop(_unique(message))
            if day := _day(message):
                self._tables.days.drop(day)
        return min(map(was_due_at, meant), default=None)

    async def next_due_at(self, after: datetime) -> datetime | None:
        planned = (m.due_at for m in self._tables.messages if m.state is State.PLANNED)
        return min((due_at for due_at in planned if due_at > after), default=None)

    async def erase(self, person: PersonId) -> None:
        for message in self._tables.messages:
            if message.person != person:
                continue
            bare = replace(message, content=None)
            if message.state in NOT_HANDED_OVER:
                bare = replace(bare, state=State.SKIPPED, reason=Reason.STOPPED)
            self._put(bare)

    def _day_is_taken(self, message: Message) -> bool:
        day = _day(message)
        return day is not None and self._tables.days.get(day) not in (None, message.id)

    def _put(self, message: Message) -> None:
        before = self._tables.messages.get(message.id)
        self._tables.messages.put(message.id, in_utc(message))
        self._tables.unique_keys.put(_unique(message), message.id)
        freed = _day(before) if before else None
        if freed is not None:
            self._tables.days.drop(freed)
        taken = _day(message)
        if taken is not None:
            self._tables.days.put(taken, message.id)


def _day(message: Message) -> tuple[PersonId, date] | None:
    """Return the day that this message takes, if any."""
    if message.state in _TAKES_NO_DAY or message.person is None or message.local_on is None:
        return None
    return message.person, message.local_on


def _unique(message: Message) -> tuple[object, ...]:
    return message.purpose, message.subject, message.recipient, message.turn


def _is_open_prompt(message: Message) -> bool:
    return (
        message.purpose is Purpose.PROMPT
        and message.state is State.SENT
        and message.prompt is not None
        and message.answered_at is None
    )


def _counts_as_seen(message: Message) -> bool:
    if message.purpose is not Purpose.PROMPT or message.state in _TAKES_NO_DAY:
        return False
    return not message.asked or message.answered_at is not None


def _by_due(messages: Iterable[Message]) -> list[Message]:
    return sorted(messages, key=lambda message: (message.due_at, message.id))
