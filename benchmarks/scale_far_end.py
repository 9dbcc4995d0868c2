"""Both platforms at once, as little of them as measuring needs: answers after 20 ms, counts, refuses haste.

`python -m benchmarks.scale_far_end SLACK_A_SECOND TEAMS_A_SECOND [FREE]` (0: no limit; FREE: a tenant
without any, that is not counted) prints its port and serves until its input ends. Limits hold over any
rolling second, at the moment a request is whole.
`GET /told` tells what came; `GET /anew` forgets it.
"""

import asyncio
import json
import os
import re
import sys
import threading
import time
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field

ANSWERS_AFTER = 0.02
SLACK_IN_A_CONVERSATION = 1

_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"content-length:\s*(\d+)", re.IGNORECASE)
_TOKEN = re.compile(rb"authorization:\s*bearer xoxb-(\S+)", re.IGNORECASE)
_CHANNEL = re.compile(rb'"channel":\s*"([^"]+)"')
_TEAMS = re.compile(rb"/([^/]+)/v3/conversations/([^/]+)/activities")


@dataclass
class Told:
    """What came in: how many in all, when first and last, per tenant, and what was too hasty."""

    limits: dict[str, int]
    free: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    last: dict[str, float] = field(default_factory=dict)
    first: float = 0.0
    people: Counter[str] = field(default_factory=Counter)
    at: list[float] = field(default_factory=list)
    hasty: int = 0
    recent: defaultdict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def allows(self, platform: str, tenant: str, conversation: str) -> bool:
        """Note a message; say whether its platform takes it now."""
        now = time.monotonic()
        most = {tenant: 0 if tenant == self.free else self.limits[platform]}
        if platform == "slack" and most[tenant]:
            most[f"{tenant} {conversation}"] = SLACK_IN_A_CONVERSATION
        for name, limit in most.items():
            recent = self.recent[name]
            while recent and recent[0] <= now - 1.0:
                recent.popleft()
            if limit and len(recent) >= limit:
                self.hasty += 1
                return False
        for name in most:
            self.recent[name].append(now)
        if tenant != self.free:
            self._note(tenant, conversation, now)
        return True

    def _note(self, tenant: str, conversation: str, now: float) -> None:
        self.first = self.first or now
        self.last[tenant] = now
        self.counts[tenant] += 1
        self.people[f"{tenant} {conversation}"] += 1
        self.at.append(now)

    def as_json(self) -> bytes:
        """Return it for whoever measures."""
        told = {
            "count": len(self.at),
            "first": self.first,
            "last": max(self.last.values(), default=0.0),
            "hasty": self.hasty,
            "twice": sum(number - 1 for number in self.people.values()),
            "tenants": {name: [self.counts[name], last] for name, last in self.last.items()},
            "at": self.at,
        }
        return json.dumps(told).encode()


class _FarEnd(asyncio.Protocol):
    """Answers every request of a connection, in order."""

    def __init__(self, told: list[Told]) -> None:
        self._told = told

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._read = b""

    def data_received(self, data: bytes) -> None:
        self._read += data
        while (end := self._read.find(_END)) >= 0:
            head = self._read[:end]
            length = _LENGTH.search(head)
            whole = end + len(_END) + (int(length[1]) if length else 0)
            if len(self._read) < whole:
                return
            body, self._read = self._read[end + len(_END) : whole], self._read[whole:]
            self._answer(head, body)

    def _answer(self, head: bytes, body: bytes) -> None:
        target = head.split(b" ", 2)[1]
        if target in (b"/told", b"/anew"):
            self._transport.write(_written(200, self._told[-1].as_json()))
            if target == b"/anew":
                self._told.append(Told(self._told[-1].limits, self._told[-1].free))
            return
        answer = self._to_message(target, head, body) or _written(200, _TOKEN_ANSWER)
        self._loop.call_later(ANSWERS_AFTER, self._send, answer)

    def _to_message(self, target: bytes, head: bytes, body: bytes) -> bytes | None:
        told = self._told[-1]
        if target.endswith(b"chat.postMessage"):
            token, channel = _TOKEN.search(head), _CHANNEL.search(body)
            assert token is not None
            assert channel is not None
            allowed = told.allows("slack", token[1].decode(), channel[1].decode())
            return _SLACK_YES if allowed else _SLACK_HASTY
        if (place := _TEAMS.search(target)) is not None:
            allowed = told.allows("teams", place[1].decode(), place[2].decode())
            return _TEAMS_YES if allowed else _TEAMS_HASTY
        return None

    def _send(self, answer: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(answer)


def _written(status: int, body: bytes, *headers: bytes) -> bytes:
    lines = [
        b"HTTP/1.1 %d X" % status,
        b"Content-Type: application/json",
        b"Content-Length: %d" % len(body),
        *headers,
    ]
    return b"\r\n".join(lines) + _END + body


_TOKEN_ANSWER = (
    b'{"access_token":"t","expires_in":3599,"token_type":"Bearer","ok":true,"team_id":"T1",'
    b'"user_id":"U0","view":{"id":"V1","hash":"h"}}'
)
_SLACK_YES = _written(200, b'{"ok":true,"ts":"1.000001"}')
_SLACK_HASTY = _written(429, b'{"ok":false,"error":"ratelimited"}', b"Retry-After: 1")
_TEAMS_YES = _written(201, b'{"id":"m1"}')
_TEAMS_HASTY = _written(429, b'{"error":{"code":"TooManyRequests"}}', b"Retry-After: 1")


def _end_with_input() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


async def main(slack: str, teams: str, free: str = "") -> None:
    """Serve on a free port of loopback."""
    told = [Told({"slack": int(slack), "teams": int(teams)}, free)]
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _FarEnd(told), "127.0.0.1", 0, backlog=1000)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    threading.Thread(target=_end_with_input, daemon=True).start()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
