"""No field of a record is forgotten by its table."""

from dataclasses import fields
from typing import Any

import pytest
from sqlalchemy import Table

from adapters.sql import schema
from adapters.sql.plain import from_plain, to_plain
from adapters.sql.record_rows import KINDS, record_of, row_of, words_of
from bot.model.calendar import Meeting, TenantMoment, TenantState
from bot.model.messages import Message
from bot.model.people import Address, Person, Tenant
from bot.model.records import WORDS, AuditEntry
from bot.model.series import Occurrence, Series
from bot.model.situation import ExpectedAnswer
from tests.factories import a_commitment, a_series

SEALED: dict[type[Any], set[str]] = {
    Person: {"name"},
    Message: {"content"},
    AuditEntry: {"by", "what", "reason"},
    ExpectedAnswer: {"words", "values"},
}
KEY_ONLY: dict[type[Any], set[str]] = {ExpectedAnswer: {"tenant", "person", "conversation"}}


@pytest.mark.parametrize(
    ("kind", "table"),
    [
        (Tenant, schema.tenants),
        (Person, schema.people),
        (Address, schema.addresses),
        (Message, schema.messages),
        (Series, schema.series),
        (Occurrence, schema.occurrences),
        (Meeting, schema.meetings),
        (TenantMoment, schema.moments),
        (TenantState, schema.states),
        (ExpectedAnswer, schema.expected_answers),
        (AuditEntry, schema.audit),
    ],
)
def test_every_field_has_its_column(kind: type[Any], table: Table) -> None:
    open_fields = {field.name for field in fields(kind)} - SEALED.get(kind, set())
    columns = {column.name for column in table.columns} - KEY_ONLY.get(kind, set())

    assert columns - {"words"} == open_fields
    assert ("words" in columns) == (kind in SEALED)


def test_every_kind_of_record_can_be_stored() -> None:
    assert set(KINDS.values()) == set(WORDS)


def test_a_field_that_came_later_has_its_default_in_an_older_row() -> None:
    commitment = a_commitment()
    row, words = row_of(commitment), words_of(commitment)
    row["facts"] = "{}"
    del words["if_then"]

    assert record_of(row, words) == a_commitment(due=None)


def test_plain_data_of_equal_values_is_alike() -> None:
    series = a_series()

    assert to_plain(series) == to_plain(from_plain(type(series), to_plain(series)))
    assert from_plain(type(series), to_plain(series)) == series
