"""Everything the bot holds of a person, as plain data to take along."""

from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.model.people import Person
from bot.ports.stores import Unit


async def exported(unit: Unit, person: Person) -> dict[str, Any]:
    """Return the person, their records, their messages, what others shared, and the audit log.

    Answers in the chat are not among the messages: their words are not kept once they arrived.
    """
    records = await unit.records.of(person.id)
    return {
        "person": as_data(person),
        "addresses": as_data(await unit.people.addresses(person.id)),
        "groups": [g.name for g in await unit.people.groups() if person.id in g.members],
        **as_data(records),
        "messages": as_data(await unit.messages.of_person(person.id, limit=10_000)),
        "shared_with_me": as_data(await unit.records.shared_with(person.id)),
        "audit": as_data(await unit.audit.of(person.id)),
    }


def as_data(value: Any) -> Any:
    """Return records as dicts, sets as sorted lists, dates and times in ISO 8601."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: as_data(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, frozenset | set):
        return sorted(as_data(one) for one in value)
    if isinstance(value, tuple | list):
        return [as_data(one) for one in value]
    if isinstance(value, dict):
        return {str(key): as_data(one) for key, one in value.items()}
    return value
