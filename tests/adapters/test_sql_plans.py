"""Every question that a unit or the directory asks is answered through an index, on both databases."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Table, event, insert, select, text

from adapters.sql.schema import answers, audit, messages, metadata, occurrences, records
from adapters.sql.stores import SqlStores
from bot.model.ids import TenantId
from bot.model.messages import Message
from bot.model.people import Platform
from bot.model.situation import Awaits
from bot.ports.stores import Unit
from tests.contract.test_stores_tenants import PROMPT, READS, WRITES, fill
from tests.databases import a_database, a_postgres_database
from tests.factories import (
    HANNEKE,
    NOW,
    WATERSTAD,
    a_commitment,
    a_message,
    a_series,
    a_tenant,
)
from tests.fakes.vault import a_vault

# Tables that grow every day; the others have a row for each person, or fewer.
GROWING = (messages, records, answers, audit, occurrences)
TENANTS, COPIES, PEOPLE = 15, 150, 50
A_DAY = timedelta(days=1)
# What is long over: nobody waits for it, and nothing is to be asked about it.
OVER: dict[str, dict[str, Any]] = {
    "audit": {"kind": "opened"},
    "messages": {
        "state": "sent",
        "answered_at": NOW,
        "joined_to": None,
        "series": None,
        "local_on": None,
    },
    "records": {
        "kind": "reply",
        "state": None,
        "ask_at": None,
        "changed_at": None,
        "meeting_on": None,
        "to_group": None,
        "to_person": None,
    },
}

Ask = Callable[[SqlStores], Awaitable[object]]
Asked = list[tuple[str, Any]]


@pytest.fixture(params=["sqlite", "postgres"], scope="module")
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a migrated database."""
    if request.param == "sqlite":
        yield a_database(tmp_path_factory.mktemp("plans"))
        return
    with a_postgres_database() as address:
        yield address


@pytest.fixture
async def stores(url: str) -> AsyncIterator[SqlStores]:
    """Return stores with fifteen tenants that have been going for a while."""
    made = SqlStores(url, a_vault())
    if not await made.directory.tenants():
        for number in range(TENANTS):
            await fill(made, TenantId(f"tenant-{number}") if number else WATERSTAD)
        for table in GROWING:
            await _grow(made, table)
        async with made.begin_write() as connection:
            await connection.execute(text("ANALYZE"))
    yield made
    await made.close()


async def _grow(stores: SqlStores, table: Table) -> None:
    async with stores.begin_write() as connection:
        rows = [dict(row) for row in (await connection.execute(select(table))).mappings()]
        copies = [_copy(table, row, number) for row in rows for number in range(COPIES)]
        await connection.execute(insert(table), copies)


def _copy(table: Table, row: dict[str, Any], number: int) -> dict[str, Any]:
    """Return what somebody else did on an earlier day."""
    earlier = {
        name: value - number * A_DAY
        for name, value in row.items()
        if name in ("at", "due_at", "sent_at") and value is not None
    }
    named = {
        name: f"{row[name]}-{number}"
        for name in ("id", "key", "subject", "platform_ref")
        if row.get(name)
    }
    person = {"person": f"person-{number % PEOPLE}"} if "person" in row else {}
    return row | OVER.get(table.name, {}) | earlier | named | person


@contextmanager
def _listening(stores: SqlStores) -> Iterator[Asked]:
    """Collect what is asked of the database meanwhile."""
    asked: Asked = []

    def note(_: object, __: object, statement: str, parameters: Any, *___: object) -> None:
        asked.append((statement, parameters))

    engine = stores.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def _plans(stores: SqlStores, asked: Asked) -> list[tuple[str, str]]:
    """Return how the database would answer each question."""
    explain = "EXPLAIN QUERY PLAN " if stores.engine.dialect.name == "sqlite" else "EXPLAIN "
    plans = []
    async with stores.begin_write() as connection:
        for statement, parameters in asked:
            if re.match(r"(WITH|SELECT|UPDATE|DELETE)\b", statement):
                # Of many rows at once each is looked for in the same way.
                if isinstance(parameters, list):
                    parameters = parameters[0]
                rows = await connection.exec_driver_sql(explain + statement, parameters)
                plans.append((statement, "\n".join(str(row[-1]) for row in rows)))
    return plans


def _scanned(plan: str) -> set[str]:
    """Return the growing tables that this plan reads from begin to end."""
    named = "|".join(table.name for table in GROWING)
    lines = (line for line in plan.splitlines() if " USING " not in line)
    return {
        found[1]
        for line in lines
        if (found := re.search(rf"\b(?:SCAN|Seq Scan on) ({named})\b", line))
    }


def _in_a_unit(read: Callable[[Unit], Awaitable[object]]) -> Ask:
    async def ask(stores: SqlStores) -> object:
        async with stores.of(WATERSTAD).write() as unit:
            return await read(unit)

    return ask


def _undone(write: Callable[[Unit, Message], Awaitable[object]]) -> Ask:
    """Write something about Hanneke's prompt, and leave all as it was."""

    async def ask(stores: SqlStores) -> None:
        with suppress(Undone):
            async with stores.of(WATERSTAD).write() as unit:
                message = await unit.messages.get(PROMPT.id)
                assert message is not None
                await write(unit, message)
                raise Undone

    return ask


class Undone(Exception):
    """It was only to see how it is asked."""


