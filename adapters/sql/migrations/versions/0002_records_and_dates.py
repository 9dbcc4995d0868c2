"""What people put down, series, the dates of a tenant, what came in, and the audit log."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ID = sa.String(64)
_NAME = sa.String(200)
_EXTERNAL = sa.String(255)
_ONE_OF = sa.String(20)
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _records()
    _series()
    _occurrences()
    _meetings()
    _moments()
    _recesses()
    _answers()
    _expected_answers()
    _audit()


def _of_tenant(name: str, key: tuple[str, ...], *columns: SchemaItem) -> None:
    """Create a table whose key is the tenant and these columns."""
    op.create_table(
        name,
        sa.Column("tenant", _ID, nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"]),
        sa.PrimaryKeyConstraint("tenant", *key),
    )


def _records() -> None:
    _of_tenant(
        "records",
        ("id",),
        sa.Column("id", _ID, nullable=False),
        sa.Column("kind", _ONE_OF, nullable=False),
        sa.Column("person", _ID, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("state", _ONE_OF),
        sa.Column("ask_at", _INSTANT),
        sa.Column("closed_at", _INSTANT),
        sa.Column("changed_at", _INSTANT),
        sa.Column("meeting_on", sa.Date),
        sa.Column("to_person", _ID),
        sa.Column("to_group", _ID),
        sa.Column("month", sa.String(length=7)),
        sa.Column("withdrawn_at", _INSTANT),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("words", sa.LargeBinary, nullable=False),
    )
    op.create_index("records_changed", "records", ["tenant", "changed_at"])
    op.create_index("records_of_person", "records", ["tenant", "person", "at"])
    op.create_index("records_on_agenda", "records", ["tenant", "meeting_on"])
    op.create_index("records_to_ask", "records", ["tenant", "ask_at"])
    op.create_index("records_to_group", "records", ["tenant", "to_group", "month"])
    op.create_index("records_to_person", "records", ["tenant", "to_person"])


def _series() -> None:
    _of_tenant(
        "series",
        ("id",),
        sa.Column("id", _ID, nullable=False),
        sa.Column("name", _NAME, nullable=False),
        sa.Column("audience", sa.Text, nullable=False),
        sa.Column("draws_from", sa.Text, nullable=False),
        sa.Column("steps", sa.Text, nullable=False),
        sa.Column("cadence", sa.Text),
        sa.Column("place", _ID),
        sa.Column("begins_on", sa.Date),
        sa.Column("ends_on", sa.Date),
        sa.Column("reminder", sa.Boolean, nullable=False),
        sa.Column("state", _ONE_OF, nullable=False),
        sa.Column("planned_through_at", _INSTANT),
    )


def _occurrences() -> None:
    _of_tenant(
        "occurrences",
        ("id",),
        sa.Column("id", _ID, nullable=False),
        sa.Column("series", _ID, nullable=False),
        sa.Column("due_at", _INSTANT, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("prompt", _EXTERNAL),
    )


def _meetings() -> None:
    _of_tenant(
        "meetings",
        ("id",),
        sa.Column("id", _ID, nullable=False),
        sa.Column("kind", _ONE_OF, nullable=False),
        sa.Column("name", _NAME, nullable=False),
        sa.Column("weekday", sa.SmallInteger, nullable=False),
        sa.Column("wall_time", sa.Time, nullable=False),
        sa.Column("closes_weekday", sa.SmallInteger, nullable=False),
        sa.Column("closes_wall_time", sa.Time, nullable=False),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("every_weeks", sa.Integer, nullable=False),
        sa.Column("zone", _ID, nullable=False),
        sa.Column("group", _ID),
        sa.Column("prepared_by", _ID),
        sa.Column("cancelled_on", sa.Text, nullable=False),
    )


def _moments() -> None:
    _of_tenant(
        "moments",
        ("key", "on"),
        sa.Column("key", _ID, nullable=False),
        sa.Column("on", sa.Date, nullable=False),
        sa.Column("label", _NAME, nullable=False),
    )


def _recesses() -> None:
    _of_tenant(
        "recesses",
        ("name", "first_on"),
        sa.Column("name", _NAME, nullable=False),
        sa.Column("first_on", sa.Date, nullable=False),
        sa.Column("last_on", sa.Date, nullable=False),
    )


def _answers() -> None:
    _of_tenant(
        "answers",
        ("key",),
        sa.Column("key", _EXTERNAL, nullable=False),
        sa.Column("person", _ID, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("words", sa.LargeBinary, nullable=False),
    )
    op.create_index("answers_to_person", "answers", ["tenant", "person"])


def _expected_answers() -> None:
    _of_tenant(
        "expected_answers",
        ("person", "conversation"),
        sa.Column("person", _ID, nullable=False),
        sa.Column("conversation", _EXTERNAL, nullable=False),
        sa.Column("awaits", _ONE_OF, nullable=False),
        sa.Column("subject", _EXTERNAL, nullable=False),
        sa.Column("verb", _ID, nullable=False),
        sa.Column("ref", _EXTERNAL),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("words", sa.LargeBinary, nullable=False),
    )


def _audit() -> None:
    _of_tenant(
        "audit",
        ("id",),
        sa.Column("id", _ID, nullable=False),
        sa.Column("person", _ID, nullable=False),
        sa.Column("kind", _ONE_OF, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("words", sa.LargeBinary, nullable=False),
    )
    op.create_index("audit_of_person", "audit", ["tenant", "person", "at"])
