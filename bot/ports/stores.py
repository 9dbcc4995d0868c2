"""The stores. `Stores.of(tenant)` is the only way to people's data: no method reaches another tenant's."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import Protocol, TypeAlias

from bot.model.calendar import Meeting, Recess, TenantMoment, TenantState
from bot.model.ids import MeetingId, PersonId, TenantId
from bot.model.people import Address, Group, Language, Person, Platform, Tenant
from bot.model.records import AuditEntry
from bot.model.situation import Answer, Awaits, ExpectedAnswer
from bot.ports.directory import Directory, Right
from bot.ports.installations import Installations
from bot.ports.messages import Messages
from bot.ports.records import RecordStore
from bot.ports.series import SeriesStore

ExpectedInBoth: TypeAlias = tuple[ExpectedAnswer | None, ExpectedAnswer | None]


class People(Protocol):
    """The people, groups and addresses of one tenant."""

    async def get(self, person: PersonId) -> Person | None:
        """Return this person, or None."""
        ...

    async def some(self, people: Sequence[PersonId]) -> Sequence[Person]:
        """Return those of these that exist, in any order."""
        ...

    async def places(self, people: Sequence[PersonId], platform: Platform) -> Sequence[Address]:
        """Return the addresses of these people on that platform, in any order."""
        ...

    async def languages(self) -> Mapping[PersonId, Language]:
        """Return the language of everybody."""
        ...

    async def note_welcomed(self, people: Sequence[PersonId], at: datetime) -> None:
        """Store of these that they were welcomed at this instant, and nothing else."""
        ...

    async def note_prompted(self, people: Sequence[PersonId]) -> None:
        """Count for each of these one more unanswered prompt, as often as they are named."""
        ...

    async def locked(self, person: PersonId) -> Person | None:
        """Like `get`, and nobody else changes this person or their records until this unit ends."""
        ...

    async def all(self) -> Sequence[Person]:
        """Return everybody, ordered by id."""
        ...

    async def nameless(self) -> Sequence[Person]:
        """Return everybody, ordered by id, each without their name: as planning looks at them."""
        ...

    async def save(self, person: Person) -> None:
        """Store this person in place of what was there."""
        ...

    async def at(self, platform: Platform, external_id: str) -> Person | None:
        """Return who has this address, or None."""
        ...

    async def known(
        self, platform: Platform, external_id: str, installed: tuple[str, str] | None = None
    ) -> tuple[Person, Address] | None:
        """Return who has this address, with the address, or None; in a writing unit as `locked` does.

        With `installed` (a workspace and an app) also None unless that app stands there for this tenant.
        """
        ...

    async def addresses(self, person: PersonId) -> Sequence[Address]:
        """Return where this person can be reached, the preferred place first."""
        ...

    async def preferred(self) -> Mapping[PersonId, Platform]:
        """Return for everybody who can be reached the platform of their preferred place."""
        ...

    async def save_address(self, address: Address) -> None:
        """Store it in place of the person's address on that platform.

        Whoever had the same external id there before loses it: it is one person's.
        """
        ...

    async def groups(self) -> Sequence[Group]:
        """Return all groups, ordered by name."""
        ...

    async def save_group(self, group: Group) -> None:
        """Store this group in place of what was there."""
        ...

    async def erase(self, person: PersonId) -> None:
        """Remove this person, their addresses and memberships. Their records are not touched here."""
        ...


class Dates(Protocol):
    """Meetings, named moments, days of rest and states of one tenant."""

    async def meetings(self) -> Sequence[Meeting]:
        """Return all meetings, ordered by id."""
        ...

    async def save_meeting(self, meeting: Meeting) -> None:
        """Store this meeting in place of what was there."""
        ...

    async def drop_meeting(self, meeting: MeetingId) -> None:
        """Remove this meeting; nothing happens when it is not there."""
        ...

    async def moments(self) -> Sequence[TenantMoment]:
        """Return all named dates, in order of date."""
        ...

    async def save_moment(self, moment: TenantMoment) -> None:
        """Store it; (key, date) is what makes it one."""
        ...

    async def drop_moment(self, key: str, on: date) -> None:
        """Remove this named date; nothing happens when it is not there."""
        ...

    async def recesses(self) -> Sequence[Recess]:
        """Return all days of rest, in order of date."""
        ...

    async def save_recess(self, recess: Recess) -> None:
        """Store it; (name, first day) is what makes it one."""
        ...

    async def drop_recess(self, name: str, first_on: date) -> None:
        """Remove these days of rest; nothing happens when they are not there."""
        ...

    async def states(self) -> Sequence[TenantState]:
        """Return the states of the tenant, in order of date."""
        ...

    async def save_state(self, state: TenantState) -> None:
        """Store it; (name, first day) is what makes it one."""
        ...

    async def drop_state(self, name: str, first_on: date) -> None:
        """Remove this state; nothing happens when it is not there."""
        ...


class Inbox(Protocol):
    """What came in and what is waited for, in one tenant."""

    async def stored(self, key: str) -> Answer | None:
        """Return the answer that was given to the event with this key, or None when it is new."""
        ...

    async def remember(self, key: str, person: PersonId, answer: Answer, at: datetime) -> None:
        """Store the answer to an event. Raises AlreadyHandled when the key is there."""
        ...

    async def expected(self, person: PersonId, conversation: str) -> ExpectedAnswer | None:
        """Return what the bot waits for from this person in this conversation, expired or not."""
        ...

    async def at_hand(
        self, key: str, person: PersonId, places: tuple[str, str], platform: Platform
    ) -> tuple[Answer | None, ExpectedInBoth, Right]:
        """Return what `stored` and, for both places, `expected` return, in one go, of a person who is there.

        And what the directory's `last_right` returns for the platform.
        """
        ...

    async def expect(
        self, person: PersonId, conversation: str, expected: ExpectedAnswer | None
    ) -> None:
        """Wait for this instead of what was waited for; None: for nothing."""
        ...

    async def give_up(self, awaits: Awaits, now: datetime) -> None:
        """Wait no more for what of this kind was to come before now, whoever was to send it."""
        ...

    async def erase(self, person: PersonId) -> None:
        """Remove stored answers to, and expected answers of, this person."""
        ...


class Audit(Protocol):
    """The log of who opened, exported or erased data of whom. Entries are only ever added."""

    async def add(self, entry: AuditEntry) -> None:
        """Add this entry; the same id twice is one."""
        ...

    async def of(self, person: PersonId) -> Sequence[AuditEntry]:
        """Return what was done to this person's data, oldest first."""
        ...

    async def changes(self, limit: int = 20) -> Sequence[AuditEntry]:
        """Return the last changes to what runs for everybody (kind CHANGED), newest first."""
        ...


