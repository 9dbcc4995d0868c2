"""Column types: instants in UTC, closed sets by their value, small structures as JSON text."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from enum import Enum, IntEnum
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import DateTime, Dialect, SmallInteger, String, Text
from sqlalchemy.types import TypeDecorator

from adapters.sql.plain import in_utc, reader, to_plain

_SHORT = 60


# From what the database gives to a value. Not `process_result_value`: very many are read, and it costs
# twice as much.
Read = Callable[[Any], Any]


@cache
def _members(kind: type[Enum]) -> dict[Any, Any]:
    """Return the members by what is stored of them, and None for nothing."""
    return {None: None, **{member.value: member for member in kind}}


class Instant(TypeDecorator[datetime]):
    """An aware instant, stored and read in UTC. Refuses a naive one with ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant in UTC, as the database takes it."""
        return None if value is None else in_utc(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Read | None:
        """Return what reads an instant with its zone; SQLite keeps none."""
        as_stored = self.impl_instance.result_processor(dialect, coltype)

        def read(value: Any) -> datetime | None:
            if value is None:
                return None
            instant: Any = value if as_stored is None else as_stored(value)
            zoned = instant.tzinfo is not None
            return instant.astimezone(UTC) if zoned else instant.replace(tzinfo=UTC)  # type: ignore[no-any-return]

        return read


class OneOf(TypeDecorator[Any]):
    """A member of a closed set of words."""

    impl = String(20)
    cache_ok = True

    def __init__(self, kind: type[Enum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Return the member's word."""
        return None if value is None else str(self.kind(value).value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Read:
        """Return what reads a member."""
        return _members(self.kind).__getitem__


class Ranked(TypeDecorator[Any]):
    """A member of a closed set of numbers, which SQL can put in order."""

    impl = SmallInteger()
    cache_ok = True

    def __init__(self, kind: type[IntEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        """Return the member's number."""
        return None if value is None else int(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Read:
        """Return what reads a member."""
        return _members(self.kind).__getitem__


class Packed(TypeDecorator[Any]):
    """A small structure that SQL never looks into, as JSON text. `kind` is its declared type."""

    impl = Text()
    cache_ok = True

    def __init__(self, kind: Any) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Return it as JSON."""
        return None if value is None else json.dumps(to_plain(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Return what the JSON stands for."""
        if value is None:
            return None
        return _read_often(self.kind, value) if len(value) < _SHORT else _read(self.kind, value)


def _read(kind: Any, value: str) -> Any:
    return reader(kind)(json.loads(value))


# What comes out cannot be changed, and most people have the same few.
_read_often = lru_cache(maxsize=1024)(_read)
