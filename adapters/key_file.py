"""The key ring in a file, which may not lie where the database lies: one backup would hold both."""

from pathlib import Path

from bot.errors import SettingsError

_SQLITE = "sqlite:///"


def read_key_file(path: Path, database: str) -> str:
    """Return the key ring in this file: as in ZETJE_KEYS, also with a key on each line.

    Raises SettingsError when the file cannot be read, is empty, or lies in the folder of the SQLite
    database or below it.
    """
    _refuse_beside(path, database)
    try:
        lines = path.read_text(encoding="utf-8").split()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8"
        raise SettingsError(f"ZETJE_KEYS_FILE: {path} cannot be read: {why}.") from None
    keys = ",".join(line.strip(",") for line in lines)
    if not keys:
        raise SettingsError(f"ZETJE_KEYS_FILE: {path} is empty. Make a key with `zetje key`.")
    return keys


def _refuse_beside(path: Path, database: str) -> None:
    if not database.startswith(_SQLITE):
        return
    folder = Path(database.removeprefix(_SQLITE).partition("?")[0]).resolve().parent
    if folder in path.resolve().parents:
        raise SettingsError(
            f"ZETJE_KEYS_FILE: {path} lies in the folder of the database ({folder}): whoever has a "
            "backup of that folder could read people's words. Put the key ring in a folder of its "
            "own, and back it up apart."
        )
