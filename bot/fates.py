"""What became of messages: those that a dead process left, and those of which nobody can say."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic

import structlog

from bot.aftermath import note_on_people, note_place, save_settled
from bot.content import Button, Press
from bot.errors import CannotTell, NotSent, SealError
from bot.events import Incoming
from bot.leases import Lease
from bot.model.ids import MessageId, TenantId, derive_id
from bot.model.messages import Message, State, as_sent
from bot.model.people import Platform, Tenant
from bot.model.tries import asked_in_vain, of_unknown_fate, tried_in_vain, was_asked
from bot.pauses import LONGEST_WAIT, holds_back
from bot.ports.outside import Arrived, ChatPlatform, Clock
from bot.ports.stores import Stores, Unit
from bot.recording import tell_of_failures

log = structlog.get_logger()

ASK_AFTER = timedelta(seconds=30)
# What is unknown for longer is for the admin.
ASKED_WITHIN = timedelta(days=7)
# No more are asked about at a time, and none is begun after this: a worker sends nothing there meanwhile.
MOST_ASKED, LONGEST_ASKING_SECONDS = 50, 15.0
# What a person waits for is sent without a lease; after this long its process is dead.
_ANSWERED_WITHIN = timedelta(seconds=42)


class _LaterError(Exception):
    """Nothing more is to be asked at this place for now."""


class Fates:
    """Settles what is neither planned nor sent. `clocks` are the bot's and the real one.

    Once `stopping` is set nothing more is asked.
    """

    def __init__(
        self,
        stores: Stores,
        platforms: Mapping[Platform, ChatPlatform],
        clocks: tuple[Clock, Clock],
        stopping: asyncio.Event,
    ) -> None:
        self._stores = stores
        self._platforms = platforms
        self._clock, self._wall = clocks
        self._stopping = stopping
        # Where a platform that was asked too often may be asked again, and from when on.
        self._asked_to_wait: dict[tuple[Platform, TenantId], datetime] = {}

    async def take_back_all(self, platform: Platform, tenant: TenantId) -> None:
        """Take back whatever a dead process left, where no other process sends for this tenant."""
        now = self._clock.now()
        async with self._stores.of(tenant).write() as unit:
            found = await unit.messages.unsettled(platform)
            taken = [left(message, now) for message in found if message.state is not State.UNKNOWN]
            await unit.messages.save_states(taken)

    async def take_back(
        self, unit: Unit, platform: Platform, lease: Lease, in_hand: Collection[MessageId]
    ) -> Sequence[Message]:
        """Take back what was left under an older lease: claimed goes back, sending becomes unknown.

        Return what was taken back, and what was of unknown fate already, as it is now.

        What is `in_hand` in this process is no such thing. A request of the older holder may still
        be on its way; therefore the platform is asked only half a minute after this.
        """
        now = self._clock.now()
        found = [m for m in await unit.messages.unsettled(platform) if m.id not in in_hand]
        taken = [left(message, now) for message in found if _is_left(message, lease, now)]
        if taken:
            await unit.messages.save_states(taken)
            log.warning("taken back", platform=platform, tenant=unit.tenant.id, count=len(taken))
        return [*taken, *(message for message in found if message.state is State.UNKNOWN)]

    async def ask(self, tenant: TenantId, platform: Platform) -> None:
        """Ask the platform about messages of unknown fate, half a minute after and once more.

        What is not there after asking twice is planned again, or fails when it was tried too often
        for another try to come in time. Where nobody can be asked it stays unknown, unless the
        tenant chose to send such messages again. A few at a time, and none while the platform asks
        to wait or once this process is to stop: what is left is asked the next time.
        """
        if self._is_to_wait((platform, tenant)):
            return
        async with self._stores.of(tenant).read() as unit:
            unsettled = await unit.messages.unsettled(platform)
        now = self._clock.now()
        asked = [m for m in unsettled if m.state is State.UNKNOWN and _is_time_to_ask(m, now)]
        # One conversation after the other, each time in another order: where it cannot be asked, or takes
        # long, the others do not wait for good.
        asked.sort(key=lambda message: derive_id(now.isoformat(), _where(message)))
        until = monotonic() + LONGEST_ASKING_SECONDS
        with suppress(_LaterError):
            for message in asked[:MOST_ASKED]:
                if self._stopping.is_set() or monotonic() >= until:
                    break
                await self._settle(unit.tenant, self._platforms[platform], message)

    def _is_to_wait(self, place: tuple[Platform, TenantId]) -> bool:
        until = self._asked_to_wait.get(place)
        if holds_back(until, self._wall.now()):
            return True
        self._asked_to_wait.pop(place, None)
        return False

    async def _settle(self, tenant: Tenant, platform: ChatPlatform, message: Message) -> None:
        can_tell, found = True, None
        try:
            found = await self._found(platform, message)
        except CannotTell:
            can_tell = False
            if not tenant.resend_unknown:
                return
        except _LaterError:
            raise
        except Exception as error:  # it is asked again at the next tick
            log.warning("could not ask", message=message.id, error=type(error).__name__)
            self._heed(error, platform.platform, tenant.id)
            return
        async with self._stores.of(tenant.id).write() as unit:
            # It may have been answered or erased while the platform was asked.
            stored = (await unit.messages.get_all([message.id])).get(message.id)
            if stored is None or (stored.state, stored.attempts) != (
                State.UNKNOWN,
                message.attempts,
            ):
                return
            settled = _after_asking(stored, found, self._clock.now(), can_tell=can_tell)
            await save_settled(unit, [settled])
            if settled.state is State.SENT:
                await note_on_people(unit, [settled])
                await note_place(unit, settled, stored.conversation)
                unit.leaves_plan()
        log.info("settled", message=message.id, state=settled.state)
        tell_of_failures([settled])

    async def _found(self, platform: ChatPlatform, message: Message) -> Arrived | None:
        """Return what `find` does. Raises _LaterError when this process is to stop before it did."""
        asking = asyncio.ensure_future(platform.find(message, _where(message)))
        stopping = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait((asking, stopping), return_when=asyncio.FIRST_COMPLETED)
            if not asking.done():
                raise _LaterError
            return asking.result()
        finally:
            # To ask changes nothing: it may be broken off.
            asking.cancel()
            stopping.cancel()

    def _heed(self, error: Exception, platform: Platform, tenant: TenantId) -> None:
        """Ask nothing more when the platform asks to wait, for so long."""
        if not isinstance(error, NotSent) or error.retry_after is None:
            return
        wait = min(timedelta(seconds=error.retry_after), LONGEST_WAIT)
        self._asked_to_wait[platform, tenant] = self._wall.now() + wait
        raise _LaterError from None


async def arrived_after_all(
    unit: Unit, incoming: Incoming, ref: str, press: Press
) -> Message | None:
    """Settle what a press proves: the message with this button is there, and `ref` is its name.

    Return it, or None when no message to this person of which nobody could say so has the button.
    """
    for message in await unit.messages.unknown_of(incoming.platform, incoming.person):
        if any(button.press == press for button in _buttons(message)):
            settled = as_sent(message, ref, incoming.conversation)
            await unit.messages.save(settled)
            await note_on_people(unit, [settled])
            unit.leaves_plan()
            return settled
    return None


def _buttons(message: Message) -> Sequence[Button]:
    try:
        return tuple(message.content.buttons()) if message.content else ()
    except SealError:
        return ()


def _where(message: Message) -> str:
    return message.conversation or message.recipient


def _is_time_to_ask(message: Message, now: datetime) -> bool:
    since_at = message.unknown_at or message.sent_at or message.due_at
    return now >= since_at + ASK_AFTER * (1 + was_asked(message))


def _is_left(message: Message, lease: Lease, now: datetime) -> bool:
    if message.state not in (State.CLAIMED, State.SENDING):
        return False
    if message.lease is None:
        return message.due_at + _ANSWERED_WITHIN <= now
    return message.lease <= lease.number


def left(message: Message, now: datetime) -> Message:
    """Return this message, which somebody claimed, as it is when they do not go on with it."""
    if message.state is State.CLAIMED:
        return replace(message, state=State.PLANNED, lease=None)
    return of_unknown_fate(message, now)


def _after_asking(
    message: Message, found: Arrived | None, now: datetime, *, can_tell: bool
) -> Message:
    if found is not None:
        return as_sent(message, found.ref, found.conversation)
    if can_tell and not was_asked(message):
        return asked_in_vain(message)
    return tried_in_vain(message, now, message.detail)
