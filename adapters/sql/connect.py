"""How to connect: one address, SQLite or PostgreSQL."""

from pathlib import Path

from sqlalchemy import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.sql import postgres, sqlite
from bot.errors import SettingsError

DEFAULT_FILE = "zetje.db"

_EXAMPLES = (
    "write it like sqlite:////var/lib/zetje/zetje.db or postgresql://zetje@db.example.nl/zetje"
)


def connect(url: str, *, durable: bool = True) -> AsyncEngine:
    """Return an engine for a database address such as `sqlite:////var/lib/zetje/zetje.db`.

    A transaction on a connection with the execution option WRITES holds the right to write from
    its first moment (on PostgreSQL: in the tenant that the option names). Raises SettingsError for
    an address that cannot be used.

    Without `durable` a power failure (not a crash of the process) may lose what was committed
    last: for a database that is thrown away. On PostgreSQL that is for its server to say.
    """
    address = _read(url)
    if is_postgres(url):
        return postgres.async_engine(address)
    return sqlite.async_engine(address, durable=durable)


def connect_for_migration(url: str) -> Engine:
    """Return an engine without asyncio, on which every transaction writes, one at a time.

    An SQLite file that is not there is made, for its owner only.
    """
    address = _read(url)
    if is_postgres(url):
        return postgres.migration_engine(address)
    return sqlite.migration_engine(address)


def is_postgres(url: str) -> bool:
    """Tell whether it is PostgreSQL, which many processes share. Raises SettingsError as `connect`."""
    return _read(url).get_backend_name() == "postgresql"


def database_file(url: str) -> Path:
    """Return the file of an SQLite address. Raises SettingsError for an address that cannot be used."""
    return Path(_read(url).database or DEFAULT_FILE)


def _read(url: str) -> URL:
    # Hosting platforms write the scheme as PostgreSQL's own tools took it long ago.
    text = url.replace("postgres://", "postgresql://", 1) if url.startswith("postgres://") else url
    try:
        address = make_url(text)
    except (ArgumentError, ValueError):
        raise SettingsError(f"The database address cannot be read; {_EXAMPLES}") from None
    if address.get_backend_name() not in ("sqlite", "postgresql"):
        raise SettingsError(
            f"The database address starts with {address.drivername}, which Zetje cannot use; "
            f"{_EXAMPLES}"
        )
    return address
