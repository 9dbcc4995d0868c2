"""Serves the stand-in until standard input ends."""

import asyncio

from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from tests.standins.process import announce
from tests.standins.teams.control import Control, Teams
from tests.standins.teams.doors import Door


class Renewed:
    """An app that is made anew when the stand-in is reset, so that a port keeps its number."""

    def __init__(self, teams: Teams, part: str) -> None:
        self._teams, self._part = teams, part
        self._of: object = None
        self._app = Starlette()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        part = self._teams.connector if self._part == "connector" else self._teams.entra
        if part is not self._of:
            self._of, self._app = part, Starlette(routes=part.routes())
        await self._app(scope, receive, send)


async def serve() -> None:
    teams = Teams()
    control = Door(Starlette(routes=Control(teams).routes()))
    teams.doors = {name: Door(Renewed(teams, name)) for name in ("connector", "login")}
    for door in (*teams.doors.values(), control):
        await door.open()
    await teams.reset()
    announce(control=control.port, **{name: door.port for name, door in teams.doors.items()})
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve())
