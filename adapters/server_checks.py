"""What `zetje doctor` says of the sessions of a PostgreSQL server."""

from collections.abc import Iterator

from adapters.findings import Finding
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
