"""How tests drive the stand-in, and how they start it."""

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp

from tests.standins.process import Running, running
from tests.standins.teams.world import Json

MODULE = "tests.standins.teams"


class NotPossible(AssertionError):
    """A person could not do what a test told them to."""


class TeamsClient:
    """Commands of the stand-in: `await teams("types", who="Hanneke", text="hoi")`.

    `connector` and `login` are where a bot finds them, `metadata` where the signing keys are told of.
    """

    def __init__(self, process: Running) -> None:
        self._control = process.url("control")
        self.connector = process.url("connector")
        self.login = process.url("login")
        self.metadata = f"{self.login}/v1/.well-known/openidconfiguration"

    async def __call__(self, command: str, /, **arguments: object) -> Json:
        """Do it, and return what is told about it. Raises NotPossible with the reason."""
        url = f"{self._control}/_standin/{command}"
        async with (
            aiohttp.ClientSession() as session,
            session.post(url, json=arguments) as answer,
        ):
            said: Json = await answer.json()
        if answer.status != 200:
            raise NotPossible(said["why"])
        return said


@contextmanager
def teams_process() -> Iterator[TeamsClient]:
    """Run the stand-in until the block ends."""
    with running(MODULE) as process:
        yield TeamsClient(process)
