"""The questions that are asked about messages. `tenant` is a parameter of each."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from adapters.sql.schema import messages, takes_a_day
from bot.model.ids import TenantId
from bot.model.messages import Purpose, State
from bot.model.people import Platform

_c = messages.c
_NEVER_SEEN = (State.SKIPPED, State.FAILED)

ALL = select(messages).where(_c.tenant == bindparam("tenant"))
_BARE = select(*(column for column in _c if column.name != "words")).where(
    _c.tenant == bindparam("tenant")
)

ONE = ALL.where(_c.id == bindparam("message"))

AT_REF = (
    ALL.where(
        _c.conversation == bindparam("conversation"),
        _c.platform_ref == bindparam("platform_ref"),
        _c.purpose != Purpose.UPDATE,
    )
    .order_by(_c.id)
    .limit(1)
)

OF_PERSON = ALL.where(
    _c.person == bindparam("person"), _c.purpose.not_in((Purpose.ANSWER, Purpose.UPDATE))
).order_by(_c.due_at.desc(), _c.id.desc())

_is_open_prompt = and_(
    _c.purpose == Purpose.PROMPT,
    _c.state == State.SENT,
    _c.prompt.is_not(None),
    _c.answered_at.is_(None),
)

OPEN_PROMPTS = ALL.where(_c.person == bindparam("person"), _is_open_prompt).order_by(
    func.coalesce(_c.sent_at, _c.due_at).desc(), _c.id.desc()
)

EXISTING = select(_c.id).where(
    _c.tenant == bindparam("tenant"), _c.id.in_(bindparam("ids", expanding=True))
)

TAKEN = _BARE.where(
    takes_a_day, _c.local_on.between(bindparam("first_on"), bindparam("last_on"))
).order_by(_c.local_on, _c.id)

_seen_at = func.coalesce(_c.sent_at, _c.due_at, type_=_c.due_at.type)

SEEN = select(_c.person, _c.prompt, _seen_at.label("at")).where(
    _c.tenant == bindparam("tenant"),
    _c.purpose == Purpose.PROMPT,
    _c.person.is_not(None),
    _c.prompt.is_not(None),
    _c.state.not_in(_NEVER_SEEN),
    _c.asked.is_(False) | _c.answered_at.is_not(None),
    _seen_at >= bindparam("since", type_=_c.due_at.type),
)

UNSETTLED = ALL.where(
    _c.platform == bindparam("platform"),
    _c.state.in_((State.CLAIMED, State.SENDING, State.UNKNOWN)),
).order_by(_c.due_at, _c.id)

JOINED = ALL.where(_c.joined_to == bindparam("head")).order_by(_c.due_at, _c.id)

_reminder = messages.alias("reminder")

AWAITING_REMINDER = ALL.where(
    _is_open_prompt,
    _c.person.is_not(None),
    _c.asked.is_(False),
    _c.sent_at < bindparam("sent_before"),
    ~exists().where(
        _reminder.c.tenant == _c.tenant,
        _reminder.c.purpose == Purpose.REMINDER,
        _reminder.c.subject == _c.id,
    ),
).order_by(_c.sent_at, _c.id)

NEXT_DUE = select(func.min(_c.due_at).label("due_at")).where(
    _c.tenant == bindparam("tenant"),
    _c.state == State.PLANNED,
    _c.due_at > bindparam("after"),
)


def claim(tenant: TenantId, platform: Platform, now: datetime, limit: int) -> ReturningUpdate[Any]:
    """Return the one statement that takes due messages; what another transaction holds is passed by."""
    due = (
        select(_c.id)
        .where(
            _c.tenant == tenant,
            _c.platform == platform,
            _c.state == State.PLANNED,
            _c.due_at <= now,
        )
        .order_by(_c.priority, _c.due_at, _c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return (
        update(messages)
        .where(_c.tenant == tenant, _c.id.in_(due))
        .values(state=State.CLAIMED)
        .returning(*messages.columns)
    )
