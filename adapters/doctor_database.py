"""What the doctor says of the database: can it be used, who may open it, and has it room enough?"""

import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from adapters.clock.clocks import SystemClock
from adapters.findings import Finding
from adapters.queue.schema import version as queue_version
from adapters.room import MAKE_ROOM, NoRoomError
from adapters.secrets_kept import closed
from adapters.server_checks import place, sessions
from adapters.settings import FEWEST_CONNECTIONS, Settings
from adapters.sql.connect import database_file, is_postgres
from adapters.sql.limits import most_connections
from adapters.sql.migrate import require_current, revision, revisions
from bot.errors import SettingsError

# The most connections that a clock or worker takes for the queue.
_FOR_THE_QUEUE = 4


def database(settings: Settings) -> tuple[bool, Sequence[Finding]]:
    """Return whether the database can be looked into, and what was found of it. Raises nothing."""
    found: list[Finding] = []
    try:
        for one in _looked_at(settings):
            found.append(one)  # noqa: PERF402 - what was found before it fails counts too
    except SettingsError as error:
        return False, [*found, unusable(error)]
    except OSError as error:
        told = f"database: {error.filename}: {error.strerror}"
        return False, [*found, Finding(False, told, "May this account read it?")]
    return found[0].ok, found


def unusable(error: SettingsError) -> Finding:
    """Say that it cannot be used, or not any more: it may have filled up just now."""
    if isinstance(error, NoRoomError):
        return Finding(False, f"database: it has no connection left: {error.why}", MAKE_ROOM)
    return Finding(False, f"database: {error}", "docs/running.md, The database.")


def _looked_at(settings: Settings) -> Iterator[Finding]:
    """Yield first whether it can be used. Raises SettingsError when it cannot be reached."""
    try:
        is_file = not is_postgres(settings.database)
    except SettingsError as error:
        yield Finding(False, f"database: {error}", "Mend ZETJE_DATABASE.")
        return
    file = database_file(settings.database).absolute()
    if is_file and not file.exists():
        # Looking at it would make it.
        remedy = "Run `zetje migrate`, or mend ZETJE_DATABASE."
        yield Finding(False, f"database: {file} is not there yet", remedy)
        return
    schema = _schema(settings.database)
    yield schema
    if schema.ok:
        yield from _file(file) if is_file else _server(settings)


def _schema(url: str) -> Finding:
    found = revision(url)
    if found.is_current:
        return Finding(True, "database: it can be reached, and its schema is that of this version")
    if found.current is not None and found.current not in revisions():
        # A newer version made it, and this says so.
        require_current(url)
    told = f"database: it has schema {found.current or 'none'} and this version needs {found.head}"
    return Finding(False, told, "Run `zetje migrate`.")


def _file(file: Path) -> Iterator[Finding]:
    yield from closed(file, "database")
    mode = file.parent.stat().st_mode
    if mode & (stat.S_IWGRP | stat.S_IWOTH) and not mode & stat.S_ISVTX:
        told = f"database: others may change what is in the folder {file.parent}"
        yield Finding(False, told, f"chmod 700 {file.parent}")


def _server(settings: Settings) -> Iterator[Finding]:
    told = f"at most {settings.database_connections} connections of each process (and 4 of a"
    told += f" clock or worker for the queue), {settings.statement_seconds} s for a statement"
    yield Finding(True, f"database: {told}")
    yield _room(settings)
    yield _queue(settings.database)
    yield from sessions(settings.database)
    yield from place(settings.database, SystemClock().now())


def _room(settings: Settings) -> Finding:
    """Say whether one `serve`, one `clock` and one `work` can have all their connections at once."""
    most, each = most_connections(settings.database), settings.database_connections
    needed = 3 * each + 2 * _FOR_THE_QUEUE
    told = (
        f"database: this account can have {most} connections; serve, clock and work take {needed}"
    )
    if needed <= most:
        return Finding(True, f"{told} (more of them: {each}, or {each + _FOR_THE_QUEUE}, each)")
    fits = (most - 2 * _FOR_THE_QUEUE) // 3
    remedy = (
        f"Raise max_connections of the server (or the limit of this account) by {needed - most}"
    )
    if fits >= FEWEST_CONNECTIONS:
        remedy += f", or set ZETJE_DATABASE_CONNECTIONS to {fits}"
    return Finding(False, told, f"{remedy}. Until then they wait for each other.")


def _queue(url: str) -> Finding:
    found = queue_version(url)
    if not found.is_current:
        told = f"queue: its tables are at {found.current or 'none'}, not at {found.needed}"
        return Finding(False, told, "Run `zetje migrate`.")
    return Finding(True, f"queue: its tables are at {found.current}")
