"""Messages that are stored, and how they are stored."""

from bot.model.messages import Message
from bot.ports.stores import TenantStores


async def add(stores: TenantStores, *messages: Message) -> list[bool]:
    """Store each of these; say of each whether it was new."""
    async with stores.write() as unit:
        return [await unit.messages.add(message) for message in messages]


async def get(stores: TenantStores, message: Message) -> Message | None:
    """Return this message as it is stored, or None."""
    async with stores.read() as unit:
        return await unit.messages.get(message.id)
