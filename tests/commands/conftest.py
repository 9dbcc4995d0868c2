"""A small database with one person's words in it, a way to call `zetje` on it, and what the doctor says."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import structlog
from typer.testing import CliRunner, Result

from adapters.cli.main import app
from adapters.sql.migrate import migrate
from adapters.sql.stores import SqlStores
from adapters.vault.keyring import KeyRing, new_key
from bot.model.ids import TenantId
from bot.model.installations import Installation
from tests.factories import HANNEKE, WATERSTAD, a_commitment, a_person, a_reply, a_tenant

Call = Callable[..., Result]
SLACK = "slack:\n  own: {tenant: waterstad, bot_token: xoxb-geheim, signing_secret: zeer-geheim}\n"


class Clinic:
    """A healthy installation, and what the doctor says of it."""

    def __init__(self, zetje: Call, database: str, keys: str, folder: Path) -> None:
        self.zetje, self.database, self.keys, self.folder = zetje, database, keys, folder
        self.apps = folder / "apps.yaml"

    def looks(self, *options: str) -> tuple[int, list[dict[str, str | bool]]]:
        result = self.zetje("doctor", "--json", *(options or ("--offline",)))
        return result.exit_code, json.loads(result.stdout)

    def wrong(self, *options: str) -> list[str]:
        code, found = self.looks(*options)
        wrong = [one for one in found if not one["ok"]]
        assert code == (1 if wrong else 0)
        assert all(one["remedy"] for one in wrong), wrong
        return [str(one["what"]) for one in wrong]

    def copied(self) -> str:
        """Return what tells of a copy of the key ring that is kept elsewhere."""
        with TemporaryDirectory() as elsewhere:
            copy = Path(elsewhere) / "keys"
            copy.write_text(self.keys, encoding="utf-8")
            return self.zetje("key", "--copy", str(copy)).stdout.strip()

    def do(self, ticked_at: datetime | None = None, there: Installation | None = None) -> None:
        async def store() -> None:
            stores = SqlStores(self.database, KeyRing(self.keys))
            if ticked_at is not None:
                await stores.directory.ticked(ticked_at)
            if there is not None:
                await stores.installations.save(there)
            await stores.close()

        asyncio.run(store())


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
        try:
            return CliRunner().invoke(app, list(arguments), input=stdin)
        finally:
            # A command may have set up the log of its process, which is ours.
            structlog.reset_defaults()

    return call


@pytest.fixture
def clinic(
    zetje: Call,
    database: str,
    keys: str,
    stores: SqlStores,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Clinic:
    made = Clinic(zetje, database, keys, tmp_path)
    made.apps.write_text(SLACK, encoding="utf-8")
    for path in (made.apps, tmp_path / "zetje.db"):
        path.chmod(0o600)
    monkeypatch.setenv("ZETJE_APPS", str(made.apps))
    monkeypatch.setenv("ZETJE_KEYS_COPIED", made.copied())
    made.do(ticked_at=datetime.now(UTC))
    return made
