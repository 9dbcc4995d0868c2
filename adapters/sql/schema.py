"""The tables. Every table of a tenant has the tenant in its key.

A column `words` holds all words of people of its row in one sealed piece; no other column holds
any. A column is named after the field that it stores. Columns that SQL only carries and never
looks into are packed as JSON.
"""

import sqlalchemy as sa

from adapters.sql.columns import EXTERNAL, ID, NAME, metadata, tenant_key
from adapters.sql.schema_dates import (
    meetings,
    moments,
    occurrences,
    recesses,
    series,
    silences,
    states,
)
from adapters.sql.schema_installations import codes, installations
from adapters.sql.schema_messages import messages, takes_a_day
from adapters.sql.types import Instant, OneOf, Packed
from bot.model.people import Language, Period, Platform, PutAway, Region, Rhythm, Role, Standing
from bot.model.records import AuditKind
from bot.model.situation import Awaits

__all__ = [
    "addresses",
    "answers",
    "audit",
    "codes",
    "editions",
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
    "own_prompts",
    "people",
    "plans",
    "recesses",
    "records",
    "series",
    "silences",
    "states",
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
    sa.Column("days_off", Packed(frozenset[int]), nullable=False),
    sa.Column("deputy", ID),
    sa.Column("put_away", Packed(tuple[PutAway, ...]), nullable=False),
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

# What was shared with one colleague, for the news.
is_shared_with_one = sa.and_(
    records.c.kind == sa.literal_column("'share'"), records.c.to_person.is_not(None)
)

sa.Index(
    "records_shared",
    records.c.tenant,
    records.c.at,
    sqlite_where=is_shared_with_one,
    postgresql_where=is_shared_with_one,
)

# Until when the plan of a tenant stands; without an instant, something changed since.
plans = sa.Table(
    "plans",
    metadata,
    tenant_key(),
    sa.Column("planned_at", Instant, nullable=False),
    sa.Column("stands_until_at", Instant),
)

# Changes with what everybody in a tenant shares; see `editions.py`.
editions = sa.Table(
    "editions",
    metadata,
    tenant_key(),
    sa.Column("edition", sa.String(64), nullable=False),
)

own_prompts = sa.Table(
    "own_prompts",
    metadata,
    tenant_key(),
    sa.Column("id", EXTERNAL, primary_key=True),
    sa.Column("words", sa.LargeBinary, nullable=False),
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
