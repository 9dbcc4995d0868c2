"""People, dates, series, inbox and audit in memory."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.errors import AlreadyHandled
from bot.model.calendar import Meeting, Recess, Silence, TenantMoment, TenantState
from bot.model.ids import GroupId, MeetingId, PersonId, SeriesId
from bot.model.people import Address, Group, Language, Person, Platform
from bot.model.prompts import Prompt
from bot.model.records import AuditEntry, AuditKind
from bot.model.series import Occurrence, Series
from bot.model.situation import Answer, Awaits, ExpectedAnswer
from bot.ports.directory import Right
from bot.ports.stores import ExpectedInBoth
from tests.fakes.memory_rows import Remembered, Tables, in_utc, utc


class MemoryPeople:
    """The people of one tenant."""

    def __init__(self, tables: Tables, stands: Callable[[Platform, str, str], bool]) -> None:
        self._tables = tables
        self._stands = stands

    async def get(self, person: PersonId) -> Person | None:
        return self._tables.people.get(person)

    async def some(self, people: Sequence[PersonId]) -> Sequence[Person]:
        found = (self._tables.people.get(person) for person in people)
        return [person for person in found if person]

    async def places(self, people: Sequence[PersonId], platform: Platform) -> Sequence[Address]:
        addresses = self._tables.addresses
        return [one for one in addresses if one.person in people and one.platform is platform]

    async def languages(self) -> Mapping[PersonId, Language]:
        return {person.id: person.language for person in self._tables.people}

    async def note_welcomed(self, people: Sequence[PersonId], at: datetime) -> None:
        for person in {one: self._tables.people.get(one) for one in people}.values():
            if person is not None:
                await self.save(replace(person, welcomed_at=at))

    async def note_prompted(self, people: Sequence[PersonId]) -> None:
        for id in people:
            person = self._tables.people.get(id)
            if person is not None:
                await self.save(replace(person, unanswered=person.unanswered + 1))

    async def locked(self, person: PersonId) -> Person | None:
        return self._tables.people.get(person)

    async def all(self) -> Sequence[Person]:
        return sorted(self._tables.people, key=lambda person: person.id)

    async def nameless(self) -> Sequence[Person]:
        return [replace(person, name="") for person in await self.all()]

    async def save(self, person: Person) -> None:
        self._tables.people.put(person.id, in_utc(person))

    async def at(self, platform: Platform, external_id: str) -> Person | None:
        for address in self._tables.addresses:
            if (address.platform, address.external_id) == (platform, external_id):
                return self._tables.people.get(address.person)
        return None

    async def known(
        self, platform: Platform, external_id: str, installed: tuple[str, str] | None = None
    ) -> tuple[Person, Address] | None:
        if installed is not None and not self._stands(platform, *installed):
            return None
        person = await self.at(platform, external_id)
        address = self._tables.addresses.get((person.id, platform)) if person else None
        return (person, address) if person and address else None

    async def addresses(self, person: PersonId) -> Sequence[Address]:
        own = (address for address in self._tables.addresses if address.person == person)
        return sorted(own, key=lambda address: (not address.preferred, address.platform))

    async def preferred(self) -> Mapping[PersonId, Platform]:
        owners = {address.person for address in self._tables.addresses}
        return {owner: (await self.addresses(owner))[0].platform for owner in owners}

    async def save_address(self, address: Address) -> None:
        self._tables.addresses.drop_where(
            lambda other: (
                (other.platform, other.external_id) == (address.platform, address.external_id)
            )
        )
        self._tables.addresses.put((address.person, address.platform), address)

    async def groups(self) -> Sequence[Group]:
        return sorted(self._tables.groups, key=lambda group: (group.name, group.id))

    async def save_group(self, group: Group) -> None:
        self._tables.groups.put(group.id, group)

    async def erase(self, person: PersonId) -> None:
        self._tables.people.drop(person)
        self._tables.addresses.drop_where(lambda address: address.person == person)
        for group in self._tables.groups:
            if person in group.members:
                left = replace(group, members=group.members - {person})
                self._tables.groups.put(GroupId(group.id), left)


class MemorySeries:
    """The series of one tenant."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def all(self) -> Sequence[Series]:
        return sorted(self._tables.series, key=lambda series: series.id)

    async def get(self, series: SeriesId) -> Series | None:
        return self._tables.series.get(series)

    async def save(self, series: Series) -> None:
        self._tables.series.put(series.id, in_utc(series))

    async def add_occurrences(self, added: Sequence[Occurrence]) -> None:
        for occurrence in added:
            await self.add_occurrence(occurrence)

    async def add_occurrence(self, occurrence: Occurrence) -> bool:
        if occurrence.id in self._tables.occurrences:
            return False
        self._tables.occurrences.put(occurrence.id, in_utc(occurrence))
        return True

    async def occurrences(self, since: datetime) -> Sequence[Occurrence]:
        found = [one for one in self._tables.occurrences if one.due_at >= since]
        return sorted(found, key=lambda one: (one.due_at, one.id))

    async def own_prompts(self) -> Sequence[Prompt]:
        return sorted(self._tables.own_prompts, key=lambda prompt: prompt.id)

    async def save_own_prompt(self, prompt: Prompt) -> None:
        self._tables.own_prompts.put(prompt.id, prompt)

    async def silences(self) -> Sequence[Silence]:
        return sorted(self._tables.silences, key=lambda silence: silence.since_at)

    async def save_silence(self, silence: Silence) -> None:
        self._tables.silences.put(silence.since_at, in_utc(silence))


