"""The files with secrets: which there are, whether others may open them, whether the key ring has a copy."""

import stat
from collections.abc import Iterator
from pathlib import Path

from adapters.apps_file import Apps, is_in_earnest, secret_files
from adapters.findings import Finding
from adapters.key_file import require_copy
from adapters.settings import Settings
from bot.errors import SettingsError

_NOT_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def secrets(settings: Settings) -> Iterator[Finding]:
    """List the files with secrets, and say whether only their owner may read them."""
    named = [
        ("the key ring", settings.keys_file),
        ("the database's password", settings.password_file),
    ]
    for what, path in named:
        if path is not None:
            yield from closed(path, f"secrets: {what}")
    for path in secret_files(settings.apps) if settings.apps is not None else ():
        yield from closed(path, "secrets: of the apps file")


def copy(settings: Settings, apps: Apps) -> Iterator[Finding]:
    """Say whether a copy of the key ring is known: where a start without one is refused, or one is told."""
    if not (settings.keys_copied or is_in_earnest(apps)):
        return
    try:
        require_copy(settings.keys, settings.keys_copied)
    except SettingsError as error:
        yield Finding(False, f"copy: {error}", "docs/running.md, Backup and restore.")
    else:
        yield Finding(True, "copy: one of each key is known (ZETJE_KEYS_COPIED)")


def closed(path: Path, what: str) -> Iterator[Finding]:
    """Say whether only the owner may read a file, where the system knows owners."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        yield Finding(False, f"{what}: {path}: {error.strerror}", "May this account read it?")
        return
    if mode & _NOT_OTHERS:
        remedy = f"chmod 600 {path}"
        yield Finding(False, f"{what}: others on this machine may open {path}", remedy)
    else:
        yield Finding(True, f"{what}: only its owner may open {path}")
