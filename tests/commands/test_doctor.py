"""`zetje doctor`: each thing that can be wrong is named, with what to do about it."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from adapters import proxy
from adapters.apps_file import read_apps
from adapters.doctor import outbound
from adapters.sql.stores import SqlStores
from adapters.vault.keyring import KeyRing, new_key
from bot.model.installations import Installation
from bot.model.people import Person, Platform, Role, Standing
from tests.commands.conftest import Call
from tests.factories import JOKE, WATERSTAD, a_person, a_series

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


def test_all_is_well(clinic: Clinic) -> None:
    assert clinic.wrong() == []
    text = clinic.zetje("doctor", "--offline")
    assert text.exit_code == 0
    assert text.stdout.endswith("Everything is in order.\n")
    assert "outbound: slack.com:443" in text.stdout
    assert "geheim" not in text.stdout


def test_when_series_run_and_no_admin_hears_of_trouble(clinic: Clinic) -> None:
    async def run(*admins: Person) -> None:
        stores = SqlStores(clinic.database, KeyRing(clinic.keys))
        async with stores.of(WATERSTAD).write() as unit:
            await unit.series.save(a_series())
            for admin in admins:
                await unit.people.save(admin)
        await stores.close()

    joke = a_person(
        JOKE, roles=frozenset({Role.ADMIN}), standing=Standing.NOT_STARTED, welcomed_at=None
    )
    asyncio.run(run(joke))
    (told,) = clinic.wrong()
    assert told == "admins of waterstad: series run, and nobody hears it when one falls silent"
    asyncio.run(run(replace(joke, welcomed_at=datetime.now(UTC))))
    assert clinic.wrong() == []


def test_without_a_key_nothing_else_is_looked_at(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ZETJE_KEYS")
    (wrong,) = clinic.wrong()
    assert "ZETJE_KEYS is not set" in wrong


def test_a_key_that_is_missing_shows(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    for ring, wrong in (
        (new_key("other"), ["keys: what is stored does not open with them"]),
        (f"{new_key('other')},{clinic.keys}", []),
    ):
        clinic.keys = ring
        monkeypatch.setenv("ZETJE_KEYS", ring)
        monkeypatch.setenv("ZETJE_KEYS_COPIED", clinic.copied())
        assert clinic.wrong() == wrong


def test_a_key_ring_that_is_none(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZETJE_KEYS", "not-a-ring")
    assert clinic.wrong()[0].startswith("keys: ")


def test_a_database_that_is_not_there_is_not_made(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = clinic.folder / "elsewhere.db"
    monkeypatch.setenv("ZETJE_DATABASE", f"sqlite:///{elsewhere}")
    (wrong,) = clinic.wrong()
    assert "elsewhere.db is not there yet" in wrong
    assert not elsewhere.exists()


def test_others_may_not_open_the_database_the_apps_file_or_their_folder(clinic: Clinic) -> None:
    (clinic.folder / "zetje.db").chmod(0o644)
    clinic.apps.chmod(0o640)
    clinic.folder.chmod(0o777)
    wrong = clinic.wrong()
    assert len(wrong) == 3
    assert wrong[0].startswith("apps: others on this machine may open")
    assert wrong[1].startswith("database: others on this machine may open")
    assert wrong[2].startswith("database: others may change what is in the folder")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("slack: [", "is no YAML"),
        ("slack: {own: {tenant: waterstad}}", "slack.own: give signing_secret"),
        ("slack: {own: {bot_token: {file: /no/such/file}}}", "/no/such/file cannot be read"),
        ("teams: {own: {app_id: '', development: true}}", None),
    ],
)
def test_what_is_wrong_with_the_apps_file(clinic: Clinic, text: str, told: str | None) -> None:
    clinic.apps.write_text(text, encoding="utf-8")
    wrong = clinic.wrong()
    assert (told is None and wrong == []) or (told is not None and told in wrong[0])


def test_without_a_copy_of_the_key_ring_nothing_starts(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ZETJE_KEYS_COPIED")
    (wrong,) = clinic.wrong()
    assert wrong.startswith("copy: of the key test no copy is known (ZETJE_KEYS_COPIED)")
    serve = clinic.zetje("serve")
    assert serve.exit_code == 1
    assert "ZETJE_KEYS_COPIED" in str(serve.exception)


def test_files_with_secrets_are_listed_and_may_not_be_open(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    with TemporaryDirectory() as elsewhere:
        ring, token, password = (Path(elsewhere) / name for name in ("keys", "token", "pgpass"))
        for path, text in ((ring, clinic.keys), (token, "xoxb-geheim"), (password, "*:*:*:*:p")):
            path.write_text(text, encoding="utf-8")
            path.chmod(0o600)
        monkeypatch.delenv("ZETJE_KEYS")
        monkeypatch.setenv("ZETJE_KEYS_FILE", str(ring))
        monkeypatch.setenv("PGPASSFILE", str(password))
        named = SLACK.replace("bot_token: xoxb-geheim", f"bot_token: {{file: {token}}}")
        clinic.apps.write_text(named, encoding="utf-8")
        _, found = clinic.looks()
        listed = [str(one["what"]) for one in found if str(one["what"]).startswith("secrets: ")]
        assert [what.rpartition(" ")[2] for what in listed] == [
            str(ring),
            str(password),
            str(token),
        ]
        token.chmod(0o644)
        assert clinic.wrong() == [
            f"secrets: of the apps file: others on this machine may open {token}"
        ]
        password.unlink()
        assert len(clinic.wrong()) == 2


def test_a_proxy_is_told_without_its_password(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", "http://zetje:geheim@proxy.example.nl:3128")
    proxy._address.cache_clear()
    _, found = clinic.looks()
    proxy._address.cache_clear()
    told = [str(one["what"]) for one in found if "by the proxy" in str(one["what"])]
    assert told == [
        "outbound: https goes by the proxy http://proxy.example.nl:3128, except for NO_PROXY"
    ]


def test_an_open_door_is_wrong(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    clinic.apps.write_text("teams: {own: {app_id: '', development: true}}", encoding="utf-8")
    monkeypatch.setenv("ZETJE_HOST", "0.0.0.0")
    assert "development: true" in clinic.wrong()[0]


def test_no_apps_file_is_wrong(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ZETJE_APPS")
    assert clinic.wrong() == ["apps: no chat platform is set up"]


def test_an_app_of_a_tenant_that_is_not_there(clinic: Clinic) -> None:
    clinic.apps.write_text(SLACK.replace("waterstad", "elders"), encoding="utf-8")
    assert clinic.wrong() == ["slack own: there is no tenant elders"]


def test_an_app_that_is_installed_and_not_in_the_apps_file(clinic: Clinic) -> None:
    there = Installation(
        platform=Platform.TEAMS,
        workspace="T9",
        app="gone",
        tenant=WATERSTAD,
        installed_at=datetime(2027, 1, 1, tzinfo=UTC),
    )
    clinic.do(there=there)
    assert clinic.wrong() == ["teams gone: installed in T9, and not in the apps file"]


def test_a_clock_that_stands_still(clinic: Clinic) -> None:
    clinic.do(ticked_at=datetime.now(UTC) - timedelta(minutes=3))
    assert clinic.wrong()[0].startswith("clock: no tick since")


def test_a_platform_that_cannot_be_reached_is_a_finding_and_no_crash(clinic: Clinic) -> None:
    nowhere = SLACK.replace("{tenant", "{api_url: 'http://127.0.0.1:9/', tenant")
    clinic.apps.write_text(nowhere, encoding="utf-8")
    result = clinic.zetje("doctor")
    assert result.exit_code == 1
    assert "WRONG slack own: the token does not work" in result.stdout
    assert "geheim" not in result.stdout + result.stderr


def test_the_firewall_is_told_every_host_of_both_platforms(tmp_path: Path) -> None:
    path = tmp_path / "apps.yaml"
    path.write_text(
        SLACK + "  socket: {tenant: t, bot_token: x, app_token: y}\n"
        "teams:\n  own: {app_id: 11111111-1111-1111-1111-111111111111, client_secret: x, "
        "home_tenant: t}\n",
        encoding="utf-8",
    )
    told = [one.what for one in outbound(read_apps(path, {}))]
    assert told[0] == "outbound: login.botframework.com:443"
    assert "outbound: login.microsoftonline.com:443" in told
    assert "outbound: smba.trafficmanager.net:443" in told
    assert "outbound: slack.com:443" in told
    assert any("wss-primary.slack.com:443" in one for one in told)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SSL_CERT_FILE", "/no/such/file"),
        ("HTTPS_PROXY", "socks5://proxy.example.nl:1080"),
        ("ZETJE_PUBLIC_URL", "https://"),
        ("ZETJE_HEARTBEAT_URL", "http://"),
    ],
)
def test_when_nothing_could_go_out_as_it_is_set(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    (wrong,) = clinic.wrong()
    assert wrong.startswith(f"settings: {name}")


def test_when_the_database_would_be_gone_at_once(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZETJE_DATABASE", "sqlite:///:memory:")
    code, found = clinic.looks()
    (wrong,) = [one for one in found if not one["ok"]]
    assert code == 1
    assert "names no file" in str(wrong["what"])
    assert wrong["remedy"] == "Mend ZETJE_DATABASE."
