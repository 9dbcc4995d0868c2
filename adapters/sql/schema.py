"""The tables. Every table of a tenant has the tenant in its key.

A column `words` holds all words of people of its row in one sealed piece; no other column holds
any. A column is named after the field that it stores. Columns that SQL only carries and never
looks into are packed as JSON.
"""

import sqlalchemy as sa

from adapters.sql.columns import EXTERNAL, ID, NAME, metadata, tenant_key
from adapters.sql.schema_dates import meetings, moments, occurrences, recesses, series
from adapters.sql.schema_installations import codes, installations
from adapters.sql.types import Instant, OneOf, Packed, Ranked
from bot.model.messages import Priority, Purpose, Reason, State
from bot.model.people import Language, Period, Platform, Region, Rhythm, Role, Standing
from bot.model.records import AuditKind
from bot.model.situation import Awaits

__all__ = [
    "addresses",
    "answers",
    "audit",
    "codes",
    "expected_answers",
    "groups",
    "installations",
    "leases",
    "meetings",
    "memberships",
    "messages",
    "metadata",
    "moments",
    "occurrences",
    "people",
    "recesses",
    "records",
    "series",
    "takes_a_day",
    "tenants",
    "ticks",
]

tenants = sa.Table(
    "tenants",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("name", NAME, nullable=False),
    sa.Column("zone", sa.String(64), nullable=False),
    sa.Column("region", OneOf(Region), nullable=False),
    sa.Column("language", OneOf(Language), nullable=False),
    sa.Column("opens_at", sa.Time, nullable=False),
    sa.Column("closes_at", sa.Time, nullable=False),
    sa.Column("friday_closes_at", sa.Time, nullable=False),
    sa.Column("keeps_liberation_day", sa.Boolean, nullable=False),
    sa.Column("keeps_good_friday", sa.Boolean, nullable=False),
    sa.Column("day_cap", sa.Integer, nullable=False),
    sa.Column("week_cap", sa.Integer, nullable=False),
    sa.Column("resend_unknown", sa.Boolean, nullable=False),
)

leases = sa.Table(
    "leases",
    metadata,
    tenant_key(),
    sa.Column("platform", OneOf(Platform), primary_key=True),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("owner", EXTERNAL),
    sa.Column("until_at", Instant),
    sa.Column("next_allowed_at", Instant),
    sa.Column("failures", sa.Integer, nullable=False),
)

ticks = sa.Table(
    "ticks",
    metadata,
    sa.Column("clock", ID, primary_key=True),
    sa.Column("at", Instant, nullable=False),
)

people = sa.Table(
    "people",
    metadata,
    tenant_key(),
    sa.Column("id", ID, primary_key=True),
    sa.Column("words", sa.LargeBinary, nullable=False),
    sa.Column("roles", Packed(frozenset[Role]), nullable=False),
    sa.Column("zone", sa.String(64), nullable=False),
    sa.Column("language", OneOf(Language), nullable=False),
    sa.Column("standing", OneOf(Standing), nullable=False),
    sa.Column("welcomed_at", Instant),
    sa.Column("started_at", Instant),
    sa.Column("stopped_at", Instant),
    sa.Column("weekday", sa.SmallInteger),
    sa.Column("wall_time", sa.Time),
    sa.Column("rhythm", OneOf(Rhythm), nullable=False),
    sa.Column("paused_until_on", sa.Date),
    sa.Column("absences", Packed(tuple[Period, ...]), nullable=False),
    sa.Column("unanswered", sa.Integer, nullable=False),
    sa.Column("told_about_plain_text", sa.Boolean, nullable=False),
)

addresses = sa.Table(
    "addresses",
    metadata,
    tenant_key(),
    sa.Column("person", ID, primary_key=True),
    sa.Column("platform", OneOf(Platform), primary_key=True),
    sa.Column("external_id", EXTERNAL, nullable=False),
    sa.Column("conversation", EXTERNAL, nullable=False),
    sa.Column("preferred", sa.Boolean, nullable=False),
    sa.UniqueConstraint("tenant", "platform", "external_id", name="addresses_external_id_once"),
)

groups = sa.Table(
    "groups",
    metadata,
    tenant_key(),
    sa.Column("id", ID, primary_key=True),
    sa.Column("name", NAME, nullable=False),
    sa.Column("conversation", EXTERNAL),
    sa.Column("platform", OneOf(Platform)),
)

memberships = sa.Table(
    "memberships",
    metadata,
    tenant_key(),
    sa.Column("member_of", ID, primary_key=True),
    sa.Column("person", ID, primary_key=True),
    sa.ForeignKeyConstraint(
        ["tenant", "member_of"], ["groups.tenant", "groups.id"], name="memberships_group"
    ),
)

