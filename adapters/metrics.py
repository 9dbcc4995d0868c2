"""Figures for whoever runs the bot, in Prometheus' form. None of them names a tenant or a person."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from math import inf
from time import monotonic

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.asking import LONGEST_LOOK_SECONDS, Question
from bot.content import Content
from bot.errors import FateUnknown, NotSent
from bot.model import messages
from bot.model.ids import TenantId
from bot.ports.directory import Directory
from bot.ports.outside import Arrived, ChatPlatform, Pace

REGISTRY = CollectorRegistry()

SENT = Counter("zetje_sent", "Messages that arrived", ["platform"], registry=REGISTRY)
FAILURES = Counter(
    "zetje_send_failures",
    "Messages that did not arrive: refused for good, not yet, or nobody knows",
    ["platform", "kind"],
    registry=REGISTRY,
)
LAG = Histogram(
    "zetje_send_lag_seconds",
    "From the instant a message was due until it arrived",
    ["platform"],
    buckets=(0.5, 1, 2, 5, 10, 30, 60, 120, 300, 900, 3600),
    registry=REGISTRY,
)
ACKNOWLEDGED = Histogram(
    "zetje_acknowledgement_seconds",
    "From a platform's call until it had our answer",
    ["platform"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10),
    registry=REGISTRY,
)
DUE = Gauge(
    "zetje_due",
    "Messages whose time has come and that were not handed over",
    ["platform"],
    registry=REGISTRY,
)
OLDEST = Gauge(
    "zetje_due_oldest_seconds",
    "How long the oldest of them waits",
    ["platform"],
    registry=REGISTRY,
)
UNKNOWN = Gauge(
    "zetje_unknown", "Messages of which nobody knows the fate", ["platform"], registry=REGISTRY
)
QUEUE = Gauge("zetje_queue", "Drains that wait or run", ["state"], registry=REGISTRY)
DATABASE = Gauge("zetje_database_up", "Whether the database answers", registry=REGISTRY)
TICK_AGE = Gauge("zetje_tick_age_seconds", "Since the clock last ticked", registry=REGISTRY)

_KINDS = ("refused", "not_yet", "unknown")
# Where each platform calls.
_DOORS = {"/slack/": "slack", "/api/messages": "teams"}


class MeteredPlatform:
    """A chat platform whose messages are counted."""

    def __init__(self, platform: ChatPlatform, now: Callable[[], datetime]) -> None:
        self.platform = platform.platform
        self._inner = platform
        self._now = now
        self._sent, self._lag = SENT.labels(self.platform), LAG.labels(self.platform)
        # From 0 on: what Prometheus first sees at 300 it takes for no rise at all.
        self._failed = {kind: FAILURES.labels(self.platform, kind) for kind in _KINDS}

    def pace(self, tenant: TenantId) -> Pace:
        """Return how fast this tenant's platform takes messages."""
        return self._inner.pace(tenant)

    async def get_ready(self, tenant: TenantId, coming: Sequence[messages.Message]) -> None:
        """Do what can be done before these go."""
        await self._inner.get_ready(tenant, coming)

    async def send(self, message: messages.Message, conversation: str, content: Content) -> Arrived:
        """Send it, and count how that ended."""
        try:
            arrived = await self._inner.send(message, conversation, content)
        except NotSent as error:
            self._failed["refused" if error.final else "not_yet"].inc()
            raise
        except FateUnknown:
            self._failed["unknown"].inc()
            raise
        self._sent.inc()
        self._lag.observe(max((self._now() - message.due_at).total_seconds(), 0))
        return arrived

    async def find(self, message: messages.Message, conversation: str) -> Arrived | None:
        """Return what a message of unknown fate is called, or None when it is not there."""
        return await self._inner.find(message, conversation)


def measured(app: ASGIApp) -> ASGIApp:
    """Return the app; how soon a platform that calls has its answer is measured."""

    async def measuring(scope: Scope, receive: Receive, send: Send) -> None:
        door = _door(scope)
        if door is None:
            await app(scope, receive, send)
            return
        begun = monotonic()

        async def answering(message: Message) -> None:
            await send(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                ACKNOWLEDGED.labels(door).observe(monotonic() - begun)

        await app(scope, receive, answering)

    return measuring


def _door(scope: Scope) -> str | None:
    if scope["type"] != "http":
        return None
    path = scope["path"]
    return next((name for door, name in _DOORS.items() if path.startswith(door)), None)


async def look(directory: Directory, now: datetime) -> None:
    """Bring the figures that stand in the database up to date."""
    for backlog in await directory.backlogs(now):
        oldest = backlog.oldest_due_at
        DUE.labels(backlog.platform).set(backlog.due)
        OLDEST.labels(backlog.platform).set((now - oldest).total_seconds() if oldest else 0)
        UNKNOWN.labels(backlog.platform).set(backlog.unknown)
    ticked_at = await directory.last_tick_at()
    # A tick that lies ahead is no news of a clock that ticks: it, or this machine, is set wrong.
    TICK_AGE.set(inf if ticked_at is None else abs((now - ticked_at).total_seconds()))


def metrics_app(
    looks: Callable[[], Awaitable[None]], longest_seconds: float = LONGEST_LOOK_SECONDS
) -> Starlette:
    """Return the app that serves `/metrics`. `looks` brings up to date what is not counted here.

    What takes longer than `longest_seconds` is not waited for: the database counts as down then.
    """
    looking = Question(looks, longest_seconds)

    async def metrics(_: Request) -> Response:
        try:
            await looking.answer()
            DATABASE.set(1)
        except Exception:  # what was counted here is worth showing all the same
            DATABASE.set(0)
        return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)

    return Starlette(routes=[Route("/metrics", metrics)])
