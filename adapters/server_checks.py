"""What `zetje doctor` says of a PostgreSQL server: its sessions, and the place that the tables have."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from adapters.findings import Finding
from adapters.sql.placing import look_at_place
from adapters.sql.sessions import look_at_sessions


def sessions(database: str) -> Iterator[Finding]:
    """Yield what is wrong with them. Raises SettingsError for a server that cannot be used."""
    found = look_at_sessions(database)
    if found.are_shared:
        remedy = "Connect to the server itself, or set the bouncer to session mode: else statements"
        remedy += " of one process fail because of another."
        told = "database: connections share sessions; a bouncer that is not in session mode?"
        yield Finding(False, told, remedy)
    elif not found.are_set:
        remedy = "Connect to the server itself, or let what is in between pass on `options`."
        told = "database: time-outs that a connection asks for do not reach the server"
        yield Finding(False, told, remedy)
    if not found.are_durable:
        remedy = "Set fsync and synchronous_commit to on (the latter, for Zetje alone, by adding"
        remedy += (
            " `options=-c%20synchronous_commit%3Don` to ZETJE_DATABASE): else what went out just"
        )
        remedy += " before goes out again, and answers of that moment are gone."
        yield Finding(False, "database: a crash of the server loses what it said it kept", remedy)


# Platforms put up with five minutes, and what is due is due by the clock of each machine.
_CLOCKS_DIFFER = timedelta(minutes=1)


def place(database: str, now: datetime) -> Iterator[Finding]:
    """Yield what is wrong with the place of the tables, and with this clock. Raises as `sessions`."""
    found = look_at_place(database)
    if not found.holds_all_words:
        told = "database: its encoding is not UTF8, and has no place for every name"
        remedy = "Put a backup (docs/running.md, Backup and restore) into one made with `--encoding=UTF8`."
        yield Finding(False, told, remedy)
    if found.elsewhere:
        told = f"database: another installation stands in it, in the schema {', '.join(found.elsewhere)}"
        remedy = "Give each a database of its own: in one they share the queue. Or drop what is not used."
        yield Finding(False, told, remedy)
    if found.lacking:
        told = f"database: this account may not read and write {', '.join(found.lacking)}"
        yield Finding(False, told, "Let it own them, as docs/running.md says (The database).")
    off = now - found.now
    if abs(off) > _CLOCKS_DIFFER:
        told = f"clock: this machine is {abs(off) // timedelta(seconds=1)} s "
        told += f"{'ahead of' if off > timedelta(0) else 'behind'} the database server"
        yield Finding(False, told, "Let NTP keep the clocks of all machines alike.")
