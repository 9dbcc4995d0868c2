"""The Home tab of everybody who opened it: shown, and shown anew after something happened."""

from collections.abc import Awaitable, Callable

from adapters.slack import render
from adapters.slack.access import Access
from adapters.slack.calls import SlackCalls
from adapters.slack.tasks import Tasks
from bot.content import Content
from bot.signals import Signal

_MOST_BLOCKS = 100
_MOST_KNOWN = 5000

Compose = Callable[[Signal], Awaitable[Content | None]]


class HomeTab:
    """Publishes what `compose` makes for whoever looks."""

    def __init__(self, calls: SlackCalls, tasks: Tasks, compose: Compose) -> None:
        self._calls = calls
        self._tasks = tasks
        self._compose = compose
        self._seen: dict[tuple[str, str], None] = {}
        self._busy: dict[tuple[str, str], bool] = {}

    def show(self, access: Access, signal: Signal) -> None:
        """Show it to who opened it; from now on it is kept up to date."""
        if len(self._seen) >= _MOST_KNOWN:
            self._seen.pop(next(iter(self._seen)))
        self._seen[access.workspace, signal.who] = None
        self.renew(access, signal)

    def renew(self, access: Access, signal: Signal) -> None:
        """Show it anew to who opened it before; several times at once is once more afterwards."""
        key = (access.workspace, signal.who)
        if key not in self._seen:
            return
        if key in self._busy:
            self._busy[key] = True
            return
        self._busy[key] = False
        self._tasks.begin("show the Home tab", self._publish(access, signal, key))

    async def _publish(self, access: Access, signal: Signal, key: tuple[str, str]) -> None:
        try:
            again = True
            while again:
                self._busy[key] = False
                content = await self._compose(signal)
                if content is not None:
                    await self._put(access, signal.who, content)
                again = self._busy[key]
        finally:
            self._busy.pop(key, None)

    async def _put(self, access: Access, who: str, content: Content) -> None:
        view = {"type": "home", "blocks": render.home_blocks(content, _MOST_BLOCKS)}
        await self._calls.call("views.publish", access.token, {"user_id": who, "view": view})
