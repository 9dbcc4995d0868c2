"""The table of messages, and the indices by which each question about them is found.

A condition is written out in full, in the index and in the query alike: neither database uses an
index with a condition for a query in which that condition is a parameter.
"""

import sqlalchemy as sa

from adapters.sql.columns import EXTERNAL, ID, metadata, tenant_key
from adapters.sql.types import Instant, OneOf, Ranked
from bot.model.messages import Priority, Purpose, Reason, State
from bot.model.people import Platform

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
    sa.Column("unknown_at", Instant),
    sa.Column("answered_at", Instant),
    sa.Column("created_at", Instant),
    sa.UniqueConstraint("tenant", "purpose", "subject", "recipient", "turn", name="messages_once"),
    sa.Index("messages_of_person", "tenant", "person", "due_at"),
)

_c = messages.c


def _one_of(*states: State) -> "list[sa.ColumnElement[str]]":
    return [sa.literal_column(f"'{state}'") for state in states]


# A skipped or failed message takes no day, so another may have it.
takes_a_day = sa.and_(
    _c.local_on.is_not(None), _c.state.not_in(_one_of(State.SKIPPED, State.FAILED))
)
is_planned = _c.state == sa.literal_column(f"'{State.PLANNED}'")
is_unsettled = _c.state.in_(_one_of(State.CLAIMED, State.SENDING, State.UNKNOWN))
awaits_answer = sa.and_(
    _c.purpose == sa.literal_column(f"'{Purpose.PROMPT}'"),
    _c.state == sa.literal_column(f"'{State.SENT}'"),
    _c.answered_at.is_(None),
)


def _index(
    name: str, *columns: "sa.Column[object]", where: "sa.ColumnElement[bool]", unique: bool = False
) -> None:
    sa.Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)


_index("messages_local_on_once", _c.tenant, _c.local_on, _c.person, where=takes_a_day, unique=True)
_index("messages_to_claim", _c.tenant, _c.platform, _c.priority, _c.due_at, _c.id, where=is_planned)
_index("messages_due", _c.tenant, _c.platform, _c.due_at, where=is_planned)
_index("messages_unsettled", _c.tenant, _c.platform, _c.due_at, where=is_unsettled)
_index("messages_unanswered", _c.tenant, _c.sent_at, where=awaits_answer)
_index("messages_of_series", _c.tenant, _c.due_at, where=_c.series.is_not(None))
_index(
    "messages_at_ref",
    _c.tenant,
    _c.conversation,
    _c.platform_ref,
    where=_c.platform_ref.is_not(None),
)
_index("messages_joined", _c.tenant, _c.joined_to, where=_c.joined_to.is_not(None))
