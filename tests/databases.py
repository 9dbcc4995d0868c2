"""Migrated SQLite files for tests: made once, then copied."""

import sqlite3
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.sql.migrate import migrate


def a_database(folder: Path) -> str:
    """Return the address of a fresh, migrated database in this folder."""
    path = folder / "zetje.db"
    path.write_bytes(_template())
    return f"sqlite:///{path}"


@cache
def _template() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.db"
        migrate(f"sqlite:///{path}")
        database = sqlite3.connect(path)
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        return path.read_bytes()
