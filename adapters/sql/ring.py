"""Whether the key ring is the one that sealed what is stored."""

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from adapters.room import unusable
from adapters.sql.schema import people
from adapters.sql.stores import SqlStores
from bot.errors import SealError, SettingsError

# One row that was spoilt says nothing about the ring.
_SOME = 20


async def require_ring(stores: SqlStores) -> None:
    """Raise SettingsError when of what is stored nothing opens with the key ring of these stores.

    What a process with another ring stores, nobody else could open. Raises as `unusable` says when
    the database cannot be used now.
    """
    some = select(people.c.tenant, people.c.id, people.c.words).limit(_SOME)
    try:
        async with stores.begin_read() as connection:
            rows = (await connection.execute(some)).all()
    except DBAPIError as error:
        raise unusable(error.orig) from None
    if rows and not any(_opens(stores, tuple(row)) for row in rows):
        raise SettingsError(
            "what is stored does not open with ZETJE_KEYS: it was sealed with other keys. Give this "
            "process the key ring that the others have; `zetje doctor` names the key that is missing."
        )


def _opens(stores: SqlStores, row: tuple[str, str, bytes]) -> bool:
    tenant, person, sealed = row
    try:
        stores.vault.open((tenant, people.name, person, "words"), sealed)
    except SealError:
        return False
    return True
