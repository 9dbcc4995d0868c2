"""Messages on their way to a platform: who goes when, and how each ended."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from time import monotonic

import structlog

from bot.errors import FateUnknown, NotSent
from bot.model.ids import MessageId
from bot.model.messages import Message
from bot.outcomes import Lane, Outcome, lanes, not_tried
from bot.pacing import Pacer, Turn
from bot.pauses import FAILURES_BEFORE_PAUSE
from bot.ports.outside import ChatPlatform

log = structlog.get_logger()

# Some may be left to end by themselves where, for each of them, so many others arrived.
_WELL_FOR_EACH = 2


class Batch:
    """Sends messages to one platform: concurrently, but in order within each lane.

    What follows on a failure in a lane waits, so that nothing overtakes it, and after five failures
    in a row nothing more is handed over. `may_go` is asked before each, and nobody waits for the pace
    beyond `until`, a moment of the monotonic clock: what did not get its turn by then was not tried.
    A few that take longer than `patience` seconds, while most arrived, are left to end by themselves.
    """

    def __init__(
        self,
        platform: ChatPlatform,
        pacer: Pacer,
        may_go: Callable[[], bool],
        *,
        until: float | None = None,
        patience: float | None = None,
    ) -> None:
        self._platform = platform
        self._pacer = pacer
        self._may_go = may_go
        self._until = until
        self._patience = patience
        self._failures = 0
        # So many arrived since something failed.
        self._arrived = 0
        self._ended: list[Outcome] = []
        # Of what did not end yet: what is to be said of it if that is never known.
        self._open: dict[MessageId, Outcome] = {}
        self._going: dict[Lane, asyncio.Task[None]] = {}

    @property
    def is_broken(self) -> bool:
        """Tell whether the platform failed five times in a row."""
        return self._failures >= FAILURES_BEFORE_PAUSE

    @property
    def going(self) -> Collection[Lane]:
        """The lanes of the few that were left to end by themselves, of which `send` did not tell yet."""
        return self._going.keys()

    async def send(self, messages: Sequence[Message]) -> Sequence[Outcome]:
        """Return how these ended, and those that were left before, in the order in which they did.

        None of these may stand in a lane that is `going`. With no messages it waits as long for those
        that were left. Never raises for what the platform does.
        """
        threads = lanes(messages)
        for thread in threads.values():
            self._open.update((outcome.message.id, outcome) for outcome in not_tried(thread))
        sent = {key: asyncio.create_task(self._in_order(one)) for key, one in threads.items()}
        self._going.update(sent)
        await self._until_ended(list((sent or self._going).values()), self._patience)
        return self._told()

    async def rest(self) -> Sequence[Outcome]:
        """Return how those ended that were left; it waits for all of them."""
        await self._until_ended(list(self._going.values()), None)
        return self._told()

    def give_up(self) -> Sequence[Outcome]:
        """Wait for nothing more; return how all ended of which `send` did not tell.

        Of what is on its way nobody can say.
        """
        for task in self._going.values():
            task.cancel()
        return (*self._ended, *self._open.values())

    async def _until_ended(
        self, sent: Collection[asyncio.Task[None]], patience: float | None
    ) -> None:
        if sent:
            await asyncio.wait(sent, timeout=patience)
        while not all(task.done() for task in sent) and not self._are_few():
            # Also one that was left before may be the one too many.
            left = [task for task in self._going.values() if not task.done()]
            await asyncio.wait(left, return_when=asyncio.FIRST_COMPLETED)
        for task in self._going.values():
            if task.done():
                task.result()
        self._going = {key: task for key, task in self._going.items() if not task.done()}

    def _told(self) -> Sequence[Outcome]:
        ended, self._ended = self._ended, []
        return ended

    def _are_few(self) -> bool:
        going = sum(not task.done() for task in self._going.values())
        return going < FAILURES_BEFORE_PAUSE and self._arrived >= _WELL_FOR_EACH * going

    async def _in_order(self, thread: Sequence[Message]) -> None:
        goes_on = True
        for message in thread:
            goes_on = goes_on and await self._goes(message)
            # In the order in which they end: what counts is how the platform is doing now.
            self._ended.append(self._open.pop(message.id))

    async def _goes(self, message: Message) -> bool:
        """Hand this over, if it may go; tell whether what follows in its lane may go."""
        turn = await self._got_turn(message)
        if turn is None or self.is_broken or not self._may_go():
            return False
        self._open[message.id] = Outcome(message, error=FateUnknown("interrupted"))
        outcome = self._open[message.id] = await self._one(message)
        turn.end()
        self._arrived = self._arrived + 1 if outcome.error is None else 0
        if not outcome.is_again:
            self._failures = self._failures + 1 if outcome.is_failure else 0
        return not outcome.is_failure

    async def _got_turn(self, message: Message) -> Turn | None:
        conversation = message.conversation or ""
        if self._until is None:
            return await self._pacer.turn(conversation)
        try:
            async with asyncio.timeout(max(self._until - monotonic(), 0)):
                return await self._pacer.turn(conversation)
        except TimeoutError:
            return None

    async def _one(self, message: Message) -> Outcome:
        if message.content is None or message.conversation is None:
            # Its words were erased on the way.
            return Outcome(message, error=NotSent("nothing to say", final=True))
        try:
            arrived = await self._platform.send(message, message.conversation, message.content)
        except (NotSent, FateUnknown) as error:
            log.warning("not sent", message=message.id, error=type(error).__name__)
            return Outcome(message, error=error)
        except Exception as error:
            # No platform should raise this; whether the message went out, nobody can say. The
            # text of the error may hold words, its type does not.
            log.error("platform broke", message=message.id, error=type(error).__name__)
            return Outcome(message, error=FateUnknown("the platform broke"))
        return Outcome(message, arrived)
