"""How Procrastinate connects: to the bot's own database, in a schema of its own."""

import re
from typing import Any

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from adapters.session import ENCODING, options

SCHEMA = "procrastinate"


_SESSION = {
    "search_path": SCHEMA,
    "statement_timeout": "30s",
    "lock_timeout": "10s",
    # Who is told of new jobs says nothing meanwhile.
    "idle_session_timeout": "0",
    # A queue that filled up in a moment has not counted its jobs yet: without these each worker sorts
    # all jobs, and compares each with all others, to find the first.
    "enable_sort": "off",
    "enable_seqscan": "off",
}
# A server that is gone without a word is noticed here too.
_LINE: dict[str, Any] = {
    "connect_timeout": 10,
    "application_name": "zetje queue",
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
    "target_session_attrs": "read-write",
    "client_encoding": ENCODING,
}


def connection_string(database: str) -> str:
    """Return the address of the bot's database as the driver takes it, with that schema as the default.

    What the address itself asks for counts, except for what the queue cannot do without.
    """
    plain = re.sub(r"^postgres(ql)?(\+\w+)?://", "postgresql://", database)
    given = conninfo_to_dict(plain)
    asked = f"{given.pop('options', '')} {options(_SESSION)}".strip()
    return make_conninfo("", **{**_LINE, **given, "options": asked})
