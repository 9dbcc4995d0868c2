"""What `zetje messages` does with messages of unknown fate and those that failed. No words are shown."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum

from adapters.admin_desk import reading, writing
from bot.aftermath import note_on_people
from bot.errors import UnknownThing
from bot.model.messages import Message, State, as_sent, planned_again

_SHOWN_FOR = timedelta(days=30)
_SHORTEST = 6


class Verdict(StrEnum):
    """What somebody who looked says about a message."""

    SENT = "sent"
    AGAIN = "again"


async def troubled_messages(tenant: str | None, state: State | None) -> Sequence[Message]:
    """Return the messages of unknown fate, and those that failed in the last 30 days, by due instant.

    With `state` only those. None has its words.
    """
    async with reading(tenant) as desk:
        found = await desk.unit.messages.in_trouble(desk.now - _SHOWN_FOR)
    return [one for one in found if state in (None, one.state)]


async def settle_message(tenant: str | None, named: str, verdict: Verdict) -> Message:
    """Say of one message that it arrived, or send it once more unless it is too late for it.

    `named` is its id, or the beginning of it. Raises UnknownThing when no one message is meant.
    """
    async with writing(tenant) as desk:
        found = await desk.unit.messages.in_trouble(desk.now - _SHOWN_FOR)
        message = await desk.unit.messages.get(_meant(found, named).id)
        if message is None:
            raise UnknownThing(f"message {named} is not there any more")
        if verdict is Verdict.AGAIN:
            settled = replace(planned_again(message), reason=None)
        else:
            settled = as_sent(message, message.platform_ref)
        await desk.unit.messages.save(settled)
        if settled.state is State.SENT:
            await note_on_people(desk.unit, [settled])
        await desk.note(f"message settled: {verdict}", f"{message.purpose} {message.id}")
    return settled


def _meant(found: Sequence[Message], named: str) -> Message:
    meant = [one for one in found if one.id == named]
    if not meant and len(named) >= _SHORTEST:
        meant = [one for one in found if one.id.startswith(named)]
    if len(meant) != 1:
        raise UnknownThing(
            f"{named!r} names {len(meant) or 'no'} messages in trouble: "
            "`zetje messages list` shows them with their ids"
        )
    return meant[0]
