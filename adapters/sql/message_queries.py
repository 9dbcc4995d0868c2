"""The questions that are asked about messages. `tenant` is a parameter of each."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    any_,
    bindparam,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    union_all,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from adapters.sql.among import among
from adapters.sql.bulk import bare
from adapters.sql.schema import tenants
from adapters.sql.schema_messages import (
    awaits_answer,
    is_planned,
    is_unsettled,
    messages,
    takes_a_day,
)
from bot.model.messages import NOT_HANDED_OVER, Purpose, State
from bot.model.people import Platform

_c = messages.c
TAKES_NO_DAY = (State.SKIPPED, State.FAILED)

ALL = select(messages).where(_c.tenant == bindparam("tenant"))
_BARE = select(*(column for column in _c if column.name != "words")).where(
    _c.tenant == bindparam("tenant")
)

ONE = ALL.where(_c.id == bindparam("message"))

THESE = _BARE.where(among(_c.id))

# Said so that no plan looks for the state among all that are unsettled, instead of for the ids.
_are_ours = and_(
    _c.tenant == bindparam("of_tenant"),
    among(_c.id),
    _c.state.is_not_distinct_from(bindparam("was", type_=_c.state.type)),
    _c.lease.is_not_distinct_from(bindparam("under", type_=_c.lease.type)),
)

# Those of these that are in this state, under this right to send.
OURS = select(_c.id, _c.answered_at).where(_are_ours)

HANDED_OVER = (
    update(messages)
    .where(_are_ours)
    .values(state=State.SENDING, sent_at=bindparam("at"))
    .returning(_c.id)
)

AT_REF = (
    ALL.where(
        _c.conversation == bindparam("conversation"),
        _c.platform_ref == bindparam("platform_ref"),
        _c.purpose != Purpose.UPDATE,
    )
    .order_by(_c.id)
    .limit(1)
)

COLUMNS = tuple(column.name for column in _c)
_is_of_person = and_(_c.tenant == bindparam("tenant"), _c.person == bindparam("person"))

OF_PERSON = (
    bare(messages, COLUMNS, _is_of_person)
    .where(_c.purpose.not_in((Purpose.ANSWER, Purpose.UPDATE)))
    .order_by(_c.due_at.desc(), _c.id.desc())
    .limit(bindparam("most", type_=Integer()))
)

_is_open_prompt = and_(awaits_answer, _c.prompt.is_not(None))

OPEN_PROMPTS = (
    bare(messages, COLUMNS, _is_of_person)
    .where(
        _c.purpose == Purpose.PROMPT,
        _c.state.in_((State.SENT, State.SENDING, State.UNKNOWN)),
        _c.prompt.is_not(None),
        _c.answered_at.is_(None),
    )
    .order_by(func.coalesce(_c.sent_at, _c.due_at).desc(), _c.id.desc())
)

EXISTING = select(_c.id).where(_c.tenant == bindparam("tenant"), among(_c.id))

_is_of_tenant = _c.tenant == bindparam("tenant")
_is_of_these = and_(_is_of_tenant, among(_c.person))
WITHOUT_WORDS = tuple(column.name for column in _c if column.name != "words")

_takes_one = takes_a_day & _c.local_on.between(bindparam("first_on"), bindparam("last_on"))
TAKEN = bare(messages, WITHOUT_WORDS, _is_of_tenant & _takes_one)
TAKEN_BY = bare(messages, WITHOUT_WORDS, _is_of_these & _takes_one)

_seen_at = func.coalesce(_c.sent_at, _c.due_at, type_=_c.due_at.type)

SEEN = select(_c.person, _c.prompt, _seen_at.label("at")).where(
    _c.tenant == bindparam("tenant"),
    _c.purpose == Purpose.PROMPT,
    _c.person.is_not(None),
    _c.prompt.is_not(None),
    _c.state.not_in(TAKES_NO_DAY),
    _c.asked.is_(False) | _c.answered_at.is_not(None),
    _seen_at >= bindparam("since", type_=_c.due_at.type),
)

SEEN_BY = SEEN.where(_is_of_these)

UNSETTLED = ALL.where(_c.platform == bindparam("platform"), is_unsettled).order_by(_c.due_at, _c.id)

# The first condition is the one of the index: few messages are unsettled.
UNKNOWN_OF = (
    bare(messages, COLUMNS, _is_of_person)
    .where(is_unsettled, _c.platform == bindparam("platform"), _c.state == State.UNKNOWN)
    .order_by(_c.due_at, _c.id)
)

JOINED_TO = ALL.where(among(_c.joined_to)).order_by(_c.due_at, _c.id)

_reminder = messages.alias("reminder")

_awaits_reminder = and_(
    _is_open_prompt,
    _c.person.is_not(None),
    _c.asked.is_(False),
    _c.sent_at < bindparam("sent_before"),
    _c.sent_at >= bindparam("sent_after"),
    ~exists().where(
        _reminder.c.tenant == _c.tenant,
        _reminder.c.purpose == Purpose.REMINDER,
        _reminder.c.subject == _c.id,
    ),
)
AWAITING_REMINDER = bare(messages, WITHOUT_WORDS, _is_of_tenant & _awaits_reminder)
AWAITING_REMINDER_BY = bare(messages, WITHOUT_WORDS, and_(_is_of_these, _awaits_reminder))

OUTCOMES = (
    select(
        *(_c.series, _c.person, _c.state, _c.reason, _c.detail),
        func.count().label("count"),
        func.count(_c.answered_at).label("answered"),
    )
    .where(
        _c.tenant == bindparam("tenant"),
        _c.series.is_not(None),
        _c.purpose == Purpose.PROMPT,
        _c.state.not_in(NOT_HANDED_OVER),
        _c.due_at >= bindparam("since", type_=_c.due_at.type),
    )
    .group_by(_c.series, _c.person, _c.state, _c.reason, _c.detail)
)

OF_SERIES = _BARE.where(
    _c.series.is_not(None), _c.due_at >= bindparam("since", type_=_c.due_at.type)
).order_by(_c.due_at, _c.id)

IN_TROUBLE = _BARE.where(
    or_(
        _c.state == State.UNKNOWN,
        and_(_c.state == State.FAILED, _c.due_at >= bindparam("since", type_=_c.due_at.type)),
    )
).order_by(_c.due_at, _c.id)

NEXT_DUE = select(func.min(_c.due_at).label("due_at")).where(
    _c.tenant == bindparam("tenant"),
    _c.platform.in_(tuple(Platform)),
    is_planned,
    _c.due_at > bindparam("after"),
)


@cache
def claim(dialect: str) -> ReturningUpdate[Any]:
    """Return the one statement that takes due messages; it passes by what another transaction holds.

    What is due is a query of its own (CTE), so that it is asked once: PostgreSQL may repeat a
    subquery, and each time take others. It says where the rows lie, and they are taken from there:
    a database that counted its rows long ago may join by reading all messages of the tenant.
    """
    lies_at: ColumnElement[Any] = literal_column("messages.ctid")
    row = _c.id if dialect == "sqlite" else lies_at
    is_of_tenant = _c.tenant == bindparam("of_tenant")
    due = (
        select(row.label("row"))
        .where(
            is_of_tenant,
            _c.platform == bindparam("on_platform", type_=_c.platform.type),
            is_planned,
            _c.due_at <= bindparam("now", type_=_c.due_at.type),
        )
        .order_by(_c.priority, _c.due_at, _c.id)
        .limit(bindparam("most", type_=Integer()))
        .with_for_update(skip_locked=True)
        .select_from(messages)
        .cte("due")
    )
    rows = select(due.c.row).scalar_subquery()
    is_due = is_of_tenant & row.in_(rows) if dialect == "sqlite" else row == any_(func.array(rows))
    taken = update(messages).where(is_due).returning(*messages.columns)
    return taken.values(state=State.CLAIMED, lease=bindparam("under"))


def due(now: datetime) -> Select[Any]:
    """Return the question where something is due."""
    return _places(is_planned & (_c.due_at <= now))


def next_due(after: datetime) -> Select[Any]:
    """Return the question when the next message of any tenant is due."""
    return select(func.min(_c.due_at)).where(is_planned, _c.due_at > after)


def unsettled(since: datetime, unknown_since: datetime | None = None) -> Select[Any]:
    """Return the question where something is claimed, sending or (since then) of unknown fate."""
    fits = is_unsettled & (_c.due_at >= since)
    if unknown_since is not None:
        since_at = func.coalesce(_c.unknown_at, _c.sent_at, _c.due_at, type_=_c.due_at.type)
        fits &= (_c.state != State.UNKNOWN) | (since_at >= unknown_since)
    return _places(fits)


def due_by_platform(now: datetime) -> Select[Any]:
    """Return the question how many are due on each platform and were not handed over, and since when."""
    is_claimed = is_unsettled & (_c.state == State.CLAIMED)
    asked = (
        select(_c.platform, _c.due_at).where(fits, _c.due_at <= now)
        for fits in (is_planned, is_claimed)
    )
    late = union_all(*asked).subquery("late")
    due_at = late.c.due_at
    return select(
        late.c.platform, func.count().label("due"), func.min(due_at).label("oldest_due_at")
    ).group_by(late.c.platform)


# The first condition is the one of the index.
UNKNOWN_BY_PLATFORM = (
    select(_c.platform, func.count().label("unknown"))
    .where(is_unsettled, _c.state == State.UNKNOWN)
    .group_by(_c.platform)
)


def _places(fits: ColumnElement[bool]) -> Select[Any]:
    """Look for one such message at each place, not for all of them."""
    platforms = union_all(
        *(select(literal(platform, _c.platform.type).label("platform")) for platform in Platform)
    ).subquery("platforms")
    is_there = exists().where(_c.tenant == tenants.c.id, _c.platform == platforms.c.platform, fits)
    places = select(platforms.c.platform, tenants.c.id).join_from(tenants, platforms, true())
    return places.where(is_there)
