"""No word that a person typed stands readable in the database, and no error shows one."""

import traceback
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Executable, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from adapters.sql.schema import groups, metadata
from adapters.sql.stores import SqlStores
from bot.errors import SealError
from bot.model.records import WORDS
from bot.model.situation import Answer
from bot.ports.stores import Unit
from tests.databases import a_database, a_database_of, a_postgres_database
from tests.factories import (
    HANNEKE,
    NOW,
    WATERSTAD,
    a_button,
    a_commitment,
    a_content,
    a_dialog,
    a_dilemma,
    a_message,
    a_person,
    a_reply,
    a_share,
    a_tenant,
    an_agenda_item,
    an_audit_entry,
    an_expected_answer,
)
from tests.fakes.vault import a_vault

MARKER = "Zwanenhals"


async def _type_everywhere(unit: Unit) -> None:
    await unit.people.save(a_person(name=MARKER))
    content = a_content(MARKER, a_button(label=MARKER), summary=MARKER)
    await unit.messages.add(a_message(content=content))
    await unit.messages.save(a_message(subject="s2", content=content))
    for record in (a_reply(), a_commitment(), a_dilemma(), an_agenda_item(), a_share()):
        words = WORDS[type(record)]
        typed = {name: (MARKER,) if name == "stakes" else MARKER for name in words}
        await unit.records.save(replace(record, **typed))  # type: ignore[arg-type] # by name
    answer = Answer(a_dialog(title=MARKER), {"what": MARKER})
    await unit.inbox.remember("e1", HANNEKE, answer, NOW)
    expected = an_expected_answer(words=MARKER, values={"what": MARKER})
    await unit.inbox.expect(HANNEKE, "dm", expected)
    await unit.audit.add(an_audit_entry(by=MARKER, what=MARKER, reason=MARKER))


def _readable(folder: Path) -> Iterator[str]:
    for file in folder.iterdir():
        content = file.read_bytes().lower()
        for encoding in ("utf-8", "utf-16-le"):
            if MARKER.lower().encode(encoding) in content:
                yield file.name


async def test_no_word_is_readable_in_the_files(tmp_path: Path) -> None:
    stores = SqlStores(a_database(tmp_path), a_vault())
    await stores.directory.save_tenant(a_tenant())
    async with stores.of(WATERSTAD).write() as unit:
        await _type_everywhere(unit)

    assert (tmp_path / "zetje.db-wal").stat().st_size > 0
    assert list(_readable(tmp_path)) == []
    await stores.close()
    assert list(_readable(tmp_path)) == []


async def test_an_erased_word_is_not_even_there_sealed(tmp_path: Path) -> None:
    stores = SqlStores(a_database(tmp_path), a_vault())
    await stores.directory.save_tenant(a_tenant())
    async with stores.of(WATERSTAD).write() as unit:
        await _type_everywhere(unit)
    async with stores.begin_read() as connection:
        found = await connection.exec_driver_sql("SELECT words FROM records")
        sealed = [bytes(words) for (words,) in found]

    async with stores.of(WATERSTAD).write() as unit:
        await unit.records.erase(HANNEKE)
    await stores.close()

    database = (tmp_path / "zetje.db").read_bytes()
    assert len(sealed) == 5
    assert [words for words in sealed if words in database] == []


async def test_words_that_were_moved_to_another_row_do_not_open(tmp_path: Path) -> None:
    stores = SqlStores(a_database(tmp_path), a_vault())
    await stores.directory.save_tenant(a_tenant())
    async with stores.of(WATERSTAD).write() as unit:
        await unit.records.save(a_reply())
        await unit.records.save(a_reply(name="other"))
    async with stores.begin_write() as connection:
        await connection.exec_driver_sql(
            "UPDATE records SET words = (SELECT words FROM records WHERE id = ?) WHERE id = ?",
            (a_reply().id, a_reply(name="other").id),
        )

    async with stores.of(WATERSTAD).read() as unit:
        assert await unit.records.get(a_reply().id) == a_reply()
        with pytest.raises(SealError, match="moved"):
            await unit.records.get(a_reply(name="other").id)
    await stores.close()


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the address of a migrated database."""
    with a_database_of(request.param, tmp_path) as address:
        yield address


async def test_an_error_of_the_database_shows_no_values(url: str) -> None:
    stores = SqlStores(url, a_vault())
    await stores.directory.save_tenant(a_tenant())
    orphan = insert(groups).values(tenant="nergens", id="mt", name=MARKER)
    nameless = insert(groups).values(tenant=WATERSTAD, id=MARKER)
    twice = insert(groups).values(tenant=WATERSTAD, id=MARKER, name=MARKER)

    with pytest.raises((StatementError, TypeError)) as unfit:
        async with stores.of(WATERSTAD).write() as unit:
            await unit.messages.save(a_message(recipient=MARKER, meeting_on=MARKER))
    await _run(stores, twice)
    for statement in (orphan, nameless, twice):
        with pytest.raises(IntegrityError) as refused:
            await _run(stores, statement)
        assert MARKER not in _traceback(refused.value)

    assert MARKER not in str(unfit.value)
    await stores.close()


def _traceback(error: BaseException) -> str:
    """Return all that a log would show of this error: what caused it, too."""
    return "".join(traceback.format_exception(error))


async def _run(stores: SqlStores, statement: Executable) -> None:
    async with stores.begin_write() as connection:
        await connection.execute(statement)


async def test_what_postgres_cannot_read_is_not_quoted() -> None:
    with a_postgres_database() as url:
        stores = SqlStores(url, a_vault())
        async with stores.begin_read() as connection:
            with pytest.raises(DBAPIError) as unfit:
                await connection.execute(text("SELECT CAST(:word AS date)"), {"word": MARKER})
        await stores.close()
    assert MARKER not in _traceback(unfit.value)
    assert "InvalidDatetimeFormat (22007)" in str(unfit.value)


async def test_no_word_is_readable_in_postgres() -> None:
    with a_postgres_database() as url:
        stores = SqlStores(url, a_vault())
        await stores.directory.save_tenant(a_tenant())
        async with stores.of(WATERSTAD).write() as unit:
            await _type_everywhere(unit)
        async with stores.begin_read() as connection:
            for table in metadata.sorted_tables:
                for row in await connection.execute(select(table)):
                    readable = b" ".join(
                        value if isinstance(value, bytes) else str(value).encode() for value in row
                    )
                    assert MARKER.lower().encode() not in readable.lower()
        await stores.close()


def test_every_table_of_a_tenant_has_the_tenant_first_in_its_key() -> None:
    general = {"tenants", "ticks", "installations", "codes"}
    keys = {
        name: next(iter(table.primary_key.columns)).name
        for name, table in metadata.tables.items()
        if name not in general
    }

    assert set(keys.values()) == {"tenant"}
