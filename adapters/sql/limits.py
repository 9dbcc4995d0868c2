"""How many connections a PostgreSQL lets this account have."""

from sqlalchemy import text

from adapters.sql.connect import connect_for_migration, usable

_LIMITS = text(
    "SELECT current_setting('max_connections')::int"
    " - CASE WHEN rolsuper THEN 0 ELSE current_setting('superuser_reserved_connections')::int"
    " + coalesce(current_setting('reserved_connections', true), '0')::int END,"
    " rolconnlimit, datconnlimit FROM pg_roles, pg_database"
    " WHERE rolname = current_user AND datname = current_database()"
)


def most_connections(url: str) -> int:
    """Return how many connections this account can have, if nobody else has any.

    Raises SettingsError for a server that cannot be used (NoRoomError when it has no connection left).
    """
    engine = connect_for_migration(url)
    try:
        with usable(url), engine.begin() as connection:
            of_server, *own = connection.execute(_LIMITS).one()
    finally:
        engine.dispose()
    return min((int(of_server), *(int(limit) for limit in own if limit >= 0)))
