"""Tenants, people and messages."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ID = sa.String(64)
_NAME = sa.String(200)
_EXTERNAL = sa.String(255)
_ONE_OF = sa.String(20)
_INSTANT = sa.DateTime(timezone=True)
_TAKES_A_DAY = sa.text("local_on IS NOT NULL AND state NOT IN ('skipped', 'failed')")


def upgrade() -> None:
    _tenants()
    _leases()
    _ticks()
    _people()
    _addresses()
    _groups()
    _memberships()
    _messages()


def _of_tenant(name: str, key: tuple[str, ...], *columns: SchemaItem) -> None:
    """Create a table whose key is the tenant and these columns."""
    op.create_table(
        name,
        sa.Column("tenant", _ID, nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"]),
        sa.PrimaryKeyConstraint("tenant", *key),
    )


def _tenants() -> None:
    op.create_table(
        "tenants",
        sa.Column("id", _ID, nullable=False),
        sa.Column("name", _NAME, nullable=False),
        sa.Column("zone", _ID, nullable=False),
        sa.Column("region", _ONE_OF, nullable=False),
        sa.Column("language", _ONE_OF, nullable=False),
        sa.Column("opens_at", sa.Time, nullable=False),
        sa.Column("closes_at", sa.Time, nullable=False),
        sa.Column("friday_closes_at", sa.Time, nullable=False),
        sa.Column("keeps_liberation_day", sa.Boolean, nullable=False),
        sa.Column("keeps_good_friday", sa.Boolean, nullable=False),
        sa.Column("day_cap", sa.Integer, nullable=False),
        sa.Column("week_cap", sa.Integer, nullable=False),
        sa.Column("resend_unknown", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def _leases() -> None:
    _of_tenant(
        "leases",
        ("platform",),
        sa.Column("platform", _ONE_OF, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("owner", _EXTERNAL),
        sa.Column("until_at", _INSTANT),
        sa.Column("next_allowed_at", _INSTANT),
        sa.Column("failures", sa.Integer, nullable=False),
    )


def _ticks() -> None:
    op.create_table(
        "ticks",
        sa.Column("clock", _ID, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("clock"),
    )


def _people() -> None:
    _of_tenant(
        "people",
        ("id",),
        sa.Column("id", _ID, nullable=False),
        sa.Column("words", sa.LargeBinary, nullable=False),
        sa.Column("roles", sa.Text, nullable=False),
        sa.Column("zone", _ID, nullable=False),
        sa.Column("language", _ONE_OF, nullable=False),
        sa.Column("standing", _ONE_OF, nullable=False),
        sa.Column("welcomed_at", _INSTANT),
        sa.Column("started_at", _INSTANT),
        sa.Column("stopped_at", _INSTANT),
        sa.Column("weekday", sa.SmallInteger),
        sa.Column("wall_time", sa.Time),
        sa.Column("rhythm", _ONE_OF, nullable=False),
        sa.Column("paused_until_on", sa.Date),
        sa.Column("absences", sa.Text, nullable=False),
        sa.Column("unanswered", sa.Integer, nullable=False),
        sa.Column("told_about_plain_text", sa.Boolean, nullable=False),
    )


def _addresses() -> None:
    _of_tenant(
        "addresses",
        ("person", "platform"),
        sa.Column("person", _ID, nullable=False),
        sa.Column("platform", _ONE_OF, nullable=False),
        sa.Column("external_id", _EXTERNAL, nullable=False),
        sa.Column("conversation", _EXTERNAL, nullable=False),
        sa.Column("preferred", sa.Boolean, nullable=False),
        sa.UniqueConstraint("tenant", "platform", "external_id", name="addresses_external_id_once"),
    )


def _groups() -> None:
    _of_tenant(
        "groups",
        ("id",),
        sa.Column("id", _ID, nullable=False),
        sa.Column("name", _NAME, nullable=False),
        sa.Column("conversation", _EXTERNAL),
    )


def _memberships() -> None:
    _of_tenant(
        "memberships",
        ("member_of", "person"),
        sa.Column("member_of", _ID, nullable=False),
        sa.Column("person", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "member_of"], ["groups.tenant", "groups.id"], name="memberships_group"
        ),
    )


def _messages() -> None:
    _of_tenant(
        "messages",
        ("id",),
        sa.Column("id", _ID, nullable=False),
        sa.Column("purpose", _ONE_OF, nullable=False),
        sa.Column("subject", _EXTERNAL, nullable=False),
        sa.Column("recipient", _EXTERNAL, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("person", _ID),
        sa.Column("group", _ID),
        sa.Column("platform", _ONE_OF, nullable=False),
        sa.Column("priority", sa.SmallInteger, nullable=False),
        sa.Column("due_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT),
        sa.Column("local_on", sa.Date),
        sa.Column("state", _ONE_OF, nullable=False),
        sa.Column("reason", _ONE_OF),
        sa.Column("words", sa.LargeBinary),
        sa.Column("series", _ID),
        sa.Column("occurrence", _ID),
        sa.Column("prompt", _EXTERNAL),
        sa.Column("prompt_version", sa.Integer),
        sa.Column("meeting", _ID),
        sa.Column("meeting_on", sa.Date),
        sa.Column("closes_at", _INSTANT),
        sa.Column("asked", sa.Boolean, nullable=False),
        sa.Column("joined_to", _ID),
        sa.Column("replaces", _ID),
        sa.Column("platform_ref", _EXTERNAL),
        sa.Column("conversation", _EXTERNAL),
        sa.Column("lease", sa.Integer),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("sent_at", _INSTANT),
        sa.Column("answered_at", _INSTANT),
        sa.Column("created_at", _INSTANT),
        sa.UniqueConstraint(
            "tenant", "purpose", "subject", "recipient", "turn", name="messages_once"
        ),
    )
    op.create_index("messages_at_ref", "messages", ["tenant", "conversation", "platform_ref"])
    op.create_index("messages_due", "messages", ["state", "due_at"])
    op.create_index("messages_joined", "messages", ["tenant", "joined_to"])
    op.create_index(
        "messages_local_on_once",
        "messages",
        ["tenant", "person", "local_on"],
        unique=True,
        sqlite_where=_TAKES_A_DAY,
        postgresql_where=_TAKES_A_DAY,
    )
    op.create_index("messages_of_person", "messages", ["tenant", "person", "due_at"])
    op.create_index(
        "messages_to_claim", "messages", ["tenant", "platform", "state", "priority", "due_at"]
    )
