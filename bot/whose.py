"""Whose a message is: who may do something with it, and where somebody is on their own with the bot."""

from bot.events import Incoming, Submitted
from bot.model.ids import PersonId
from bot.model.messages import Message, Purpose
from bot.model.people import Platform
from bot.model.records import Commitment, Dilemma, Reply
from bot.model.situation import shared_in
from bot.ports.stores import Unit


async def may_act_on(unit: Unit, incoming: Incoming, message: Message) -> bool:
    """Tell whether it was sent to this person, to a group of theirs, or to this conversation.

    Who answered it in the channel, or put it there, is not always a member of the group.
    """
    if message.person is not None:
        return message.person == incoming.person
    if message.conversation is not None and message.conversation == incoming.conversation:
        return True
    if isinstance(incoming.event, Submitted) and message.purpose is Purpose.PROMPT:
        # Who opened the window in the channel sends it from elsewhere; it becomes theirs alone.
        return True
    groups = await unit.people.groups()
    if any(group.id == message.group and incoming.person in group.members for group in groups):
        return True
    return await _has_part_in(unit, incoming.person, message)


async def own_place(unit: Unit, person: PersonId, platform: Platform) -> str | None:
    """Return the person's own conversation there, or their id where none is open yet; None without one."""
    for address in await unit.people.addresses(person):
        if address.platform is platform:
            return address.conversation or address.external_id
    return None


async def _has_part_in(unit: Unit, person: PersonId, message: Message) -> bool:
    share = shared_in(message)
    if share is not None:
        record = await unit.records.get(share)
        return record is not None and record.person == person
    records = await unit.records.of(person)
    answers: tuple[Reply | Commitment | Dilemma, ...]
    answers = (*records.replies, *records.commitments, *records.dilemmas)
    return any(answer.message == message.id for answer in answers)
