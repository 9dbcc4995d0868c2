"""Migrated databases for tests: made once, then copied."""

import fcntl
import os
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir, mkdtemp

import psycopg
import pytest
from sqlalchemy import URL, make_url

from adapters.queue import schema
from adapters.sql.migrate import migrate
from adapters.sql.stores import SqlStores
from tests import postgres
from tests.fakes.memory import MemoryStores
from tests.fakes.vault import a_vault

# The folder of the one PostgreSQL that all processes of a test run share.
_SHARED = "ZETJE_TEST_POSTGRES"
_PREFIX = "zetje-pg-"
_ADDRESS, _OWNER = "address", "owner"
_numbers = count(1)


def a_database(folder: Path) -> str:
    """Return the address of a fresh, migrated SQLite database in this folder."""
    path = folder / "zetje.db"
    path.write_bytes(_template())
    return f"sqlite:///{path}"


@contextmanager
def a_postgres_database(*, migrated: bool = True) -> Iterator[str]:
    """Return the address of a fresh PostgreSQL database, which is dropped at the end.

    Skips the test, with the reason, where there is no PostgreSQL.
    """
    reason = postgres.why_not()
    if reason is not None:
        pytest.skip(reason)
    address = _maintenance()
    name = f"zetje_{os.getpid()}_{next(_numbers)}"
    template = _template_name() if migrated else "template0"
    _run(address, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield _text(address.set(database=name))
    finally:
        _run(address, f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def a_queue_database() -> Iterator[str]:
    """Return the address of a fresh PostgreSQL database that also has the tables of the queue."""
    with a_postgres_database() as address:
        schema.apply(address)
        yield address


@contextmanager
def a_database_of(kind: str, folder: Path) -> Iterator[str]:
    """Return the address of a fresh, migrated database: `sqlite` in this folder, or `postgres`."""
    if kind == "sqlite":
        yield a_database(folder)
    else:
        with a_postgres_database() as address:
            yield address


def begin_session() -> None:
    """Say where the PostgreSQL of this test run will be; the first test that needs it starts it."""
    _end_abandoned()
    folder = Path(mkdtemp(prefix=_PREFIX))
    (folder / _OWNER).write_text(str(os.getpid()), encoding="utf-8")
    os.environ[_SHARED] = str(folder)


def _end_abandoned() -> None:
    """Stop the servers of runs that were killed before they could."""
    for folder in Path(gettempdir()).glob(f"{_PREFIX}*"):
        try:
            os.kill(int((folder / _OWNER).read_text(encoding="utf-8")), 0)
        except ProcessLookupError:
            postgres.stop(folder)
        except (OSError, ValueError):
            continue  # it is somebody else's, or going already


def end_session() -> None:
    """Stop it. On a server that was given, only what was made there is removed."""
    folder = Path(os.environ[_SHARED])
    if (folder / _ADDRESS).exists() and postgres.is_given():
        _run(_maintenance(), f"DROP DATABASE IF EXISTS {_template_name()}")
    postgres.stop(folder)
    del os.environ[_SHARED]


def _template_name() -> str:
    """Return a name of this run's own: other runs may use the same server."""
    return Path(os.environ[_SHARED]).name.replace("-", "_")


@cache
def _maintenance() -> URL:
    folder = Path(os.environ[_SHARED])
    written = folder / _ADDRESS
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not written.exists():
            url = postgres.start(folder)
            _make_template(make_url(url))
            written.write_text(url, encoding="utf-8")
        return make_url(written.read_text(encoding="utf-8"))


def _make_template(address: URL) -> None:
    _run(address, f"CREATE DATABASE {_template_name()} TEMPLATE template0")
    migrate(_text(address.set(database=_template_name())))


def _text(address: URL) -> str:
    return address.render_as_string(hide_password=False)


def _run(address: URL, command: str) -> None:
    with psycopg.connect(_text(address), autocommit=True) as connection:
        connection.execute(command.encode())


@cache
def _template() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.db"
        migrate(f"sqlite:///{path}")
        database = sqlite3.connect(path)
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        return path.read_bytes()


@asynccontextmanager
async def fresh_stores(kind: str, folder: Path) -> AsyncIterator[MemoryStores | SqlStores]:
    """Return empty stores of a kind: `memory`, `sqlite` in this folder, or `postgres`."""
    with ExitStack() as stack:
        made: MemoryStores | SqlStores
        match kind:
            case "memory":
                made = MemoryStores()
            case _:
                address = stack.enter_context(a_database_of(kind, folder))
                made = SqlStores(address, a_vault())
        yield made
        await made.close()
