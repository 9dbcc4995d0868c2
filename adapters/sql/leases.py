"""The statements on the right to send. Each is made once: making one costs more than running it."""

from functools import cache

from sqlalchemy import bindparam, case, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from adapters.sql.schema import leases
from adapters.sql.transaction import insert_into

_c = leases.c
_KEY = (_c.tenant, _c.platform)
_is_there = (_c.tenant == bindparam("of_tenant")) & (_c.platform == bindparam("on_platform"))

LAST = select(_c.number, _c.failures, _c.next_allowed_at).where(_is_there)

HELD = select(_c.platform, _c.tenant).where(_c.owner.is_not(None))

GIVE_BACK = (
    update(leases)
    .where(_is_there, _c.owner == bindparam("holder"))
    .values(owner=None, until_at=None)
)


@cache
def take(dialect: str) -> ReturningInsert[tuple[int, int, object]]:
    """Return the statement that takes or renews the right; `at` is now.

    One that lasts beyond `impossible_at` was taken under a clock that is far ahead.
    """
    statement = _new(dialect)
    new = statement.excluded
    is_own = _c.owner == new.owner
    is_free = or_(
        _c.owner.is_(None),
        _c.until_at <= bindparam("at", type_=_c.until_at.type),
        _c.until_at > bindparam("impossible_at", type_=_c.until_at.type),
    )
    number = case((is_own, _c.number), else_=_c.number + 1)
    return statement.on_conflict_do_update(
        index_elements=_KEY,
        set_={"number": number, "owner": new.owner, "until_at": new.until_at},
        where=or_(is_own, is_free),
    ).returning(_c.number, _c.failures, _c.next_allowed_at)


@cache
def keep_pace(dialect: str) -> ReturningInsert[tuple[int]]:
    """Return the statement that stores how the platform is doing there."""
    statement = _new(dialect)
    known = {name: statement.excluded[name] for name in ("next_allowed_at", "failures")}
    return statement.on_conflict_do_update(index_elements=_KEY, set_=known).returning(_c.number)


def _new(dialect: str) -> sqlite.Insert | postgresql.Insert:
    return insert_into(dialect, leases)
