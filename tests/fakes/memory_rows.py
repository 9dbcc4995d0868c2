"""Rows in memory. A unit works on branches, which copy a table the moment they first change it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Generic, TypeVar, get_type_hints

from bot.model.calendar import Meeting, Recess, Silence, TenantMoment, TenantState
from bot.model.ids import (
    GroupId,
    MeetingId,
    MessageId,
    PersonId,
    PromptId,
    RecordId,
    SeriesId,
    TenantId,
)
from bot.model.messages import Message
from bot.model.people import Address, Group, Person, Platform
from bot.model.prompts import Prompt
from bot.model.records import AuditEntry, Record
from bot.model.series import Occurrence, Series
from bot.model.situation import Answer, ExpectedAnswer

K = TypeVar("K")
V = TypeVar("V")


class Rows(Generic[K, V]):
    """One table: what was committed, and the changes of this branch."""

    def __init__(self, rows: dict[K, V] | None = None, tenant: TenantId | None = None) -> None:
        """Read these rows, and let rows of `tenant` be written when it is given."""
        self._rows = {} if rows is None else rows
        self._tenant = tenant
        self._is_own = False

    def branch(self, writer: TenantId | None) -> "Rows[K, V]":
        """Return the same rows; what is changed in the branch does not show here."""
        return Rows(self._rows, writer)

    def get(self, key: K) -> V | None:
        """Return the row with this key, or None."""
        return self._rows.get(key)

    def __contains__(self, key: K) -> bool:
        return key in self._rows

    def pairs(self) -> tuple[tuple[K, V], ...]:
        """Return keys and rows in order of arrival."""
        return tuple(self._rows.items())

    def __iter__(self) -> Iterator[V]:
        return iter(tuple(self._rows.values()))

    @property
    def is_written(self) -> bool:
        """Tell whether something was written in this branch."""
        return self._is_own

    def put(self, key: K, row: V) -> None:
        """Store this row in place of what was there."""
        rows = self._own()
        if getattr(row, "tenant", self._tenant) != self._tenant:
            raise ValueError(f"This unit stores nothing of another tenant than {self._tenant}.")
        rows[key] = row

    def drop(self, key: K) -> None:
        """Remove the row with this key, if it is there."""
        self._own().pop(key, None)

    def drop_where(self, is_meant: Callable[[V], bool]) -> int:
        """Remove the rows that are meant; return how many there were."""
        gone = [key for key, row in self._own().items() if is_meant(row)]
        for key in gone:
            self.drop(key)
        return len(gone)

    def _own(self) -> dict[K, V]:
        if self._tenant is None:
            raise RuntimeError("A reading unit cannot write: begin with `write()`.")
        if not self._is_own:
            self._rows = dict(self._rows)
            self._is_own = True
        return self._rows


@dataclass(frozen=True, slots=True)
class Remembered:
    """The answer to an event."""

    person: PersonId
    answer: Answer
    at: datetime


@dataclass(frozen=True, slots=True)
class Tables:
    """All rows of one tenant."""

    people: Rows[PersonId, Person] = field(default_factory=Rows)
    addresses: Rows[tuple[PersonId, Platform], Address] = field(default_factory=Rows)
    groups: Rows[GroupId, Group] = field(default_factory=Rows)
    messages: Rows[MessageId, Message] = field(default_factory=Rows)
    unique_keys: Rows[tuple[object, ...], MessageId] = field(default_factory=Rows)
    days: Rows[tuple[PersonId, date], MessageId] = field(default_factory=Rows)
    records: Rows[RecordId, Record] = field(default_factory=Rows)
    series: Rows[SeriesId, Series] = field(default_factory=Rows)
    occurrences: Rows[str, Occurrence] = field(default_factory=Rows)
    meetings: Rows[MeetingId, Meeting] = field(default_factory=Rows)
    moments: Rows[tuple[str, date], TenantMoment] = field(default_factory=Rows)
    recesses: Rows[tuple[str, date], Recess] = field(default_factory=Rows)
    states: Rows[tuple[str, date], TenantState] = field(default_factory=Rows)
    own_prompts: Rows[PromptId, Prompt] = field(default_factory=Rows)
    silences: Rows[datetime, Silence] = field(default_factory=Rows)
    answers: Rows[str, Remembered] = field(default_factory=Rows)
    expected: Rows[tuple[PersonId, str], ExpectedAnswer] = field(default_factory=Rows)
    audit: Rows[RecordId, AuditEntry] = field(default_factory=Rows)

    def branch(self, writer: TenantId | None = None) -> "Tables":
        """Return a branch of every table, to write in when the writing tenant is given."""
        names = (table.name for table in fields(self))
        return Tables(**{name: getattr(self, name).branch(writer) for name in names})


Row = TypeVar("Row", bound=Any)


def in_utc(row: Row) -> Row:
    """Return this row with its instants in UTC, as a database gives them back.

    Raises ValueError when one has no zone.
    """
    changes: dict[str, datetime] = {}
    for name in _instants(row.__class__):
        value = getattr(row, name)
        if value is not None and value.tzinfo is not UTC:
            changes[name] = utc(value)
    return replace(row, **changes) if changes else row


def utc(value: datetime) -> datetime:
    """Return this instant in UTC; raises ValueError when it has no zone."""
    if value.tzinfo is None:
        raise ValueError(f"{value} has no time zone; stores take aware instants only.")
    return value.astimezone(UTC)


@cache
def _instants(kind: type[Any]) -> tuple[str, ...]:
    hints = get_type_hints(kind)
    return tuple(name for name, hint in hints.items() if hint in (datetime, datetime | None))