messages = sa.Table(
    "messages",
    metadata,
    tenant_key(),
    sa.Column("id", ID, primary_key=True),
    sa.Column("purpose", OneOf(Purpose), nullable=False),
    sa.Column("subject", EXTERNAL, nullable=False),
    sa.Column("recipient", EXTERNAL, nullable=False),
    sa.Column("turn", sa.Integer, nullable=False),
    sa.Column("person", ID),
    sa.Column("group", ID),
    sa.Column("platform", OneOf(Platform), nullable=False),
    sa.Column("priority", Ranked(Priority), nullable=False),
    sa.Column("due_at", Instant, nullable=False),
    sa.Column("expires_at", Instant),
    sa.Column("local_on", sa.Date),
    sa.Column("state", OneOf(State), nullable=False),
    sa.Column("reason", OneOf(Reason)),
    sa.Column("words", sa.LargeBinary),
    sa.Column("series", ID),
    sa.Column("occurrence", ID),
    sa.Column("prompt", EXTERNAL),
    sa.Column("prompt_version", sa.Integer),
    sa.Column("meeting", ID),
    sa.Column("meeting_on", sa.Date),
    sa.Column("closes_at", Instant),
    sa.Column("asked", sa.Boolean, nullable=False),
    sa.Column("joined_to", ID),
    sa.Column("replaces", ID),
    sa.Column("platform_ref", EXTERNAL),
    sa.Column("conversation", EXTERNAL),
    sa.Column("thread", EXTERNAL),
    sa.Column("detail", EXTERNAL),
    sa.Column("lease", sa.Integer),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("sent_at", Instant),
    sa.Column("answered_at", Instant),
    sa.Column("created_at", Instant),
    sa.UniqueConstraint("tenant", "purpose", "subject", "recipient", "turn", name="messages_once"),
    sa.Index("messages_of_person", "tenant", "person", "due_at"),
    sa.Index("messages_to_claim", "tenant", "platform", "state", "priority", "due_at"),
    sa.Index("messages_due", "state", "due_at"),
    sa.Index("messages_at_ref", "tenant", "conversation", "platform_ref"),
    sa.Index("messages_joined", "tenant", "joined_to"),
)

# A skipped or failed message takes no day, so another may have it.
takes_a_day = sa.and_(
    messages.c.local_on.is_not(None), messages.c.state.not_in(("skipped", "failed"))
)

sa.Index(
    "messages_local_on_once",
    messages.c.tenant,
    messages.c.person,
    messages.c.local_on,
    unique=True,
    sqlite_where=takes_a_day,
    postgresql_where=takes_a_day,
)

records = sa.Table(
    "records",
    metadata,
    tenant_key(),
    sa.Column("id", ID, primary_key=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("person", ID, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("state", sa.String(20)),
    sa.Column("ask_at", Instant),
    sa.Column("closed_at", Instant),
    sa.Column("changed_at", Instant),
    sa.Column("meeting_on", sa.Date),
    sa.Column("to_person", ID),
    sa.Column("to_group", ID),
    sa.Column("month", sa.String(7)),
    sa.Column("withdrawn_at", Instant),
    sa.Column("facts", sa.Text, nullable=False),
    sa.Column("words", sa.LargeBinary, nullable=False),
    sa.Index("records_of_person", "tenant", "person", "at"),
    sa.Index("records_to_ask", "tenant", "ask_at"),
    sa.Index("records_changed", "tenant", "changed_at"),
    sa.Index("records_on_agenda", "tenant", "meeting_on"),
    sa.Index("records_to_person", "tenant", "to_person"),
    sa.Index("records_to_group", "tenant", "to_group", "month"),
)

answers = sa.Table(
    "answers",
    metadata,
    tenant_key(),
    sa.Column("key", EXTERNAL, primary_key=True),
    sa.Column("person", ID, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("words", sa.LargeBinary, nullable=False),
    sa.Index("answers_to_person", "tenant", "person"),
)

expected_answers = sa.Table(
    "expected_answers",
    metadata,
    tenant_key(),
    sa.Column("person", ID, primary_key=True),
    sa.Column("conversation", EXTERNAL, primary_key=True),
    sa.Column("awaits", OneOf(Awaits), nullable=False),
    sa.Column("subject", EXTERNAL, nullable=False),
    sa.Column("verb", ID, nullable=False),
    sa.Column("ref", EXTERNAL),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("words", sa.LargeBinary, nullable=False),
)

audit = sa.Table(
    "audit",
    metadata,
    tenant_key(),
    sa.Column("id", ID, primary_key=True),
    sa.Column("person", ID, nullable=False),
    sa.Column("kind", OneOf(AuditKind), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("words", sa.LargeBinary, nullable=False),
    sa.Index("audit_of_person", "tenant", "person", "at"),
)
