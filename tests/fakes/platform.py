"""A chat platform that keeps what it is sent, and fails when it is told to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.content import Content
from bot.errors import CannotTell, FateUnknown, NotSent
from bot.model.ids import TenantId
from bot.model.messages import Message
from bot.model.people import Platform
from bot.ports.outside import Arrived, Pace


@dataclass(frozen=True, slots=True)
class Sent:
    """Something that arrived. `ref` is what the platform calls it; `changed` tells an update."""

    message: Message
    conversation: str
    content: Content
    ref: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class _Fault:
    error: Exception
    arrives: bool
    wanted: Callable[[Message], bool]


def _any(_: Message) -> bool:
    return True


class RecordingPlatform:
    """Records what arrives in `sent`, in order. Each fault that is asked for meets one request.

    `only` narrows a fault to the messages for which it returns true. `requests` counts what was
    tried, arrived or not. With `can_be_asked` False, `find` raises CannotTell, as for Teams.
    """

    def __init__(self, platform: Platform = Platform.BROWSER, *, can_be_asked: bool = True) -> None:
        self.platform = platform
        self.limits = Pace()
        self.made_ready: list[TenantId] = []
        self.can_be_asked = can_be_asked
        self.sent: list[Sent] = []
        self.requests: list[Message] = []
        self._faults: list[_Fault] = []

    def refuse(
        self,
        why: str = "refused",
        *,
        times: int = 1,
        final: bool = False,
        retry_after: float | None = None,
        only: Callable[[Message], bool] = _any,
    ) -> None:
        """Refuse the next `times` requests: they certainly do not arrive."""
        error = NotSent(why, final=final, retry_after=retry_after)
        self._faults += [_Fault(error, False, only)] * times

    def lose_after_write(
        self, *, arrives: bool = True, times: int = 1, only: Callable[[Message], bool] = _any
    ) -> None:
        """Lose the connection once the request is out; whether it arrived is for the test to say."""
        self._faults += [_Fault(FateUnknown("connection lost"), arrives, only)] * times

    def time_out(
        self, *, arrives: bool = False, times: int = 1, only: Callable[[Message], bool] = _any
    ) -> None:
        """Let the next requests time out without an answer."""
        self._faults += [_Fault(FateUnknown("timed out"), arrives, only)] * times

    def break_down(
        self,
        error: Exception,
        *,
        arrives: bool = False,
        times: int = 1,
        only: Callable[[Message], bool] = _any,
    ) -> None:
        """Raise something that no platform should raise."""
        self._faults += [_Fault(error, arrives, only)] * times

    def pace(self, tenant: TenantId) -> Pace:
        """Return `limits`, which a test may set before the first message."""
        return self.limits

    async def get_ready(self, tenant: TenantId, messages: Sequence[Message]) -> None:
        """Keep who is to get messages soon."""
        self.made_ready.append(tenant)

    async def send(self, message: Message, conversation: str, content: Content) -> Arrived:
        """Keep it and return what it is called, unless a fault was asked for."""
        self.requests.append(message)
        fault = self._next_fault(message)
        if fault is None:
            return self._keep(message, conversation, content)
        if fault.arrives:
            self._keep(message, conversation, content)
        raise fault.error

    async def find(self, message: Message, conversation: str) -> Arrived | None:
        """Tell the truth about what arrived."""
        if not self.can_be_asked:
            raise CannotTell("nobody can be asked")
        kept = self.in_conversation(conversation)
        refs = (one.ref for one in kept if one.message.id == message.id)
        return next((Arrived(ref, conversation) for ref in refs), None)

    def in_conversation(self, conversation: str) -> tuple[Sent, ...]:
        """Return what arrived there, oldest first."""
        return tuple(sent for sent in self.sent if sent.conversation == conversation)

    def texts(self, conversation: str | None = None) -> tuple[str, ...]:
        """Return the words of what arrived, oldest first."""
        kept = self.sent if conversation is None else self.in_conversation(conversation)
        return tuple(sent.content.as_text() for sent in kept)

    def _next_fault(self, message: Message) -> _Fault | None:
        for position, fault in enumerate(self._faults):
            if fault.wanted(message):
                return self._faults.pop(position)
        return None

    def _keep(self, message: Message, conversation: str, content: Content) -> Arrived:
        changed = message.platform_ref is not None
        ref = message.platform_ref or f"ref-{len(self.sent) + 1}"
        self.sent.append(Sent(message, conversation, content, ref, changed))
        return Arrived(ref, conversation)
