"""What is remembered of a person once a message to them arrived, or could not."""

from dataclasses import replace
from datetime import datetime

from bot.model.messages import Message, Purpose
from bot.model.people import Standing
from bot.ports.stores import Unit


async def note_on_person(unit: Unit, message: Message) -> None:
    """Remember on the person that they were welcomed, or that another prompt came unasked."""
    if message.person is None or message.asked or message.answered_at is not None:
        return
    if message.purpose not in (Purpose.WELCOME, Purpose.PROMPT):
        return
    person = await unit.people.locked(message.person)
    if person is None:
        return
    if message.purpose is Purpose.WELCOME:
        await unit.people.save(replace(person, welcomed_at=message.sent_at))
    else:
        await unit.people.save(replace(person, unanswered=person.unanswered + 1))


async def note_place(unit: Unit, message: Message) -> None:
    """Remember the conversation that the first message to a person opened."""
    if message.person is None or message.conversation is None or message.thread is not None:
        return
    for address in await unit.people.addresses(message.person):
        if address.platform is message.platform and not address.conversation:
            await unit.people.save_address(replace(address, conversation=message.conversation))


async def stop_person(unit: Unit, message: Message, now: datetime) -> None:
    """Let a person who removed the app be: it counts as `stop`."""
    person = await unit.people.locked(message.person) if message.person else None
    if person is not None and person.standing is not Standing.STOPPED:
        await unit.people.save(replace(person, standing=Standing.STOPPED, stopped_at=now))
