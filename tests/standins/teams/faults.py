"""What goes wrong on command, and for how many requests."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum


class Trouble(StrEnum):
    """DROP closes the connection without an answer, SLOW answers late, ERROR answers `status`.

    PAGE answers with a page for people, as a proxy does.
    """

    DROP = "drop"
    SLOW = "slow"
    ERROR = "error"
    PAGE = "page"


class Area(StrEnum):
    """The requests that a fault can hit. ANY are all those of the Connector."""

    CREATE = "create"
    SEND = "send"
    UPDATE = "update"
    DELETE = "delete"
    MEMBERS = "members"
    TOKEN = "token"
    KEYS = "keys"
    ANY = "any"


@dataclass(kw_only=True)
class Fault:
    """`times` counts down; None lasts until it is cleared. `written`: it does happen all the same."""

    trouble: Trouble
    area: Area = Area.ANY
    times: int | None = 1
    after: int = 0
    conversation: str = ""
    status: int = 502
    retry_after: int | None = None
    delay: float = 0.0
    written: bool = False

    def hits(self, area: Area, conversation: str) -> bool:
        own = area in (Area.TOKEN, Area.KEYS)
        fits = self.area is area or (self.area is Area.ANY and not own)
        return fits and self.conversation in ("", conversation)


class Faults:
    """The faults that wait for a request, the oldest first."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []
        self.happened = 0
        self._cleared = asyncio.Event()

    def clear(self) -> None:
        """Nothing goes wrong any more, and what was slow goes on."""
        self.waiting.clear()
        self._cleared.set()
        self._cleared = asyncio.Event()

    async def linger(self, fault: Fault) -> None:
        """Wait as long as this fault takes, or until all is cleared."""
        if fault.delay:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._cleared.wait(), fault.delay)

    def take(self, area: Area, conversation: str = "") -> Fault | None:
        """Return the fault that hits this request. `after` lets that many pass first."""
        for fault in self.waiting:
            if not fault.hits(area, conversation):
                continue
            if fault.after:
                fault.after -= 1
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times == 0:
                    self.waiting.remove(fault)
            self.happened += 1
            return fault
        return None
