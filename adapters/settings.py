"""The settings: the environment, read once and checked. The only reader of the environment."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from ssl import PROTOCOL_TLS_CLIENT, SSLContext, SSLError
from urllib.parse import urlsplit

from adapters.apps_file import Apps, is_in_earnest, read_apps
from adapters.key_file import mark_of_copy, read_key_file, require_copy
from adapters.proxy import refuse_unusable
from bot.errors import SettingsError

PROMPTS = Path(__file__).resolve().parent.parent / "prompts"
LOG_LEVELS = ("debug", "info", "warning", "error")
FEWEST_CONNECTIONS = 3
# How alike a name is to that of a setting when it is meant to be one.
_NEARLY = 0.85


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What can be set. docs/settings.md explains each; a test keeps that page complete."""

    database: str
    keys: str
    host: str = "127.0.0.1"
    port: int = 8080
    prompts: Path = PROMPTS
    log_level: str = "info"
    tick_seconds: float = 10.0
    apps: Path | None = None
    public_url: str = ""
    metrics_port: int | None = None
    heartbeat_url: str | None = None
    database_connections: int = 20
    statement_seconds: int = 30
    keys_file: Path | None = None
    keys_copied: str = ""
    password_file: Path | None = None


NAMES = {
    "database": "ZETJE_DATABASE",
    "keys": "ZETJE_KEYS",
    "keys_file": "ZETJE_KEYS_FILE",
    "host": "ZETJE_HOST",
    "port": "ZETJE_PORT",
    "prompts": "ZETJE_PROMPTS",
    "log_level": "ZETJE_LOG_LEVEL",
    "tick_seconds": "ZETJE_TICK_SECONDS",
    "apps": "ZETJE_APPS",
    "public_url": "ZETJE_PUBLIC_URL",
    "metrics_port": "ZETJE_METRICS_PORT",
    "heartbeat_url": "ZETJE_HEARTBEAT_URL",
    "database_connections": "ZETJE_DATABASE_CONNECTIONS",
    "statement_seconds": "ZETJE_STATEMENT_SECONDS",
    "keys_copied": "ZETJE_KEYS_COPIED",
}


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings. Raises SettingsError that names the variable, what is wrong and a good value."""

    def get(field: str, default: str) -> str:
        return environment.get(NAMES[field], "").strip() or default

    refuse_unusable(environment)
    _refuse_bundle(environment.get("SSL_CERT_FILE", "").strip())
    database = get("database", "sqlite:///zetje.db")
    keys = _keys(get("keys", ""), get("keys_file", ""), database)
    if not keys:
        raise SettingsError(
            "ZETJE_KEYS is not set: words of people cannot be stored without a key. Make one with "
            "`zetje key` and keep it apart from the database, or name a file with ZETJE_KEYS_FILE. "
            "A database that was used already needs its own key ring: a new key opens nothing of it."
        )
    return Settings(
        database=database,
        keys=keys,
        host=get("host", "127.0.0.1"),
        port=_port(environment),
        prompts=_folder(get("prompts", str(PROMPTS))),
        log_level=_level(get("log_level", "info")),
        tick_seconds=_seconds(get("tick_seconds", "10")),
        apps=_path(get("apps", "")),
        public_url=_address(get("public_url", "")),
        metrics_port=_metrics_port(get("metrics_port", "")),
        heartbeat_url=_heartbeat(get("heartbeat_url", "")),
        database_connections=_count("database_connections", get, 20, (FEWEST_CONNECTIONS, 500)),
        keys_file=_path(get("keys_file", "")),
        keys_copied=get("keys_copied", ""),
        password_file=_path(environment.get("PGPASSFILE", "")),
        statement_seconds=_count("statement_seconds", get, 30, (1, 600)),
    )


def apps_of(settings: Settings, environment: Mapping[str, str] = os.environ) -> Apps:
    """Return the chat apps of these settings. Raises SettingsError as `read_apps` does."""
    return read_apps(settings.apps, environment)


def misspelt(environment: Mapping[str, str] = os.environ) -> Mapping[str, str]:
    """Return the names that nothing reads, each with the setting that it nearly is."""
    names = list(NAMES.values())
    given = (name for name in environment if name.startswith("ZETJE") and name not in names)
    near = ((name, get_close_matches(name, names, 1, _NEARLY)) for name in sorted(given))
    return {name: meant[0] for name, meant in near if meant}


def refuse_without_copy(settings: Settings, apps: Apps) -> None:
    """Raise SettingsError when people's words would be sealed with a key of which no copy is known.

    Only where it is in earnest: with a chat platform that is not on this machine.
    """
    if is_in_earnest(apps):
        require_copy(settings.keys, settings.keys_copied)


def mark_of(copy: Path, environment: Mapping[str, str] = os.environ) -> str:
    """Return what ZETJE_KEYS_COPIED is for this copy of the key ring; raises as `mark_of_copy`."""
    database = environment.get(NAMES["database"], "").strip()
    return mark_of_copy(copy, database, _path(environment.get(NAMES["keys_file"], "")))


def apps_and_address(environment: Mapping[str, str] = os.environ) -> tuple[Apps, str]:
    """Return the chat apps and the public address, for what needs neither a database nor a key.

    Raises SettingsError as `read_settings` and `read_apps` do.
    """
    path = environment.get(NAMES["apps"], "").strip()
    apps = read_apps(Path(path) if path else None, environment)
    return apps, _address(environment.get(NAMES["public_url"], "").strip())


def _keys(keys: str, file: str, database: str) -> str:
    if keys and file:
        raise SettingsError("ZETJE_KEYS and ZETJE_KEYS_FILE are both set: give one of them.")
    return read_key_file(Path(file), database) if file else keys


def _path(text: str) -> Path | None:
    return Path(text.strip()) if text.strip() else None


def _address(text: str) -> str:
    begins_well = text.startswith(("https://", "http://127.0.0.1", "http://localhost"))
    if text and not (begins_well and _has_host(text)):
        raise SettingsError(
            f"ZETJE_PUBLIC_URL is {text!r}: give the address that the platforms call, such as "
            "https://zetje.example.nl"
        )
    return text.rstrip("/")


def _has_host(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _refuse_bundle(path: str) -> None:
    """Raise SettingsError when no certificate can be read from this file, of which TLS says nothing."""
    try:
        if path:
            SSLContext(PROTOCOL_TLS_CLIENT).load_verify_locations(path)
    except OSError as error:
        # What TLS itself cannot read is one too.
        why = "no certificates are in it" if isinstance(error, SSLError) else error.strerror
        raise SettingsError(
            f"SSL_CERT_FILE is {path!r}: {why}. Name a file with certificates (PEM), such as "
            "/etc/ssl/certs/ca-certificates.crt, or take the setting away."
        ) from None


def _port(environment: Mapping[str, str]) -> int:
    given = ((name, environment.get(name, "").strip()) for name in (NAMES["port"], "PORT"))
    name, text = next(((name, text) for name, text in given if text), (NAMES["port"], "8080"))
    if not text.isdecimal() or len(text) > 5 or not 0 < int(text) < 65536:
        raise SettingsError(f"{name} is {text!r}: give a number from 1 to 65535")
    return int(text)


def _count(
    field: str, get: Callable[[str, str], str], default: int, limits: tuple[int, int]
) -> int:
    text, (least, most) = get(field, str(default)), limits
    if not (text.isascii() and text.isdecimal() and least <= int(text[:9]) <= most):
        raise SettingsError(f"{NAMES[field]} is {text!r}: give a number from {least} to {most}")
    return int(text)


def _metrics_port(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or len(text) > 5 or not 0 < int(text) < 65536:
        raise SettingsError(f"ZETJE_METRICS_PORT is {text!r}: give a number from 1 to 65535")
    return int(text)


def _heartbeat(text: str) -> str | None:
    if text and not (text.startswith(("https://", "http://")) and _has_host(text)):
        # The address itself may be a secret.
        raise SettingsError(
            "ZETJE_HEARTBEAT_URL is no web address: write it like https://hartslag.example.nl/zetje"
        )
    return text or None


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 1 <= seconds <= 60:
        raise SettingsError(f"ZETJE_TICK_SECONDS is {text!r}: give a number from 1 to 60")
    return seconds


def _folder(text: str) -> Path:
    path = Path(text)
    if not path.is_dir():
        raise SettingsError(f"ZETJE_PROMPTS is {text!r}: there is no such folder")
    return path


def _level(text: str) -> str:
    if text.lower() not in LOG_LEVELS:
        raise SettingsError(f"ZETJE_LOG_LEVEL is {text!r}: give one of {', '.join(LOG_LEVELS)}")
    return text.lower()
