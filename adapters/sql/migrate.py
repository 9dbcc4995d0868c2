"""Brings a database to the schema that this version needs. All of it happens, or nothing does."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from adapters.sql.connect import connect_for_migration, usable
from adapters.sql.placing import refuse_unfit
from bot.errors import SettingsError

_SCRIPTS = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True)
class Revision:
    """Which schema a database has (None: none yet), and which one this version needs."""

    current: str | None
    head: str | None

    @property
    def is_current(self) -> bool:
        """Tell whether the two are the same."""
        return self.current == self.head


def migrate(url: str, to: str = "head") -> None:
    """Bring the database at this address, empty or not, to the newest schema (or another one).

    Two processes may do this at once: the second waits and then finds nothing to do. Raises
    SettingsError for an address that cannot be used, a file that is no database, a database of a
    newer version, one that is not fit for it, or a server that cannot be reached (NoRoomError when it
    only has no connection left).
    """
    with _connected(url) as connection:
        _refuse_newer(_current(connection))
        command.upgrade(_config(connection), to)


def revisions() -> tuple[str, ...]:
    """Return the names of all schemas there have been, the first one first."""
    scripts = ScriptDirectory.from_config(_config()).walk_revisions()
    return tuple(reversed([script.revision for script in scripts]))


def revision(url: str) -> Revision:
    """Return which schema the database at this address has, and which it should have.

    Raises SettingsError as `migrate` does.
    """
    with _connected(url) as connection:
        current = _current(connection)
    return Revision(current, ScriptDirectory.from_config(_config()).get_current_head())


def require_current(url: str) -> None:
    """Raise SettingsError when the database at this address does not have the newest schema."""
    found = revision(url)
    _refuse_newer(found.current)
    if not found.is_current:
        raise SettingsError(
            f"the database has schema {found.current or 'none'} and this version needs "
            f"{found.head}: run `zetje migrate` first"
        )


def _current(connection: Connection) -> str | None:
    found = MigrationContext.configure(connection).get_current_revision()
    if found is None:
        refuse_unfit(connection)
    return found


def _refuse_newer(current: str | None) -> None:
    if current is not None and current not in revisions():
        raise SettingsError(
            f"the database has schema {current}, which this version does not know: a newer version of "
            "Zetje made it. Start that version, or put back a backup from before it"
        )


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    engine = connect_for_migration(url)
    with ExitStack() as stack:
        stack.callback(engine.dispose)
        stack.enter_context(usable(url))
        yield stack.enter_context(engine.begin())


def _config(connection: Connection | None = None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
