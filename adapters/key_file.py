"""The key ring in a file, and the copy of it: neither may lie where the database lies.

One backup would hold both. That there is a copy elsewhere shows in its mark, which only somebody who
has the copy can tell.
"""

import re
from hashlib import sha256
from pathlib import Path

from bot.errors import SettingsError

_SQLITE = "sqlite"
_ENTRY = re.compile(r"[A-Za-z0-9_-]{1,20}:[A-Za-z0-9+/_-]+={0,2}")


def read_key_file(path: Path, database: str) -> str:
    """Return the key ring in this file: as in ZETJE_KEYS, also with a key on each line.

    Raises SettingsError when the file cannot be read, is empty, or lies in the folder of the SQLite
    database or below it.
    """
    _refuse_beside(path, database)
    return _read(path, "ZETJE_KEYS_FILE")


def mark_of_copy(path: Path, database: str, in_use: Path | None) -> str:
    """Return the mark of the copy of a key ring in this file: `id:mark`, with commas between.

    A mark says which key it is, and nothing about it. Raises SettingsError for the key ring itself,
    for a copy that lies with the SQLite database, for a file that holds something else than a key
    ring, and as `read_key_file` does.
    """
    if in_use is not None and in_use.resolve() == path.resolve():
        raise SettingsError(f"{path} is the key ring itself: name the file with its copy.")
    if not path.exists():
        raise SettingsError(
            f"the copy: {path} is not there. Copy the key ring to it first (`cp`): this only looks at it."
        )
    _refuse_beside(path, database)
    keys = _read(path, "the copy")
    if not all(_ENTRY.fullmatch(entry) for entry in keys.split(",") if entry):
        raise SettingsError(
            f"the copy: {path} holds no key ring, or more than that: name the file with the copy, "
            "with `id:key` on each line."
        )
    return ",".join(f"{key}:{mark}" for key, mark in _marks(keys).items())


def require_copy(keys: str, marks: str) -> None:
    """Raise SettingsError unless these marks tell of a copy of every key in the ring."""
    told = {entry.strip() for entry in marks.split(",")}
    missing = [key for key, mark in _marks(keys).items() if f"{key}:{mark}" not in told]
    if missing:
        why = "ZETJE_KEYS_COPIED tells of another" if told - {""} else "ZETJE_KEYS_COPIED"
        raise SettingsError(
            f"of the key {missing[0]} no copy is known ({why}): without it nobody can "
            "read what it sealed, not in a backup of the database either. Copy the key ring to a "
            "place apart from the database and its backups, run `zetje key --copy FILE` on that "
            "copy, and set ZETJE_KEYS_COPIED to what it prints."
        )


def _marks(keys: str) -> dict[str, str]:
    entries = [entry.strip().partition(":") for entry in keys.split(",") if entry.strip()]
    return {
        name: sha256(f"zetje key {name} {key}".encode()).hexdigest()[:12]
        for name, _, key in entries
    }


def _read(path: Path, what: str) -> str:
    try:
        # Some editors begin a file with a mark that nobody sees.
        lines = path.read_text(encoding="utf-8-sig").split()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8"
        raise SettingsError(f"{what}: {path} cannot be read: {why}.") from None
    keys = ",".join(line.strip(",") for line in lines)
    if not keys:
        raise SettingsError(
            f"{what}: {path} is empty. Put the key ring back from its copy; only for a new database, "
            "make a key with `zetje key`."
        )
    return keys


def _refuse_beside(path: Path, database: str) -> None:
    scheme, _, rest = database.partition("://")
    if scheme.partition("+")[0] != _SQLITE:
        return
    folder = Path(rest.removeprefix("/").partition("?")[0] or "zetje.db").resolve().parent
    if folder in path.resolve().parents:
        raise SettingsError(
            f"{path} lies in the folder of the database ({folder}): whoever has a "
            "backup of that folder could read people's words. Put the key ring in a folder of its "
            "own, and back it up apart."
        )
