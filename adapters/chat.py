"""What every chat adapter is to the rest: something to send through, addresses to be called at, connections."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from starlette.routing import BaseRoute

from bot.ports.outside import ChatPlatform
from bot.reception import Reception


class ChatAdapter(Protocol):
    """One platform with all its apps."""

    @property
    def platform(self) -> ChatPlatform:
        """What messages go out through."""
        ...

    def routes(self, reception: Reception) -> Sequence[BaseRoute]:
        """Return where the platform calls us; every signal goes to `reception`."""
        ...

    def running(self, reception: Reception) -> AbstractAsyncContextManager[None]:
        """Hold what must stay open (connections, tasks), and at the end finish what was begun.

        A platform that cannot be reached does not keep the bot from starting.
        """
        ...
