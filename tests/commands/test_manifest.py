"""`zetje manifest`: what Slack and Teams are given. What stands in it is tested with each platform."""

import json
from pathlib import Path
from zipfile import ZipFile

import pytest

from bot.errors import SettingsError
from tests.commands.conftest import Call

URL = "https://zetje.example.nl"
APP_ID = "11111111-1111-1111-1111-111111111111"
APPS = f"""
slack:
  own: {{tenant: lindewaard, bot_token: x, app_token: y, command: /duw, mentions: true}}
  store: {{signing_secret: x, client_id: a, client_secret: b}}
teams:
  own: {{app_id: {APP_ID}, client_secret: x, home_tenant: t}}
"""


@pytest.fixture
def apps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "apps.yaml"
    path.write_text(APPS, encoding="utf-8")
    monkeypatch.setenv("ZETJE_APPS", str(path))
    monkeypatch.setenv("ZETJE_PUBLIC_URL", URL)
    return path


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """No key, no database: a manifest is the first thing that somebody makes."""
    for name in ("ZETJE_KEYS", "ZETJE_DATABASE", "ZETJE_APPS", "ZETJE_PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)


def test_slack_without_any_setting_but_the_address(zetje: Call) -> None:
    made = json.loads(zetje("manifest", "slack", "--app", "own", "--url", URL).stdout)
    events = made["settings"]["event_subscriptions"]
    assert events["request_url"] == f"{URL}/slack/own/events"
    assert made["features"]["slash_commands"][0]["command"] == "/zetje"


def test_slack_by_socket_needs_no_address(zetje: Call) -> None:
    result = zetje("manifest", "slack", "--socket-mode", "--language", "en", "--command", "/nudge")
    made = json.loads(result.stdout)
    assert made["settings"]["socket_mode_enabled"] is True
    assert made["features"]["slash_commands"][0]["command"] == "/nudge"
    assert made["display_information"]["description"].startswith("A small push")


def test_slack_without_an_address_says_what_to_do(zetje: Call) -> None:
    result = zetje("manifest", "slack")
    assert isinstance(result.exception, SettingsError)
    assert "ZETJE_PUBLIC_URL" in str(result.exception)


def test_what_the_apps_file_says_of_a_slack_app_counts(zetje: Call, apps: Path) -> None:
    own = json.loads(zetje("manifest", "slack", "--app", "own").stdout)
    assert own["settings"]["socket_mode_enabled"] is True
    assert own["features"]["slash_commands"][0]["command"] == "/duw"
    assert "app_mentions:read" in own["oauth_config"]["scopes"]["bot"]
    store = json.loads(zetje("manifest", "slack", "--app", "store").stdout)
    assert store["oauth_config"]["redirect_urls"] == [f"{URL}/slack/store/oauth"]


def test_it_can_be_written_to_a_file(zetje: Call, tmp_path: Path) -> None:
    out = tmp_path / "manifest.json"
    result = zetje("manifest", "slack", "--socket-mode", "--out", str(out))
    assert str(out) in result.stdout
    assert json.loads(out.read_text(encoding="utf-8"))["display_information"]["name"] == "Zetje"


def test_a_teams_package_by_id_or_by_the_key_in_the_apps_file(
    zetje: Call, apps: Path, tmp_path: Path
) -> None:
    for number, options in enumerate((("--app", "own"), ("--app-id", APP_ID))):
        out = tmp_path / f"{number}.zip"
        result = zetje("manifest", "teams", *options, "--version", "1.2.3", "--out", str(out))
        assert result.exit_code == 0, result.stderr
        with ZipFile(out) as package:
            made = json.loads(package.read("manifest.json"))
        assert (made["id"], made["version"]) == (APP_ID, "1.2.3")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), "the apps file has no Teams app 'zetje': give --app-id"),
        (("--app-id", "my-app"), "'my-app' is no application id"),
    ],
)
def test_a_teams_package_needs_an_id(zetje: Call, options: tuple[str, ...], told: str) -> None:
    result = zetje("manifest", "teams", *options, "--url", URL)
    assert result.exit_code == 2
    assert told in " ".join(result.stderr.split())
