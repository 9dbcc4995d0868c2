"""A series in the channels of all its groups, and who goes through its steps at their own pace."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_SERIES = sa.table(
    "series",
    sa.column("tenant", sa.String),
    sa.column("id", sa.String),
    sa.column("audience", sa.Text),
    sa.column("place", sa.String),
    sa.column("one_group", sa.String),
)


def upgrade() -> None:
    op.execute("ALTER TABLE series RENAME COLUMN place TO one_group")
    op.add_column(
        "series", sa.Column("place", sa.String(20), nullable=False, server_default="own_chat")
    )
    for name in ("own_pace", "joinings"):
        op.add_column("series", sa.Column(name, sa.Text, nullable=False, server_default="[]"))
    _place()
    op.drop_column("series", "one_group")


def _place() -> None:
    """Keep what is in a channel there: its one group was all that it was for, whoever else it named."""
    connection = op.get_bind()
    placed = sa.select(_SERIES).where(_SERIES.c.one_group.is_not(None))
    for row in connection.execute(placed).all():
        audience = {"roles": [], "groups": [row.one_group], "people": []}
        changed = sa.update(_SERIES).where(_SERIES.c.tenant == row.tenant, _SERIES.c.id == row.id)
        connection.execute(changed.values(place="channel", audience=json.dumps(audience)))
