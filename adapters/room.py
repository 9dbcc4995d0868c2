"""A database that cannot be used: now, as it has no connection left, or not any more, as it is another one."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot.errors import SettingsError, ZetjeError

log = structlog.get_logger()

# Why a connection is refused is told in words only. In another language it is not waited for.
_FULL = ("too many clients", "connection slots", "too many connections")
_IN_USE = "55P03"
# No right to it; and no schema to make it in, of those that `search_path` names.
NO_RIGHT = ("42501", "3F000")
_AGAIN_AFTER_SECONDS = 2.0
_TOLD_EVERY = 15
MAKE_ROOM = (
    "Stop one process, lower ZETJE_DATABASE_CONNECTIONS, or raise max_connections of the server; after "
    "that `zetje doctor` counts what fits."
)
REMEDY = f"Is the server up? And if it is only full: {MAKE_ROOM}"
# What else it says of why it lets nobody in, and what to do about that.
_KNOWN = {
    "password": "Look at the account in ZETJE_DATABASE and at its password: PGPASSFILE names a file that "
    "only its owner may read.",
    "does not exist": "Make it, or mend ZETJE_DATABASE.",
    "refused": "Is the server up, and are host and port in ZETJE_DATABASE right?",
    "resolve host": "Is the host in ZETJE_DATABASE right?",
    "pg_hba": "Let this account in, in pg_hba.conf of the server.",
    "read-only": "Name a server that takes writes in ZETJE_DATABASE too.",
    "ssl": "Mend sslmode in ZETJE_DATABASE, or the certificate of the server.",
}
_UNKNOWN = f"Check ZETJE_DATABASE, and that the server has this database and lets this account in. {REMEDY}"


class NoRoomError(SettingsError):
    """The server is there, and has no connection left for this account; `why` is what it said."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the database server has no connection left: {why}. {MAKE_ROOM}")
        self.why = why


class ReplacedError(ZetjeError):
    """What is there now is not the database that this process began with: it is left alone."""


class NotWritableError(ZetjeError):
    """The database answers, and refused what this process wrote lately: its disk is full, or it only reads."""


def unusable(error: BaseException | None) -> SettingsError:
    """Return what to raise for what a server said: a NoRoomError when it only has no connection left."""
    if getattr(error, "sqlstate", None) == _IN_USE:
        return SettingsError(
            "others use the database's tables, and were not done with them in time: another `zetje "
            "migrate`, or processes of the version before. Let them finish, or stop them, and try again."
        )
    why = " ".join(str(error).split()).rstrip(".?")
    if getattr(error, "sqlstate", None) in NO_RIGHT:
        return SettingsError(
            f"this account may not do in the database what Zetje needs: {why}. Let it own the database and "
            "all tables in it, also those in the schema procrastinate, and look at its search_path: "
            "docs/running.md, The database."
        )
    if any(said in why for said in _FULL):
        return NoRoomError(why)
    known = (remedy for said, remedy in _KNOWN.items() if said in why.lower())
    return SettingsError(f"the database server cannot be used: {why}. {next(known, _UNKNOWN)}")


async def as_soon_as_there_is_room(look: Callable[[], Awaitable[None]]) -> None:
    """Do this; and while there is no connection left for it, say so and try again."""
    tries = 0
    while True:
        try:
            return await look()
        except NoRoomError as error:
            if tries % _TOLD_EVERY == 0:
                log.warning("waiting for the database", why=str(error))
        tries += 1
        await asyncio.sleep(_AGAIN_AFTER_SECONDS)
