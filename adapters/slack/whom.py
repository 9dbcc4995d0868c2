"""What is stored about whom a signal is of, for the few words that the adapter says itself."""

from collections.abc import Sequence

from bot.model.messages import State
from bot.model.people import Language
from bot.ports.stores import Stores
from bot.reception import Received

_NOT_IN_IT = ("not_in_channel", "channel_not_found")


def language_of(received: Received) -> Language:
    """Return the language of whoever the bot just answered."""
    return Language.NL if received.handled is None else received.handled.language


async def is_kept_out(stores: Stores, received: Received) -> bool:
    """Tell whether what was said could not be, because the app is not in the channel."""
    if received.handled is None:
        return False
    details: Sequence[str] = ()
    async with stores.of(received.handled.tenant).read() as unit:
        found = [await unit.messages.get(message.id) for message in received.handled.said]
        details = [one.detail or "" for one in found if one and one.state is State.FAILED]
    return any(detail.endswith(_NOT_IN_IT) for detail in details)
