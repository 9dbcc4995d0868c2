"""`zetje doctor`: each thing that can be wrong is named, with what to do about it."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters import proxy
from adapters.apps_file import read_apps
from adapters.doctor import outbound
from adapters.sql.stores import SqlStores
from adapters.vault.keyring import KeyRing
from bot.model.installations import Installation
from bot.model.people import Person, Platform, Role, Standing
from tests.commands.conftest import SLACK, Clinic
from tests.factories import JOKE, WATERSTAD, a_person, a_series


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


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("slack: [", "this is not valid YAML"),
        ("slack: {own: {tenant: waterstad}}", "slack.own: give signing_secret"),
        ("slack: {own: {bot_token: {file: /no/such/file}}}", "/no/such/file cannot be read"),
        ("teams: {own: {app_id: '', development: true}}", None),
    ],
)
def test_what_is_wrong_with_the_apps_file(clinic: Clinic, text: str, told: str | None) -> None:
    clinic.apps.write_text(text, encoding="utf-8")
    wrong = clinic.wrong()
    assert (told is None and wrong == []) or (told is not None and told in wrong[0])


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
    heartbeat = "https://hartslag.example.nl/geheim"
    told = [one.what for one in outbound(read_apps(path, {}), heartbeat)]
    assert told[0] == (
        "outbound: hartslag.example.nl:443 (from the clock, for ZETJE_HEARTBEAT_URL)"
    )
    assert "outbound: login.botframework.com:443" in told
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


def test_a_setting_that_is_misspelt_is_told_without_what_it_says(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZETJE_KEY_FILE", "geheim")
    monkeypatch.setenv("ZETJE_OF_ANOTHER_PROGRAM", "1")
    (wrong,) = [one for one in clinic.looks()[1] if not one["ok"]]
    assert wrong["what"] == "settings: nothing reads ZETJE_KEY_FILE"
    assert wrong["remedy"] == "Call it ZETJE_KEYS_FILE."
