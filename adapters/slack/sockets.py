"""Socket Mode: for who has no public address. One connection per app, renewed as Slack asks."""

import asyncio
import logging

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.proxy import proxy_for
from adapters.slack.tasks import Tasks, told
from adapters.tracing import traced

log = structlog.get_logger()


class Socket:
    """The connection of one app; the SDK's client keeps it open, and goes on trying while it is not."""

    def __init__(self, key: str, app: AsyncApp, token: str) -> None:
        client = AsyncWebClient(
            base_url=app.client.base_url,
            session=app.client.session,
            retry_handlers=[],
            timeout=app.client.timeout,
        )
        # By themselves these would take any proxy that is set, whatever NO_PROXY says.
        client.proxy = proxy_for(app.client.base_url)
        logger = logging.getLogger(f"slack_socket.{key}")
        logger.handlers = [_Trouble(key)]
        logger.propagate = False
        logger.setLevel(logging.ERROR)
        self._handler = AsyncSocketModeHandler(app, token, logger=logger, web_client=client)
        self._handler.client.proxy = client.proxy
        self._handler.client.socket_mode_request_listeners = [self._take]
        self._connecting: asyncio.Task[None] | None = None

    def open(self, tasks: Tasks) -> None:
        """Begin to connect; returns at once."""
        self._connecting = tasks.begin("open a socket", self._handler.connect_async())  # type: ignore[no-untyped-call]

    async def _take(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        with traced():
            await self._handler.handle(client, request)  # type: ignore[arg-type]

    async def close(self) -> None:
        """Let go of the connection; what came in before is still handled."""
        if self._connecting is not None:
            self._connecting.cancel()
        await self._handler.close_async()  # type: ignore[no-untyped-call]


class _Trouble(logging.Handler):
    """Tells that the connection is in trouble and why, in none of the words that came over it."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self._key = key

    def emit(self, record: logging.LogRecord) -> None:
        """Log it."""
        error = record.exc_info[1] if record.exc_info else None
        log.warning("slack: socket in trouble", app=self._key, error=told(error) if error else "")
