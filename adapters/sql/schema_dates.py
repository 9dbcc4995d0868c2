"""The tables of series and of the dates of a tenant. Nothing in them is a word of a person."""

from datetime import date

import sqlalchemy as sa

from adapters.sql.columns import EXTERNAL, ID, NAME, metadata, tenant_key
from adapters.sql.types import Instant, OneOf, Packed
from bot.model.calendar import MeetingKind
from bot.model.ids import PromptId
from bot.model.series import Audience, Cadence, PromptFilter, SeriesState

series = sa.Table(
    "series",
    metadata,
    tenant_key(),
    sa.Column("id", ID, primary_key=True),
    sa.Column("name", NAME, nullable=False),
    sa.Column("audience", Packed(Audience), nullable=False),
    sa.Column("draws_from", Packed(PromptFilter), nullable=False),
    sa.Column("steps", Packed(tuple[PromptId, ...]), nullable=False),
    sa.Column("cadence", Packed(Cadence)),
    sa.Column("place", ID),
    sa.Column("begins_on", sa.Date),
    sa.Column("ends_on", sa.Date),
    sa.Column("reminder", sa.Boolean, nullable=False),
    sa.Column("state", OneOf(SeriesState), nullable=False),
    sa.Column("planned_through_at", Instant),
)

occurrences = sa.Table(
    "occurrences",
    metadata,
    tenant_key(),
    sa.Column("id", ID, primary_key=True),
    sa.Column("series", ID, nullable=False),
    sa.Column("due_at", Instant, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("prompt", EXTERNAL),
)

meetings = sa.Table(
    "meetings",
    metadata,
    tenant_key(),
    sa.Column("id", ID, primary_key=True),
    sa.Column("kind", OneOf(MeetingKind), nullable=False),
    sa.Column("name", NAME, nullable=False),
    sa.Column("weekday", sa.SmallInteger, nullable=False),
    sa.Column("wall_time", sa.Time, nullable=False),
    sa.Column("closes_weekday", sa.SmallInteger, nullable=False),
    sa.Column("closes_wall_time", sa.Time, nullable=False),
    sa.Column("starts_on", sa.Date, nullable=False),
    sa.Column("every_weeks", sa.Integer, nullable=False),
    sa.Column("zone", sa.String(64), nullable=False),
    sa.Column("group", ID),
    sa.Column("prepared_by", ID),
    sa.Column("cancelled_on", Packed(tuple[date, ...]), nullable=False),
)

moments = sa.Table(
    "moments",
    metadata,
    tenant_key(),
    sa.Column("key", ID, primary_key=True),
    sa.Column("on", sa.Date, primary_key=True),
    sa.Column("label", NAME, nullable=False),
)

recesses = sa.Table(
    "recesses",
    metadata,
    tenant_key(),
    sa.Column("name", NAME, primary_key=True),
    sa.Column("first_on", sa.Date, primary_key=True),
    sa.Column("last_on", sa.Date, nullable=False),
)
