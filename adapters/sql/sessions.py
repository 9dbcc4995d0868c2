"""What the sessions of a PostgreSQL server are like for whoever connects."""

from dataclasses import dataclass

from adapters.sql.connect import connect_for_migration, usable

_LOOK = (
    "SELECT pg_backend_pid(), current_setting('lock_timeout') <> '0',"
    " current_setting('fsync') = 'on' AND current_setting('synchronous_commit') <> 'off'"
)


@dataclass(frozen=True, slots=True)
class Sessions:
    """Whether two connections share one, whether it has the settings that it was asked for, and whether
    what it committed is there after the server crashed.
    """

    are_shared: bool
    are_set: bool
    are_durable: bool


def look_at_sessions(url: str) -> Sessions:
    """Return what they are like.

    Raises SettingsError for a server that cannot be used (NoRoomError when it has no connection left).
    """
    engine = connect_for_migration(url)
    try:
        with usable(url):
            # Both stay open: in a session of its own, neither has that of the other.
            both = [engine.raw_connection() for _ in range(2)]
            drivers = [one.driver_connection for one in both]
            (first, are_set, are_durable), (other, *_) = [
                driver.execute(_LOOK).fetchone() for driver in drivers if driver is not None
            ]
            for one in both:
                one.close()
    finally:
        engine.dispose()
    return Sessions(first == other, bool(are_set), bool(are_durable))
