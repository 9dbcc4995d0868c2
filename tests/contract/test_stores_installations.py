"""Where the bot is installed, and codes that can be used once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.model.ids import TenantId
from bot.model.installations import Code, Installation, hash_of_code
from bot.model.people import Platform
from bot.ports.stores import Stores
from tests.factories import WATERSTAD, a_tenant

NOW = datetime(2027, 1, 15, 9, 0, tzinfo=UTC)
THERE = Installation(
    platform=Platform.SLACK,
    workspace="T1",
    app="waterstad",
    tenant=WATERSTAD,
    bot="U0BOT",
    secret="xoxb-secret",
    installed_at=NOW,
)
CODE = Code(hash=hash_of_code("ABCDE-12345"), tenant=WATERSTAD, expires_at=NOW + timedelta(days=1))


async def test_an_installation_is_found_by_organisation_and_by_tenant(stores: Stores) -> None:
    await stores.installations.save(THERE)

    assert await stores.installations.at(Platform.SLACK, "T1") == THERE
    assert await stores.installations.of(Platform.SLACK, WATERSTAD) == THERE
    assert await stores.installations.all() == [THERE]
    assert await stores.installations.at(Platform.TEAMS, "T1") is None
    assert await stores.installations.of(Platform.TEAMS, WATERSTAD) is None


async def test_an_organisation_without_a_tenant_is_linked_later(stores: Stores) -> None:
    await stores.installations.save(replace(THERE, tenant=None))
    assert await stores.installations.of(Platform.SLACK, WATERSTAD) is None

    await stores.installations.save(THERE)

    assert await stores.installations.of(Platform.SLACK, WATERSTAD) == THERE


async def test_a_tenant_has_one_organisation_per_platform(stores: Stores) -> None:
    await stores.installations.save(THERE)

    with pytest.raises(ValueError, match=str(WATERSTAD)):
        await stores.installations.save(replace(THERE, workspace="T2"))
    await stores.installations.save(replace(THERE, platform=Platform.TEAMS, workspace="T2"))
    await stores.installations.save(replace(THERE, removed_at=NOW))
    await stores.installations.save(replace(THERE, workspace="T2"))

    found = await stores.installations.of(Platform.SLACK, WATERSTAD)
    assert found is not None
    assert found.workspace == "T2"


async def test_a_tenant_that_does_not_exist_has_no_installation(stores: Stores) -> None:
    with pytest.raises(ValueError, match="nergens"):
        await stores.installations.save(replace(THERE, tenant=TenantId("nergens")))


async def test_a_code_is_used_once_and_by_one_person(stores: Stores) -> None:
    await stores.installations.add_code(CODE)
    hash = hash_of_code("abcde 12345")

    assert await stores.installations.spend_code(hash, NOW, "slack:T1:U1") == WATERSTAD
    assert await stores.installations.spend_code(hash, NOW, "slack:T1:U1") == WATERSTAD
    assert await stores.installations.spend_code(hash, NOW, "slack:T1:U2") is None


async def test_a_code_runs_out(stores: Stores) -> None:
    await stores.installations.add_code(CODE)

    assert await stores.installations.spend_code(CODE.hash, CODE.expires_at, "by") is None
    assert await stores.installations.spend_code(hash_of_code("another"), NOW, "by") is None


async def test_a_code_of_another_tenant_stays_unspent(stores: Stores) -> None:
    await stores.installations.add_code(CODE)
    await stores.directory.save_tenant(replace(a_tenant(), id=TenantId("heuvelrijk")))
    elsewhere = TenantId("heuvelrijk")

    refused = await stores.installations.spend_code(CODE.hash, NOW, "x", for_tenant=elsewhere)

    assert refused is None
    assert await stores.installations.spend_code(CODE.hash, NOW, "y") == WATERSTAD
