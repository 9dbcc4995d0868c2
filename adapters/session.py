"""What a session with PostgreSQL is like, whatever its server, database or account is set to for others.

What a connection asks for when it begins goes before all of these.
"""

from collections.abc import Mapping

# The driver reads dates as ISO writes them, and durations in the server's own way. At any other isolation
# who waited for a lock would not see what was stored meanwhile. A machine that is gone without a word is
# noticed.
_ALWAYS = {
    "DateStyle": "ISO",
    "IntervalStyle": "postgres",
    "TimeZone": "UTC",
    "default_transaction_isolation": "read committed",
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}
# Words come and go in this one, also where the account, the environment or the database has another.
ENCODING = "UTF8"


def options(of_its_own: Mapping[str, str]) -> str:
    """Return the parameter `options` of libpq for a session with these settings, and with what all need."""
    settings = {**_ALWAYS, **of_its_own}
    return " ".join(f"-c {name}={_in_one_piece(value)}" for name, value in settings.items())


def _in_one_piece(value: str) -> str:
    return value.replace(" ", "\\ ")