class MemoryDates:
    """The dates of one tenant."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def meetings(self) -> Sequence[Meeting]:
        return sorted(self._tables.meetings, key=lambda meeting: meeting.id)

    async def save_meeting(self, meeting: Meeting) -> None:
        self._tables.meetings.put(meeting.id, meeting)

    async def drop_meeting(self, meeting: MeetingId) -> None:
        self._tables.meetings.drop_where(lambda row: row.id == meeting)

    async def moments(self) -> Sequence[TenantMoment]:
        return sorted(self._tables.moments, key=lambda moment: (moment.on, moment.key))

    async def save_moment(self, moment: TenantMoment) -> None:
        self._tables.moments.put((moment.key, moment.on), moment)

    async def drop_moment(self, key: str, on: date) -> None:
        self._tables.moments.drop_where(lambda row: (row.key, row.on) == (key, on))

    async def recesses(self) -> Sequence[Recess]:
        return sorted(self._tables.recesses, key=lambda rest: (rest.period.first_on, rest.name))

    async def save_recess(self, recess: Recess) -> None:
        self._tables.recesses.put((recess.name, recess.period.first_on), recess)

    async def drop_recess(self, name: str, first_on: date) -> None:
        self._tables.recesses.drop_where(
            lambda row: (row.name, row.period.first_on) == (name, first_on)
        )

    async def states(self) -> Sequence[TenantState]:
        return sorted(self._tables.states, key=lambda state: (state.first_on, state.name))

    async def save_state(self, state: TenantState) -> None:
        self._tables.states.put((state.name, state.first_on), state)

    async def drop_state(self, name: str, first_on: date) -> None:
        self._tables.states.drop_where(lambda row: (row.name, row.first_on) == (name, first_on))


class MemoryInbox:
    """What came in at one tenant, and what is waited for."""

    def __init__(self, tables: Tables, last_right: Callable[[Platform], Right]) -> None:
        self._tables = tables
        self._last_right = last_right

    async def stored(self, key: str) -> Answer | None:
        remembered = self._tables.answers.get(key)
        return remembered.answer if remembered else None

    async def remember(self, key: str, person: PersonId, answer: Answer, at: datetime) -> None:
        if key in self._tables.answers:
            raise AlreadyHandled(f"event {key} was handled before")
        self._tables.answers.put(key, Remembered(person, answer, utc(at)))

    async def expected(self, person: PersonId, conversation: str) -> ExpectedAnswer | None:
        return self._tables.expected.get((person, conversation))

    async def at_hand(
        self, key: str, person: PersonId, places: tuple[str, str], platform: Platform
    ) -> tuple[Answer | None, ExpectedInBoth, Right]:
        here, there = [await self.expected(person, place) for place in places]
        return await self.stored(key), (here, there), self._last_right(platform)

    async def expect(
        self, person: PersonId, conversation: str, expected: ExpectedAnswer | None
    ) -> None:
        if expected is None:
            self._tables.expected.drop((person, conversation))
        else:
            self._tables.expected.put((person, conversation), in_utc(expected))

    async def give_up(self, awaits: Awaits, now: datetime) -> None:
        for place, expected in self._tables.expected.pairs():
            if expected.awaits is awaits and expected.expires_at <= now:
                self._tables.expected.drop(place)

    async def erase(self, person: PersonId) -> None:
        self._tables.answers.drop_where(lambda remembered: remembered.person == person)
        for (owner, conversation), _ in self._tables.expected.pairs():
            if owner == person:
                self._tables.expected.drop((owner, conversation))


class MemoryAudit:
    """The audit log of one tenant."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def add(self, entry: AuditEntry) -> None:
        if entry.id not in self._tables.audit:
            self._tables.audit.put(entry.id, in_utc(entry))

    async def of(self, person: PersonId) -> Sequence[AuditEntry]:
        own = (entry for entry in self._tables.audit if entry.person == person)
        return sorted(own, key=lambda entry: (entry.at, entry.id))

    async def changes(self, limit: int = 20) -> Sequence[AuditEntry]:
        found = [entry for entry in self._tables.audit if entry.kind is AuditKind.CHANGED]
        found.sort(key=lambda entry: entry.id)
        return sorted(found, key=lambda entry: entry.at, reverse=True)[:limit]
