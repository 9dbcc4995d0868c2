"""Parts of a situation that are not read, or not opened, before a decision looks at them.

A decision is a function of data and changes nothing: where it looks at what is not there yet, that is read, and
the decision made anew. What is there but sealed is opened in passing.
"""

from collections.abc import Callable
from dataclasses import fields
from typing import Any, NoReturn

from bot.content import Content

_FIELDS = frozenset(field.name for field in fields(Content))


class NotReadError(Exception):
    """A decision looked at this `part` of its situation, which is to be read first."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


class Unread(tuple[Any, ...]):
    """Stands where a part will be. Who looks what, or whether anything, is in it gets NotReadError."""

    part: str

    def __new__(cls, part: str) -> "Unread":
        """Return what stands for the part with this name."""
        made = super().__new__(cls)
        made.part = part
        return made

    def _look(self, *_: object) -> NoReturn:
        raise NotReadError(self.part)

    def __repr__(self) -> str:
        return f"Unread({self.part!r})"

    __iter__ = __len__ = __getitem__ = __contains__ = __reversed__ = _look
    __add__ = __radd__ = __mul__ = __rmul__ = _look
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __hash__ = _look
    __bool__ = index = count = _look


class Unopened(Content):
    """The content of a message, sealed until somebody looks at it; in all else like any other.

    Opening may raise what the vault raises.
    """

    __slots__ = ("_opens",)
    _opens: Callable[[], Content]

    @classmethod
    def of(cls, opens: Callable[[], Content]) -> "Unopened":
        """Return what stands for the content that this gives."""
        made = object.__new__(cls)
        object.__setattr__(made, "_opens", opens)
        return made

    def __getattr__(self, name: str) -> Any:
        """Open it: only what is not there yet is asked for here."""
        if name not in _FIELDS:
            raise AttributeError(name)
        opened = self._opens()
        for field in _FIELDS:
            object.__setattr__(self, field, getattr(opened, field))
        return getattr(opened, name)

    def __eq__(self, other: object) -> bool:
        """Tell whether both say the same, opened or not."""
        if not isinstance(other, Content):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in _FIELDS)

    def __hash__(self) -> int:
        return hash((self.blocks, self.summary, self.bare))
