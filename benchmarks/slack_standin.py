"""The least that can stand in for Slack's Web API: reads a request, says yes, keeps nothing.

`python -m benchmarks.slack_standin` prints its port and serves until its input ends. It is a bare
asyncio protocol, so that it carries more than what is measured against it.
"""

import asyncio
import os
import sys
import threading

# Without a channel: each message stands where it was asked for.
_BODY = b'{"ok":true,"ts":"1.000001","team_id":"T1","user_id":"U0","view":{"id":"V1","hash":"h"}}'
_ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
    + str(len(_BODY)).encode()
    + b"\r\n\r\n"
    + _BODY
)
_END = b"\r\n\r\n"
_LENGTH = b"content-length:"


class _Yes(asyncio.Protocol):
    """Answers every request of a connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._read = b""

    def data_received(self, data: bytes) -> None:
        self._read += data
        while (head := self._read.find(_END)) >= 0:
            whole = head + len(_END) + _length(self._read[:head])
            if len(self._read) < whole:
                return
            self._read = self._read[whole:]
            self._transport.write(_ANSWER)


def _length(head: bytes) -> int:
    lower = head.lower()
    place = lower.find(_LENGTH)
    if place < 0:
        return 0
    return int(lower[place + len(_LENGTH) :].split(b"\r\n", 1)[0])


def _end_with_input() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


async def main() -> None:
    """Serve on a free port of loopback."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(_Yes, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    threading.Thread(target=_end_with_input, daemon=True).start()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
