"""Sends into the page's feed, which never fails by itself and always knows what arrived."""

from collections.abc import Sequence

from adapters.browser.feed import Feed
from bot.content import Content
from bot.errors import NotSent
from bot.model.ids import MessageId, TenantId
from bot.model.messages import Message
from bot.model.people import Platform
from bot.ports.outside import Arrived, ChatPlatform, Clock, Pace


class BrowserPlatform(ChatPlatform):
    """The chat page as a platform. What was said lives as long as the process."""

    platform = Platform.BROWSER

    def __init__(self, clock: Clock) -> None:
        self.feed = Feed()
        self._clock = clock
        self._refs: dict[MessageId, str] = {}

    def pace(self, tenant: TenantId) -> Pace:
        """Return no limits: the page shows as much as comes."""
        return Pace()

    async def get_ready(self, tenant: TenantId, messages: Sequence[Message]) -> None:
        """Need nothing."""

    async def send(self, message: Message, conversation: str, content: Content) -> Arrived:
        """Show it, or change the message that `platform_ref` names; its ref is such as "b17".

        Raises NotSent, for good, when the message to change is of an earlier run of the demo.
        """
        ref = message.platform_ref
        if ref is None:
            ref = self.feed.say(conversation, content, self._clock.now()).ref
        elif not self.feed.change(conversation, ref, content):
            raise NotSent(f"the page has no message {ref} in {conversation} to change", final=True)
        self._refs[message.id] = ref
        return Arrived(ref, conversation)

    async def find(self, message: Message, conversation: str) -> Arrived | None:
        """Return what it is called when it was shown since the demo started."""
        ref = self._refs.get(message.id)
        return Arrived(ref, conversation) if ref is not None else None

    def close(self) -> None:
        """End the live connections of all pages, so that the web server can stop."""
        self.feed.close()
