"""What is stored once a message arrived, or could not: of the message, and of its person."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.model.ids import PersonId
from bot.model.messages import Message, Purpose, State, forgets
from bot.model.people import Standing
from bot.ports.stores import Unit


async def note_on_people(unit: Unit, messages: Sequence[Message]) -> None:
    """Remember on whom these reached that they were welcomed, or that another prompt came unasked."""
    prompted: list[PersonId] = []
    welcomed: defaultdict[datetime, list[PersonId]] = defaultdict(list)
    for message in messages:
        if message.person is None or not _counts(message):
            continue
        if message.purpose is Purpose.PROMPT:
            prompted.append(message.person)
        elif message.sent_at is not None:
            welcomed[message.sent_at].append(message.person)
    for at, those in welcomed.items():
        await unit.people.note_welcomed(those, at)
    if prompted:
        await unit.people.note_prompted(prompted)


def _counts(message: Message) -> bool:
    if message.asked or message.answered_at is not None:
        return False
    return message.purpose in (Purpose.WELCOME, Purpose.PROMPT)


async def note_place(unit: Unit, message: Message, sent_to: str | None) -> None:
    """Remember the conversation that the first message to a person opened.

    `sent_to` is what it was handed to the platform with: only their own id opens a conversation of
    their own. What somebody was told in a channel says nothing about where they are alone.
    """
    opened = message.conversation
    if message.person is None or opened is None or opened == sent_to:
        return
    for address in await unit.people.addresses(message.person):
        is_there = address.platform is message.platform and address.external_id == sent_to
        if is_there and not address.conversation:
            await unit.people.save_address(replace(address, conversation=opened))


async def stop_person(unit: Unit, message: Message, now: datetime) -> None:
    """Let a person who removed the app be: it counts as `stop`."""
    person = await unit.people.locked(message.person) if message.person else None
    if person is not None and person.standing is not Standing.STOPPED:
        await unit.people.save(replace(person, standing=Standing.STOPPED, stopped_at=now))


async def save_settled(unit: Unit, messages: Sequence[Message]) -> None:
    """Store how sending these ended; words that are not kept once they arrived go with it."""
    emptied = {m.id: m for m in messages if m.state is State.SENT and forgets(m)}
    await unit.messages.save_all([*emptied.values()])
    await unit.messages.save_states([m for m in messages if m.id not in emptied])
