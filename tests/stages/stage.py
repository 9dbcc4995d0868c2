"""A stage: a platform with people on it, who read, press and type. Transcripts run on any of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Shown:
    """A message as a person sees it. Strong words stand between `**`; buttons in reading order."""

    lines: tuple[str, ...]
    buttons: tuple[str, ...]


@dataclass(frozen=True)
class ShownDialog:
    """A window as a person sees it: its title, what stands in its fields by label, what is wrong.

    `intro` are its paragraphs, `offers` the lines of each list to tick. What is ticked stands in
    `values` a line each. A window that is only to read cannot be sent.
    """

    title: str
    values: Mapping[str, str]
    errors: Mapping[str, str]
    intro: tuple[str, ...] = ()
    offers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    can_send: bool = True


class Stage(Protocol):
    """What people can do and see on a platform. People are named by their first name.

    Places are groups, by their name: what is typed there, others read too. Messages there are found
    under the name of the group.
    """

    async def type(self, who: str, text: str, place: str = "") -> None:
        """Type a message in one's own conversation, or in that of a group."""
        ...

    async def edit(self, who: str, text: str) -> None:
        """Turn the message that the person typed last into this text."""
        ...

    async def take_away(self, who: str, text: str) -> None:
        """Take away the newest message in which the person typed this text."""
        ...

    async def press(self, who: str, label: str, place: str = "") -> None:
        """Press the newest button with this label in one's own conversation, or in that of a group.

        Fails when there is none.
        """
        ...

    async def shortcut(self, who: str, label: str, of: str, place: str = "") -> None:
        """Use the message shortcut with this label on the newest message that somebody typed as `of`.

        `place` is the group in whose conversation it stands, without one it is the person's own. Only
        transcripts that need `shortcut` call it: the page has none.
        """
        ...

    async def submit(self, who: str, values: Mapping[str, str]) -> None:
        """Fill in the fields (by label) of the open window and send it."""
        ...

    async def close(self, who: str) -> None:
        """Close the open window without sending it."""
        ...

    async def dialog(self, who: str) -> ShownDialog | None:
        """Return the open window, or None."""
        ...

    async def unread(self, who: str) -> Shown | None:
        """Return the oldest message that was not returned before, as it is now, or None."""
        ...

    async def notification(self, who: str) -> str:
        """Return what the lock screen showed of the message that `unread` returned last."""
        ...

    async def pressed_card(self, who: str) -> Shown:
        """Return the message on which the person pressed a button last, as it is now."""
        ...

    async def move_to(self, instant: datetime) -> None:
        """Let time pass up to this instant."""
        ...
