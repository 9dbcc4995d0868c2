"""The tables of installations and of the codes that link them."""

import sqlalchemy as sa

from adapters.sql.columns import EXTERNAL, ID, metadata
from adapters.sql.types import Instant, OneOf
from bot.model.people import Platform

installations = sa.Table(
    "installations",
    metadata,
    sa.Column("platform", OneOf(Platform), primary_key=True),
    sa.Column("workspace", EXTERNAL, primary_key=True),
    sa.Column("app", ID, nullable=False),
    sa.Column("tenant", ID, sa.ForeignKey("tenants.id")),
    sa.Column("bot", EXTERNAL, nullable=False),
    sa.Column("service_url", EXTERNAL, nullable=False),
    sa.Column("secret", sa.LargeBinary, nullable=False),
    sa.Column("installed_at", Instant, nullable=False),
    sa.Column("removed_at", Instant),
)

is_installed = sa.and_(installations.c.tenant.is_not(None), installations.c.removed_at.is_(None))

sa.Index(
    "installations_tenant_once",
    installations.c.tenant,
    installations.c.platform,
    unique=True,
    sqlite_where=is_installed,
    postgresql_where=is_installed,
)

codes = sa.Table(
    "codes",
    metadata,
    sa.Column("hash", ID, primary_key=True),
    sa.Column("tenant", ID, sa.ForeignKey("tenants.id"), nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("spent_by", EXTERNAL),
)
