"""Indices that hold only what is looked for, plans that stand, and since when a fate is unknown."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TAKES_A_DAY = "local_on IS NOT NULL AND state NOT IN ('skipped', 'failed')"
_IS_PLANNED = "state = 'planned'"
_OLD = ("messages_at_ref", "messages_due", "messages_joined", "messages_local_on_once")


def upgrade() -> None:
    op.add_column("messages", sa.Column("unknown_at", sa.DateTime(timezone=True)))
    for name in (*_OLD, "messages_to_claim"):
        op.drop_index(name, "messages")
    _index("messages_at_ref", "conversation", "platform_ref", where="platform_ref IS NOT NULL")
    _index("messages_due", "platform", "due_at", where=_IS_PLANNED)
    _index("messages_joined", "joined_to", where="joined_to IS NOT NULL")
    _index("messages_local_on_once", "local_on", "person", where=_TAKES_A_DAY, unique=True)
    _index("messages_of_series", "due_at", where="series IS NOT NULL")
    _index("messages_to_claim", "platform", "priority", "due_at", "id", where=_IS_PLANNED)
    _index(
        "messages_unanswered",
        "sent_at",
        where="purpose = 'prompt' AND state = 'sent' AND answered_at IS NULL",
    )
    _index(
        "messages_unsettled",
        "platform",
        "due_at",
        where="state IN ('claimed', 'sending', 'unknown')",
    )
    _index(
        "records_shared",
        "at",
        where="kind = 'share' AND to_person IS NOT NULL",
        table="records",
    )
    op.create_table(
        "plans",
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stands_until_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"]),
        sa.PrimaryKeyConstraint("tenant"),
    )


def _index(
    name: str, *columns: str, where: str, table: str = "messages", unique: bool = False
) -> None:
    condition = sa.text(where)
    op.create_index(
        name,
        table,
        ["tenant", *columns],
        unique=unique,
        sqlite_where=condition,
        postgresql_where=condition,
    )
