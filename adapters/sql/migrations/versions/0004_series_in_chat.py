"""What admins set for a series, own questions, silence for everybody, days off and deputies."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _series()
    op.add_column("people", sa.Column("days_off", sa.Text, nullable=False, server_default="[]"))
    op.add_column("people", sa.Column("deputy", sa.String(64)))
    op.create_table(
        "own_prompts",
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("id", sa.String(255), nullable=False),
        sa.Column("words", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"]),
        sa.PrimaryKeyConstraint("tenant", "id"),
    )
    op.create_table(
        "silences",
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("since_at", _INSTANT, nullable=False),
        sa.Column("until_on", sa.Date),
        sa.Column("lifted_at", _INSTANT),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"]),
        sa.PrimaryKeyConstraint("tenant", "since_at"),
    )


def _series() -> None:
    for column in (
        sa.Column("programme", sa.Text),
        sa.Column("falls_away", sa.String(20), nullable=False, server_default="moves_up"),
        sa.Column("newcomers", sa.String(20), nullable=False, server_default="with_group"),
        sa.Column("pauses", sa.Text, nullable=False, server_default="[]"),
        sa.Column("steps_before", sa.Integer, nullable=False, server_default="0"),
    ):
        op.add_column("series", column)
