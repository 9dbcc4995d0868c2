"""Slack with all its apps: something to send through, addresses to be called at, sockets."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp
from starlette.routing import BaseRoute

from adapters.apps_file import SlackApp
from adapters.chat import ChatAdapter
from adapters.slack.access import Accesses
from adapters.slack.calls import SlackCalls, new_session
from adapters.slack.desk import Around, Desk
from adapters.slack.doors import event_routes
from adapters.slack.inbound import bolt_app
from adapters.slack.oauth import OAuth
from adapters.slack.outbound import SlackPlatform
from adapters.slack.sockets import Socket
from adapters.slack.tasks import Tasks, told
from bot.errors import ZetjeError
from bot.ports.outside import ChatPlatform
from bot.ports.stores import Stores
from bot.reception import Reception
from bot.situations import Knowledge

log = structlog.get_logger()


@asynccontextmanager
async def open_slack(
    apps: Mapping[str, SlackApp], stores: Stores, knowledge: Knowledge, public_url: str
) -> AsyncIterator[ChatAdapter]:
    """Open what all apps share, and close it at the end. Slack itself is not called yet."""
    async with new_session() as session:
        yield SlackAdapter(
            apps, session, Around(stores, Accesses(apps, stores), knowledge, Tasks()), public_url
        )


class SlackAdapter:
    """Every app of the apps file, each behind its own address or on its own socket."""

    def __init__(
        self,
        apps: Mapping[str, SlackApp],
        session: aiohttp.ClientSession,
        around: Around,
        public_url: str,
    ) -> None:
        self._apps = apps
        self._session = session
        self._around = around
        self._public_url = public_url
        self._calls = {key: SlackCalls(session, app.api_url) for key, app in apps.items()}
        self._ready: dict[str, tuple[Desk, AsyncApp]] = {}
        self.platform: ChatPlatform = SlackPlatform(self._calls, around.accesses)

    def routes(self, reception: Reception) -> Sequence[BaseRoute]:
        """Return where Slack calls the apps, and where people install those with OAuth."""
        called = {
            key: self._app(key, reception)[1]
            for key, app in self._apps.items()
            if app.signing_secret is not None
        }
        installed = {key: app for key, app in self._apps.items() if app.client_secret is not None}
        oauth = OAuth(installed, self._calls, self._around, reception, self._public_url)
        return [*event_routes(called), *oauth.routes()]

    @asynccontextmanager
    async def _running(self, reception: Reception) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self._around.tasks.finish)
            for key, app in self._apps.items():
                desk, bolt = self._app(key, reception)
                if app.bot_token is not None:
                    self._around.tasks.begin("look where the app is", _look(key, desk))
                if app.app_token is not None:
                    socket = Socket(key, bolt, app.app_token.get_secret_value())
                    stack.push_async_callback(socket.close)
                    socket.open(self._around.tasks)
            yield

    def running(self, reception: Reception) -> AbstractAsyncContextManager[None]:
        """Hold the sockets open; at the end, finish sending what was said."""
        return self._running(reception)

    def _app(self, key: str, reception: Reception) -> tuple[Desk, AsyncApp]:
        if key not in self._ready:
            app, calls = self._apps[key], self._calls[key]
            desk = Desk(key, app, calls, reception, self._around)
            made = bolt_app(key, app, self._around.accesses, desk, self._session)
            self._ready[key] = (desk, made)
        return self._ready[key]


async def _look(key: str, desk: Desk) -> None:
    """Learn in which workspace an organisation's own app stands; else its first event asks again."""
    try:
        await desk.look()
    except ZetjeError as error:
        log.warning("slack: cannot look where the app is", app=key, error=told(error))
