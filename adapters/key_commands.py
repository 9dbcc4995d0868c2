"""What `zetje key --reseal` does: with one key less in use, that key can leave the ring."""

from collections.abc import Mapping
from dataclasses import dataclass

from adapters.settings import read_settings
from adapters.sql.migrate import require_current
from adapters.sql.reseal import Resealed, reseal, sealed_with
from adapters.vault.keyring import KeyRing
from adapters.wiring import open_stores


@dataclass(frozen=True, slots=True)
class Rotated:
    """What was sealed anew with the key that seals, and how much the others of the ring sealed still."""

    key: str
    done: Resealed
    left: Mapping[str, int]

    @property
    def is_whole(self) -> bool:
        """Tell whether only the key that seals now is needed to open everything."""
        return not self.done.closed and not any(self.left.values())


async def seal_anew() -> Rotated:
    """Seal with the first key of the ring what the others sealed; processes may go on meanwhile.

    Raises SettingsError for a database or a ring that cannot be used.
    """
    settings = read_settings()
    require_current(settings.database)
    marks = KeyRing(settings.keys).marks
    first, *others = marks
    async with open_stores(settings.database, settings.keys) as stores:
        done = await reseal(stores, marks[first])
        left = await sealed_with(stores, {key: marks[key] for key in others})
    return Rotated(first, done, left)
