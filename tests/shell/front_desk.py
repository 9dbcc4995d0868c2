"""A reception on Slack, and signals that come to it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.events import Wrote
from bot.model.installations import About, Code, Installation, hash_of_code
from bot.model.people import Language, Person, Platform
from bot.reception import Received, Reception
from bot.signals import Signal
from tests.fakes.platform import RecordingPlatform
from tests.shell.town import Town
from tests.stages.town import TENANT

CODE = "KQ7M-4T2P-9XWD"


class Desk:
    """People of Slack who come to a reception; `asked` counts how often the platform was asked about one."""

    def __init__(self, town: Town, platform: RecordingPlatform) -> None:
        self.town, self.platform = town, platform
        self.stores = town.stores
        self.reception = Reception(town.stores, town.knowledge, town.inbox, town.clock)
        self.asked = 0
        self._events = 0

    async def gives_code(self, code: str = CODE) -> None:
        expires_at = self.town.clock.now() + timedelta(days=1)
        await self.stores.installations.add_code(
            Code(hash=hash_of_code(code), tenant=TENANT, expires_at=expires_at)
        )

    async def links(self, workspace: str = "T1") -> None:
        installation = Installation(
            platform=Platform.SLACK,
            workspace=workspace,
            app="own",
            tenant=TENANT,
            installed_at=self.town.clock.now(),
        )
        await self.reception.installed(installation)

    def signal(self, text: str = "mijn", **changes: Any) -> Signal:
        self._events += 1
        made = Signal(
            platform=Platform.SLACK,
            app="own",
            workspace="T1",
            who="U-joke",
            conversation="D-joke",
            event_id=f"event-{self._events}",
            at=self.town.clock.now(),
            event=Wrote(text, f"m{self._events}"),
        )
        return replace(made, **changes)

    async def receive(self, signal: Signal, about: About | None = None) -> Received:
        received = await self.reception.receive(signal, self.about(about))
        await self.reception.finish(received)
        return received

    def about(self, about: About | None = None) -> Callable[[], Awaitable[About]]:
        async def ask() -> About:
            self.asked += 1
            return about or About("Joke Visser", "Europe/Amsterdam", Language.NL)

        return ask

    async def person(self, who: str = "U-joke") -> Person:
        async with self.stores.of(TENANT).read() as unit:
            found = await unit.people.at(Platform.SLACK, who)
        assert found is not None, f"nobody is {who}"
        return found

    async def nobody(self, who: str = "U-joke") -> bool:
        async with self.stores.of(TENANT).read() as unit:
            return await unit.people.at(Platform.SLACK, who) is None

    async def conversation(self, who: str = "U-joke") -> str:
        person = await self.person(who)
        async with self.stores.of(TENANT).read() as unit:
            return (await unit.people.addresses(person.id))[0].conversation
