"""How much a bot may send: in a conversation and in a tenant, counted over windows that roll on."""

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable

Windows = tuple[tuple[int, float], ...]

IN_A_CONVERSATION: Windows = ((7, 1), (8, 2), (60, 30), (1800, 3600))
IN_A_TENANT: Windows = ((50, 1),)


class Limits:
    """Counts requests; those that were refused do not count. Off, it only counts."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self.enforced = False
        self.throttled = 0
        self.most_in_a_conversation = 0
        self.most_in_a_tenant = 0
        self._now = now
        self._sent: defaultdict[str, deque[float]] = defaultdict(deque)

    def wait_for(self, conversation: str, tenant: str) -> int | None:
        """Count a request; or return how many seconds to wait, when it is one too many."""
        now = self._now()
        lanes = ((f"c/{conversation}", IN_A_CONVERSATION), (f"t/{tenant}", IN_A_TENANT))
        if self.enforced:
            waits = [self._wait(self._sent[name], windows, now) for name, windows in lanes]
            if any(waits):
                self.throttled += 1
                return math.ceil(max(waits))
        for name, windows in lanes:
            self._count(self._sent[name], windows, now)
        return None

    def _wait(self, sent: deque[float], windows: Windows, now: float) -> float:
        """Return the seconds until the fullest window has room again, 0 when all have."""
        longest = 0.0
        for most, seconds in windows:
            if len(sent) >= most and sent[-most] > now - seconds:
                longest = max(longest, sent[-most] + seconds - now)
        return longest

    def _count(self, sent: deque[float], windows: Windows, now: float) -> None:
        sent.append(now)
        while sent[0] <= now - windows[-1][1]:
            sent.popleft()
        last_second = 0
        for instant in reversed(sent):
            if instant <= now - 1:
                break
            last_second += 1
        if windows is IN_A_TENANT:
            self.most_in_a_tenant = max(self.most_in_a_tenant, last_second)
        else:
            self.most_in_a_conversation = max(self.most_in_a_conversation, last_second)
