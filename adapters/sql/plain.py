"""Records as plain data that `json` can write, and back, by their declared types."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from sqlalchemy.exc import DontWrapMixin

Reader = Callable[[Any], Any]

_MICROSECOND = timedelta(microseconds=1)


class NaiveInstantError(ValueError, DontWrapMixin):
    """An instant without a time zone was about to be stored."""


def in_utc(value: datetime) -> datetime:
    """Return this instant in UTC; raises ValueError when it has no time zone."""
    if value.tzinfo is None:
        raise NaiveInstantError(f"{value} has no time zone; stores take aware instants only.")
    return value.astimezone(UTC)


def to_plain(value: Any) -> Any:
    """Return `value` as something `json` can write. Sets are sorted, so equal values look alike."""
    match value:
        case Enum():
            return value.value
        case date() | time() | timedelta():
            return _plain_time(value)
        case frozenset():
            return sorted(to_plain(item) for item in value)
        case tuple():
            return [to_plain(item) for item in value]
        case Mapping():
            return {key: to_plain(item) for key, item in value.items()}
        case _ if is_dataclass(value):
            return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
        case _:
            return value


def _plain_time(value: date | time | timedelta) -> str | int:
    match value:
        case datetime():
            return in_utc(value).isoformat()
        case timedelta():
            return value // _MICROSECOND
        case _:
            return value.isoformat()


def from_plain(kind: Any, plain: Any) -> Any:
    """Return the value of type `kind` that `to_plain` made this of."""
    return reader(kind)(plain)


@cache
def reader(kind: Any) -> Reader:
    """Return what reads a value of this type back from plain data."""
    kind = getattr(kind, "__supertype__", kind)
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _optional(reader(*(part for part in get_args(kind) if part is not NoneType)))
    if origin in (tuple, frozenset):
        return _collection(origin, reader(get_args(kind)[0]))
    if origin is Mapping:
        return _mapping(*(reader(part) for part in get_args(kind)))
    if isinstance(kind, type) and issubclass(kind, date | time):
        return kind.fromisoformat
    if kind is timedelta:
        return _MICROSECOND.__mul__
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    return _record(kind) if is_dataclass(kind) else _as_it_is


def _as_it_is(plain: Any) -> Any:
    return plain


def _optional(read: Reader) -> Reader:
    return lambda plain: None if plain is None else read(plain)


def _collection(kind: type, read: Reader) -> Reader:
    return lambda plain: kind(read(item) for item in plain)


def _mapping(read_key: Reader, read: Reader) -> Reader:
    return lambda plain: {read_key(key): read(item) for key, item in plain.items()}


def _record(kind: Any) -> Reader:
    readers = {name: reader(hint) for name, hint in get_type_hints(kind).items()}
    return lambda plain: kind(**{name: readers[name](item) for name, item in plain.items()})