class Unit(Protocol):
    """One transaction in one tenant: everything done through it happens, or nothing does.

    Storing something of another tenant raises ValueError.
    """

    tenant: Tenant
    people: People
    messages: Messages
    records: RecordStore
    series: SeriesStore
    dates: Dates
    inbox: Inbox
    audit: Audit

    async def planned_at(self, now: datetime) -> datetime | None:
        """Return when the plan that stands now was made, or None when none stands."""
        ...

    async def planning(self, at: datetime) -> None:
        """Note that planning in several units began at this instant: until `planned` it is not done.

        What this unit changed is in that plan.
        """
        ...

    async def is_planning(self, at: datetime) -> bool:
        """Tell whether what planning looks at is as it was when it began at this instant.

        Then no unit changed it since, as `planned` says, and nobody else began to plan.
        """
        ...

    async def planned(self, at: datetime, until: datetime) -> None:
        """Note that this unit planned the tenant at this instant: its plan stands until then.

        It falls before, when a later unit changes what planning looks at: people, groups, series,
        dates or records; or puts a message back, skips it, or says that it failed.
        """
        ...

    def leaves_plan(self) -> None:
        """Say that what this unit changes has no weight for the plan: that stands as it did."""
        ...


class TenantStores(Protocol):
    """The data of one tenant."""

    def write(self) -> AbstractAsyncContextManager[Unit]:
        """Begin a writing transaction; it commits at the end, or rolls back on any exception.

        What it reads, nobody changes before it ends: of simultaneous units that read and then write
        the same thing, each sees what the one before it wrote. Beginning another writing unit (or
        writing to the directory) inside it waits for itself: don't. Instants without a time zone
        are refused with ValueError.
        """
        ...

    def read(self) -> AbstractAsyncContextManager[Unit]:
        """Begin a transaction that only reads, on one consistent state.

        Writing through it raises RuntimeError. It waits for no writer, and no writer for it.
        """
        ...


class Stores(Protocol):
    """All data. `of` is the only way to people's."""

    directory: Directory
    installations: Installations

    def of(self, tenant: TenantId) -> TenantStores:
        """Return the stores of one tenant; using them raises UnknownThing when it does not exist."""
        ...
