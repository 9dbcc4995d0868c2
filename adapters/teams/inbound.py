"""Where Teams calls: checks who it is, hands the event on, and answers at once."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from time import time
from typing import Any

import structlog
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from adapters.teams.activity import Activity, NotAnActivityError, language_of, read_activity
from adapters.teams.cards import activity_of
from adapters.teams.connector import Place
from adapters.teams.door import Door, NotAllowedError
from adapters.teams.events import event_of, is_arrival, signal_of
from adapters.teams.invokes import Invokes, Replied
from adapters.teams.keys import KeysUnavailableError
from adapters.teams.outbound import TeamsPlatform
from adapters.teams.outsiders import OutsiderError, Roster, says_outsider
from adapters.teams.places import Places
from adapters.teams.recent import Recent
from adapters.teams.render import opening_card, written
from bot.errors import FateUnknown, NotSent
from bot.events import Wrote
from bot.model.installations import About
from bot.reception import Received, Reception

log = structlog.get_logger()

BODY_LIMIT = 256 * 1024
# A person waits for an invoke, and Teams gives up after five seconds at the shortest.
PATIENCE = 2.5
_AWAY = Response(status_code=200)


@dataclass(frozen=True, slots=True)
class Outside:
    """What handling an activity needs of the rest of the adapter."""

    door: Door
    places: Places
    platform: TeamsPlatform
    roster: Roster
    spawn: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]]


class Inbound:
    """Handles what Teams sends to all apps."""

    def __init__(self, outside: Outside, reception: Reception, invokes: Invokes) -> None:
        self._outside = outside
        self._reception = reception
        self._invokes = invokes
        self._recent: Recent[Replied] = Recent()

    def routes(self) -> Sequence[BaseRoute]:
        """Return the one address of all apps, and one of each."""
        return (
            Route("/api/messages", self.receive, methods=["POST"]),
            Route("/api/messages/{app}", self.receive, methods=["POST"]),
        )

    async def receive(self, request: Request) -> Response:
        """Answer one activity: 401 unless Teams sent it, 503 when that cannot be told now."""
        body = await _body(request)
        if body is None:
            return Response(status_code=413)
        try:
            raw = json.loads(body)
            header = request.headers.get("authorization")
            if not isinstance(raw, dict):
                raise NotAnActivityError("the body is no object")
            only = request.path_params.get("app")
            admitted = await self._outside.door.admit(raw, header, only)
            activity = read_activity(raw, time())
        except NotAllowedError as error:
            log.warning("refused", why=str(error))
            return Response(status_code=401)
        except KeysUnavailableError:
            return Response(status_code=503)
        except (ValueError, RecursionError):
            return Response(status_code=400)
        if not self._outside.places.serves(admitted.app, activity.workspace):
            log.warning("another organisation", app=admitted.app)
            return _AWAY
        return await self._handled(admitted.app, activity)

    async def _handled(self, app: str, activity: Activity) -> Response:
        try:
            if says_outsider(activity):
                raise OutsiderError
            await self._outside.places.learn(app, activity, self._reception)
            if activity.kind == "invoke":
                return await self._invoked(app, activity)
            self._recent.something_else((activity.workspace, activity.who))
            return await self._happened(app, activity)
        except OutsiderError:
            # They hear it only where they wait for an answer, and then nobody else does.
            log.info("of another organisation", kind=activity.kind, app=app)
            is_waiting = activity.kind == "invoke"
            return _response(self._invokes.refused(activity)) if is_waiting else _AWAY
        except Exception as error:
            # Nothing was stored. The text of the error may hold words of people, its type does not.
            log.error("not handled", kind=activity.kind, error=type(error).__name__)
            return Response(status_code=500)

    async def _happened(self, app: str, activity: Activity) -> Response:
        async def told() -> About:
            return await self._outside.roster.about(app, activity)

        if is_arrival(activity):
            if not activity.is_shared:
                signal = signal_of(app, activity, Wrote("", activity.id))
                await self._reception.meet(signal, told)
            return _AWAY
        if activity.kind == "conversationUpdate" and activity.is_shared:
            change = await self._outside.roster.changed(app, activity)
            if change.joined or change.left:
                await self._reception.roster.changed(change)
            return _AWAY
        event = event_of(activity)
        if event is None:
            return _AWAY
        received = await self._reception.receive(signal_of(app, activity, event), told)
        finishing = self._outside.spawn(self._finish(app, activity, Replied(received=received)))
        return Response(status_code=200, background=_until(finishing))

    async def _invoked(self, app: str, activity: Activity) -> Response:
        if activity.name == "composeExtension/query":
            return _response(await self._invokes.reply(app, activity))
        who = (activity.workspace, activity.who)

        async def begin() -> Replied:
            replied = await self._invokes.reply(app, activity)
            finishing.append(self._outside.spawn(self._say(app, activity, replied)))
            return replied

        finishing: list[asyncio.Task[None]] = []
        task = self._recent.of(who, _effect(activity), activity.id, begin)
        done, _ = await asyncio.wait([task], timeout=PATIENCE)
        if not done:
            log.warning("slow", invoke=activity.name)
            self._outside.spawn(_ended(task))
            return _response(self._invokes.in_time(activity))
        return _response(task.result(), *finishing)

    async def _finish(self, app: str, activity: Activity, replied: Replied) -> None:
        """Send what was said, and what only the adapter can say. Never raises."""
        await self._reception.finish(replied.received or Received())
        await self._say(app, activity, replied)

    async def _say(self, app: str, activity: Activity, replied: Replied) -> None:
        """Send what only the adapter can say. Never raises."""
        received = replied.received or Received()
        extra = None
        if received.note is not None:
            extra = activity_of(received.note, language_of(activity))
        elif replied.opens is not None:
            log.error("a press opened a window unexpectedly", verb=replied.opens.verb)
            extra = opening_card(replied.opens, self._invokes.voice_of(activity))
        if extra is None:
            return
        place = Place(app, activity.service_url, activity.workspace, activity.bot)
        try:
            where, thread = activity.conversation, activity.thread
            await self._outside.platform.post(place, where, thread, written(extra))
        except (NotSent, FateUnknown) as error:
            log.warning("not said", error=type(error).__name__)


async def _ended(task: asyncio.Task[Replied]) -> None:
    """Wait for what took too long to be waited for, and tell when it failed after all."""
    try:
        await task
    except Exception as error:
        log.error("not handled", kind="invoke", error=type(error).__name__)


async def _body(request: Request) -> bytes | None:
    """Return the body, or None when it is too large."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            return None
    return bytes(body)


def _effect(activity: Activity) -> str:
    """Return what is the same when Teams delivers one invoke again, also under a new id.

    It is kept for a while: therefore it is short, and holds nothing that somebody typed.
    """
    value: Mapping[str, Any] = activity.value
    about = (activity.name, activity.conversation, activity.ref, value)
    return sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()


def _response(replied: Replied, *finishing: asyncio.Task[None]) -> Response:
    body = None if replied.body is None else json.dumps(replied.body, ensure_ascii=False)
    kind = None if replied.body is None else "application/json"
    return Response(body, replied.status, media_type=kind, background=_until(*finishing))


def _until(*finishing: asyncio.Task[None]) -> BackgroundTask:
    """Return what makes the server wait for these too before it stops; the answer went out already."""

    async def wait() -> None:
        if finishing:
            await asyncio.wait(finishing)

    return BackgroundTask(wait)
