"""The tables of series and of the dates of a tenant. Nothing in them is a word of a person."""

from datetime import date

import sqlalchemy as sa

from adapters.sql.columns import EXTERNAL, ID, NAME, metadata, tenant_key
from adapters.sql.types import Instant, OneOf, Packed
from bot.model.calendar import HeldDate, MeetingKind, MovedDate
from bot.model.ids import PersonId, PromptId
from bot.model.programmes import Programme
from bot.model.series import (
    Audience,
    Cadence,
    FallsAway,
    Joining,
    Newcomers,
    Pause,
    PromptFilter,
    SeriesPlace,
    SeriesState,
)

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
    sa.Column("place", OneOf(SeriesPlace), nullable=False),
    sa.Column("begins_on", sa.Date),
    sa.Column("ends_on", sa.Date),
    sa.Column("reminder", sa.Boolean, nullable=False),
    sa.Column("state", OneOf(SeriesState), nullable=False),
    sa.Column("planned_through_at", Instant),
    sa.Column("programme", Packed(Programme)),
    sa.Column("falls_away", OneOf(FallsAway), nullable=False),
    sa.Column("newcomers", OneOf(Newcomers), nullable=False),
    sa.Column("pauses", Packed(tuple[Pause, ...]), nullable=False),
    sa.Column("steps_before", sa.Integer, nullable=False),
    sa.Column("own_pace", Packed(frozenset[PersonId]), nullable=False),
    sa.Column("joinings", Packed(tuple[Joining, ...]), nullable=False),
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
    sa.Column("rule", EXTERNAL, nullable=False),
    sa.Column("ends_on", sa.Date),
    sa.Column("closes_workdays_before", sa.SmallInteger),
    sa.Column("moved", Packed(tuple[MovedDate, ...]), nullable=False),
    sa.Column("source", NAME, nullable=False),
    sa.Column("held", Packed(tuple[HeldDate, ...]), nullable=False),
    sa.Column("known_until_on", sa.Date),
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

states = sa.Table(
    "states",
    metadata,
    tenant_key(),
    sa.Column("name", ID, primary_key=True),
    sa.Column("first_on", sa.Date, primary_key=True),
    sa.Column("last_on", sa.Date),
)

silences = sa.Table(
    "silences",
    metadata,
    tenant_key(),
    sa.Column("since_at", Instant, primary_key=True),
    sa.Column("until_on", sa.Date),
    sa.Column("lifted_at", Instant),
)
