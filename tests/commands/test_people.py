"""`zetje people` and `zetje digest`: words only with a reason, and the person sees it."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.sql.stores import SqlStores
from adapters.vault.keyring import KeyRing
from bot.errors import SettingsError, UnknownThing
from bot.model.ids import PersonId
from bot.model.records import AuditEntry, AuditKind, Records
from tests.commands.conftest import Call
from tests.factories import HANNEKE, WATERSTAD, a_commitment, a_person


@pytest.fixture
def town(stores: SqlStores) -> SqlStores:
    return stores


def look(database: str, keys: str) -> tuple[Records, list[AuditEntry]]:
    """Return what is left of Hanneke, and what was done to it."""

    async def read() -> tuple[Records, list[AuditEntry]]:
        stores = SqlStores(database, KeyRing(keys))
        try:
            async with stores.of(WATERSTAD).read() as unit:
                return await unit.records.of(HANNEKE), list(await unit.audit.of(HANNEKE))
        finally:
            await stores.close()

    return asyncio.run(read())


def test_export_gives_everything_and_is_noted(
    town: SqlStores, zetje: Call, database: str, keys: str
) -> None:
    result = zetje("people", "export", "hanneke", "--reason", "Woo-verzoek 12")
    assert result.exit_code == 0, result.stderr
    data = json.loads(result.stdout)
    assert data["person"]["name"] == "Hanneke de Wit"
    assert data["commitments"][0]["what"] == a_commitment(HANNEKE).what
    _, audit = look(database, keys)
    assert [(entry.kind, entry.reason) for entry in audit] == [
        (AuditKind.EXPORTED, "Woo-verzoek 12")
    ]


def test_export_to_a_file(town: SqlStores, zetje: Call, tmp_path: Path) -> None:
    out = tmp_path / "hanneke.json"
    result = zetje("people", "export", "hanneke", "--reason", "inzage", "--out", str(out))
    assert result.exit_code == 0
    assert json.loads(out.read_text("utf-8"))["person"]["id"] == "hanneke"


def test_erase_leaves_only_that_it_happened(
    town: SqlStores, zetje: Call, database: str, keys: str
) -> None:
    result = zetje("people", "erase", "hanneke", "--reason", "op verzoek", "--yes")
    assert result.exit_code == 0, result.stderr
    assert "Erased: 2 records" in result.stdout
    records, audit = look(database, keys)
    assert records == Records()
    assert [entry.kind for entry in audit] == [AuditKind.ERASED]


def test_erase_asks_first(town: SqlStores, zetje: Call, database: str, keys: str) -> None:
    result = zetje("people", "erase", "hanneke", "--reason", "op verzoek", stdin="n\n")
    assert result.exit_code == 1
    records, _ = look(database, keys)
    assert len(records.commitments) == 1


@pytest.mark.parametrize("form", ["md", "html", "json"])
def test_a_digest_as_a_file(town: SqlStores, zetje: Call, form: str) -> None:
    call = ("digest", "--person", "hanneke", "--month", "2026-11", "--reason", "inzage")
    result = zetje(*call, "--format", form)
    assert result.exit_code == 0, result.stderr
    assert a_commitment(HANNEKE).short_name in result.stdout


def test_a_digest_is_noted_too(town: SqlStores, zetje: Call, database: str, keys: str) -> None:
    zetje("digest", "--person", "hanneke", "--month", "2026-11", "--reason", "inzage")
    _, audit = look(database, keys)
    assert [(entry.kind, entry.what) for entry in audit] == [(AuditKind.OPENED, "digest 2026-11")]


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (("people", "export", "nobody", "--reason", "x"), "nobody"),
        (("people", "export", "hanneke", "--reason", "x", "--tenant", "elders"), "waterstad"),
        (("digest", "--person", "hanneke", "--month", "2026-13", "--reason", "x"), "2026-13"),
        (("digest", "--person", "hanneke", "--month", "november", "--reason", "x"), "november"),
    ],
)
def test_what_does_not_exist_is_named(
    town: SqlStores, zetje: Call, arguments: tuple[str, ...], names: str
) -> None:
    result = zetje(*arguments)
    assert isinstance(result.exception, UnknownThing)
    assert names in str(result.exception)


def test_an_empty_reason_is_no_reason(town: SqlStores, zetje: Call) -> None:
    result = zetje("people", "export", "hanneke", "--reason", "  ")
    assert isinstance(result.exception, SettingsError)
    assert "--reason" in str(result.exception)


def test_without_a_reason_it_is_a_wrong_call(town: SqlStores, zetje: Call) -> None:
    result = zetje("people", "export", "hanneke")
    assert result.exit_code == 2
    assert "--reason" in result.stderr


def test_a_key_that_is_not_the_right_one(
    town: SqlStores, zetje: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZETJE_KEYS", zetje("key", "other").stdout.strip())
    result = zetje("people", "export", "hanneke", "--reason", "inzage")
    assert result.exit_code == 1
    assert "test" in str(result.exception), "the error names the key that is missing"
    assert PersonId("Hanneke de Wit") not in result.stdout


@pytest.fixture
async def halved(stores: SqlStores, database: str, keys: str) -> None:
    """Store words as they were stored long ago, with half of a pair of surrogates in them."""
    stores = SqlStores(database, KeyRing(keys))
    async with stores.of(WATERSTAD).write() as unit:
        await unit.people.save(a_person(HANNEKE, name="Hanneke \ud800 \N{PARTY POPPER}"))
        await unit.records.save(replace(a_commitment(HANNEKE), short_name="nota\udfff"))
    await stores.close()


@pytest.mark.parametrize(
    ("call", "holds"),
    [
        (("people", "list"), "Hanneke \ufffd \N{PARTY POPPER}"),
        (("people", "list", "--json"), "Hanneke \ufffd"),
        (("people", "export", "hanneke", "--reason", "x"), "nota\ufffd"),
        (("digest", "--person", "hanneke", "--month", "2026-11", "--reason", "x"), "nota\ufffd"),
    ],
)
def test_what_was_stored_halved_can_be_shown(
    halved: None, zetje: Call, tmp_path: Path, call: tuple[str, ...], holds: str
) -> None:
    shown = zetje(*call)
    assert shown.exit_code == 0, shown.exception
    assert holds in shown.stdout
    if "--reason" in call:
        out = tmp_path / "out"
        assert zetje(*call, "--out", str(out)).exit_code == 0
        assert holds in out.read_text("utf-8")


def test_the_doctor_looks_at_what_was_stored_halved(halved: None, zetje: Call) -> None:
    looked = zetje("doctor", "--offline")
    assert isinstance(looked.exception, SystemExit | None)
    assert "tenants: waterstad" in looked.stdout
