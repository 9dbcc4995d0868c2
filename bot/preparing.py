"""The last look before a message goes out: is it still wanted, where does it go, and what does it say."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.compose.compose import compose
from bot.compose.digests import group_digest_content
from bot.content import Content
from bot.digest.month import Month
from bot.errors import UnknownThing
from bot.group_months import group_month
from bot.local_time import day_in
from bot.model.calendar import Calendar
from bot.model.ids import GroupId, MessageId, PersonId, PromptId, SeriesId
from bot.model.messages import Message, Purpose, Reason, State, changed
from bot.model.people import Group, Person, Standing
from bot.model.prompts import Library
from bot.model.records import Records
from bot.model.series import Series
from bot.model.situation import Situation
from bot.model.unread import Unread
from bot.planner.given import REACH
from bot.planner.recheck import still_wanted
from bot.ports.stores import Unit
from bot.silence import Rest, RestDays
from bot.situations import (
    Knowledge,
    Setting,
    calendar_of,
    library_of,
    situation_of,
    years_around,
)

# Today here may be tomorrow for who lives elsewhere.
_A_DAY = timedelta(days=1)
# What these say follows from the message, the series and the calendar alone.
_NEEDS_NO_RECORDS = (Purpose.PROMPT, Purpose.WELCOME)
_ASKS = (Purpose.PROMPT, Purpose.REMINDER)
# A digest looks at a person's records alone.
_UNREAD: Mapping[str, Any] = {
    part: Unread(part)
    for part in ("open_prompts", "history", "colleagues", "items", "shared_with_me", "audit")
}


@dataclass
class Preparing:
    """Prepares claimed messages of one tenant, in one transaction.

    What many of them look at is read once, before the first.
    """

    unit: Unit
    knowledge: Knowledge
    now: datetime
    calendar: Calendar
    days: RestDays
    library: Library
    series: Mapping[SeriesId, Series]
    groups: Mapping[GroupId, Group]
    people: Mapping[PersonId, Person]
    places: Mapping[PersonId, str]
    joined: Mapping[MessageId, Sequence[Message]]
    digests: Sequence[Message] = ()
    taken: dict[PersonId, dict[MessageId, Message]] | None = None
    records: Mapping[PersonId, Records] | None = None

    @classmethod
    async def of(
        cls, unit: Unit, knowledge: Knowledge, messages: Sequence[Message], now: datetime
    ) -> "Preparing":
        """Read what these messages of one platform look at."""
        ids = sorted({one.person for one in messages if one.person is not None})
        addresses = await unit.people.places(ids, messages[0].platform) if messages else ()
        calendar = await calendar_of(unit, knowledge, years_around(now))
        return cls(
            unit,
            knowledge,
            now,
            calendar,
            RestDays(unit.tenant, calendar),
            await library_of(unit, knowledge),
            {one.id: one for one in await unit.series.all()},
            {one.id: one for one in await unit.people.groups()},
            {one.id: one for one in await unit.people.some(ids)},
            {one.person: one.conversation or one.external_id for one in addresses},
            await unit.messages.joined_to([message.id for message in messages]),
            [one for one in messages if one.purpose is Purpose.DIGEST and one.person],
        )

    async def prepare(self, message: Message) -> Message:
        """Return the message with its words and its place: or skipped, or moved to a later instant.

        What was composed before and could not be sent is looked at and composed anew. Reads only;
        the caller saves what comes back before the next is prepared.
        """
        prepared = _opened(message) if _is_said(message) else await self._looked_at(message)
        if self.taken is not None and prepared.person is not None:
            # Where one moves to, the next does not.
            self.taken.setdefault(prepared.person, {})[prepared.id] = prepared
        return prepared

    async def _looked_at(self, message: Message) -> Message:
        person = self.people.get(message.person) if message.person else None
        if message.person is not None and person is None:
            raise UnknownThing(f"person {message.person} cannot be read")
        verdict = await self._verdict(message, person)
        if isinstance(verdict, datetime):
            zone = person.zone if person else self.unit.tenant.zone
            local_on = day_in(verdict, zone) if message.local_on else None
            return changed(message, state=State.PLANNED, due_at=verdict, local_on=local_on)
        if verdict is not None:
            return _skipped(message, verdict)
        if message.local_on is not None and person is not None:
            # Late, it takes up the day on which it does come.
            message = changed(message, local_on=day_in(self.now, person.zone))
        place = self.places.get(person.id) if person else message.recipient
        if place is None:
            return _skipped(message, Reason.UNREACHABLE)
        content = await self._content(message, person, place)
        if isinstance(content, Reason):
            return _skipped(message, content)
        prompt = self.knowledge.library.find(message.prompt) if message.prompt else None
        version = prompt.version if prompt else message.prompt_version
        return changed(message, content=content, conversation=place, prompt_version=version)

    async def _verdict(self, message: Message, person: Person | None) -> Reason | datetime | None:
        series = self.series.get(message.series) if message.series else None
        rest = Rest(self.unit.tenant, self.days, person)
        verdict = still_wanted(message, series, self.now, rest)
        if person is None or isinstance(verdict, Reason):
            return verdict
        today = day_in(self.now, person.zone)
        if verdict is None and message.local_on in (None, today):
            return verdict
        others = [one for one in await self._taken_by(person, today) if one.id != message.id]
        days = [other.local_on for other in others if other.local_on]
        return still_wanted(message, series, self.now, rest, days)

    async def _taken_by(self, person: Person, today: date) -> list[Message]:
        """Return the messages that take the coming days of this person, as they are by now."""
        if self.taken is None:
            self.taken = defaultdict(dict)
            found = await self.unit.messages.taken(
                today - _A_DAY, today + REACH + _A_DAY, sorted(self.people)
            )
            for message in found:
                if message.person is not None:
                    self.taken[message.person][message.id] = message
        own = self.taken.get(person.id, {}).values()
        return [one for one in own if one.state not in (State.SKIPPED, State.FAILED)]

    async def _content(
        self, message: Message, person: Person | None, place: str
    ) -> Content | Reason:
        if message.purpose in _ASKS and self._is_unknown(message.prompt):
            raise UnknownThing(f"prompt {message.prompt} is not in the library")
        group = self.groups.get(message.group) if message.group else None
        if group is not None and message.purpose is Purpose.DIGEST:
            month = message.subject.rpartition(":")[2]
            return group_digest_content(
                await group_month(self.unit, self.knowledge, group, month, self.now)
            )
        situation = await self._situation(message, person or self._as_person(group), place)
        return compose(message, situation, self.joined.get(message.id, ()))

    def _is_unknown(self, prompt: PromptId | None) -> bool:
        """Tell whether only another process may have it: what is not to be asked any more is withdrawn."""
        return prompt is not None and self.library.find(prompt) is None

    async def _situation(self, message: Message, person: Person, place: str) -> Situation:
        everything = (message, *self.joined.get(message.id, ()))
        if all(one.purpose is Purpose.DIGEST and one.person for one in everything):
            return await self._of_digest(message, person, place)
        if any(one.purpose not in _NEEDS_NO_RECORDS for one in everything):
            setting = Setting(
                self.now, place, message.id, message.person is None, with_colleagues=False
            )
            found = await situation_of(self.unit, self.knowledge, person, setting, message)
            is_prompt = message.purpose is Purpose.PROMPT
            return replace(found, series=self._series_of(message)) if is_prompt else found
        return self._bare(message, person, place)

    async def _of_digest(self, message: Message, person: Person, place: str) -> Situation:
        """Return the situation of one of many digests: their records are read together, and no more."""
        if self.records is None:
            ids = sorted({one.person for one in self.digests if one.person is not None})
            self.records = await self.unit.records.of_all(ids, _begins_at(self.digests))
        records = self.records.get(person.id) or await self.unit.records.of(person.id)
        return replace(self._bare(message, person, place), records=records, **_UNREAD)

    def _bare(self, message: Message, person: Person, place: str) -> Situation:
        return Situation(
            now=self.now.astimezone(ZoneInfo(person.zone)),
            tenant=self.unit.tenant,
            person=person,
            voice=self.knowledge.voices[person.language],
            voices=self.knowledge.voices,
            library=self.library,
            calendar=self.calendar,
            conversation=place,
            shared=message.person is None,
            key=message.id,
            message=message,
            series=self._series_of(message) if message.purpose is Purpose.PROMPT else (),
        )

    def _series_of(self, message: Message) -> tuple[Series, ...]:
        series = self.series.get(message.series) if message.series else None
        return () if series is None else (series,)

    def _as_person(self, group: Group | None) -> Person:
        """Return whom a message to a conversation speaks to: the group, in the tenant's language."""
        tenant = self.unit.tenant
        return Person(
            id=PersonId(group.id if group else ""),
            tenant=tenant.id,
            name=group.name if group else "",
            zone=tenant.zone,
            language=tenant.language,
            standing=Standing.ACTIVE,
        )


def _begins_at(digests: Sequence[Message]) -> datetime:
    """Return an instant before the first month that one of these is about."""
    long_ago = datetime.min.replace(tzinfo=UTC)
    try:
        return min((Month.read(one.subject).begins_at for one in digests), default=long_ago)
    except UnknownThing:
        return long_ago


def _is_said(message: Message) -> bool:
    """Tell whether the words came with the message: it answers something, or somebody asked for it."""
    if message.content is None:
        return False
    if message.purpose in (Purpose.ANSWER, Purpose.UPDATE):
        return True
    return message.purpose is Purpose.PROMPT and message.asked and message.series is None


def _opened(message: Message) -> Message:
    """Return the message; raises SealError when what it says does not open."""
    if message.content is not None:
        tuple(message.content.buttons())
    return message


def _skipped(message: Message, reason: Reason) -> Message:
    return changed(message, state=State.SKIPPED, reason=reason)
