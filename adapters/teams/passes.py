"""Tokens that were found good a moment ago: Teams sends the same one for an hour, with everything."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic, time
from typing import Any

# A key that Microsoft takes back is believed for this much longer at most.
_KEPT_FOR = 300.0
_MOST_KEPT = 2000


@dataclass(frozen=True, slots=True)
class _Pass:
    app: str
    until: float


class Passes:
    """Knows which header came in for which service URL, and for which app. `wall` is the real time."""

    def __init__(
        self, now: Callable[[], float] = monotonic, wall: Callable[[], float] = time
    ) -> None:
        self._now, self._wall = now, wall
        self._kept: OrderedDict[tuple[str, str], _Pass] = OrderedDict()

    def app_of(self, header: str | None, service_url: str) -> str | None:
        """Return the app for which exactly these were found good, None when they have to be checked."""
        found = self._kept.get((header, service_url)) if header is not None else None
        return found.app if found is not None and self._now() < found.until else None

    def keep(self, header: str, service_url: str, app: str, claims: Mapping[str, Any]) -> None:
        """Remember for a while, and no longer than the token lasts, that these are good."""
        ends_at = claims.get("exp")
        lasts = float(ends_at) - self._wall() if isinstance(ends_at, int | float) else 0.0
        self._kept[header, service_url] = _Pass(app, self._now() + min(lasts, _KEPT_FOR))
        self._kept.move_to_end((header, service_url))
        if len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
