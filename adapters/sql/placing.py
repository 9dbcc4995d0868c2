"""Where in a PostgreSQL database the tables stand, and whether database and account are fit for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from adapters.sql.columns import metadata
from adapters.sql.connect import connect_for_migration, usable
from bot.errors import SettingsError

_HOLDS_ALL = "UTF8"
_ENCODING = text("SELECT current_setting('server_encoding')")
_SEARCH_PATH = text("SELECT current_setting('search_path')")
# An installation has both; where this account does not look, or may not.
_ELSEWHERE = text(
    "SELECT nspname FROM pg_class JOIN pg_namespace spaces ON spaces.oid = relnamespace"
    " WHERE relkind IN ('r', 'p') AND relname IN ('alembic_version', 'messages')"
    " AND nspname <> ALL (current_schemas(false))"
    " GROUP BY nspname HAVING count(*) = 2 ORDER BY nspname"
)
_LACKING = text(
    "SELECT relname FROM pg_class JOIN pg_namespace spaces ON spaces.oid = relnamespace"
    " WHERE relkind IN ('r', 'p')"
    " AND (nspname = 'procrastinate' OR nspname = ANY (current_schemas(false)) AND relname = ANY (:ours))"
    " AND NOT (has_schema_privilege(spaces.oid, 'USAGE')"
    " AND has_table_privilege(pg_class.oid, 'SELECT') AND has_table_privilege(pg_class.oid, 'INSERT')"
    " AND has_table_privilege(pg_class.oid, 'UPDATE') AND has_table_privilege(pg_class.oid, 'DELETE'))"
    " ORDER BY relname"
)
_NOW = text("SELECT clock_timestamp()")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Whether all words fit; in which other schemas of the database an installation stands; which tables
    this account may not read and write; and what the clock of the server says.
    """

    holds_all_words: bool
    elsewhere: Sequence[str]
    lacking: Sequence[str]
    now: datetime


def look_at_place(url: str) -> Place:
    """Return what it is like.

    Raises SettingsError for a server that cannot be used (NoRoomError when it has no connection left).
    """
    engine = connect_for_migration(url)
    try:
        with usable(url), engine.begin() as connection:
            ours = {"ours": sorted(metadata.tables)}
            return Place(
                holds_all_words=connection.scalar(_ENCODING) == _HOLDS_ALL,
                elsewhere=connection.scalars(_ELSEWHERE).all(),
                lacking=connection.scalars(_LACKING, ours).all(),
                now=connection.scalars(_NOW).one(),
            )
    finally:
        engine.dispose()


def refuse_unfit(connection: Connection) -> None:
    """Raise SettingsError when a database in which no tables are seen is no place to make them."""
    if connection.dialect.name != "postgresql":
        return
    elsewhere = connection.scalars(_ELSEWHERE).all()
    if elsewhere:
        raise SettingsError(
            f"in this database the tables of Zetje stand in the schema {', '.join(elsewhere)}, and this "
            f"account looks in {connection.scalar(_SEARCH_PATH)}, or has no right to use that schema. Mend "
            "search_path (of the account, the database or ZETJE_DATABASE), or the rights. A second "
            "installation needs a database of its own: in one they would share the queue"
        )
    encoding = connection.scalar(_ENCODING)
    if encoding != _HOLDS_ALL:
        raise SettingsError(
            f"the database keeps words in {encoding}, which has no place for every name. Make it anew: "
            f"createdb --encoding={_HOLDS_ALL} --template=template0 --owner=zetje zetje"
        )
