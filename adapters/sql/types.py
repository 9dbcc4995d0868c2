"""Column types: instants in UTC, closed sets by their value, small structures as JSON text."""

import json
from datetime import UTC, datetime
from enum import Enum, IntEnum
from typing import Any

from sqlalchemy import DateTime, Dialect, SmallInteger, String, Text
from sqlalchemy.types import TypeDecorator

from adapters.sql.plain import in_utc, reader, to_plain


class Instant(TypeDecorator[datetime]):
    """An aware instant, stored and read in UTC. Refuses a naive one with ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant in UTC, as the database takes it."""
        return None if value is None else in_utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant with its zone; SQLite keeps none."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


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

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Return the member."""
        return None if value is None else self.kind(value)


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

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Return the member."""
        return None if value is None else self.kind(value)


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
        return None if value is None else reader(self.kind)(json.loads(value))
