"""What lies outside the process and survives it: a chat platform, its people, and the time.

All of it is one file of JSON lines; a line that was written is there, also when the process dies.
"""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from adapters.clock.clocks import DemoClock
from bot.content import Button, Content
from bot.content_json import content_from_json, content_to_json
from bot.model.ids import TenantId
from bot.model.messages import Message
from bot.model.people import Platform
from bot.ports.outside import Arrived, Pace

Line = dict[str, Any]


class World:
    """The file. `lines` is what is in it, in order."""

    def __init__(self, file: Path) -> None:
        self._file = file
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        self.lines: list[Line] = [json.loads(line) for line in text.splitlines()]

    def write(self, kind: str, **about: Any) -> None:
        """Add a line; it is on the disk when this returns."""
        line = {"kind": kind, **about}
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
            file.flush()
            os.fsync(file.fileno())
        self.lines.append(line)

    def all(self, kind: str, **about: Any) -> Iterator[Line]:
        """Yield the lines of this kind that have these values."""
        for line in self.lines:
            if line["kind"] == kind and all(line[name] == value for name, value in about.items()):
                yield line

    def one(self, kind: str, **about: Any) -> Line | None:
        """Return the first of these lines, or None."""
        return next(self.all(kind, **about), None)

    def button(self, person: str, label: str) -> tuple[str, Button]:
        """Return the newest button with this label in a person's chat, and the ref of its message."""
        now: dict[str, Content] = {}
        for line in self.all("sent", conversation=f"dm-{person}"):
            now[line["ref"]] = content_from_json(line["content"])
        for ref, content in reversed(now.items()):
            for button in content.buttons():
                if button.label == label:
                    return ref, button
        raise LookupError(f"{person} sees no button [{label}]")


class WorldPlatform:
    """A chat platform that keeps what it is sent in the world, and can be asked."""

    platform = Platform.BROWSER

    def __init__(self, world: World, point: Callable[[str], None]) -> None:
        self._world = world
        self._point = point

    def pace(self, tenant: TenantId) -> Pace:
        """Return no limits."""
        return Pace()

    async def get_ready(self, tenant: TenantId, messages: Sequence[Message]) -> None:
        """Need nothing."""

    async def send(self, message: Message, conversation: str, content: Content) -> Arrived:
        """Keep it, and return its id."""
        self._point("platform: before a message arrives")
        ref = message.platform_ref or f"r{len(self._world.lines)}"
        self._world.write(
            "sent",
            id=message.id,
            purpose=message.purpose,
            conversation=conversation,
            ref=ref,
            content=content_to_json(content),
        )
        self._point("platform: after a message arrived")
        return Arrived(ref, conversation)

    async def find(self, message: Message, conversation: str) -> Arrived | None:
        """Return its id when it is there."""
        self._point("platform: before it is asked")
        line = self._world.one("sent", id=message.id)
        return None if line is None else Arrived(str(line["ref"]), conversation)


class WorldClock(DemoClock):
    """The world's time: it does not go back when a process dies."""

    def __init__(self, world: World, start: datetime) -> None:
        instants = [datetime.fromisoformat(line["at"]) for line in world.all("time")]
        super().__init__(max([start, *instants]))
        self._world = world

    def move_to(self, instant: datetime) -> None:
        """Move on, and have the world remember it."""
        super().move_to(instant)
        self._world.write("time", at=self.now().isoformat())
