"""Meetings by a rule or a calendar file, closings in working days, and states of a tenant."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("rule", sa.String(255), nullable=False, server_default=""),
        sa.Column("ends_on", sa.Date),
        sa.Column("closes_workdays_before", sa.SmallInteger),
        sa.Column("moved", sa.Text, nullable=False, server_default="[]"),
        sa.Column("source", sa.String(200), nullable=False, server_default=""),
        sa.Column("held", sa.Text, nullable=False, server_default="[]"),
        sa.Column("known_until_on", sa.Date),
    ):
        op.add_column("meetings", column)
    op.add_column("people", sa.Column("put_away", sa.Text, nullable=False, server_default="[]"))
    op.create_table(
        "states",
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("first_on", sa.Date, nullable=False),
        sa.Column("last_on", sa.Date),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"]),
        sa.PrimaryKeyConstraint("tenant", "name", "first_on"),
    )
