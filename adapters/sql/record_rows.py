"""A record as a row: what SQL looks for in columns, words of people sealed, all other facts as JSON."""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from functools import cache
from typing import Any, get_type_hints

from adapters.sql.plain import Reader, reader, to_plain
from bot.model.records import (
    WORDS,
    AgendaItem,
    Commitment,
    Dilemma,
    Record,
    Reply,
    Share,
)

KINDS: Mapping[str, type[Record]] = {
    "reply": Reply,
    "commitment": Commitment,
    "dilemma": Dilemma,
    "agenda_item": AgendaItem,
    "share": Share,
}
# What stands for the words of a reply that are left sealed.
NO_WORDS: Mapping[str, Any] = dict.fromkeys(WORDS[Reply], "")
_KIND_OF = {kind: name for name, kind in KINDS.items()}
_KEY = ("id", "tenant", "person")
_SEARCHED = (
    "state",
    "ask_at",
    "closed_at",
    "changed_at",
    "meeting_on",
    "to_person",
    "to_group",
    "month",
    "withdrawn_at",
)


def kind_name(record: Record) -> str:
    """Return what the column `kind` calls this record."""
    return _KIND_OF[type(record)]


def words_of(record: Record) -> dict[str, Any]:
    """Return the words of people in this record, to be sealed."""
    return {name: to_plain(getattr(record, name)) for name in WORDS[type(record)]}


def born_at(record: Record) -> datetime:
    """Return when it was put down."""
    return record.at if isinstance(record, Reply | Share) else record.created_at


def row_of(record: Record) -> dict[str, Any]:
    """Return the columns of this record, except its words."""
    kind: Any = type(record)
    return {
        "tenant": record.tenant,
        "id": record.id,
        "person": record.person,
        "kind": kind_name(record),
        "at": born_at(record),
        **{name: getattr(record, name, None) for name in _SEARCHED},
        "facts": json.dumps({n: to_plain(getattr(record, n)) for n in _fact_readers(kind)}),
    }


def record_of(row: Mapping[str, Any], words: Mapping[str, Any]) -> Record:
    """Return the record of a row with its opened words."""
    kind: Any = KINDS[row["kind"]]
    facts = json.loads(row["facts"])
    values = {name: row[name] for name in _KEY}
    values[_born(kind)] = row["at"]
    values |= {name: read(row[name]) for name, read in _searched_readers(kind).items()}
    # A field that came later is not in an older row: it has its default.
    for stored, readers in ((facts, _fact_readers(kind)), (words, _word_readers(kind))):
        values |= {name: read(stored[name]) for name, read in readers.items() if name in stored}
    record: Record = kind(**values)
    return record


def _born(kind: Any) -> str:
    return "at" if kind in (Reply, Share) else "created_at"


@cache
def _fact_readers(kind: Any) -> Mapping[str, Reader]:
    elsewhere = (*_KEY, _born(kind), *_SEARCHED, *WORDS[kind])
    hints = get_type_hints(kind)
    return {f.name: reader(hints[f.name]) for f in fields(kind) if f.name not in elsewhere}


@cache
def _word_readers(kind: Any) -> Mapping[str, Reader]:
    hints = get_type_hints(kind)
    return {name: reader(hints[name]) for name in WORDS[kind]}


@cache
def _searched_readers(kind: Any) -> Mapping[str, Reader]:
    """Return how to read the searched columns; only `state` is not yet what it should be."""
    hints = get_type_hints(kind)
    names = [name for name in _SEARCHED if name in hints]
    return {name: reader(hints[name] if name == "state" else str) for name in names}
