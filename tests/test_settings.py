"""The settings: read once, and refused with what is wrong and a good value."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from adapters.settings import NAMES, PROMPTS, Settings, read_settings
from bot.errors import SettingsError

KEYS = {"ZETJE_KEYS": "a:b"}


def test_only_the_key_ring_must_be_set() -> None:
    assert read_settings(KEYS) == Settings(database="sqlite:///zetje.db", keys="a:b")


def test_everything_can_be_set(tmp_path: Path) -> None:
    settings = read_settings(
        {
            "ZETJE_KEYS": "a:b",
            "ZETJE_DATABASE": "sqlite:////var/lib/zetje.db",
            "ZETJE_HOST": "0.0.0.0",
            "ZETJE_PORT": "9000",
            "ZETJE_PROMPTS": str(tmp_path),
            "ZETJE_LOG_LEVEL": "WARNING",
            "ZETJE_TICK_SECONDS": "2.5",
            "ZETJE_METRICS_PORT": "9100",
            "ZETJE_HEARTBEAT_URL": "https://hartslag.example.nl/zetje",
            "ZETJE_DATABASE_CONNECTIONS": "40",
            "ZETJE_STATEMENT_SECONDS": "5",
            "ZETJE_KEYS_COPIED": "a:0123456789ab",
        }
    )
    assert settings == Settings(
        database="sqlite:////var/lib/zetje.db",
        keys="a:b",
        host="0.0.0.0",
        port=9000,
        prompts=tmp_path,
        log_level="warning",
        tick_seconds=2.5,
        metrics_port=9100,
        heartbeat_url="https://hartslag.example.nl/zetje",
        database_connections=40,
        statement_seconds=5,
        keys_copied="a:0123456789ab",
    )


def test_the_port_of_a_hosting_platform_is_the_second_choice() -> None:
    assert read_settings(KEYS | {"PORT": "5000"}).port == 5000
    assert read_settings(KEYS | {"PORT": "5000", "ZETJE_PORT": "6000"}).port == 6000


@pytest.mark.parametrize("empty", ["", "   "])
def test_an_empty_setting_is_one_that_is_not_set(empty: str) -> None:
    settings = read_settings(KEYS | {name: empty for name in NAMES.values() if name not in KEYS})
    assert settings.prompts == PROMPTS
    assert settings.port == 8080
    with pytest.raises(SettingsError, match="zetje key"):
        read_settings({"ZETJE_KEYS": empty})


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"ZETJE_KEYS": ""}, "ZETJE_KEYS is not set.*`zetje key`.*its own key ring"),
        ({"ZETJE_PORT": "0"}, "ZETJE_PORT is '0': give a number from 1 to 65535"),
        ({"ZETJE_PORT": "65536"}, "ZETJE_PORT"),
        ({"ZETJE_PORT": "http"}, "ZETJE_PORT is 'http'"),
        ({"ZETJE_PORT": "²"}, "ZETJE_PORT"),
        ({"PORT": "many"}, "PORT is 'many'"),
        ({"ZETJE_TICK_SECONDS": "0.5"}, "ZETJE_TICK_SECONDS is '0.5': give a number from 1 to 60"),
        ({"ZETJE_TICK_SECONDS": "61"}, "ZETJE_TICK_SECONDS"),
        ({"ZETJE_TICK_SECONDS": "nan"}, "ZETJE_TICK_SECONDS"),
        ({"ZETJE_TICK_SECONDS": "soon"}, "ZETJE_TICK_SECONDS"),
        ({"ZETJE_METRICS_PORT": "0"}, "ZETJE_METRICS_PORT is '0': give a number from 1 to 65535"),
        ({"ZETJE_METRICS_PORT": "yes"}, "ZETJE_METRICS_PORT is 'yes'"),
        ({"ZETJE_HEARTBEAT_URL": "hartslag"}, "ZETJE_HEARTBEAT_URL is no web address"),
        ({"ZETJE_DATABASE_CONNECTIONS": "2"}, "CONNECTIONS is '2': give a number from 3 to 500"),
        ({"ZETJE_DATABASE_CONNECTIONS": "²"}, "ZETJE_DATABASE_CONNECTIONS"),
        ({"ZETJE_STATEMENT_SECONDS": "0"}, "SECONDS is '0': give a number from 1 to 600"),
        ({"ZETJE_STATEMENT_SECONDS": "1.5"}, "ZETJE_STATEMENT_SECONDS"),
        ({"ZETJE_PROMPTS": "/no/such/folder"}, "ZETJE_PROMPTS is '/no/such/folder'"),
        ({"ZETJE_HEARTBEAT_URL": "http://"}, "ZETJE_HEARTBEAT_URL is no web address"),
        ({"ZETJE_PUBLIC_URL": "https://"}, "ZETJE_PUBLIC_URL is 'https://': give the address"),
        ({"ZETJE_PUBLIC_URL": "https://zetje.example.nl:x"}, "ZETJE_PUBLIC_URL"),
        ({"HTTPS_PROXY": "nonsense"}, "HTTPS_PROXY is no proxy .* http://proxy.example.nl:3128"),
        ({"https_proxy": "http://:3128"}, "https_proxy is no proxy"),
        ({"HTTP_PROXY": "http://proxy.example.nl:a"}, "HTTP_PROXY is no proxy"),
        ({"ALL_PROXY": "socks5://proxy.example.nl:1080"}, r"ALL_PROXY .*SOCKS cannot"),
        ({"SSL_CERT_FILE": "/no/such/file"}, "SSL_CERT_FILE is '/no/such/file': No such file.*PEM"),
        ({"SSL_CERT_FILE": __file__}, "SSL_CERT_FILE .* no certificates are in it"),
        ({"ZETJE_LOG_LEVEL": "loud"}, "ZETJE_LOG_LEVEL is 'loud': give one of debug, info"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(environment: Mapping[str, str], told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        read_settings(KEYS | dict(environment))


def test_no_error_tells_the_key() -> None:
    with pytest.raises(SettingsError) as raised:
        read_settings({"ZETJE_KEYS": "secret:c2VjcmV0", "ZETJE_PORT": "x"})
    assert "c2VjcmV0" not in str(raised.value)


def test_the_page_about_settings_names_each_of_them() -> None:
    page = (PROMPTS.parent / "docs" / "settings.md").read_text(encoding="utf-8")
    assert [name for name in NAMES.values() if f"`{name}`" not in page] == []


def test_the_port_that_is_wrong_is_named() -> None:
    with pytest.raises(SettingsError, match=r"^PORT is 'abc'"):
        read_settings({**KEYS, "PORT": "abc"})


@pytest.mark.parametrize(
    "proxy", ["proxy.example.nl:3128", "http://proxy", "https://naam:geheim@proxy.example.nl:443"]
)
def test_a_proxy_is_written_as_other_programs_take_it(proxy: str) -> None:
    assert read_settings({**KEYS, "HTTPS_PROXY": proxy, "NO_PROXY": "*"}).keys == "a:b"


def test_no_error_tells_the_password_of_a_proxy() -> None:
    with pytest.raises(SettingsError) as raised:
        read_settings({**KEYS, "HTTPS_PROXY": "socks5://naam:geheim@proxy.example.nl"})
    assert "geheim" not in str(raised.value)
