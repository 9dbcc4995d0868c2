"""The apps file: read whole or refused with the place and what to do, and never a secret in an error."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from adapters.apps_file import Apps, SlackApp, TeamsApp, read_apps, refuse_open_doors
from bot.errors import SettingsError

ID = "11111111-1111-1111-1111-111111111111"
SLACK = "slack: {own: {tenant: lindewaard, bot_token: xoxb-1, signing_secret: geheim}}"
TEAMS = f"teams: {{own: {{app_id: {ID}, client_secret: geheim, home_tenant: t}}}}"
DOCS = Path(__file__).resolve().parent.parent / "docs"


def read(folder: Path, text: str, environment: dict[str, str] | None = None) -> Apps:
    path = folder / "apps.yaml"
    path.write_text(text, encoding="utf-8")
    return read_apps(path, environment or {})


def test_without_a_file_there_are_no_apps() -> None:
    assert read_apps(None, {}) == Apps()


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "slack: {}\nteams: {}\n"])
def test_an_empty_file_has_no_apps(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == Apps()


def test_the_example_of_the_page_can_be_read(tmp_path: Path) -> None:
    page = (DOCS / "apps.md").read_text(encoding="utf-8")
    example = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert example is not None
    for name in ("slack-bot-token", "teams-secret"):
        (tmp_path / name).write_text(f"{name}\n", encoding="utf-8")
    text = example[1].replace("/etc/zetje", str(tmp_path))
    apps = read(tmp_path, text, {"LINDEWAARD_SLACK_APP_TOKEN": "xapp-1"})
    slack, teams = apps.slack["lindewaard"], apps.teams["gemeenten"]
    assert slack.bot_token is not None
    assert slack.bot_token.get_secret_value() == "slack-bot-token"
    assert teams.client_secret_expires_on == date(2028, 6, 14)


def test_secrets_come_as_text_from_a_file_or_from_the_environment(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("  from-a-file \n", encoding="utf-8")
    text = (
        "slack: {own: {tenant: t, bot_token: as-text, "
        f"signing_secret: {{file: {secret}}}, app_token: {{env: NAMED}}}}}}"
    )
    own = read(tmp_path, text, {"NAMED": " from-the-environment "}).slack["own"]
    found = (own.bot_token, own.signing_secret, own.app_token)
    assert [one.get_secret_value() for one in found if one] == [
        "as-text",
        "from-a-file",
        "from-the-environment",
    ]
    assert "as-text" not in repr(own)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("slack: [", "this is not valid YAML"),
        ("just words", "line 1: a mapping belongs here"),
        ("discord: {}", "discord: this key is not known here — choose from slack, teams"),
        ("slack: {Own App: {}}", "slack.Own App: this is not written as it should — write small"),
        ("slack: {own: {}}", "slack.own: give signing_secret"),
        ("slack: {own: {app_token: x}}", "slack.own: give bot_token"),
        ("slack: {own: {app_token: x, client_id: y}}", "slack.own: give bot_token"),
        ("slack: {own: {app_token: x, bot_token: y}}", "slack.own: an app with a bot_token"),
        (SLACK.replace("xoxb-1", "''"), "slack.own.bot_token"),
        (SLACK.replace("xoxb-1", "'  '"), "slack.own.bot_token"),
        (SLACK.replace("xoxb-1", "{env: NOT_SET}"), "variable NOT_SET is empty or not set"),
        (SLACK.replace("xoxb-1", "{file: /no/such}"), "the file /no/such cannot be read"),
        (SLACK.replace("xoxb-1", "{file: /a, env: B}"), "slack.own.bot_token"),
        (SLACK.replace("tenant:", "command: zetje, tenant:"), "slack.own.command"),
        (
            SLACK.replace("tenant:", "per_second: 51, tenant:"),
            "slack.own.per_second: this is too large — write 50 or less",
        ),
        (
            SLACK.replace("tenant:", "per_second: -1, tenant:"),
            "slack.own.per_second: this is too small — write 0 or more",
        ),
        (
            SLACK.replace("tenant:", "colour: red, tenant:"),
            "slack.own.colour: this key is not known here",
        ),
        (
            TEAMS.replace(ID, "my-app"),
            "teams.own.app_id: this is not written as it should — write the",
        ),
        (
            SLACK.replace("bot_token", "bot_tokn"),
            "bot_tokn: this key is not known here — did you mean",
        ),
        (
            SLACK.replace("xoxb-1", "[xoxb-1]"),
            "bot_token: a text belongs here — write `{file: PATH}`",
        ),
        (
            TEAMS.replace("home", "mentions: 1, hosts: x, home"),
            "teams.own.hosts: a list belongs here",
        ),
        (
            TEAMS.replace("home", "development: maybe, home"),
            "development: this is not true or false",
        ),
        (TEAMS.replace(ID, "''"), "teams.own: give app_id, client_secret and home_tenant"),
        (TEAMS.replace(", home_tenant: t", ""), "teams.own: give app_id"),
        (TEAMS.replace("home", "client_secret_expires_on: soon, home"), "expires_on"),
        (
            TEAMS.replace("home", "client_secret_expires_on: 2027-02-30, home"),
            "expires_on: this is no date — write it like 2027-01-31",
        ),
        (
            "slack: {}\nteams:\n  own: {per_second: 0b_}",
            "line 3: teams.own.per_second: this is no whole number",
        ),
        (
            "slack:\n  own:\n    colour: red\n",
            "line 3: slack.own.colour: this key is not known here",
        ),
        ("[" * 3000, "line 1: [0][0][0][0][0][0][0][0]: this is nested more than 8 levels deep"),
        (
            f"{SLACK}\n{SLACK}",
            "line 2: slack: the key 'slack' stands here twice (first on line 1) — keep one of the two",
        ),
        (f"{SLACK}\n---\n{SLACK}", "line 2: a second document starts here"),
        (f"# ours\n\t{SLACK}", "line 2: the line is indented with a tab — indent with spaces"),
        (SLACK.replace("geheim", "*geheim"), "signing_secret: the alias '*…' is not allowed"),
        (SLACK.replace("geheim", "&geheim"), "signing_secret: the anchor '&…' is not allowed"),
        (
            SLACK.replace("geheim", "!geheim x"),
            "the tag '…' is not allowed — remove it; quotes make",
        ),
        (SLACK.replace("xoxb-1", '"xoxb-1\\nxoxb-2"'), "slack.own.bot_token: the text holds more"),
        (SLACK.replace("xoxb-1", "xoxb-é"), "bot_token: the text holds"),
        (SLACK.replace("tenant:", "api_url: slack.com, tenant:"), "api_url: it is no web address"),
        (
            SLACK.replace("tenant:", "api_url: 'http://[::1', tenant:"),
            "api_url: it is no web address",
        ),
        (TEAMS.replace("home", "login_url: 'https://', home"), "login_url: it is no web address"),
        (TEAMS.replace("home", "hosts: [''], home"), "teams.own.hosts.0: it is no host"),
        (TEAMS.replace("home", "hosts: ['https://smba.nl/'], home"), "hosts.0: it is no host"),
        (TEAMS.replace("home_tenant: t", "home_tenant: t/u"), "teams.own.home_tenant"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(SettingsError) as raised:
        read(tmp_path, text)
    assert told in str(raised.value)
    assert str(tmp_path / "apps.yaml") in str(raised.value)
    assert "geheim" not in str(raised.value)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"xoxb-1\nxoxb-2\n", "holds more than a secret"),
        (b"xoxb-\xe9", "cannot be read: it is not UTF-8"),
        ("xoxb-1".encode("utf-16"), "cannot be read: it is not UTF-8"),
    ],
)
def test_a_file_with_more_than_a_secret_is_named(tmp_path: Path, content: bytes, told: str) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(content)
    with pytest.raises(SettingsError) as raised:
        read(tmp_path, SLACK.replace("xoxb-1", f"{{file: {secret}}}"))
    assert f"slack.own.bot_token: the file {secret} {told}" in str(raised.value)
    assert "xoxb" not in str(raised.value)


def test_files_as_windows_writes_them_are_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"\xef\xbb\xbfxoxb-1\r\n")
    text = SLACK.replace("xoxb-1", f"{{file: {secret}}}").replace("{own", "\r\n  {own")
    token = read(tmp_path, f"\ufeff{text}\r\n").slack["own"].bot_token
    assert token is not None
    assert token.get_secret_value() == "xoxb-1"


def test_ids_and_hosts_are_read_as_they_come_in(tmp_path: Path) -> None:
    text = TEAMS.replace("home_tenant: t", "home_tenant: T-A, entra_tenant: E-A, hosts: [SMBA.nl]")
    own = read(tmp_path, text.replace(ID, "ABCDEF01" + ID[8:])).teams["own"]
    assert (own.app_id, own.home_tenant) == ("abcdef01" + ID[8:], "t-a")
    assert (own.entra_tenant, own.hosts) == ("e-a", ("smba.nl",))


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.yaml cannot be read"):
        read_apps(tmp_path / "none.yaml", {})
    (tmp_path / "apps.yaml").write_bytes(b"slack: \xff")
    with pytest.raises(SettingsError, match="line 1: the file is not UTF-8"):
        read_apps(tmp_path / "apps.yaml", {})


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_an_app_that_checks_nothing_runs_on_loopback(tmp_path: Path, host: str) -> None:
    apps = read(tmp_path, "teams: {play: {app_id: '', development: true}}")
    refuse_open_doors(apps, host)
    assert apps.teams["play"].client_secret is None


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "zetje.example.nl", ""])
def test_and_nowhere_else(tmp_path: Path, host: str) -> None:
    apps = read(tmp_path, "teams: {play: {app_id: '', development: true}}")
    with pytest.raises(SettingsError, match="play"):
        refuse_open_doors(apps, host)
    refuse_open_doors(read(tmp_path, SLACK), host)


def documented(heading: str) -> dict[str, str]:
    """Return the keys in the table under this heading of the page, with their rows."""
    page = (DOCS / "apps.md").read_text(encoding="utf-8")
    part = re.split(r"^## ", page, flags=re.MULTILINE)
    (section,) = [one for one in part if one.startswith(heading)]
    return {row[1]: row[0] for row in re.finditer(r"^\| `(\w+)` \|.*$", section, re.MULTILINE)}


@pytest.mark.parametrize(("heading", "model"), [("Slack", SlackApp), ("Teams", TeamsApp)])
def test_the_page_explains_every_key_with_its_default(heading: str, model: type[BaseModel]) -> None:
    rows = documented(heading)
    assert set(rows) == set(model.model_fields)
    for name, field in model.model_fields.items():
        default: Any = field.get_default()
        is_secret = "SecretStr" in str(field.annotation)
        assert ("*secret*" in rows[name]) is is_secret, name
        if default and not isinstance(default, tuple) and default is not ...:
            is_required = field.is_required()
            shown = str(default).lower() if isinstance(default, bool) else str(default)
            assert is_required or f"`{shown}`" in rows[name], name
        if isinstance(default, tuple):
            assert all(f"`{one}`" in rows[name] for one in default)
