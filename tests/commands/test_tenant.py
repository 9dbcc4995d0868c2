"""`zetje tenant`: organisations, and the code for the first admin of each."""

import asyncio
import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import Result

from adapters.sql.stores import SqlStores
from adapters.vault.keyring import KeyRing
from bot.errors import SettingsError
from bot.model.ids import TenantId
from bot.model.installations import Installation, hash_of_code, looks_like_code
from bot.model.people import Language, Platform, Region, Tenant
from tests.commands.conftest import Call

CODE = re.compile(r"[2-9B-Z]{4}-[2-9B-Z]{4}-[2-9B-Z]{4}")


def code_in(result: Result) -> str:
    found = CODE.search(result.stdout)
    assert found is not None, result.stdout
    return found[0]


def stored(database: str, keys: str) -> list[Tenant]:
    async def look() -> list[Tenant]:
        stores = SqlStores(database, KeyRing(keys))
        try:
            return list(await stores.directory.tenants())
        finally:
            await stores.close()

    return asyncio.run(look())


def spend(database: str, keys: str, code: str, by: str, at: datetime) -> TenantId | None:
    async def use() -> TenantId | None:
        stores = SqlStores(database, KeyRing(keys))
        try:
            return await stores.installations.spend_code(hash_of_code(code), at, by)
        finally:
            await stores.close()

    return asyncio.run(use())


def test_a_new_organisation_with_a_code_that_works_for_a_day_and_once(
    zetje: Call, database: str, keys: str
) -> None:
    result = zetje("tenant", "add", "lindewaard", "Gemeente Lindewaard")
    assert result.exit_code == 0, result.stderr
    assert stored(database, keys) == [Tenant(id=TenantId("lindewaard"), name="Gemeente Lindewaard")]
    code, now = code_in(result), datetime.now(UTC)
    assert looks_like_code(code)
    assert f"beheer {code}" in result.stdout
    assert spend(database, keys, code, "joke", now + timedelta(days=1)) is None
    assert spend(database, keys, code.lower(), "joke", now + timedelta(hours=23)) == "lindewaard"
    assert spend(database, keys, code, "bram", now) is None


def test_everything_can_be_named(zetje: Call, database: str, keys: str) -> None:
    options = ("--region", "noord", "--language", "nl@formal", "--zone", "America/Curacao")
    zetje("tenant", "add", "lindewaard", "Gemeente Lindewaard", *options)
    (tenant,) = stored(database, keys)
    assert (tenant.region, tenant.language) == (Region.NORTH, Language.NL_FORMAL)
    assert tenant.zone == "America/Curacao"


def test_again_it_gives_a_new_code_and_changes_only_what_is_named(
    zetje: Call, database: str, keys: str
) -> None:
    first = zetje("tenant", "add", "lindewaard", "Gemeente Lindewaard", "--region", "zuid")
    again = zetje("tenant", "add", "lindewaard", "--language", "en")
    assert "was there" in again.stdout
    assert code_in(again) != code_in(first)
    (tenant,) = stored(database, keys)
    assert (tenant.name, tenant.region, tenant.language) == (
        "Gemeente Lindewaard",
        Region.SOUTH,
        Language.EN,
    )
    now = datetime.now(UTC)
    assert spend(database, keys, code_in(first), "joke", now) == "lindewaard"
    assert spend(database, keys, code_in(again), "bram", now) == "lindewaard"


def test_the_code_is_in_the_json_too(zetje: Call, database: str) -> None:
    result = zetje("tenant", "add", "lindewaard", "Gemeente Lindewaard", "--json")
    data = json.loads(result.stdout)
    assert data["tenant"] == "lindewaard"
    assert CODE.fullmatch(data["code"])
    assert datetime.fromisoformat(data["expires_at"]) > datetime.now(UTC) + timedelta(hours=23)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("lindewaard",), "there is no tenant 'lindewaard' yet: give its name"),
        (("Linde Waard", "x"), "'Linde Waard' cannot be the id"),
        (("-x", "x"), None),
        (("lindewaard", "  "), "the name is empty"),
        (("lindewaard", "x", "--zone", "Amsterdam"), "'Amsterdam' is no time zone"),
        (("lindewaard", "x", "--region", "west"), None),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_stored(
    zetje: Call, database: str, keys: str, arguments: tuple[str, ...], told: str | None
) -> None:
    result = zetje("tenant", "add", *arguments)
    if told is None:
        assert result.exit_code == 2
    else:
        assert isinstance(result.exception, SettingsError)
        assert told in str(result.exception)
    assert stored(database, keys) == []


def test_the_list_says_where_the_app_is_installed(zetje: Call, database: str, keys: str) -> None:
    assert "There are none yet" in zetje("tenant", "list").stdout
    zetje("tenant", "add", "lindewaard", "Gemeente Lindewaard")
    assert "on no platform yet" in zetje("tenant", "list").stdout

    async def install() -> None:
        stores = SqlStores(database, KeyRing(keys))
        there = Installation(
            platform=Platform.SLACK,
            workspace="T1",
            app="own",
            tenant=TenantId("lindewaard"),
            secret="xoxb-very-secret",
            installed_at=datetime(2027, 1, 1, tzinfo=UTC),
        )
        await stores.installations.save(there)
        await stores.close()

    asyncio.run(install())
    shown = zetje("tenant", "list").stdout
    assert "slack: app own in T1" in shown
    (data,) = json.loads(zetje("tenant", "list", "--json").stdout)
    assert data["installations"][0]["workspace"] == "T1"
    assert "very-secret" not in shown + json.dumps(data)


def test_which_holidays_are_days_off_is_for_the_organisation_to_say(
    zetje: Call, database: str, keys: str
) -> None:
    def kept() -> tuple[bool, bool]:
        (tenant,) = (one for one in stored(database, keys) if one.id == "lindewaard")
        return tenant.keeps_good_friday, tenant.keeps_liberation_day

    zetje("tenant", "add", "lindewaard", "Gemeente Lindewaard")
    assert kept() == (False, True)
    zetje("tenant", "add", "lindewaard", "--good-friday", "--no-liberation-day")
    assert kept() == (True, False)
    zetje("tenant", "add", "lindewaard", "--no-good-friday")
    assert kept() == (False, False)


def test_a_name_without_end_is_refused(zetje: Call, database: str) -> None:
    result = zetje("tenant", "add", "lindewaard", "L" * 100_000)
    assert isinstance(result.exception, SettingsError)
    assert "100000 letters: give one of at most 200" in str(result.exception)
