"""A tiny proxy: it answers for any host that is asked for by plain HTTP, and lets TLS through to one server."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

# What the outside says, by the end of the path.
SAYS: Mapping[str, Mapping[str, Any]] = {
    "chat.postMessage": {"ok": True, "ts": "1.2", "channel": "D1"},
    "apps.connections.open": {"ok": False, "error": "invalid_auth"},
    "token": {"access_token": "t", "expires_in": 3600},
    "openid": {"jwks_uri": "http://keys.example/keys"},
    "keys": {"keys": []},
    "activities": {"id": "r1"},
    "conversations": {"id": "c1"},
    "beat": {},
}


class Proxy:
    """What came through: `hosts` by plain HTTP or CONNECT, and `credentials`. It refuses with `status`."""

    def __init__(self, tls_port: int | None = None) -> None:
        self.hosts: list[str] = []
        self.credentials: set[str] = set()
        self.status = 200
        self.url = ""
        self._tls_port = tls_port

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take one connection."""
        with suppress(OSError, asyncio.IncompleteReadError):
            await self._serve(reader, writer)
        writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        method, target = head.split(" ")[:2]
        fields = dict(line.lower().split(": ", 1) for line in head.splitlines()[1:] if ": " in line)
        self.credentials.add(fields.get("proxy-authorization", ""))
        host = target if method == "CONNECT" else target.split("/")[2]
        self.hosts.append(host)
        if self.status != 200:
            writer.write(f"HTTP/1.1 {self.status} No\r\nContent-Length: 0\r\n\r\n".encode())
        elif method == "CONNECT":
            await self._through(reader, writer)
        else:
            await reader.readexactly(int(fields.get("content-length", "0")))
            said = json.dumps(SAYS[target.rstrip("/").rpartition("/")[2]])
            kind = "Content-Type: application/json\r\nConnection: close"
            answer = f"HTTP/1.1 200 OK\r\n{kind}\r\nContent-Length: {len(said)}\r\n\r\n{said}"
            writer.write(answer.encode())
        await writer.drain()

    async def _through(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._tls_port)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(_carry(reader, far_writer), _carry(far_reader, writer))


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65_536):
        writer.write(data)
        await writer.drain()
    writer.close()


@asynccontextmanager
async def a_proxy(tls_port: int | None = None) -> AsyncIterator[Proxy]:
    """Run a proxy on loopback."""
    made = Proxy(tls_port)
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield made
    finally:
        server.close()
