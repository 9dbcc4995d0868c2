"""A small database with one person's words in it, and a way to call `zetje` on it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from adapters.cli.main import app
from adapters.sql.migrate import migrate
from adapters.sql.stores import SqlStores
from adapters.vault.keyring import KeyRing, new_key
from bot.model.ids import TenantId
from tests.factories import HANNEKE, WATERSTAD, a_commitment, a_person, a_reply, a_tenant

Call = Callable[..., Result]


@pytest.fixture
def keys() -> str:
    return new_key("test")


@pytest.fixture
def database(tmp_path: Path, keys: str, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'zetje.db'}"
    migrate(url)
    monkeypatch.setenv("ZETJE_DATABASE", url)
    monkeypatch.setenv("ZETJE_KEYS", keys)
    return url


@pytest.fixture
async def stores(database: str, keys: str) -> SqlStores:
    """The stores of the database, with Hanneke in it; closed before any command runs."""
    stores = SqlStores(database, KeyRing(keys))
    await stores.directory.save_tenant(a_tenant())
    async with stores.of(TenantId(WATERSTAD)).write() as unit:
        await unit.people.save(a_person(HANNEKE))
        await unit.records.save(a_commitment(HANNEKE))
        await unit.records.save(a_reply(HANNEKE))
    await stores.close()
    return stores


@pytest.fixture
def zetje() -> Call:
    """Call a command; the result has `exit_code`, `stdout` and `stderr`."""

    def call(*arguments: str, stdin: str | None = None) -> Result:
        return CliRunner().invoke(app, list(arguments), input=stdin)

    return call
