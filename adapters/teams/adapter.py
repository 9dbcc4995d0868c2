"""Teams with all its apps, as one chat adapter."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import structlog
from starlette.routing import BaseRoute

from adapters.apps_file import TeamsApp
from adapters.teams.connector import Connector, open_session
from adapters.teams.door import Door
from adapters.teams.inbound import Inbound, Outside
from adapters.teams.invokes import Invokes
from adapters.teams.keys import SigningKeys
from adapters.teams.languages import Languages
from adapters.teams.outbound import TeamsPlatform
from adapters.teams.outsiders import Roster
from adapters.teams.places import Places
from adapters.teams.tokens import Tokens
from bot.ports.stores import Stores
from bot.reception import Received, Reception
from bot.situations import Knowledge

log = structlog.get_logger()

_GRACE_SECONDS = 15.0


class TeamsAdapter:
    """One way in and one way out for all Teams apps of this installation."""

    def __init__(
        self,
        platform: TeamsPlatform,
        door: Door,
        places: Places,
        roster: Roster,
        knowledge: Knowledge,
    ) -> None:
        self.platform = platform
        self._door = door
        self._places = places
        self._roster = roster
        self._knowledge = knowledge
        self._tasks: set[asyncio.Task[None]] = set()

    def routes(self, reception: Reception) -> Sequence[BaseRoute]:
        """Return where Teams calls us; every signal goes to `reception`."""
        outside = Outside(self._door, self._places, self.platform, self._roster, self._spawn)

        def send(received: Received) -> None:
            self._spawn(reception.finish(received))

        invokes = Invokes(self._knowledge, self._roster, reception, send)
        return Inbound(outside, reception, invokes).routes()

    @asynccontextmanager
    async def running(self, reception: Reception) -> AsyncIterator[None]:
        """Make the organisations of the apps file known; at the end finish what was begun."""
        await self._places.bind(reception)
        try:
            yield
        finally:
            if self._tasks:
                _, late = await asyncio.wait(self._tasks, timeout=_GRACE_SECONDS)
                for task in late:
                    task.cancel()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("not finished", error=type(task.exception()).__name__)


@asynccontextmanager
async def open_teams(
    apps: Mapping[str, TeamsApp], stores: Stores, knowledge: Knowledge, public_url: str
) -> AsyncIterator[TeamsAdapter]:
    """Open Teams for these apps, and close its connections at the end. Nothing is fetched yet."""
    async with open_session() as session:
        for url in {app.openid_url for app in apps.values()}:
            SigningKeys(url, session).take_the_place_of_the_sdks()
        places, languages = Places(apps, stores), Languages(stores)
        connector = Connector(session, Tokens(apps, session))
        platform = TeamsPlatform(apps, places, connector, languages)
        yield TeamsAdapter(platform, Door(apps), places, Roster(connector), knowledge)
