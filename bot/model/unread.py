"""Parts of a situation that are not read before a decision looks at them.

A decision is a function of data and changes nothing: where it looks at what is not there yet, that is read, and
the decision made anew.
"""

from typing import Any, NoReturn


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