ASKS: dict[str, Ask] = {
    "messages.save": _undone(lambda unit, one: unit.messages.save(one)),
    "messages.save_all": _undone(lambda unit, one: unit.messages.save_all([one])),
    "messages.save_states": _undone(lambda unit, one: unit.messages.save_states([one])),
    "messages.hand_over": _undone(lambda unit, one: unit.messages.hand_over([one])),
    "messages.note_words": _undone(lambda unit, one: unit.messages.note_words([one])),
    "messages.handed over, with words": _undone(
        lambda unit, one: unit.messages.hand_over([one], said=[one.id])
    ),
    "messages.note_arrived": _undone(lambda unit, one: unit.messages.note_arrived([one])),
    "messages.unplan": _undone(lambda unit, _: unit.messages.unplan(a_series().id)),
    "records.save": _undone(lambda unit, _: unit.records.save(a_commitment())),
    "records.delete": _undone(lambda unit, _: unit.records.delete(a_commitment().id)),
    "directory.to_plan": lambda stores: stores.directory.to_plan(NOW, A_DAY),
    **{name: _in_a_unit(read) for name, read in READS.items()},
    "messages.claim": _in_a_unit(lambda unit: unit.messages.claim(Platform.TEAMS, NOW, 50)),
    "messages.erase": _in_a_unit(lambda unit: unit.messages.erase(HANNEKE)),
    "records.erase": _in_a_unit(lambda unit: unit.records.erase(HANNEKE)),
    "inbox.give_up": _in_a_unit(lambda unit: unit.inbox.give_up(Awaits.MESSAGE, NOW)),
    "inbox.erase": _in_a_unit(lambda unit: unit.inbox.erase(HANNEKE)),
    "directory.due": lambda stores: stores.directory.due(NOW),
    "directory.backlogs": lambda stores: stores.directory.backlogs(NOW),
    "directory.next_due_at": lambda stores: stores.directory.next_due_at(NOW),
    "directory.unsettled": lambda stores: stores.directory.unsettled(NOW, NOW),
}


# These only add rows, and ask for none.
ONLY_ADD = {"messages.add", "messages.add_all", "series.add_occurrence", "series.add_occurrences"}
ONLY_ADD |= {"inbox.remember", "audit.add"}
# These ask only in tables that have a row for each person, tenant or organisation, or fewer.
SMALL = re.compile(r"(people|dates|series)\.|inbox\.expect$")


def test_every_question_about_what_grows_is_asked_here() -> None:
    asked = {name for name in WRITES if not SMALL.match(name)} - ONLY_ADD
    in_directory = {"due", "backlogs", "next_due_at", "unsettled", "to_plan"}
    assert asked | READS.keys() | {f"directory.{name}" for name in in_directory} <= ASKS.keys()


@pytest.mark.parametrize("name", ASKS)
async def test_nothing_is_looked_for_in_a_whole_table(stores: SqlStores, name: str) -> None:
    with _listening(stores) as asked:
        await ASKS[name](stores)

    plans = await _plans(stores, asked)

    assert plans
    assert [found for found in plans if _scanned(found[1])] == []


@pytest.mark.parametrize(
    "name",
    [
        "messages.get_all",
        "messages.existing",
        "messages.hand_over",
        "messages.note_arrived",
        "messages.handed over, with words",
    ],
)
async def test_many_messages_are_looked_for_by_their_ids(stores: SqlStores, name: str) -> None:
    """Not among all those of the tenant."""
    with _listening(stores) as asked:
        await ASKS[name](stores)

    about_many = [one for one in asked if "json_each" in one[0] or " ANY " in one[0]]
    ((_, plan),) = await _plans(stores, about_many)
    assert re.search(r"\(tenant=\? AND id=\?\)|Index Cond: .*\bid\b.* = ANY", plan), plan


async def test_the_claim_reads_what_is_due_in_its_order(stores: SqlStores) -> None:
    with _listening(stores) as asked:
        await ASKS["messages.claim"](stores)

    plans = "\n".join(plan for _, plan in await _plans(stores, asked))

    assert "messages_to_claim" in plans
    assert "ORDER BY" not in plans
    assert "Sort Key" not in plans


async def test_a_claim_needs_no_statistics() -> None:
    """A fresh database, in which one tenant has everything, has not counted its rows yet."""
    with a_postgres_database() as url:
        stores = SqlStores(url, a_vault())
        await stores.directory.save_tenant(a_tenant())
        async with stores.of(WATERSTAD).write() as unit:
            await unit.messages.add(a_message())
        async with stores.begin_write() as connection:
            (row,) = (await connection.execute(select(messages))).mappings().all()
            many = [{**row, "id": f"m{n}", "subject": f"x{n}", "words": None} for n in range(3000)]
            await connection.execute(insert(messages), many)
        with _listening(stores) as asked:
            async with stores.of(WATERSTAD).write() as unit:
                assert len(await unit.messages.claim(Platform.BROWSER, NOW, 50)) == 50
        claims = [one for one in asked if "ctid" in one[0]]
        ((_, plan),) = await _plans(stores, claims)
        await stores.close()

    assert "Index Scan using messages_to_claim" in plan
    assert "Tid Scan on messages" in plan


def test_a_whole_table_is_seen_in_a_plan() -> None:
    assert _scanned("SCAN messages") == {"messages"}
    assert _scanned("  ->  Seq Scan on records  (cost=0.00..8.00 rows=1 width=4)") == {"records"}
    assert _scanned("SEARCH messages USING INDEX messages_due (tenant=?)") == set()
    assert _scanned("SCAN people") == set()
    assert {table.name for table in GROWING} <= set(metadata.tables)
