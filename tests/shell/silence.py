"""Conversations that do not answer for a while."""

import asyncio
from collections.abc import Callable, Sequence

from bot.content import Content
from bot.model.messages import Message
from bot.ports.outside import Arrived
from tests.shell.town import LONGEST_SECONDS, Town

PATIENCE_SECONDS = 0.01


class Silent:
    """Conversations of a platform that say nothing until `answer` is called; `wanted` tells which."""

    def __init__(self, town: Town, wanted: Callable[[Message], bool]) -> None:
        self._town, self._wanted = town, wanted
        self._send = town.platform.send
        self._answers = asyncio.Event()
        self._went = asyncio.Condition()
        self.asked = 0
        # What comes while the first of them says nothing.
        self.meanwhile: Sequence[Message] = ()

    async def send(self, message: Message, conversation: str, content: Content) -> Arrived:
        """Do as the platform does, but say nothing yet where that is wanted."""
        if self._wanted(message):
            coming, self.meanwhile = self.meanwhile, ()
            await self._town.plan(*coming)
            async with self._went:
                self.asked += 1
                self._went.notify_all()
            await self._answers.wait()
        arrived = await self._send(message, conversation, content)
        async with self._went:
            self._went.notify_all()
        return arrived

    async def others(self, count: int) -> None:
        """Wait until so many messages arrived; and then much longer than anybody has patience."""
        async with asyncio.timeout(LONGEST_SECONDS), self._went:
            await self._went.wait_for(lambda: len(self._town.platform.sent) >= count)
        await asyncio.sleep(20 * PATIENCE_SECONDS)

    async def asked_for(self, count: int) -> None:
        """Wait until so many say nothing; and then much longer than anybody has patience."""
        async with asyncio.timeout(LONGEST_SECONDS), self._went:
            await self._went.wait_for(lambda: self.asked >= count)
        await asyncio.sleep(20 * PATIENCE_SECONDS)

    def answer(self) -> None:
        """Let all of them go on."""
        self._answers.set()


def silent_where(town: Town, wanted: Callable[[Message], bool]) -> Silent:
    """Let the conversations of these messages say nothing from now on."""
    silent = Silent(town, wanted)
    town.platform.send = silent.send  # type: ignore[method-assign]
    return silent
