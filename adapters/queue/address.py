"""How Procrastinate connects: to the bot's own database, in a schema of its own."""

import re

from psycopg.conninfo import make_conninfo

SCHEMA = "procrastinate"


def connection_string(database: str) -> str:
    """Return the address of the bot's database as the driver takes it, with that schema as the default."""
    plain = re.sub(r"^postgres(ql)?(\+\w+)?://", "postgresql://", database)
    session = {
        "search_path": SCHEMA,
        "statement_timeout": "30s",
        "lock_timeout": "10s",
        "tcp_keepalives_idle": "10",
        "tcp_keepalives_interval": "5",
        "tcp_keepalives_count": "3",
    }
    options = " ".join(f"-c {name}={value}" for name, value in session.items())
    # A server that is gone without a word is noticed here too.
    line = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
    return make_conninfo(
        plain,
        options=options,
        connect_timeout=10,
        application_name="zetje queue",
        tcp_user_timeout=30_000,
        target_session_attrs="read-write",
        **line,
    )
