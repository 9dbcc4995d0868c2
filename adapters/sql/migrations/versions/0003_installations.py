"""Where the bot is installed, codes, threads, and the platform of a group's conversation."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ID = sa.String(64)
_EXTERNAL = sa.String(255)
_ONE_OF = sa.String(20)
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _installations()
    _codes()
    op.add_column("groups", sa.Column("platform", _ONE_OF))
    op.add_column("messages", sa.Column("thread", _EXTERNAL))
    op.add_column("messages", sa.Column("detail", _EXTERNAL))


def _installations() -> None:
    op.create_table(
        "installations",
        sa.Column("platform", _ONE_OF, nullable=False),
        sa.Column("workspace", _EXTERNAL, nullable=False),
        sa.Column("app", _ID, nullable=False),
        sa.Column("tenant", _ID),
        sa.Column("bot", _EXTERNAL, nullable=False),
        sa.Column("service_url", _EXTERNAL, nullable=False),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("installed_at", _INSTANT, nullable=False),
        sa.Column("removed_at", _INSTANT),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"]),
        sa.PrimaryKeyConstraint("platform", "workspace"),
    )
    is_installed = sa.text("tenant IS NOT NULL AND removed_at IS NULL")
    op.create_index(
        "installations_tenant_once",
        "installations",
        ["tenant", "platform"],
        unique=True,
        sqlite_where=is_installed,
        postgresql_where=is_installed,
    )


def _codes() -> None:
    op.create_table(
        "codes",
        sa.Column("hash", _ID, nullable=False),
        sa.Column("tenant", _ID, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("spent_by", _EXTERNAL),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"]),
        sa.PrimaryKeyConstraint("hash"),
    )
