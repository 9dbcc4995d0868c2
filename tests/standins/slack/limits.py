"""How fast an app may go: so many messages in any second, per conversation and per workspace."""

import math
import time
from collections import deque
from dataclasses import dataclass, field

SECOND = 1.0
MINUTE = 60.0

# Calls a minute, as Slack's tiers promise them at least.
TIERS = {
    "chat.update": 50,
    "chat.delete": 50,
    "chat.postEphemeral": 100,
    "conversations.open": 50,
    "conversations.history": 50,
    "users.info": 100,
    "views.open": 100,
    "views.push": 100,
    "views.update": 100,
    "views.publish": 100,
    "apps.connections.open": 20,
}


class Rolling:
    """Counts what happened within the last seconds, and the most there ever was."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._at: deque[float] = deque()
        self.most = 0

    def wait(self, limit: int, now: float) -> float:
        """Return the seconds until one more fits under `limit`; 0 when it fits now."""
        self._forget(now)
        if len(self._at) < limit:
            return 0.0
        return self._at[len(self._at) - limit] + self._seconds - now

    def add(self, now: float) -> None:
        """Count one."""
        self._forget(now)
        self._at.append(now)
        self.most = max(self.most, len(self._at))

    def _forget(self, now: float) -> None:
        while self._at and self._at[0] <= now - self._seconds:
            self._at.popleft()


@dataclass
class Windows:
    """The limits of a workspace. None does not limit, but everything is counted."""

    per_conversation: int | None = None
    per_workspace: int | None = None
    by_tier: bool = False
    posts: Rolling = field(default_factory=lambda: Rolling(SECOND))
    conversations: dict[str, Rolling] = field(default_factory=dict)
    methods: dict[str, Rolling] = field(default_factory=dict)
    closed: dict[str, float] = field(default_factory=dict)  # until when, after a 429

    def post(self, conversation: str) -> int:
        """Count a message, or return after how many seconds it may be tried again."""
        now = time.monotonic()
        own = self.conversations.setdefault(conversation, Rolling(SECOND))
        waits = [0.0]
        if self.per_conversation is not None:
            waits.append(own.wait(self.per_conversation, now))
        if self.per_workspace is not None:
            waits.append(self.posts.wait(self.per_workspace, now))
        if max(waits) > 0:
            return math.ceil(max(waits))
        own.add(now)
        self.posts.add(now)
        return 0

    def call(self, method: str) -> int:
        """Count a call of another method, or return after how many seconds it may be tried again."""
        limit = TIERS.get(method)
        if limit is None or not self.by_tier:
            return 0
        now = time.monotonic()
        window = self.methods.setdefault(method, Rolling(MINUTE))
        wait = window.wait(limit, now)
        if wait > 0:
            return math.ceil(wait)
        window.add(now)
        return 0
